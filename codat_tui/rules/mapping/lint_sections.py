"""The rules of the mapping's sections: sales, fees, payments; map keys are opaque, labels name the fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.mapping.selections import Selection, SelectionKind, selections
from codat_tui.rules.mapping.sentences import choose_text, lost_text, missing_text

if TYPE_CHECKING:
    from codat_tui.models.codat import CommerceConfiguration, Configuration, NewTaxRates, Sales

MISSING = {
    SelectionKind.ACCOUNT: CauseKind.ACCOUNT_MISSING,
    SelectionKind.CUSTOMER: CauseKind.CUSTOMER_MISSING,
    SelectionKind.SUPPLIER: CauseKind.SUPPLIER_MISSING,
    SelectionKind.TAX_RATE: CauseKind.TAX_RATE_MISSING,
    SelectionKind.COMMERCE_TAX_RATE: CauseKind.TAX_NOT_MAPPED,
    SelectionKind.GROUPING_PERIOD: CauseKind.GROUPING_MISSING,
    SelectionKind.GROUPING_LEVEL: CauseKind.GROUPING_MISSING,
    SelectionKind.INVOICE_STATUS: CauseKind.INVOICE_STATUS_MISSING,
    SelectionKind.FREQUENCY: CauseKind.FREQUENCY_MISSING,
}
"""The cause that a required selection nobody made is."""
LOST = {
    SelectionKind.ACCOUNT: CauseKind.ACCOUNT_LOST,
    SelectionKind.CUSTOMER: CauseKind.CUSTOMER_LOST,
    SelectionKind.SUPPLIER: CauseKind.SUPPLIER_LOST,
    SelectionKind.TAX_RATE: CauseKind.TAX_RATE_LOST,
    SelectionKind.COMMERCE_TAX_RATE: CauseKind.TAX_NOT_MAPPED,
    SelectionKind.GROUPING_PERIOD: CauseKind.GROUPING_INVALID,
    SelectionKind.GROUPING_LEVEL: CauseKind.GROUPING_INVALID,
    SelectionKind.INVOICE_STATUS: CauseKind.INVOICE_STATUS_INVALID,
    SelectionKind.FREQUENCY: CauseKind.FREQUENCY_INVALID,
}
"""The cause that a selection is whose option is gone."""
_CARD = frozenset({"card", "cards", "card payments"})
_PAYOUT = frozenset({"payout", "payouts"})
_PREPAID = frozenset({"prepaid", "gift card", "gift cards"})
_PREPAID_PAYMENT = frozenset({"prepaidpayment", "prepaid payment", "prepaid payments", "gift card payments"})


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the rules stand on: the body, its selections, and how grave a finding in each section is."""

    body: CommerceConfiguration
    rows: tuple[Selection, ...]
    severities: Mapping[str, Severity | None]
    invoices: Severity
    accounting: str
    commerce: str


def section_findings(configuration: Configuration, accounting: str, commerce: str) -> Iterator[Finding]:
    """The findings of the mapping; *accounting* and *commerce* name the platforms in sentences.

    Codat's documentation gives the invoice rules without saying which of them hold for journal entries, the
    only output format it knows: with that format they warn. A selection that is no option always blocks.
    """
    body = configuration.configuration
    if body is None:
        return
    journal = body.map_settings is not None and body.map_settings.output_format == "JournalEntry"
    ground = _Ground(
        body,
        tuple(selections(configuration)),
        _severities(body),
        Severity.WARNS if journal else Severity.BLOCKS,
        accounting,
        commerce,
    )
    bare = _without_sales_accounts(ground.rows)
    for row in ground.rows:
        if not (bare and row.section == "sales" and row.kind is SelectionKind.ACCOUNT):
            yield from _selection(row, ground)
    yield from _sales(ground, bare)
    yield from _fees(ground)
    yield from _payments(ground)


def _severities(body: CommerceConfiguration) -> dict[str, Severity | None]:
    def of(switch: bool | None) -> Severity | None:
        if switch is None:
            return Severity.WARNS
        return Severity.BLOCKS if switch else None

    return {
        "schedule": Severity.BLOCKS,
        "sales": of(body.sales.sync_sales) if body.sales else None,
        "fees": of(body.fees.sync_fees) if body.fees else None,
        "payments": of(body.payments.sync_payments) if body.payments else None,
        "newPayments": of(body.new_payments.sync_payments) if body.new_payments else None,
    }


def _selection(row: Selection, ground: _Ground) -> Iterator[Finding]:
    """The rules every selection shares: chosen where required, and one of its options."""
    severity = ground.severities[row.section]
    if severity is None:
        return
    if row.selected is None and row.required:
        if row.kind is SelectionKind.INVOICE_STATUS and severity is Severity.BLOCKS:
            severity = ground.invoices
        yield _finding(severity, MISSING[row.kind], row, missing_text(row), choose_text(row))
    elif row.lost:
        home = ground.commerce if row.kind is SelectionKind.COMMERCE_TAX_RATE else ground.accounting
        yield _finding(severity, LOST[row.kind], row, lost_text(row, home), choose_text(row, another=True))


def _finding(severity: Severity, kind: CauseKind, row: Selection, problem: str, remedy: str) -> Finding:
    return Finding(severity, row.field, row.label, problem, remedy, Who.US, kind)


def _without_sales_accounts(rows: tuple[Selection, ...]) -> bool:
    """True when the sales accounts have options and all of these are empty: no sales account exists."""
    known = [
        row.options
        for row in rows
        if row.section == "sales" and row.kind is SelectionKind.ACCOUNT and row.options is not None
    ]
    return bool(known) and not any(known)


