"""Configurations, connections and syncs for the rules' tests, built from the wire's own JSON."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from codat_tui.models.codat import Configuration, Connection, SyncStatus

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)

RETURNS = "7c1e4c2a-31a8-4a55-9c2d-0f6a6c0f4010"
CUSTOMER = "3b9bf2ed-a618-4af2-80f2-f2b57fddc748"


def account(label: str, selected: str | None, options: list[Json], required: bool = False) -> Json:
    return {
        "labelText": label,
        "selectedAccountId": selected,
        "required": required,
        "accountOptions": copy.deepcopy(options),
    }


def account_option(identifier: str, code: str, name: str) -> Json:
    return {"id": identifier, "nominalCode": code, "name": name}


SALES_OPTIONS = [
    account_option("a-sales", "4000", "Sales"),
    account_option(RETURNS, "4010", "Sales returns"),
    account_option("a-gift", "2150", "Gift card liability"),
]
PAYMENT_OPTIONS = [
    account_option("a-card", "1010", "Card clearing"),
    account_option("a-bank", "1000", "Current account"),
    account_option("a-gift", "2150", "Gift card liability"),
    account_option("a-prepaid", "2160", "Prepayments"),
]
FEE_OPTIONS = [account_option("a-fees", "6100", "Card fees")]
TAXES = [{"id": "t-20", "name": "20% on sales"}, {"id": "t-0", "name": "Zero rated"}]


def clean_wire(output_format: str = "JournalEntry") -> Json:
    """A configuration without a fault: old tax rates and new ones, all four sections."""
    return {
        "companyId": "c-1",
        "enable": True,
        "configured": True,
        "schedule": {
            "selectedFrequency": "Daily",
            "frequencyOptions": ["Daily", "Monthly"],
            "startDate": "2026-06-15",
            "syncHour": 0,
            "timeZone": "Europe/London",
        },
        "configuration": {
            "countryCode": "GB",
            "mapSettings": {"outputFormat": output_format},
            "sales": clean_sales(),
            "payments": {
                "syncPayments": True,
                "accounts": {
                    "card": account("Card", "a-card", PAYMENT_OPTIONS, True),
                    "payout": account("Payouts", "a-bank", PAYMENT_OPTIONS),
                    "prepaidPayment": account("Gift card payments", "a-prepaid", PAYMENT_OPTIONS),
                },
            },
            "newPayments": {"syncPayments": False, "accounts": None},
            "fees": {
                "syncFees": True,
                "feesSupplier": {
                    "selectedSupplierId": "s-1",
                    "supplierOptions": [{"id": "s-1", "name": "Zettle fees"}],
                },
                "accounts": {"paymentFee": account("Payment fees", "a-fees", FEE_OPTIONS, True)},
            },
        },
    }


def clean_sales() -> Json:
    return {
        "syncSales": True,
        "accounts": {
            "sales": account("Sales", "a-sales", SALES_OPTIONS, True),
            "refund": account("Refunds", RETURNS, SALES_OPTIONS, True),
            "gratuity": account("Gratuity", None, SALES_OPTIONS),
            "prepaid": account("Gift cards", "a-gift", SALES_OPTIONS),
        },
        "invoiceStatus": {
            "selectedInvoiceStatus": "Submitted",
            "invoiceStatusOptions": ["Submitted", "Draft"],
        },
        "salesCustomer": {
            "selectedCustomerId": CUSTOMER,
            "customerOptions": [{"id": CUSTOMER, "name": "Daily sales"}],
        },
        "taxRates": {"20": {"selectedTaxRateId": "t-20", "taxRateOptions": copy.deepcopy(TAXES)}},
        "newTaxRates": {
            "accountingTaxRateOptions": copy.deepcopy(TAXES),
            "commerceTaxRateOptions": [{"id": "z-20", "name": "VAT 20"}, {"id": "z-5", "name": "VAT 5"}],
            "taxRateMappings": [
                {"selectedCommerceTaxRateIds": ["z-20", "z-5"], "selectedAccountingTaxRateId": "t-20"}
            ],
            "selectedDefaultZeroTaxRateId": "t-0",
            "defaultZeroTaxRateOptions": copy.deepcopy(TAXES),
        },
        "grouping": {
            "groupingPeriod": {"selectedGroupingPeriod": "Daily", "groupingPeriodOptions": ["Daily"]},
            "groupingLevels": {
                "invoiceLevel": {"selectedGroupByOptions": ["Location"], "groupByOptions": ["Location"]},
                "invoiceLineLevel": {"selectedGroupByOptions": [], "groupByOptions": ["Location"]},
            },
        },
    }


def at(wire: Json, *path: str | int) -> Any:
    """The value at a path of keys."""
    value: Any = wire
    for step in path:
        value = value[step]
    return value


def changed(
    *changes: tuple[tuple[str | int, ...], Any], output_format: str = "JournalEntry"
) -> Configuration:
    """The clean configuration with each path set to a value."""
    wire = clean_wire(output_format)
    for path, value in changes:
        at(wire, *path[:-1])[path[-1]] = value
    return Configuration.model_validate(wire)


def without(configuration: Configuration, *gone: str) -> Configuration:
    """The configuration after these ids were archived: they leave every list of options."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: stripped(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [
                stripped(entry)
                for entry in value
                if not (isinstance(entry, dict) and entry.get("id") in gone)
            ]
        return value

    return Configuration.model_validate(stripped(configuration.model_dump(mode="json", by_alias=True)))


def connection(
    kind: str = "Accounting", name: str = "Xero", status: str = "Linked", **more: Any
) -> Connection:
    wire = {"id": f"{kind}-{name}", "sourceType": kind, "platformName": name, "status": status, **more}
    return Connection.model_validate(wire)


def linked(accounting: str = "Linked", commerce: str = "Linked") -> tuple[Connection, ...]:
    return connection("Commerce", "Zettle", commerce), connection("Accounting", "Xero", accounting)


def sync(
    code: int | None, when: datetime | str | None, message: str = "", sync_id: str = "", **more: Any
) -> SyncStatus:
    text = when.isoformat().replace("+00:00", "Z") if isinstance(when, datetime) else when
    wire = {
        "syncId": sync_id or f"{code}@{text}",
        "syncStatusCode": code,
        "syncUtc": text,
        "errorMessage": message,
    }
    return SyncStatus.model_validate({**wire, **more})


def nightly(
    codes: list[int], last: datetime = NOW - timedelta(hours=11), message: str = ""
) -> tuple[SyncStatus, ...]:
    """One sync a night with these codes, oldest first, the last of them at *last*."""
    nights = len(codes)
    return tuple(
        sync(code, last - timedelta(days=nights - 1 - n), message if code >= 4000 else "")
        for n, code in enumerate(codes)
    )
