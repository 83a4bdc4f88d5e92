"""The merchant's accounting software: accounts, customers, suppliers, tax rates.

Invariant: an id depends on company and record alone, also after the record is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from codat_tui.demo.deterministic import uuid_of
from codat_tui.demo.documented import Json

RecordState = Literal["archived", "deleted", "inactive", "invalid"]

# The other two remove a record from the options of get-configuration.
STILL_OFFERED: frozenset[RecordState] = frozenset(("inactive", "invalid"))


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the chart of accounts; `slug` names it inside the demo."""

    slug: str
    code: str
    name: str
    classification: str


# Two lines share a nominal code on purpose: Codat documents that codes need not be unique.
CHART: tuple[Account, ...] = (
    Account("sales", "4000", "Sales", "Income"),
    Account("sales-returns", "4010", "Sales returns", "Income"),
    Account("refunds", "4020", "Refunds", "Income"),
    Account("tips", "4030", "Gratuities", "Income"),
    Account("online-sales", "4040", "Online sales", "Income"),
    Account("gift-cards", "2150", "Gift card liability", "Current Liability"),
    Account("prepayments", "2160", "Customer prepayments", "Current Liability"),
    Account("loan", "2300", "Merchant loan", "Long Term Liability"),
    Account("card-fees", "6100", "Card processing fees", "Expense"),
    Account("fee-refunds", "6110", "Processing fees refunded", "Expense"),
    Account("loan-fees", "6120", "Loan charges", "Expense"),
    Account("cashback", "6130", "Cashback", "Expense"),
    Account("bank", "1000", "Current account", "Bank Nominal"),
    Account("card-clearing", "1010", "Card clearing", "Bank Nominal"),
    Account("cash", "1020", "Cash in hand", "Bank Nominal"),
    Account("online-clearing", "1030", "Online payments clearing", "Bank Nominal"),
    Account("mobile-clearing", "1030", "Mobile payments clearing", "Bank Nominal"),
    Account("receivable", "1100", "Accounts receivable", "Current Asset"),
    Account("store-credit", "2170", "Store credit", "Current Liability"),
)

SALES_CLASSES = frozenset(("Income", "Current Liability"))
FEES_CLASSES = frozenset(("Expense", "Long Term Liability"))
PAYMENTS_CLASSES = frozenset(("Bank Nominal", "Current Asset", "Current Liability"))

CUSTOMERS = (("daily-sales", "Daily sales"), ("pos", "POS customer"), ("walk-in", "Walk-in customers"))
INVOICE_STATUSES = ("Submitted", "Draft")
GROUPING_PERIODS = ("Daily",)
GROUPING_OPTIONS = ("Location", "ProductCategory")


# A configuration names a hundred records, and is asked for again and again.
@lru_cache(maxsize=20_000)
def _record_id(company_id: str, kind: str, slug: str, organisation: str) -> str:
    return uuid_of(company_id, kind, slug, *((organisation,) if organisation else ()))


@dataclass(slots=True)
class AccountingRecords:
    """One company's accounting records; `record_states` holds the gone or unusable ones by id."""

    company_id: str
    commerce_name: str
    tax_percentages: tuple[str, ...]
    commerce_taxes: tuple[str, ...] = ()
    record_states: dict[str, RecordState] = field(default_factory=dict)
    # Set when another organisation is linked: it is part of its name and of all its record ids.
    organisation: str = ""

    def record_id(self, kind: str, slug: str) -> str:
        """Return the id of a record; `kind` is account, customer, supplier or tax."""
        return _record_id(self.company_id, kind, slug, self.organisation)

    def commerce_tax_id(self, slug: str) -> str:
        return uuid_of(self.company_id, "commerce-tax", slug)

    def offered(self, record_id: str) -> bool:
        return record_id not in self.record_states or self.record_states[record_id] in STILL_OFFERED

    def account_options(self, classes: frozenset[str]) -> list[Json]:
        """Return the account options of get-configuration for these classifications."""
        rows = (
            (self.record_id("account", line.slug), line) for line in CHART if line.classification in classes
        )
        return [
            {
                "id": identifier,
                "name": line.name,
                "nominalCode": line.code,
                "classification": line.classification,
            }
            for identifier, line in rows
            if self.offered(identifier)
        ]

    def _options(self, kind: str, rows: Iterable[tuple[str, str]]) -> list[Json]:
        pairs = ((self.record_id(kind, slug), name) for slug, name in rows)
        return [{"id": identifier, "name": name} for identifier, name in pairs if self.offered(identifier)]

    def customer_options(self) -> list[Json]:
        return self._options("customer", CUSTOMERS)

    def supplier_options(self) -> list[Json]:
        rows = (("fees", f"{self.commerce_name} fees"), ("sundry", "Sundry supplier"))
        return self._options("supplier", rows)

    def tax_options(self) -> list[Json]:
        rows = [(percentage, f"{percentage}% tax on sales") for percentage in self.tax_percentages]
        return self._options("tax", [*rows, ("exempt", "Exempt")])

    def commerce_tax_options(self) -> list[Json]:
        return [{"id": self.commerce_tax_id(slug), "name": f"Tax {slug}"} for slug in self.commerce_taxes]
