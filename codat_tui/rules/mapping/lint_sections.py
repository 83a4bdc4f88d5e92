"""The rules of the mapping's sections: sales, fees, payments.

Map keys are opaque; labels name the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.mapping.names import fixed_name
from codat_tui.rules.mapping.sentences import choose_text, gone_tax_text, lost_text, missing_text
from codat_tui.rules.mapping.settings import SelectionKind, Setting, id_key, same_id

if TYPE_CHECKING:
    from codat_tui.models.codat import CommerceConfiguration

# The cause of a required selection that is missing.
MISSING = {
    SelectionKind.ACCOUNT: CauseKind.ACCOUNT_MISSING,
    SelectionKind.CUSTOMER: CauseKind.CUSTOMER_MISSING,
    SelectionKind.SUPPLIER: CauseKind.SUPPLIER_MISSING,
    SelectionKind.TAX_RATE: CauseKind.TAX_RATE_MISSING,
    SelectionKind.GROUPING_PERIOD: CauseKind.GROUPING_MISSING,
    SelectionKind.GROUPING_LEVEL: CauseKind.GROUPING_MISSING,
    SelectionKind.INVOICE_STATUS: CauseKind.INVOICE_STATUS_MISSING,
    SelectionKind.FREQUENCY: CauseKind.FREQUENCY_MISSING,
}
# The cause of a selection whose option is gone.
LOST = {
    SelectionKind.ACCOUNT: CauseKind.ACCOUNT_LOST,
    SelectionKind.CUSTOMER: CauseKind.CUSTOMER_LOST,
    SelectionKind.SUPPLIER: CauseKind.SUPPLIER_LOST,
    SelectionKind.TAX_RATE: CauseKind.TAX_RATE_LOST,
    SelectionKind.GROUPING_PERIOD: CauseKind.GROUPING_INVALID,
    SelectionKind.GROUPING_LEVEL: CauseKind.GROUPING_INVALID,
    SelectionKind.INVOICE_STATUS: CauseKind.INVOICE_STATUS_INVALID,
    SelectionKind.FREQUENCY: CauseKind.FREQUENCY_INVALID,
}
_CARD = frozenset({"card", "cards", "card payments"})
_PAYOUT = frozenset({"payout", "payouts"})
_PREPAID = frozenset({"prepaid", "gift card", "gift cards"})
_PREPAID_PAYMENT = frozenset({"prepaidpayment", "prepaid payment", "prepaid payments", "gift card payments"})


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rules read: the configuration, its selections, and the severity in each section."""

    body: CommerceConfiguration
    rows: tuple[Setting, ...]
    severities: Mapping[str, Severity | None]
    invoices: Severity
    accounting: str
    commerce: str


def section_findings(
    body: CommerceConfiguration, rows: tuple[Setting, ...], accounting: str, commerce: str
) -> Iterator[Finding]:
    """Yield the findings of the mapping; *accounting* and *commerce* are the platforms' names."""
    # The documentation does not say which invoice rules hold for journal entries, the only output format it
    # names: they warn.
    journal = body.map_settings is not None and body.map_settings.output_format == "JournalEntry"
    context = _Context(
        body,
        tuple(row for row in rows if row.selects is not None),
        _severities(body),
        Severity.WARNS if journal else Severity.BLOCKS,
        accounting,
        commerce,
    )
    bare = _without_sales_accounts(context.rows)
    for row in context.rows:
        if not (bare and row.part == "sales" and row.selects is SelectionKind.ACCOUNT):
            yield from _selection(row, context)
    yield from _sales(context, bare)
    yield from _fees(context)
    yield from _payments(context)


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


def _selection(row: Setting, context: _Context) -> Iterator[Finding]:
    severity = context.severities[row.part]
    if severity is None or row.selects is None:
        return
    if row.tax is not None and row.tax.gone:
        remedy = f"Choose nothing for {row.noun} in Mapping."
        problem, kind = gone_tax_text(row, context.commerce), CauseKind.TAX_NOT_MAPPED
        yield _finding(severity, kind, row, problem, remedy)
        return
    if row.selected is None and row.required:
        if row.selects is SelectionKind.INVOICE_STATUS and severity is Severity.BLOCKS:
            severity = context.invoices
        kind = CauseKind.TAX_NOT_MAPPED if row.tax is not None else MISSING[row.selects]
        yield _finding(severity, kind, row, missing_text(row, context.commerce), choose_text(row))
    elif row.lost:
        problem, remedy = lost_text(row, context.accounting), choose_text(row, another=True)
        yield _finding(severity, LOST[row.selects], row, problem, remedy)
    if row.tax is not None and row.tax.times > 1:
        problem = f"The tax rate {row.noun} of {context.commerce} is mapped more than once."
        kind = CauseKind.TAX_MAPPED_TWICE
        yield _finding(Severity.WARNS, kind, row, problem, "Keep one of its mappings.")


