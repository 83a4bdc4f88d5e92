"""The Sync Flow's texts in both locales, its account keys, and the client's changes.

Invariant: keys are Codat's own, odd ones included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_C, _A = "{commerce software name}", "{accounting software name}"

# The key of the 5 % tax ends in -10 and one key holds an equals sign: Codat documents them so.
_ENGLISH_AND_FRENCH: dict[str, tuple[str, str | None]] = {
    "configure-setupSidebar-title": (
        "Set up Sync to {platform name}",
        "Configurer Sync vers {platform name}",
    ),
    "configure-setupSidebar-checkboxes-connectToCommerce": (f"Connect {_C}", f"Connecter {_C}"),
    "configure-setupSidebar-checkboxes-connectToAccounting": (f"Connect {_A}", f"Connecter {_A}"),
    "configure-setupSidebar-checkboxes-sales": ("Sales", "Ventes"),
    "configure-setupSidebar-checkboxes-fees": ("Fees", "Frais"),
    "configure-setupSidebar-checkboxes-payments": ("Payments", "Paiements"),
    "configure-setupSidebar=checkboxes-syncSchedule": ("Schedule", "Planification"),
    "configure-misc-previousButton": ("Back", "Retour"),
    "configure-misc-nextButton": ("Next", "Suivant"),
    "configure-required-indicator": ("Required", "Obligatoire"),
    "configure-content-sales-title": ("Sales", "Ventes"),
    "configure-content-sales-description": (
        f"Choose where sales from {_C} are recorded in {_A}.",
        f"Choisissez où les ventes de {_C} sont enregistrées dans {_A}.",
    ),
    "configure-content-sales-accounts-title": ("Sales accounts", "Comptes de vente"),
    "configure-content-sales-accounts-description": (
        f"Map each kind of sale in {_C} to an account in {_A}.",
        f"Associez chaque type de vente de {_C} à un compte de {_A}.",
    ),
    "configure-content-sales-accounts-entries-sales": ("Sales", "Ventes"),
    "configure-content-sales-accounts-entries-refund": ("Refunds", None),
    "configure-content-sales-accounts-entries-gratuity": ("Gratuity", "Pourboires"),
    "configure-content-sales-accounts-entries-prepaid": ("Gift cards sold", "Cartes cadeaux vendues"),
    "configure-content-sales-taxRates-title": ("Tax rates", "Taux de TVA"),
    "configure-content-sales-taxRates-description": (
        f"Choose the tax rate of {_A} for each rate in {_C}.",
        f"Choisissez le taux de {_A} pour chaque taux de {_C}.",
    ),
    "configure-content-sales-accounts-taxRates-entries-0": ("No tax", "Sans taxe"),
    "configure-content-sales-accounts-taxRates-entries-10": ("5% tax", "TVA 5 %"),
    "configure-content-sales-accounts-taxRates-entries-15": ("15% tax", "TVA 15 %"),
    "configure-content-sales-accounts-taxRates-entries-20": ("20% tax", "TVA 20 %"),
    "configure-content-sales-other-title": ("Other settings", "Autres réglages"),
    "configure-content-sales-other-description": (
        "Choose how sales are grouped and in which state they arrive.",
        "Choisissez le regroupement des ventes et leur état à l'arrivée.",
    ),
    "configure-content-sales-other-entries-invoiceStatus": ("Invoice status", "État de la facture"),
    "configure-content-sales-other-entries-groupingPeriod": ("Grouping period", "Période de regroupement"),
    "configure-content-fees-title": ("Fees", "Frais"),
    "configure-content-fees-description": (
        f"Choose where the fees that {_C} charges are recorded.",
        f"Choisissez où sont enregistrés les frais facturés par {_C}.",
    ),
    "configure-content-fees-accounts-title": ("Fee accounts", "Comptes de frais"),
    "configure-content-fees-accounts-description": (
        f"Map each fee to an account in {_A}.",
        f"Associez chaque frais à un compte de {_A}.",
    ),
    "configure-content-fees-accounts-entries-paymentFee": ("Payment fees", "Frais de paiement"),
    "configure-content-fees-accounts-entries-paymentFeeRefund": ("Refunded fees", "Frais remboursés"),
    "configure-content-fees-accounts-entries-loan": ("Loan", None),
    "configure-content-fees-accounts-entries-loanFee": ("Loan charges", "Frais de prêt"),
    "configure-content-fees-accounts-entries-cashback": ("Cashback", "Cashback"),
    "configure-content-payments-title": ("Payments", "Paiements"),
    "configure-content-payments-description": (
        f"Choose the accounts in {_A} that payments from {_C} arrive in.",
        f"Choisissez les comptes de {_A} qui reçoivent les paiements de {_C}.",
    ),
    "configure-content-payments-accounts-entries-card": ("Card", "Carte"),
    "configure-content-payments-accounts-entries-cash": ("Cash", "Espèces"),
    "configure-content-payments-accounts-entries-onlineCard": ("Online card", "Carte en ligne"),
    "configure-content-payments-accounts-entries-payout": ("Payouts", "Versements"),
    "configure-content-payments-accounts-entries-storeCredit": ("Store credit", "Avoir"),
    "configure-content-payments-accounts-entries-paypal": ("PayPal", "PayPal"),
    "configure-content-payments-accounts-entries-prepaidPayment": (
        "Gift cards used",
        "Cartes cadeaux utilisées",
    ),
}

_REQUIRED_TEXTS = ("-title", "-nextButton", "-previousButton")

ACCOUNT_KEYS: tuple[str, ...] = (
    *(f"sales-accounts-{name}" for name in ("sales", "refund", "gratuity", "prepaid")),
    *(f"sales-taxRates-{rate}" for rate in ("0", "5", "10", "20")),
    *(f"sales-other-{name}" for name in ("invoiceStatus", "groupingPeriod")),
    *(
        f"fees-accounts-{name}"
        for name in ("paymentFee", "paymentFeeRefund", "loan", "loanPayment", "loanFee", "cashback")
    ),
    *(
        f"payments-accounts-{name}"
        for name in (
            "card", "cash", "invoice", "onlineCard", "payout", "custom", "storeCredit", "paypal", "paypalQr",
            "mobile", "vipps", "swish", "prepaidPayment", "manual",
        )
    ),
)  # fmt: skip

# What the client has chosen to show, by platform; other platforms have the default.
_FIRST_CHOICES: dict[str, list[str]] = {
    "ugxp": ["sales-accounts-gratuity", "fees-accounts-paymentFee", "payments-accounts-cash"],
    "fztf": [],
}


def _default_texts(locale: str) -> dict[str, dict[str, Any]]:
    column = 0 if locale == "en-us" else 1
    return {
        key: {"text": pair[column], "required": key.endswith(_REQUIRED_TEXTS)}
        for key, pair in _ENGLISH_AND_FRENCH.items()
        if pair[column] is not None
    }


@dataclass(slots=True)
class FlowSettings:
    """The client's Sync Flow settings: changed texts by locale, chosen accounts by platform key."""

    changed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    shown: dict[str, list[str] | None] = field(default_factory=lambda: dict(_FIRST_CHOICES))

    def has_text(self, key: str) -> bool:
        return key in _ENGLISH_AND_FRENCH

    def texts(self, locale: str) -> dict[str, dict[str, Any]]:
        texts = _default_texts(locale)
        for key, change in self.changed.get(locale, {}).items():
            texts[key] = {"required": False, **texts.get(key, {}), **change}
        return texts

    def change_texts(self, locale: str, changes: dict[str, dict[str, Any]]) -> None:
        """Store changes; a text of null removes the change."""
        kept = self.changed.setdefault(locale, {})
        for key, change in changes.items():
            if "text" in change and change["text"] is None:
                kept.pop(key, None)
            else:
                kept[key] = {**kept.get(key, {}), **change}

    def visible_accounts(self, platform_key: str) -> dict[str, Any]:
        """Return the chosen account keys; an empty object is the default, which shows all."""
        chosen = self.shown.get(platform_key)
        return {} if chosen is None else {"visibleAccounts": list(chosen)}

    def show_accounts(self, platform_key: str, chosen: list[str] | None) -> None:
        self.shown[platform_key] = None if chosen is None else list(chosen)