def _sales(ground: _Ground, bare: bool) -> Iterator[Finding]:
    sales, severity = ground.body.sales, ground.severities["sales"]
    if sales is None or severity is None:
        return
    path, label = "configuration.sales.accounts", "sales accounts"
    if bare:
        problem = f"There is no sales account in {ground.accounting}."
        remedy = f"Ask the merchant to create one in {ground.accounting}."
        yield Finding(severity, path, label, problem, remedy, Who.MERCHANT, CauseKind.NO_SALES_ACCOUNT)
    elif not sales.accounts:
        problem, remedy = "There are no sales accounts to map.", "Ask Codat why the configuration has none."
        yield Finding(Severity.WARNS, path, label, problem, remedy, Who.CODAT, CauseKind.MAPPING_UNREADABLE)
    yield from _invoice_status(sales, ground, severity)
    if sales.new_tax_rates is not None:
        yield from _mappings(sales.new_tax_rates, ground, severity)


def _invoice_status(sales: Sales, ground: _Ground, severity: Severity) -> Iterator[Finding]:
    """Codat's documentation: Submitted or Draft; payments cannot be enabled with Draft."""
    row = next(row for row in ground.rows if row.kind is SelectionKind.INVOICE_STATUS)
    if row.selected is None:
        return
    word = row.selected.casefold()
    grave = ground.invoices if severity is Severity.BLOCKS else severity
    if word not in ("submitted", "draft"):
        problem = f'The invoice status "{row.selected}" is neither Submitted nor Draft.'
        kind = CauseKind.INVOICE_STATUS_INVALID
        yield _finding(grave, kind, row, problem, "Choose Submitted or Draft in Mapping.")
    elif word == "draft" and Severity.BLOCKS in (
        ground.severities["payments"],
        ground.severities["newPayments"],
    ):
        problem = "Payments are synced, which needs the invoice status Submitted, not Draft."
        kind = CauseKind.PAYMENTS_NEED_SUBMITTED
        yield _finding(grave, kind, row, problem, "Choose Submitted, or stop syncing payments.")


def _mappings(rates: NewTaxRates, ground: _Ground, severity: Severity) -> Iterator[Finding]:
    """Every commerce tax rate belongs to one mapping; a mapping may hold many."""
    field = "configuration.sales.newTaxRates.taxRateMappings"
    mapped = Counter(
        tax_id
        for mapping in rates.tax_rate_mappings or ()
        for tax_id in mapping.selected_commerce_tax_rate_ids or ()
    )
    for option in rates.commerce_tax_rate_options or ():
        name = option.name or option.id or ""
        if option.id and not mapped[option.id]:
            problem = f"The tax rate {name} of {ground.commerce} is not mapped."
            remedy = f"Choose a tax rate of {ground.accounting} for it in Mapping."
            yield Finding(severity, field, name, problem, remedy, Who.US, CauseKind.TAX_NOT_MAPPED)
        elif option.id and mapped[option.id] > 1:
            problem = f"The tax rate {name} of {ground.commerce} is mapped more than once."
            kind = CauseKind.TAX_MAPPED_TWICE
            yield Finding(Severity.WARNS, field, name, problem, "Keep one of its mappings.", Who.US, kind)


def _fees(ground: _Ground) -> Iterator[Finding]:
    """Codat's messages: to sync fees, the payments section must exist and a payments account be set."""
    severity, body = ground.severities["fees"], ground.body
    if severity is None:
        return
    if body.payments is None and ground.severities["newPayments"] is None:
        problem = "Fees are synced, but there is no payments section."
        remedy = "Set up payments, or stop syncing fees."
        kind = CauseKind.PAYMENTS_MISSING
        yield Finding(severity, "configuration.payments", "payments", problem, remedy, Who.US, kind)
    elif not any(row.selected for row in ground.rows if row.section in ("payments", "newPayments")):
        section = "payments" if body.payments is not None else "newPayments"
        problem, remedy = "Fees are synced, but no payments account is chosen.", "Choose one in Mapping."
        field = f"configuration.{section}.accounts"
        kind = CauseKind.PAYMENTS_ACCOUNT_MISSING
        yield Finding(severity, field, "payments accounts", problem, remedy, Who.US, kind)


def _payments(ground: _Ground) -> Iterator[Finding]:
    """Codat's messages: card and payout account must differ, prepaid and prepaid payment too."""
    for section in ("payments", "newPayments"):
        severity = ground.severities[section]
        if severity is None:
            continue
        yield from _same(severity, ground.rows, (section, _CARD), (section, _PAYOUT))
        if ground.severities["sales"] is not None:
            yield from _same(severity, ground.rows, ("sales", _PREPAID), (section, _PREPAID_PAYMENT))


def _same(
    severity: Severity,
    rows: tuple[Selection, ...],
    one: tuple[str, frozenset[str]],
    other: tuple[str, frozenset[str]],
) -> Iterator[Finding]:
    first, second = _role(rows, *one), _role(rows, *other)
    if first and second and first.selected and first.selected == second.selected:
        problem = f"{first.label} and {second.label} use the same account."
        remedy = choose_text(second, another=True)
        yield _finding(severity, CauseKind.ACCOUNTS_SAME, second, problem, remedy)


def _role(rows: tuple[Selection, ...], section: str, names: frozenset[str]) -> Selection | None:
    """The account with this role: keys are not documented, so the key or else the label may tell it."""
    accounts = [row for row in rows if row.section == section and row.kind is SelectionKind.ACCOUNT]
    by_key = (row for row in accounts if row.key.casefold() in names)
    by_label = (row for row in accounts if row.label.casefold() in names)
    return next(by_key, None) or next(by_label, None)
