"""Which accounts the Sync Flow shows for a commerce platform.

Invariant: an empty list never becomes "only the required ones"; that meaning must be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.rules.flow_settings.texts import in_words

# From Codat's documentation, for when the list of integrations cannot be read.
COMMERCE_PLATFORMS = (
    ("ugxp", "Zettle"),
    ("fztf", "Shopify"),
    ("fqly", "Clover"),
    ("ldgh", "Lightspeed K"),
    ("lqai", "Partner connector"),
)

# From Codat's documentation, in its order.
GROUPS = {
    "sales-accounts": "Sales accounts",
    "sales-taxRates": "Tax rates",
    "sales-other": "Other sales settings",
    "fees-accounts": "Fees",
    "payments-accounts": "Payments",
}
UNDOCUMENTED = "Not documented"

_DOCUMENTED = {
    "sales-accounts": "sales* refund* gratuity prepaid",
    "sales-taxRates": "0* 5* 10* 20*",
    "sales-other": "invoiceStatus* groupingPeriod*",
    "fees-accounts": "paymentFee paymentFeeRefund loan loanPayment loanFee cashback",
    "payments-accounts": "card* cash invoice onlineCard payout custom storeCredit paypal paypalQr mobile vipps "
    "swish prepaidPayment manual",
}
KNOWN_KEYS = tuple(
    f"{group}-{name.rstrip('*')}" for group, names in _DOCUMENTED.items() for name in names.split()
)
# These cannot be hidden.
REQUIRED_KEYS = frozenset(
    f"{group}-{name.rstrip('*')}"
    for group, names in _DOCUMENTED.items()
    for name in names.split()
    if name.endswith("*")
)


class Meaning(StrEnum):
    DEFAULT = "default"
    ONLY_REQUIRED = "only required"
    LIST = "this list"


def meaning_of(accounts: tuple[str, ...] | None) -> Meaning:
    """Return the meaning: None is the default (all are shown), () only the required ones, else a list."""
    if accounts is None:
        return Meaning.DEFAULT
    return Meaning.LIST if accounts else Meaning.ONLY_REQUIRED


def group_of(key: str) -> str:
    return next((title for group, title in GROUPS.items() if key.startswith(f"{group}-")), UNDOCUMENTED)


def account_name(key: str) -> str:
    """Return a key's last part in words: "Paypal qr", "5 %" for a tax rate."""
    last = key.rpartition("-")[2]
    if group_of(key) == GROUPS["sales-taxRates"] and last.isdigit():
        return f"{last} %"
    words = in_words(last) if group_of(key) != UNDOCUMENTED else key
    return words[:1].upper() + words[1:]


def all_keys(*lists: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*KNOWN_KEYS, *(key for keys in lists for key in keys or ()))))


@dataclass(frozen=True, slots=True)
class AccountsEdit:
    """What merchants of a platform see, and the edit of it.

    *shown* is the value when the edit began, *on_server* the current one; *ticked* is the list, also while
    another meaning is chosen.
    """

    shown: tuple[str, ...] | None
    on_server: tuple[str, ...] | None
    meaning: Meaning
    ticked: tuple[str, ...] = ()

    @classmethod
    def of(cls, accounts: tuple[str, ...] | None) -> AccountsEdit:
        return cls(accounts, accounts, meaning_of(accounts), accounts or ())

    @property
    def wanted(self) -> tuple[str, ...] | None:
        """Return the value to send; `problem` refuses an empty list."""
        if self.meaning is Meaning.DEFAULT:
            return None
        return self.ticked if self.meaning is Meaning.LIST else ()

    @property
    def changed(self) -> bool:
        return meaning_of(self.on_server) is not self.meaning or (
            self.meaning is Meaning.LIST and set(self.ticked) != set(self.on_server or ())
        )

    @property
    def changed_by_others(self) -> bool:
        """Return whether somebody else changed it after the edit began."""
        return self.changed and not same(self.shown, self.on_server)

    @property
    def problem(self) -> str:
        """Return why it cannot be saved, or ""."""
        if self.meaning is Meaning.LIST and not self.ticked:
            return 'The list is empty. Tick an account, or choose "Only the required ones".'
        return ""

    def all_keys(self) -> tuple[str, ...]:
        """Return the documented keys and those of the server."""
        return all_keys(self.on_server, self.shown, self.ticked)

    def shows(self, key: str) -> bool:
        if key in REQUIRED_KEYS or self.meaning is Meaning.DEFAULT:
            return True
        return self.meaning is Meaning.LIST and key in self.ticked

    def with_meaning(self, meaning: Meaning) -> AccountsEdit:
        """Return the edit with this meaning; a first list begins with what is seen now."""
        if meaning is Meaning.LIST and not self.ticked and self.meaning is Meaning.DEFAULT:
            return replace(self, meaning=meaning, ticked=self._optional())
        return replace(self, meaning=meaning)

    def toggle(self, key: str) -> AccountsEdit:
        """Return the edit with this account shown or hidden, which makes it a list; required ones stay."""
        if key in REQUIRED_KEYS:
            return self
        seen = tuple(each for each in self.all_keys() if self.shows(each) and each not in REQUIRED_KEYS)
        kept = (
            tuple(each for each in self.ticked if each in REQUIRED_KEYS)
            if self.meaning is Meaning.LIST
            else ()
        )
        ticked = tuple(each for each in seen if each != key) if key in seen else (*seen, key)
        return replace(self, meaning=Meaning.LIST, ticked=(*kept, *ticked))

    def without_edits(self) -> AccountsEdit:
        return AccountsEdit.of(self.on_server)

    def carry_over(self, now: AccountsEdit) -> AccountsEdit:
        """Return the edit on a newer reading; none when the server has the same value."""
        edited = replace(self, on_server=now.on_server)
        return edited if self.changed and edited.changed else AccountsEdit.of(now.on_server)

    def saved(self, write: SaveVisibleAccounts) -> AccountsEdit:
        """Return the state after *write* was saved; an edit changed meanwhile stays and now starts from what
        was sent.
        """
        if same(self.wanted, write.wanted):
            return AccountsEdit.of(write.wanted)
        return AccountsEdit(write.wanted, write.wanted, self.meaning, self.ticked)

    def write(self, platform_key: str, platform_name: str) -> SaveVisibleAccounts:
        return SaveVisibleAccounts(platform_key, self.shown, self.wanted, platform_name)

    def as_draft(self) -> dict[str, object]:
        shown = None if self.shown is None else list(self.shown)
        return {"shown": shown, "meaning": self.meaning.value, "ticked": list(self.ticked)}

    def with_draft(self, draft: object) -> AccountsEdit:
        """Add the edit of a draft where there is no newer edit; ignore an unreadable one."""
        if self.changed or not isinstance(draft, dict) or draft.get("meaning") not in list(Meaning):
            return self
        shown, ticked = draft.get("shown"), draft.get("ticked")
        lists = [each for each in (shown, ticked) if each is not None]
        if ticked is None or not all(_is_texts(each) for each in lists):
            return self
        began = None if shown is None else tuple(shown)
        edited = AccountsEdit(began, self.on_server, Meaning(draft["meaning"]), tuple(ticked))
        return edited if edited.changed else self

    def _optional(self) -> tuple[str, ...]:
        return tuple(key for key in self.all_keys() if key not in REQUIRED_KEYS)


def same(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    """Return whether two choices are equal, in any order."""
    if one is None or other is None:
        return one is other
    return set(one) == set(other)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
