"""A company's configuration: choices, options, and what a write changes.

Invariant: only choices are stored; `render` adds the current options, so an archived account leaves the
options while its selection still names it.
"""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from codat_tui.demo.accounting_software import (
    FEES_CLASSES,
    GROUPING_OPTIONS,
    GROUPING_PERIODS,
    INVOICE_STATUSES,
    PAYMENTS_CLASSES,
    SALES_CLASSES,
    AccountingRecords,
)
from codat_tui.demo.documented import Json, stamp

SALES_ACCOUNTS = (
    ("sales", "Sales", True, "sales"),
    ("refund", "Refunds", True, "refunds"),
    ("gratuity", "Gratuity", False, "tips"),
    ("prepaid", "Gift cards", False, "gift-cards"),
)
FEES_ACCOUNTS = (
    ("paymentFee", "Payment fees", True, "card-fees"),
    ("paymentFeeRefund", "Refunded payment fees", False, "fee-refunds"),
    ("loan", "Loan", False, None),
    ("loanPayment", "Loan repayments", False, None),
    ("loanFee", "Loan charges", False, None),
    ("cashback", "Cashback", False, None),
)
PAYMENTS_ACCOUNTS = (
    ("card", "Card", True, "card-clearing"),
    ("cash", "Cash", False, "cash"),
    ("invoice", "Invoice", False, "receivable"),
    ("onlineCard", "Online card", False, "online-clearing"),
    ("payout", "Payouts", False, "bank"),
    ("custom", "Custom", False, None),
    ("storeCredit", "Store credit", False, "store-credit"),
    ("paypal", "PayPal", False, None),
    ("paypalQr", "PayPal QR", False, None),
    ("mobile", "Mobile", False, "mobile-clearing"),
    ("vipps", "Vipps", False, None),
    ("swish", "Swish", False, None),
    ("prepaidPayment", "Gift card payments", False, "prepayments"),
    ("manual", "Manual", False, None),
)  # fmt: skip
# Codat documents no map keys, so a client must not depend on them: one company has other keys.
ODD_KEYS = {
    "sales": "acct:7f3/Sales & Service",
    "refund": "acct:7f4/Refunds.v2",
    "card": "pm-09 card",
    "payout": "pm-00",
}

_OPTION_CLASSES = {"sales": SALES_CLASSES, "payments": PAYMENTS_CLASSES, "newPayments": PAYMENTS_CLASSES}
_NULLABLE = frozenset(("sales", "payments", "newPayments", "fees", "accounts", "taxRates"))
_SWITCHES = frozenset(("syncSales", "syncPayments", "syncFees", "enable", "configured"))
_LISTS = frozenset(("selectedGroupByOptions", "taxRateMappings"))
# The keys of a set-configuration body that have an effect.
_CHOSEN = frozenset(
    (
        "selectedAccountId", "selectedTaxRateId", "selectedCustomerId", "selectedSupplierId",
        "selectedInvoiceStatus", "selectedGroupingPeriod", "selectedGroupByOptions", "selectedFrequency",
        "selectedDefaultZeroTaxRateId", "taxRateMappings", "syncSales", "syncPayments", "syncFees",
        "enable", "configured", "startDate", "syncHour", "timeZone",
    )
)  # fmt: skip


def _accounts(
    records: AccountingRecords, rows: tuple[tuple[str, str, bool, str | None], ...], odd: bool
) -> Json:
    return {
        (ODD_KEYS.get(key, key) if odd else key): {
            "labelText": label,
            "descriptionText": f"Where {label.lower()} from {records.commerce_name} are recorded.",
            "selectedAccountId": records.record_id("account", slug) if slug else None,
            "required": required,
        }
        for key, label, required, slug in rows
    }


def usual_choices(
    records: AccountingRecords, *, start: datetime, sync_hour: int, time_zone: str, odd: bool
) -> Json:
    """Return the choices after a complete Sync Flow, without options."""
    return {
        "enable": True,
        "configured": True,
        "schedule": {
            "selectedFrequency": "Daily",
            "startDate": stamp(start),
            "syncHour": sync_hour,
            "timeZone": time_zone,
        },
        "configuration": {
            "sales": {
                "syncSales": True,
                "accounts": _accounts(records, SALES_ACCOUNTS, odd),
                "invoiceStatus": {"selectedInvoiceStatus": "Submitted"},
                "salesCustomer": {"selectedCustomerId": records.record_id("customer", "daily-sales")},
                **_usual_taxes(records),
                "grouping": {
                    "groupingPeriod": {"selectedGroupingPeriod": "Daily"},
                    "groupingLevels": {
                        "invoiceLevel": {"selectedGroupByOptions": ["Location"]},
                        "invoiceLineLevel": {"selectedGroupByOptions": []},
                    },
                },
            },
            "payments": {"syncPayments": True, "accounts": _accounts(records, PAYMENTS_ACCOUNTS, odd)},
            "newPayments": {"syncPayments": False, "accounts": None},
            "fees": {
                "feesSupplier": {"selectedSupplierId": records.record_id("supplier", "fees")},
                "syncFees": True,
                "accounts": _accounts(records, FEES_ACCOUNTS, odd),
            },
        },
    }


