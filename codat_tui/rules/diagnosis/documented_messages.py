"""Codat's messages that name no record: one entry each, with the place, the problem and the remedy in words.

Sources: Codat's documentation of the mapping configuration (validation messages) and of sync errors. `{home}` in a
sentence stands for the accounting software's name, `{key}` for what the message itself names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from codat_tui.rules.codes import Who
from codat_tui.rules.mapping.settings import SelectionKind


class Fault(StrEnum):
    """What is wrong with a selection: nobody made it, or it is no option any more."""

    MISSING = "missing"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Documented:
    """One message: *pattern* finds it in a text, without case. *fault* of *kind* is looked for in the configuration,
    which may name the field better than *field* and *problem* do."""

    pattern: re.Pattern[str]
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
        re.compile(pattern, re.IGNORECASE), title, field, label, problem, remedy, who, kind, fault
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
        "Connections not valid",
        "connections",
        "Connections",
        "The company does not have two valid connections.",
        "Link both the commerce and the accounting software.",
        Who.MERCHANT,
    ),
    _entry(
        r"No company was found with ID",
        "Company not found",
        "",
        "",
        "Codat does not find the company.",
        "Ask Codat.",
        Who.CODAT,
    ),
    _entry(
        r"Date overlaps with a previous sync date range",
        "Dates overlap",
        "",
        "",
        "The dates overlap those of an earlier sync.",
        "Do not retry. Look for a manual or daily sync of the same days; if it persists, ask Codat.",
        Who.CODAT,
    ),
)
"""Messages of a failed sync."""

CONFIGURATION_MESSAGES = (
    _entry(
        r"Payments section needs to exist",
        "Payments missing",
        _PAYMENTS,
        "payments",
        "Fees are synced, but there is no payments section.",
        "Set up payments, or stop syncing fees.",
    ),
    _entry(
        r"Payments account id needs to be set",
        "Payments account missing",
        f"{_PAYMENTS}.accounts",
        "payments accounts",
        "Fees are synced, but no payments account is chosen.",
        "Choose one in Mapping.",
    ),
    _entry(
        r"(?:Payments config invalid\.\s*)?(?P<key>[^\n.]+?) should not match (?P<other>[^\n]+?)\.?\s*$",
        "Same account twice",
        f"{_PAYMENTS}.accounts",
        "payments accounts",
        "{key} and {other} must not be the same account.",
        "Choose another account for one of them in Mapping.",
    ),
    _entry(
        r"No sales customer has been configured",
        "Sales customer missing",
        _CUSTOMER,
        "sales customer",
        "No sales customer is chosen.",
        "Choose a sales customer in Mapping.",
    ),
    _entry(
        r"Selected customer not present in customer options",
        "Sales customer lost",
        _CUSTOMER,
        "sales customer",
        "The sales customer is no longer in {home}.",
        "Choose another sales customer in Mapping.",
    ),
    _entry(
        r"Selected Account is not a valid option",
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
        "Grouping period missing",
        f"{_GROUPING}.groupingPeriod.selectedGroupingPeriod",
        "grouping period",
        "No grouping period is chosen.",
        "Choose a grouping period in Mapping.",
    ),
    _entry(
        r"Grouping period selected not from options",
        "Grouping period not an option",
        f"{_GROUPING}.groupingPeriod.selectedGroupingPeriod",
        "grouping period",
        "The grouping period is not one of the options.",
        "Choose another grouping period in Mapping.",
    ),
    _entry(
        r"Invalid invoice level grouping selected",
        "Grouping not an option",
        f"{_LEVELS}.invoiceLevel.selectedGroupByOptions",
        "invoice level grouping",
        "The invoice level grouping is not one of the options.",
        "Choose another invoice level grouping in Mapping.",
    ),
    _entry(
        r"Invalid invoice line level grouping selected",
        "Grouping not an option",
        f"{_LEVELS}.invoiceLineLevel.selectedGroupByOptions",
        "invoice line level grouping",
        "The invoice line level grouping is not one of the options.",
        "Choose another invoice line level grouping in Mapping.",
    ),
    _entry(
        r"Payments cannot be enabled if invoice status is set to draft",
        "Payments need Submitted",
        _STATUS,
        "invoice status",
        "Payments are synced, which needs the invoice status Submitted, not Draft.",
        "Choose Submitted, or stop syncing payments.",
    ),
    _entry(
        r"Config contains required accounts without selections",
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
        "No sales account",
        f"{_SALES}.accounts",
        "sales accounts",
        "There is no sales account in {home}.",
        "Ask the merchant to create one in {home}.",
        Who.MERCHANT,
    ),
    _entry(
        r"No schedule selected frequency",
        "Frequency missing",
        "schedule.selectedFrequency",
        "sync frequency",
        "No sync frequency is chosen.",
        "Choose a sync frequency in Mapping.",
    ),
    _entry(
        r"Selected schedule frequency not present in options",
        "Frequency not an option",
        "schedule.selectedFrequency",
        "sync frequency",
        "The sync frequency is not one of the options.",
        "Choose another sync frequency in Mapping.",
    ),
    _entry(
        r"No selected invoice status",
        "Invoice status missing",
        _STATUS,
        "invoice status",
        "No invoice status is chosen.",
        "Choose an invoice status in Mapping.",
    ),
    _entry(
        r"Invalid invoice status selected",
        "Invoice status not valid",
        _STATUS,
        "invoice status",
        "The invoice status is neither Submitted nor Draft.",
        "Choose Submitted or Draft in Mapping.",
    ),
    _entry(
        r"Tax rate is missing selected tax rate id",
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
        "Tax rate without options",
        f"{_SALES}.taxRates",
        "{key}% tax",
        "There is no tax rate in {home} to choose for {key}% tax.",
        "Ask the merchant to create one in {home}.",
        Who.MERCHANT,
        kind=SelectionKind.TAX_RATE,
    ),
    _entry(
        r"No fees supplier has been configured",
        "Fees supplier missing",
        _SUPPLIER,
        "fees supplier",
        "No fees supplier is chosen.",
        "Choose a fees supplier in Mapping.",
    ),
    _entry(
        r"Selected supplier not present in supplier options",
        "Fees supplier lost",
        _SUPPLIER,
        "fees supplier",
        "The fees supplier is no longer in {home}.",
        "Choose another fees supplier in Mapping.",
    ),
)
"""Messages of the configuration's validation."""
