"""Codat's messages that name no record, each with field, problem and remedy.

Sources: Codat's documentation of validation messages and sync errors. `{home}` is the accounting software's
name, `{key}` what the message names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.mapping.settings import SelectionKind


class Fault(StrEnum):
    """What is wrong with a selection: missing, or no longer an option."""

    MISSING = "missing"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Documented:
    """*pattern* is searched case-insensitively.

    *fault* of *kind* is looked for in the configuration, which may give a more exact field than *field*.
    """

    pattern: re.Pattern[str]
    cause: CauseKind
    title: str
    field: str
    label: str
    problem: str
    remedy: str
    who: Who = Who.US
    kind: SelectionKind | None = None
    fault: Fault | None = None


def _entry(
    pattern: str,
    cause: CauseKind,
    title: str,
    field: str,
    label: str,
    problem: str,
    remedy: str,
    who: Who = Who.US,
    kind: SelectionKind | None = None,
    fault: Fault | None = None,
) -> Documented:
    return Documented(
        re.compile(pattern, re.IGNORECASE), cause, title, field, label, problem, remedy, who, kind, fault
    )


_SALES = "configuration.sales"
_GROUPING = f"{_SALES}.grouping"
_LEVELS = f"{_GROUPING}.groupingLevels"
_STATUS = f"{_SALES}.invoiceStatus.selectedInvoiceStatus"
_PAYMENTS = "configuration.payments"
_SUPPLIER = "configuration.fees.feesSupplier.selectedSupplierId"
_CUSTOMER = f"{_SALES}.salesCustomer.selectedCustomerId"

SYNC_MESSAGES = (
    _entry(
        r"needs to have two valid data connections",
        CauseKind.LINK_DOWN_THEN,
        "Connections not valid",
        "connections",
        "Connections",
        "The company does not have two valid connections.",
        "Link both the commerce and the accounting software.",
        Who.MERCHANT,
    ),
    _entry(
        r"No company was found with ID",
        CauseKind.COMPANY_MISSING,
        "Company not found",
        "",
        "",
        "Codat does not find the company.",
        "Ask Codat.",
        Who.CODAT,
    ),
    _entry(
        r"Date overlaps with a previous sync date range",
        CauseKind.DUPLICATE_DATES,
        "Dates overlap",
        "",
        "",
        "The dates overlap those of an earlier sync.",
        "Do not retry. Look for a manual or daily sync of the same days; if it persists, ask Codat.",
        Who.CODAT,
    ),
)

CONFIGURATION_MESSAGES = (
    _entry(
        r"Payments section needs to exist",
        CauseKind.PAYMENTS_MISSING,
        "Payments missing",
        _PAYMENTS,
        "payments",
        "Fees are synced, but there is no payments section.",
        "Set up payments, or stop syncing fees.",
    ),
    _entry(
        r"Payments account id needs to be set",
        CauseKind.PAYMENTS_ACCOUNT_MISSING,
        "Payments account missing",
        f"{_PAYMENTS}.accounts",
        "payments accounts",
        "Fees are synced, but no payments account is chosen.",
        "Choose one in Mapping.",
    ),
    _entry(
        r"(?:Payments config invalid\.\s*)?(?P<key>[^\n.]+?) should not match (?P<other>[^\n]+?)\.?\s*$",
        CauseKind.ACCOUNTS_SAME,
        "Same account twice",
        f"{_PAYMENTS}.accounts",
        "payments accounts",
        "{key} and {other} must not be the same account.",
        "Choose another account for one of them in Mapping.",
    ),
    _entry(
        r"No sales customer has been configured",
        CauseKind.CUSTOMER_MISSING,
        "Sales customer missing",
        _CUSTOMER,
        "sales customer",
        "No sales customer is chosen.",
        "Choose a sales customer in Mapping.",
    ),
    _entry(
        r"Selected customer not present in customer options",
        CauseKind.CUSTOMER_LOST,
        "Sales customer lost",
        _CUSTOMER,
        "sales customer",
        "The sales customer is no longer in {home}.",
        "Choose another sales customer in Mapping.",
    ),
    _entry(
        r"Selected Account is not a valid option",
        CauseKind.ACCOUNT_LOST,
        "Account lost",
        "configuration",
        "accounts",
        "An account chosen in the mapping is no longer in {home}.",
        "Choose another account in Mapping.",
        kind=SelectionKind.ACCOUNT,
        fault=Fault.LOST,
    ),
    _entry(
        r"No grouping period selected",
        CauseKind.GROUPING_MISSING,
        "Grouping period missing",
        f"{_GROUPING}.groupingPeriod.selectedGroupingPeriod",
        "grouping period",
        "No grouping period is chosen.",
        "Choose a grouping period in Mapping.",
    ),
    _entry(
        r"Grouping period selected not from options",
        CauseKind.GROUPING_INVALID,
        "Grouping period not an option",
        f"{_GROUPING}.groupingPeriod.selectedGroupingPeriod",
        "grouping period",
        "The grouping period is not one of the options.",
        "Choose another grouping period in Mapping.",
    ),
    _entry(
        r"Invalid invoice level grouping selected",
        CauseKind.GROUPING_INVALID,
        "Grouping not an option",
        f"{_LEVELS}.invoiceLevel.selectedGroupByOptions",
        "invoice level grouping",
        "The invoice level grouping is not one of the options.",
        "Choose another invoice level grouping in Mapping.",
    ),
    _entry(
        r"Invalid invoice line level grouping selected",
        CauseKind.GROUPING_INVALID,
        "Grouping not an option",
        f"{_LEVELS}.invoiceLineLevel.selectedGroupByOptions",
        "invoice line level grouping",
        "The invoice line level grouping is not one of the options.",
        "Choose another invoice line level grouping in Mapping.",
    ),
    _entry(
        r"Payments cannot be enabled if invoice status is set to draft",
        CauseKind.PAYMENTS_NEED_SUBMITTED,
        "Payments need Submitted",
        _STATUS,
        "invoice status",
        "Payments are synced, which needs the invoice status Submitted, not Draft.",
        "Choose Submitted, or stop syncing payments.",
    ),
    _entry(
        r"Config contains required accounts without selections",
        CauseKind.ACCOUNT_MISSING,
        "Required account missing",
        "configuration",
        "accounts",
        "A required account is not chosen.",
        "Choose every required account in Mapping.",
        kind=SelectionKind.ACCOUNT,
        fault=Fault.MISSING,
    ),
    _entry(
        r"No Sales Account Present",
        CauseKind.NO_SALES_ACCOUNT,
        "No sales account",
        f"{_SALES}.accounts",
        "sales accounts",
        "There is no sales account in {home}.",
        "Ask the merchant to create one in {home}.",
        Who.MERCHANT,
    ),
    _entry(
        r"No schedule selected frequency",
        CauseKind.FREQUENCY_MISSING,
        "Frequency missing",
        "schedule.selectedFrequency",
        "sync frequency",
        "No sync frequency is chosen.",
        "Choose a sync frequency in Mapping.",
    ),
    _entry(
        r"Selected schedule frequency not present in options",
        CauseKind.FREQUENCY_INVALID,
        "Frequency not an option",
        "schedule.selectedFrequency",
        "sync frequency",
        "The sync frequency is not one of the options.",
        "Choose another sync frequency in Mapping.",
    ),
    _entry(
        r"No selected invoice status",
        CauseKind.INVOICE_STATUS_MISSING,
        "Invoice status missing",
        _STATUS,
        "invoice status",
        "No invoice status is chosen.",
        "Choose an invoice status in Mapping.",
    ),
    _entry(
        r"Invalid invoice status selected",
        CauseKind.INVOICE_STATUS_INVALID,
        "Invoice status not valid",
        _STATUS,
        "invoice status",
        "The invoice status is neither Submitted nor Draft.",
        "Choose Submitted or Draft in Mapping.",
    ),
    _entry(
        r"Tax rate is missing selected tax rate id",
        CauseKind.TAX_RATE_MISSING,
        "Tax rate missing",
        f"{_SALES}.taxRates",
        "tax rates",
        "A tax rate is not mapped.",
        "Choose a tax rate for each in Mapping.",
        kind=SelectionKind.TAX_RATE,
        fault=Fault.MISSING,
    ),
    _entry(
        r"Selected tax rate id for (?P<key>.+?)\s*% tax-rate has no options",
        CauseKind.TAX_RATE_WITHOUT_OPTIONS,
        "Tax rate without options",
        f"{_SALES}.taxRates",
        "{key}% tax",
        "There is no tax rate in {home} to choose for {key}% tax.",
        "Choose one of the tax rates there are in Mapping; if there is none, ask the merchant to create one in {home}.",
        kind=SelectionKind.TAX_RATE,
    ),
    _entry(
        r"No fees supplier has been configured",
        CauseKind.SUPPLIER_MISSING,
        "Fees supplier missing",
        _SUPPLIER,
        "fees supplier",
        "No fees supplier is chosen.",
        "Choose a fees supplier in Mapping.",
    ),
    _entry(
        r"Selected supplier not present in supplier options",
        CauseKind.SUPPLIER_LOST,
        "Fees supplier lost",
        _SUPPLIER,
        "fees supplier",
        "The fees supplier is no longer in {home}.",
        "Choose another fees supplier in Mapping.",
    ),
)
