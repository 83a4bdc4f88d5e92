"""Codat's checks of a configuration when a sync begins, with the documented messages.

Invariant: a sync reports the first message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codat_tui.demo.accounting_software import (
    GROUPING_OPTIONS,
    GROUPING_PERIODS,
    INVOICE_STATUSES,
    SALES_CLASSES,
    AccountingRecords,
)
from codat_tui.demo.configuration import account_of, options_of_section
from codat_tui.demo.documented import Json


def configuration_problems(choices: Json, records: AccountingRecords) -> Iterator[str]:
    """Yield every message that applies, in the order of importance."""
    sections = choices["configuration"]
    sales, payments, fees = (sections[name] or {} for name in ("sales", "payments", "fees"))
    if not choices["configured"]:
        yield "Config contains required accounts without selections."
    if not records.account_options(SALES_CLASSES):
        yield "No Sales Account Present."
    yield from _schedule(choices["schedule"])
    if fees.get("syncFees"):
        yield from _fees_need_payments(sections["payments"])
    yield from _required_accounts(sections)
    if sales.get("syncSales"):
        yield from _invoice_status(sales, payments)
        yield from _customer(sales, records)
        yield from _grouping(sales)
        yield from _taxes(sales, records)
    if fees.get("syncFees"):
        yield from _supplier(fees, records)
    yield from _distinct_accounts(sales, payments)
    for name in ("sales", "payments", "newPayments", "fees"):
        yield from _accounts(name, sections.get(name), records)


def _schedule(schedule: Json) -> Iterator[str]:
    if schedule["selectedFrequency"] is None:
        yield "No schedule selected frequency."
    elif schedule["selectedFrequency"] != "Daily":
        yield "Selected schedule frequency not present in options."


def _fees_need_payments(payments: Json | None) -> Iterator[str]:
    if payments is None:
        yield "To sync fees: Payments section needs to exist"
    elif not any(account["selectedAccountId"] for account in (payments.get("accounts") or {}).values()):
        yield "To sync fees: Payments account id needs to be set"


def _required_accounts(sections: Json) -> Iterator[str]:
    for section in sections.values():
        accounts = ((section or {}).get("accounts") or {}).values()
        if any(account["required"] and not account["selectedAccountId"] for account in accounts):
            yield "Config contains required accounts without selections."


def _invoice_status(sales: Json, payments: Json) -> Iterator[str]:
    status = sales["invoiceStatus"]["selectedInvoiceStatus"]
    if status is None:
        yield "No selected invoice status."
    elif status not in INVOICE_STATUSES:
        yield "Invalid invoice status selected (must be submitted or draft)."
    elif status == "Draft" and payments.get("syncPayments"):
        yield "Payments cannot be enabled if invoice status is set to draft."


def _customer(sales: Json, records: AccountingRecords) -> Iterator[str]:
    chosen = sales["salesCustomer"]["selectedCustomerId"]
    if chosen is None:
        yield "No sales customer has been configured."
    elif records.record_states.get(chosen) == "archived":
        yield f"Customer {chosen} is not in an Active state. (Archived)"
    elif records.record_states.get(chosen) == "deleted":
        yield f"Customer {chosen} does not exist"
    elif not _among(chosen, records.customer_options()):
        yield "Selected customer not present in customer options."


def _grouping(sales: Json) -> Iterator[str]:
    period = sales["grouping"]["groupingPeriod"]["selectedGroupingPeriod"]
    if period is None:
        yield "No grouping period selected."
    elif period not in GROUPING_PERIODS:
        yield "Grouping period selected not from options."
    levels = sales["grouping"]["groupingLevels"]
    if not _all_offered(levels["invoiceLevel"]["selectedGroupByOptions"]):
        yield "Invalid invoice level grouping selected."
    if not _all_offered(levels["invoiceLineLevel"]["selectedGroupByOptions"]):
        yield "Invalid invoice line level grouping selected."


def _all_offered(chosen: list[str] | None) -> bool:
    return all(option in GROUPING_OPTIONS for option in chosen or ())


def _taxes(sales: Json, records: AccountingRecords) -> Iterator[str]:
    percentages: dict[str, Any] = {
        rate: choice["selectedTaxRateId"] for rate, choice in (sales["taxRates"] or {}).items()
    }
    mappings = (sales["newTaxRates"] or {}).get("taxRateMappings") or []
    mapped = [mapping.get("selectedAccountingTaxRateId") for mapping in mappings]
    options = records.tax_options()
    for rate in percentages:
        if not options:
            yield f"Selected tax rate id for {rate}% tax-rate has no options."
    for chosen in (*percentages.values(), *mapped):
        if chosen is None:
            yield "Tax rate is missing selected tax rate id."
        elif records.record_states.get(chosen) == "invalid":
            yield f"The following Tax Rates are invalid: {chosen}"
        elif not _among(chosen, options):
            yield f"Tax Rate {chosen} does not exist"


def _supplier(fees: Json, records: AccountingRecords) -> Iterator[str]:
    chosen = fees["feesSupplier"]["selectedSupplierId"]
    if chosen is None:
        yield "No fees supplier has been configured."
    elif records.record_states.get(chosen) == "inactive":
        yield "Supplier is not in an Active state"
    elif records.record_states.get(chosen) == "deleted":
        yield "Supplier does not exist"
    elif not _among(chosen, records.supplier_options()):
        yield "Selected supplier not present in supplier options."


def _distinct_accounts(sales: Json, payments: Json) -> Iterator[str]:
    pairs = (
        (account_of(payments, "card"), account_of(payments, "payout")),
        (account_of(sales, "prepaid"), account_of(payments, "prepaidPayment")),
    )
    for first, second in pairs:
        chosen = first and first["selectedAccountId"]
        if first and second and chosen and chosen == second["selectedAccountId"]:
            yield f"Payments config invalid. {first['labelText']} should not match {second['labelText']}."


def _accounts(name: str, section: Json | None, records: AccountingRecords) -> Iterator[str]:
    options = options_of_section(name, records)
    accounts = [
        account
        for account in ((section or {}).get("accounts") or {}).values()
        if account["selectedAccountId"]
    ]
    deleted = [each for each in accounts if records.record_states.get(each["selectedAccountId"]) == "deleted"]
    if deleted:
        named = ", ".join(f"{each['labelText']} - {each['selectedAccountId']}" for each in deleted)
        yield f"{len(deleted)} account(s) were not found (Payment account - Account Id): {named}"
    archived = [
        f"Account {each['selectedAccountId']} is not in an Active state."
        for each in accounts
        if records.record_states.get(each["selectedAccountId"]) not in (None, "deleted")
    ]
    if archived:
        yield " ".join(archived)
    if not all(_among(each["selectedAccountId"], options) for each in accounts):
        yield "Selected Account is not a valid option."


def _among(chosen: str, options: list[Json]) -> bool:
    return any(option["id"] == chosen for option in options)
