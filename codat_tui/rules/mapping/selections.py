"""All that a configuration selects, beside its options; map keys are opaque and any part may be missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from codat_tui.models.codat import (
        Account,
        AccountOption,
        Configuration,
        Fees,
        Grouping,
        NewTaxRates,
        Option,
        Sales,
        Schedule,
        TaxRate,
    )

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SelectionKind(StrEnum):
    """What is selected, as the word a sentence needs."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    TAX_RATE = "tax rate"
    COMMERCE_TAX_RATE = "commerce tax rate"
    GROUPING_PERIOD = "grouping period"
    GROUPING_LEVEL = "grouping level"
    INVOICE_STATUS = "invoice status"
    FREQUENCY = "frequency"


_WORDS = frozenset(
    {
        SelectionKind.GROUPING_PERIOD,
        SelectionKind.GROUPING_LEVEL,
        SelectionKind.INVOICE_STATUS,
        SelectionKind.FREQUENCY,
    }
)
"""Kinds whose options are words, compared without case; ids are compared as they are."""


class Choice(NamedTuple):
    """One option: the id that is sent and the name that is shown ("4020 Refunds")."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Selection:
    """One field that names an option. *section* is sales, payments, newPayments, fees or schedule.

    *selected* is None where nothing is chosen; *options* is None where the server sent no options, which
    proves nothing, unlike an empty list. *key* is the map key, "" outside maps.
    """

    section: str
    field: str
    label: str
    kind: SelectionKind
    selected: str | None
    options: tuple[Choice, ...] | None
    required: bool = False
    key: str = ""

    @property
    def lost(self) -> bool:
        """True when something is chosen and it is provably none of the options."""
        if self.selected is None or self.options is None:
            return False
        if self.kind in _WORDS:
            return self.selected.casefold() not in {choice.id.casefold() for choice in self.options}
        return all(choice.id != self.selected for choice in self.options)

    @property
    def name(self) -> str:
        """The chosen option's name, "" when nothing is chosen or its name is not known any more."""
        return option_name(self.options, self.selected)


def option_name(options: Iterable[Choice] | None, option_id: str | None) -> str:
    """The name of the option with this id, "" where there is none."""
    return next((choice.name for choice in options or () if choice.id == option_id), "")


def commerce_taxes(configuration: Configuration) -> tuple[Choice, ...]:
    """The commerce software's tax rates, where the configuration maps them by id; () where it does not."""
    sales = configuration.configuration.sales if configuration.configuration else None
    rates = sales.new_tax_rates if sales else None
    return (_choices(rates.commerce_tax_rate_options) if rates else None) or ()


def names_by_id(configuration: Configuration) -> dict[str, str]:
    """Every option's name by its id, from all option lists of the configuration."""
    lists = [selection.options or () for selection in selections(configuration)]
    return {
        choice.id: choice.name
        for options in [*lists, commerce_taxes(configuration)]
        for choice in options
        if choice.name
    }


def place(map_path: str, key: str) -> str:
    """The path of a map's entry: `map.refund`, or `map["acct:7/x"]` for a key that is no plain word."""
    return (
        f"{map_path}.{key}"
        if _PLAIN_KEY.fullmatch(key)
        else f"{map_path}[{json.dumps(key, ensure_ascii=False)}]"
    )


def tax_label(key: str) -> str:
    """What to call the tax rate with this map key: Codat's messages show a number as a percentage."""
    return f"{key}% tax" if key.replace(".", "", 1).isdigit() else f"tax {key}"


def selections(configuration: Configuration) -> Iterator[Selection]:
    """Every selection of the configuration, chosen or not, in the order of the Sync Flow's stages."""
    yield from _schedule(configuration.schedule)
    body = configuration.configuration
    if body is None:
        return
    if body.sales is not None:
        yield from _sales(body.sales)
    if body.fees is not None:
        yield from _fees(body.fees)
    if body.payments is not None:
        yield from _accounts("payments", body.payments.accounts)
    if body.new_payments is not None:
        yield from _accounts("newPayments", body.new_payments.accounts)


def _schedule(schedule: Schedule | None) -> Iterator[Selection]:
    yield Selection(
        "schedule",
        "schedule.selectedFrequency",
        "sync frequency",
        SelectionKind.FREQUENCY,
        (schedule.selected_frequency if schedule else None) or None,
        _words(schedule.frequency_options if schedule else None),
        required=True,
    )


def _sales(sales: Sales) -> Iterator[Selection]:
    yield from _accounts("sales", sales.accounts)
    yield from _tax_rates(sales.tax_rates)
    yield from _new_tax_rates(sales.new_tax_rates)
    customer, status, grouping = sales.sales_customer, sales.invoice_status, sales.grouping
    yield Selection(
        "sales",
        "configuration.sales.salesCustomer.selectedCustomerId",
        "sales customer",
        SelectionKind.CUSTOMER,
        (customer.selected_customer_id if customer else None) or None,
        _choices(customer.customer_options if customer else None),
        required=True,
    )
    yield Selection(
        "sales",
        "configuration.sales.invoiceStatus.selectedInvoiceStatus",
        "invoice status",
        SelectionKind.INVOICE_STATUS,
        (status.selected_invoice_status if status else None) or None,
        _words(status.invoice_status_options if status else None),
        required=True,
    )
    yield from _grouping(grouping)