def _usual_taxes(records: AccountingRecords) -> Json:
    # Mapped by percentage unless the commerce software names its taxes.
    rates = {rate: records.record_id("tax", rate) for rate in records.tax_percentages}
    if not records.commerce_taxes:
        empty = {"taxRateMappings": None, "selectedDefaultZeroTaxRateId": None}
        by_percentage = {rate: {"selectedTaxRateId": tax} for rate, tax in rates.items()}
        return {"taxRates": by_percentage, "newTaxRates": empty}
    mappings = [
        {
            "selectedCommerceTaxRateIds": [records.commerce_tax_id(rate)],
            "selectedAccountingTaxRateId": tax,
        }
        for rate, tax in rates.items()
    ]
    mapped = {"taxRateMappings": mappings, "selectedDefaultZeroTaxRateId": rates["0"]}
    return {"taxRates": None, "newTaxRates": mapped}


def options_of_section(section: str, records: AccountingRecords) -> list[Json]:
    return records.account_options(_OPTION_CLASSES.get(section, FEES_CLASSES))


def account_of(section: Json | None, key: str) -> Json | None:
    """Return the account whose usual key is `key`, also in a company with other keys."""
    accounts = (section or {}).get("accounts") or {}
    account: Json | None = accounts.get(key) or accounts.get(ODD_KEYS.get(key, key))
    return account


def render(choices: Json, records: AccountingRecords, *, company_id: str, name: str, country: str) -> Json:
    """Return the answer of get-configuration."""
    body = copy.deepcopy(choices)
    schedule, configuration = body["schedule"], body["configuration"]
    schedule["frequencyOptions"] = ["Daily"]
    for section, rows in configuration.items():
        accounts = (rows or {}).get("accounts") or {}
        options = options_of_section(section, records) if accounts else []
        for account in accounts.values():
            account["accountOptions"] = options
    if configuration["fees"] is not None:
        configuration["fees"]["feesSupplier"]["supplierOptions"] = records.supplier_options()
    if configuration["sales"] is not None:
        _add_sales_options(configuration["sales"], records)
    return {
        "companyId": company_id,
        "accountingSoftwareCompanyName": name,
        "enable": body["enable"],
        "configured": body["configured"],
        "schedule": schedule,
        "configuration": {
            "countryCode": country,
            "mapSettings": {"outputFormat": "JournalEntry"},
            **configuration,
        },
    }


def _add_sales_options(sales: Json, records: AccountingRecords) -> None:
    sales["invoiceStatus"]["invoiceStatusOptions"] = list(INVOICE_STATUSES)
    sales["salesCustomer"]["customerOptions"] = records.customer_options()
    for rate in (sales["taxRates"] or {}).values():
        rate["taxRateOptions"] = records.tax_options()
    if records.commerce_taxes:
        sales["newTaxRates"]["accountingTaxRateOptions"] = records.tax_options()
        sales["newTaxRates"]["commerceTaxRateOptions"] = records.commerce_tax_options()
        sales["newTaxRates"]["defaultZeroTaxRateOptions"] = records.tax_options()
    grouping = sales["grouping"]
    grouping["groupingPeriod"]["groupingPeriodOptions"] = list(GROUPING_PERIODS)
    for level in grouping["groupingLevels"].values():
        level["groupByOptions"] = list(GROUPING_OPTIONS)


def merged(choices: Json, body: Json, usual: Json) -> Json:
    """Return `choices` with the selections of a set-configuration body; ignore the rest of the body.

    A section that was null takes the shape of `usual` when it is sent.
    """
    result: Json = {}
    for key, shape in usual.items():
        value = choices.get(key)
        sent: Any = body.get(key, value)
        if key in _CHOSEN:
            result[key] = copy.deepcopy(sent)
        elif isinstance(shape, dict) and isinstance(sent, dict):
            result[key] = merged(value or shape, sent, shape)
        elif sent is None and key in _NULLABLE and isinstance(shape, dict) and "labelText" not in shape:
            result[key] = None
        else:
            result[key] = copy.deepcopy(value)
    return result


def problem_of_type(usual: Json, body: Json) -> str | None:
    """Return the first key of the body whose value has a wrong type, else None."""
    for key, shape in usual.items():
        sent = body.get(key)
        if sent is None:
            continue
        if key in _CHOSEN:
            if not _could_be(key, sent):
                return key
        elif isinstance(shape, dict):
            if not isinstance(sent, dict):
                return key
            if problem := problem_of_type(shape, sent):
                return f"{key}.{problem}"
    return None


def _could_be(key: str, sent: Any) -> bool:
    """Return whether a value other than null has the type that Codat documents for `key`."""
    if key in _SWITCHES:
        return isinstance(sent, bool)
    if key == "syncHour":
        return isinstance(sent, int) and not isinstance(sent, bool)
    if key == "selectedGroupByOptions":
        return isinstance(sent, list) and all(isinstance(option, str) for option in sent)
    if key == "taxRateMappings":
        return isinstance(sent, list) and all(_is_mapping(mapping) for mapping in sent)
    return isinstance(sent, str)


def _is_mapping(mapping: Any) -> bool:
    if not isinstance(mapping, dict):
        return False
    taxes, rate = mapping.get("selectedCommerceTaxRateIds"), mapping.get("selectedAccountingTaxRateId")
    known = isinstance(taxes, list) and all(isinstance(tax, str) for tax in taxes)
    return (taxes is None or known) and isinstance(rate, str | None)