def _finding(severity: Severity, kind: CauseKind, row: Setting, problem: str, remedy: str) -> Finding:
    return Finding(severity, row.key, row.title, problem, remedy, Who.US, kind)


def _without_sales_accounts(rows: tuple[Setting, ...]) -> bool:
    # All account options are known and empty: the software has no sales account.
    known = [
        row.options
        for row in rows
        if row.part == "sales" and row.selects is SelectionKind.ACCOUNT and row.options is not None
    ]
    return bool(known) and not any(known)


def _sales(context: _Context, bare: bool) -> Iterator[Finding]:
    sales, severity = context.body.sales, context.severities["sales"]
    if sales is None or severity is None:
        return
    path = "configuration.sales.accounts"
    label = fixed_name(path)
    if bare:
        problem = f"There is no sales account in {context.accounting}."
        remedy = f"Ask the merchant to create one in {context.accounting}."
        yield Finding(severity, path, label, problem, remedy, Who.MERCHANT, CauseKind.NO_SALES_ACCOUNT)
    elif not sales.accounts:
        problem, remedy = "There are no sales accounts to map.", "Ask Codat why the configuration has none."
        yield Finding(Severity.WARNS, path, label, problem, remedy, Who.CODAT, CauseKind.MAPPING_UNREADABLE)
    yield from _invoice_status(context, severity)


def _invoice_status(context: _Context, severity: Severity) -> Iterator[Finding]:
    # Codat's documentation: Submitted or Draft; payments cannot be enabled with Draft.
    row = next(row for row in context.rows if row.selects is SelectionKind.INVOICE_STATUS)
    if row.selected is None:
        return
    word = id_key(row.selected)
    grave = context.invoices if severity is Severity.BLOCKS else severity
    if word not in ("submitted", "draft"):
        problem = f'The invoice status "{row.selected}" is neither Submitted nor Draft.'
        kind = CauseKind.INVOICE_STATUS_INVALID
        yield _finding(grave, kind, row, problem, "Choose Submitted or Draft in Mapping.")
    elif word == "draft" and Severity.BLOCKS in (
        context.severities["payments"],
        context.severities["newPayments"],
    ):
        problem = "Payments are synced, which needs the invoice status Submitted, not Draft."
        kind = CauseKind.PAYMENTS_NEED_SUBMITTED
        yield _finding(grave, kind, row, problem, "Choose Submitted, or stop syncing payments.")


def _fees(context: _Context) -> Iterator[Finding]:
    # Codat's messages: to sync fees, the payments section must exist and a payments account be set.
    severity, body = context.severities["fees"], context.body
    if severity is None:
        return
    if body.payments is None and context.severities["newPayments"] is None:
        problem = "Fees are synced, but there is no payments section."
        remedy = "Set up payments, or stop syncing fees."
        field, kind = "configuration.payments", CauseKind.PAYMENTS_MISSING
        yield Finding(severity, field, fixed_name(field), problem, remedy, Who.US, kind)
    elif not any(row.selected for row in context.rows if row.part in ("payments", "newPayments")):
        section = "payments" if body.payments is not None else "newPayments"
        problem, remedy = "Fees are synced, but no payments account is chosen.", "Choose one in Mapping."
        field = f"configuration.{section}.accounts"
        kind = CauseKind.PAYMENTS_ACCOUNT_MISSING
        yield Finding(severity, field, fixed_name(field), problem, remedy, Who.US, kind)


def _payments(context: _Context) -> Iterator[Finding]:
    # Codat's messages: card and payout account must differ, prepaid and prepaid payment too.
    for section in ("payments", "newPayments"):
        severity = context.severities[section]
        if severity is None:
            continue
        yield from _same(severity, context.rows, (section, _CARD), (section, _PAYOUT))
        if context.severities["sales"] is not None:
            yield from _same(severity, context.rows, ("sales", _PREPAID), (section, _PREPAID_PAYMENT))


def _same(
    severity: Severity,
    rows: tuple[Setting, ...],
    one: tuple[str, frozenset[str]],
    other: tuple[str, frozenset[str]],
) -> Iterator[Finding]:
    first, second = _role(rows, *one), _role(rows, *other)
    if first and second and first.selected and same_id(first.selected, second.selected):
        problem = f"{first.noun} and {second.noun} use the same account."
        remedy = choose_text(second, another=True)
        yield _finding(severity, CauseKind.ACCOUNTS_SAME, second, problem, remedy)


def _role(rows: tuple[Setting, ...], section: str, names: frozenset[str]) -> Setting | None:
    # Keys are not documented, so the key or the label may tell the role.
    accounts = [row for row in rows if row.part == section and row.selects is SelectionKind.ACCOUNT]
    by_key = (row for row in accounts if row.key_in_map.casefold() in names)
    by_label = (row for row in accounts if row.label.casefold() in names)
    return next(by_key, None) or next(by_label, None)
