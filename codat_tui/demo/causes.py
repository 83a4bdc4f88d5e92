"""Every problem a demo company can have, by name.

Invariant: a cause only changes facts (records, choices, link states, events); `diagnosis` decides what a sync
makes of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codat_tui.demo.accounting_software import CHART, CUSTOMERS, AccountingRecords, RecordState
from codat_tui.demo.deterministic import uuid_of
from codat_tui.demo.documented import Json, PlatformKind


def _nothing_chosen(records: AccountingRecords, choices: Json) -> None:
    """Change no choice."""


def _nothing_happens(records: AccountingRecords, events: set[str]) -> None:
    """Change no fact."""


@dataclass(frozen=True, slots=True)
class PlatformError:
    """An error in `dataConnectionErrors` of a connection."""

    kind: PlatformKind
    status_code: str
    status_text: str
    message: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause: `happen` changes records and events, `choose` changes choices.

    `links` are (kind, status). `time_zone` is set when the cause changes the schedule.
    """

    happen: Callable[[AccountingRecords, set[str]], None] = _nothing_happens
    choose: Callable[[AccountingRecords, Json], None] = _nothing_chosen
    links: tuple[tuple[PlatformKind, str], ...] = ()
    error: PlatformError | None = None
    time_zone: str | None = None


def _record(kind: str, slug: str, state: RecordState) -> Cause:
    def happen(records: AccountingRecords, events: set[str]) -> None:
        records.record_states[records.record_id(kind, slug)] = state

    return Cause(happen)


def _tax(state: RecordState, *, every: bool = False) -> Cause:
    def happen(records: AccountingRecords, events: set[str]) -> None:
        for rate in (*records.tax_percentages, "exempt") if every else records.tax_percentages[-1:]:
            records.record_states[records.record_id("tax", rate)] = state

    return Cause(happen)


def _event(name: str, error: PlatformError | None = None) -> Cause:
    return Cause(lambda records, events: events.add(name), error=error)


def _choice(path: str, value: object) -> Cause:
    """Set the choice at `path` to `value`; "foreign" means an id of another accounting company."""
    steps = path.split(".")

    def choose(records: AccountingRecords, choices: Json) -> None:
        place = choices
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = uuid_of(records.company_id, "foreign", path) if value == "foreign" else value

    return Cause(choose=choose)


def _same(first: tuple[str, str], second: tuple[str, str]) -> Cause:
    def choose(records: AccountingRecords, choices: Json) -> None:
        sections = choices["configuration"]
        chosen = sections[first[0]]["accounts"][first[1]]["selectedAccountId"]
        sections[second[0]]["accounts"][second[1]]["selectedAccountId"] = chosen

    return Cause(choose=choose)


def _links(*links: tuple[PlatformKind, str]) -> Cause:
    return Cause(links=links)


def _clear(choices: Json, *sections: str) -> None:
    for section in sections:
        for account in choices["configuration"][section]["accounts"].values():
            account["selectedAccountId"] = None


def _unconfigured(records: AccountingRecords, choices: Json) -> None:
    choices["configured"] = False
    choices["enable"] = False
    _clear(choices, "sales", "payments", "fees")
    choices["configuration"]["sales"]["salesCustomer"]["selectedCustomerId"] = None
    choices["configuration"]["fees"]["feesSupplier"]["selectedSupplierId"] = None


def _two_accounts_archived(records: AccountingRecords, events: set[str]) -> None:
    for slug in ("refunds", "tips"):
        records.record_states[records.record_id("account", slug)] = "archived"


def _another_organisation(records: AccountingRecords, events: set[str]) -> None:
    records.organisation = "Retail"


def _time_zone(zone: str) -> Cause:
    def choose(records: AccountingRecords, choices: Json) -> None:
        choices["schedule"]["timeZone"] = zone

    return Cause(choose=choose, time_zone=zone)


def _no_accounts(records: AccountingRecords, events: set[str]) -> None:
    for line in CHART:
        records.record_states[records.record_id("account", line.slug)] = "deleted"


def _no_customers(records: AccountingRecords, events: set[str]) -> None:
    for slug, _ in CUSTOMERS[:1]:
        records.record_states[records.record_id("customer", slug)] = "deleted"


def _tax_unchosen(records: AccountingRecords, choices: Json) -> None:
    sales = choices["configuration"]["sales"]
    if sales["taxRates"]:
        sales["taxRates"][records.tax_percentages[-1]]["selectedTaxRateId"] = None
    else:
        sales["newTaxRates"]["taxRateMappings"][-1]["selectedAccountingTaxRateId"] = None


def _tax_unmapped(records: AccountingRecords, choices: Json) -> None:
    mappings = choices["configuration"]["sales"]["newTaxRates"]["taxRateMappings"]
    if mappings:
        mappings.pop()


_SUBSCRIPTION = PlatformError(
    "Accounting", "403", "Forbidden", "The organisation's subscription has expired and is read-only."
)
_NO_SUBSCRIPTION = PlatformError("Accounting", "403", "Forbidden", "Organisation subscription expired")
_STALE = PlatformError("Commerce", "504", "GatewayTimeout", "The orders could not be read.")
_LOCKED = PlatformError(
    "Accounting", "400", "BadRequest", "The document date is before the end of a locked period."
)
_REVOKED = PlatformError("Accounting", "401", "Unauthorized", "The access token was revoked by the user.")
_SALES, _PAYMENTS, _FEES = "configuration.sales", "configuration.payments", "configuration.fees"

