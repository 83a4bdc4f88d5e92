"""The outcome of a sync.

Invariant: decided here alone, from situation and window. Faults are tried in the order in which a sync meets
them; those of the configuration are in `validation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from codat_tui.demo.company_at import CompanyAt
from codat_tui.demo.configuration import account_of
from codat_tui.demo.intervals import Span
from codat_tui.demo.sales import sells
from codat_tui.demo.sync import Outcome, Refusal
from codat_tui.demo.validation import configuration_problems

TWO_CONNECTIONS = "Company needs to have two valid data connections"
OVERLAP = Outcome(5080, "ValidateError", "Date overlaps with a previous sync date range", in_validation=True)
WRITTEN, NOTHING_TO_WRITE = Outcome(2000, "Complete", pushed=True), Outcome(2040, "Complete")
NO_MATCH = "Cannot match the {} to a mapped account on the accounting software for journal entry."


def diagnose(
    situation: CompanyAt, start: datetime, finish: datetime, parts: Sequence[Span] | None = None
) -> Outcome:
    """Return how a sync of the window ends; `parts` are the spans of it not received yet, all of it when
    None.
    """
    return (
        _link_fault(situation)
        or _configuration_fault(situation)
        or _mapping_fault(situation)
        or _outside_fault(situation)
        or _sales_outcome(situation, [(start, finish)] if parts is None else parts)
    )


def link_severed(situation: CompanyAt) -> bool:
    """Return whether the nightly sync stops trying after one failure."""
    return any(
        # A connection that the platform ended (Deauthorized) is tried every night.
        situation.linked(kind) not in ("Linked", "Deauthorized")
        for kind in ("Commerce", "Accounting")
    )


def _link_fault(situation: CompanyAt) -> Outcome | None:
    if "company-missing" in situation.events:
        message = f"No company was found with ID {situation.merchant.id}"
        return Outcome(4040, "ValidateError", message, in_validation=True)
    for kind in ("Commerce", "Accounting"):
        status = situation.linked(kind)
        if status == "Deauthorized":
            return Outcome(4220, "ValidateError", TWO_CONNECTIONS, in_validation=True)
        if status == "Unlinked":
            return Outcome(4040, "ValidateError", TWO_CONNECTIONS, in_validation=True)
        if status != "Linked":
            return Outcome(4000, "ValidateError, Pending", TWO_CONNECTIONS, in_validation=True)
    return None


def _configuration_fault(situation: CompanyAt) -> Outcome | None:
    message = next(configuration_problems(situation.choices, situation.records), None)
    return None if message is None else Outcome(4000, "ValidateError, Pending", message, in_validation=True)


def _mapping_fault(situation: CompanyAt) -> Outcome | None:
    # A tax, a payment type or a gift card without an account.
    sections = situation.choices["configuration"]
    sales = sections["sales"] or {}
    mappings = (sales.get("newTaxRates") or {}).get("taxRateMappings") or []
    mapped = {tax for mapping in mappings for tax in mapping.get("selectedCommerceTaxRateIds") or []}
    for rate in situation.records.commerce_taxes:
        tax = situation.records.commerce_tax_id(rate)
        if tax not in mapped:
            return Outcome(4200, "MapCoreError", NO_MATCH.format(f"tax id '{tax}'"))
    for event, section, key, name in (
        ("takes-swish", "payments", "swish", "payment type 'Swish'"),
        ("sells-gift-cards", "sales", "prepaid", "sale type 'Gift card'"),
    ):
        account = account_of(sections[section], key)
        if event in situation.events and not (account and account["selectedAccountId"]):
            return Outcome(4200, "MapCoreError", NO_MATCH.format(name))
    return None


_OUTSIDE: dict[str, Outcome] = {
    "billing-expired": Outcome(
        4260,
        "PushError",
        "The subscription of the accounting software has expired. Nothing can be written.",
        refusal=Refusal("invoices", "The organisation's subscription has expired and is read-only."),
    ),
    "subscription-expired": Outcome(5000, "Error", "An unexpected error occurred while pushing data."),
    "platform-outage": Outcome(
        5000, "Error", "The accounting platform returned an unexpected error: 503 Service Unavailable."
    ),
    "server-error": Outcome(5000, "Error", "There is a problem with our server. Please try again later."),
    "processing-error": Outcome(
        5120, "MapCoreError", "The sales data could not be processed: an order refers to a missing location."
    ),
    "period-locked": Outcome(
        5130,
        "PushError",
        "1 record was rejected: the document date is before the end of a locked period.",
        pushed=True,
        refusal=Refusal("journalEntries", "The document date is before the end of a locked period."),
    ),
    "currency-missing": Outcome(
        5130,
        "PushError",
        "The payments in USD were rejected: Organisation is not subscribed to currency USD.",
        pushed=True,
        refusal=Refusal("payments", "Organisation is not subscribed to currency USD.", every=True),
    ),
}


def _outside_fault(situation: CompanyAt) -> Outcome | None:
    return next((_OUTSIDE[event] for event in sorted(situation.events) if event in _OUTSIDE), None)


def _sales_outcome(situation: CompanyAt, windows: Sequence[Span]) -> Outcome:
    if "no-sales" in situation.events or not sells(situation.merchant, windows):
        return NOTHING_TO_WRITE
    if "commerce-data-old" in situation.events:
        return Outcome(2000, "Complete")
    if "reconcile-by-hand" in situation.events:
        note = "The payout differs from its transactions by 0.02. Please reconcile manually."
        return Outcome(2000, "Complete", note, pushed=True)
    return WRITTEN