def _grouping(grouping: Grouping | None) -> Iterator[Selection]:
    path = "configuration.sales.grouping"
    period = grouping.grouping_period if grouping else None
    yield Selection(
        "sales",
        f"{path}.groupingPeriod.selectedGroupingPeriod",
        "grouping period",
        SelectionKind.GROUPING_PERIOD,
        (period.selected_grouping_period if period else None) or None,
        _words(period.grouping_period_options if period else None),
        required=True,
    )
    levels = grouping.grouping_levels if grouping else None
    if levels is None:
        return
    for name, label, level in (
        ("invoiceLevel", "invoice level", levels.invoice_level),
        ("invoiceLineLevel", "invoice line level", levels.invoice_line_level),
    ):
        for selected in (level.selected_group_by_options if level else None) or ():
            yield Selection(
                "sales",
                f"{path}.groupingLevels.{name}.selectedGroupByOptions",
                f"{label} grouping",
                SelectionKind.GROUPING_LEVEL,
                selected,
                _words(level.group_by_options if level else None),
            )


def _fees(fees: Fees) -> Iterator[Selection]:
    yield from _accounts("fees", fees.accounts)
    supplier = fees.fees_supplier
    yield Selection(
        "fees",
        "configuration.fees.feesSupplier.selectedSupplierId",
        "fees supplier",
        SelectionKind.SUPPLIER,
        (supplier.selected_supplier_id if supplier else None) or None,
        _choices(supplier.supplier_options if supplier else None),
        required=True,
    )


def _accounts(section: str, accounts: Mapping[str, Account] | None) -> Iterator[Selection]:
    for key, account in (accounts or {}).items():
        yield Selection(
            section,
            place(f"configuration.{section}.accounts", key) + ".selectedAccountId",
            account.label_text or key,
            SelectionKind.ACCOUNT,
            account.selected_account_id or None,
            _account_choices(account.account_options),
            required=bool(account.required),
            key=key,
        )


def _tax_rates(rates: Mapping[str, TaxRate] | None) -> Iterator[Selection]:
    for key, rate in (rates or {}).items():
        yield Selection(
            "sales",
            place("configuration.sales.taxRates", key) + ".selectedTaxRateId",
            tax_label(key),
            SelectionKind.TAX_RATE,
            rate.selected_tax_rate_id or None,
            _choices(rate.tax_rate_options),
            required=True,
            key=key,
        )


def _new_tax_rates(rates: NewTaxRates | None) -> Iterator[Selection]:
    """The many-to-one mappings; their ids are looked up in the option lists one level up."""
    if rates is None:
        return
    path = "configuration.sales.newTaxRates"
    commerce, accounting = (
        _choices(rates.commerce_tax_rate_options),
        _choices(rates.accounting_tax_rate_options),
    )
    for number, mapping in enumerate(rates.tax_rate_mappings or ()):
        ids = mapping.selected_commerce_tax_rate_ids or ()
        names = ", ".join(option_name(commerce, commerce_id) or commerce_id for commerce_id in ids)
        row, label = f"{path}.taxRateMappings[{number}]", names or f"tax mapping {number + 1}"
        kind = SelectionKind.COMMERCE_TAX_RATE
        for commerce_id in ids:
            yield Selection("sales", f"{row}.selectedCommerceTaxRateIds", label, kind, commerce_id, commerce)
        yield Selection(
            "sales",
            f"{row}.selectedAccountingTaxRateId",
            label,
            SelectionKind.TAX_RATE,
            mapping.selected_accounting_tax_rate_id or None,
            accounting,
            required=bool(ids),
        )
    yield Selection(
        "sales",
        f"{path}.selectedDefaultZeroTaxRateId",
        "default zero tax",
        SelectionKind.TAX_RATE,
        rates.selected_default_zero_tax_rate_id or None,
        _choices(rates.default_zero_tax_rate_options),
    )


def _choices(options: Sequence[Option] | None) -> tuple[Choice, ...] | None:
    return None if options is None else tuple(Choice(row.id or "", row.name or "") for row in options)


def _account_choices(options: Sequence[AccountOption] | None) -> tuple[Choice, ...] | None:
    if options is None:
        return None
    return tuple(
        Choice(row.id or "", " ".join(filter(None, (row.nominal_code, row.name)))) for row in options
    )


def _words(options: Sequence[str] | None) -> tuple[Choice, ...] | None:
    return None if options is None else tuple(Choice(word, word) for word in options)