CAUSES: dict[str, Cause] = {
    "accounting-unlinked": _links(("Accounting", "Unlinked")),
    "commerce-unlinked": _links(("Commerce", "Unlinked")),
    "accounting-deauthorized": Cause(links=(("Accounting", "Deauthorized"),), error=_REVOKED),
    "commerce-deauthorized": _links(("Commerce", "Deauthorized")),
    "accounting-pending": Cause(choose=_unconfigured, links=(("Accounting", "PendingAuth"),)),
    "commerce-pending": Cause(choose=_unconfigured, links=(("Commerce", "PendingAuth"),)),
    "never-set-up": Cause(
        choose=_unconfigured, links=(("Accounting", "PendingAuth"), ("Commerce", "PendingAuth"))
    ),
    "never-configured": Cause(choose=_unconfigured),
    "switched-off-by-merchant": _choice("enable", False),
    "refund-account-archived": _record("account", "refunds", "archived"),
    "payout-account-archived": _record("account", "bank", "archived"),
    "two-accounts-archived": Cause(_two_accounts_archived),
    "another-organisation": Cause(_another_organisation, links=(("Accounting", "Unlinked"),)),
    "card-account-deleted": _record("account", "card-clearing", "deleted"),
    "no-accounts": Cause(_no_accounts),
    "foreign-account": _choice(f"{_FEES}.accounts.paymentFee.selectedAccountId", "foreign"),
    "required-account-missing": _choice(f"{_SALES}.accounts.refund.selectedAccountId", None),
    "customer-archived": _record("customer", "daily-sales", "archived"),
    "customer-deleted": Cause(_no_customers),
    "no-sales-customer": _choice(f"{_SALES}.salesCustomer.selectedCustomerId", None),
    "foreign-customer": _choice(f"{_SALES}.salesCustomer.selectedCustomerId", "foreign"),
    "supplier-deleted": _record("supplier", "fees", "deleted"),
    "supplier-inactive": _record("supplier", "fees", "inactive"),
    "no-fees-supplier": _choice(f"{_FEES}.feesSupplier.selectedSupplierId", None),
    "foreign-supplier": _choice(f"{_FEES}.feesSupplier.selectedSupplierId", "foreign"),
    "fees-without-payments-section": _choice(_PAYMENTS, None),
    "fees-without-payments-account": Cause(choose=lambda records, choices: _clear(choices, "payments")),
    "card-is-payout": _same(("payments", "card"), ("payments", "payout")),
    "prepaid-is-prepaid-payment": _same(("sales", "prepaid"), ("payments", "prepaidPayment")),
    "tax-rate-deleted": _tax("deleted"),
    "tax-rate-invalid": _tax("invalid"),
    "no-tax-rates": _tax("deleted", every=True),
    "tax-rate-unchosen": Cause(choose=_tax_unchosen),
    "tax-unmapped": Cause(choose=_tax_unmapped),
    "no-grouping-period": _choice(f"{_SALES}.grouping.groupingPeriod.selectedGroupingPeriod", None),
    "foreign-grouping-period": _choice(f"{_SALES}.grouping.groupingPeriod.selectedGroupingPeriod", "Weekly"),
    "foreign-invoice-level": _choice(
        f"{_SALES}.grouping.groupingLevels.invoiceLevel.selectedGroupByOptions", ["Staff"]
    ),
    "foreign-line-level": _choice(
        f"{_SALES}.grouping.groupingLevels.invoiceLineLevel.selectedGroupByOptions", ["Staff"]
    ),
    "draft-with-payments": _choice(f"{_SALES}.invoiceStatus.selectedInvoiceStatus", "Draft"),
    "no-invoice-status": _choice(f"{_SALES}.invoiceStatus.selectedInvoiceStatus", None),
    "foreign-invoice-status": _choice(f"{_SALES}.invoiceStatus.selectedInvoiceStatus", "Paid"),
    "no-frequency": _choice("schedule.selectedFrequency", None),
    "foreign-frequency": _choice("schedule.selectedFrequency", "Monthly"),
    "time-zone-changed": _time_zone("Australia/Sydney"),
    "new-payment-type": _event("takes-swish"),
    "gift-cards-unmapped": Cause(
        lambda records, events: events.add("sells-gift-cards"),
        _choice(f"{_SALES}.accounts.prepaid.selectedAccountId", None).choose,
    ),
    "no-sales": _event("no-sales"),
    "billing-expired": _event("billing-expired", _SUBSCRIPTION),
    "period-locked": _event("period-locked", _LOCKED),
    "currency-missing": _event("currency-missing"),
    "subscription-expired": _event("subscription-expired", _NO_SUBSCRIPTION),
    "platform-outage": _event("platform-outage"),
    "server-error": _event("server-error"),
    "processing-error": _event("processing-error"),
    "company-missing": _event("company-missing"),
    "commerce-data-old": _event("commerce-data-old", _STALE),
    "reconcile-by-hand": _event("reconcile-by-hand"),
    "sync-hangs": _event("sync-hangs"),
    "not-scheduled": _event("not-scheduled"),
}
