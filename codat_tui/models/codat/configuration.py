"""A company's commerce sync configuration.

Invariant: every null and unknown field goes back to Codat unchanged. Map keys are documented nowhere, so they
are opaque. An option has no status: its presence proves nothing.
"""

from __future__ import annotations

from codat_tui.models.codat.base import CodatModel, Number


class Option(CodatModel):
    """A customer, supplier or tax rate that can be selected."""

    id: str | None = None
    name: str | None = None


class AccountOption(Option):
    """An account of the accounting software; *nominal_code* is not unique."""

    nominal_code: str | None = None
    classification: str | None = None


class Account(CodatModel):
    label_text: str | None = None
    description_text: str | None = None
    selected_account_id: str | None = None
    required: bool | None = None
    account_options: tuple[AccountOption, ...] | None = None


class TaxRate(CodatModel):
    selected_tax_rate_id: str | None = None
    tax_rate_options: tuple[Option, ...] | None = None


class TaxRateMapping(CodatModel):
    """Commerce tax rates mapped to one accounting tax rate; ids are among NewTaxRates' options."""

    selected_commerce_tax_rate_ids: tuple[str, ...] | None = None
    selected_accounting_tax_rate_id: str | None = None


class NewTaxRates(CodatModel):
    accounting_tax_rate_options: tuple[Option, ...] | None = None
    commerce_tax_rate_options: tuple[Option, ...] | None = None
    tax_rate_mappings: tuple[TaxRateMapping, ...] | None = None
    selected_default_zero_tax_rate_id: str | None = None
    default_zero_tax_rate_options: tuple[Option, ...] | None = None


class InvoiceStatus(CodatModel):
    """Submitted or Draft."""

    selected_invoice_status: str | None = None
    invoice_status_options: tuple[str, ...] | None = None


class SalesCustomer(CodatModel):
    selected_customer_id: str | None = None
    customer_options: tuple[Option, ...] | None = None


class GroupingPeriod(CodatModel):
    """The period that one invoice sums up."""

    selected_grouping_period: str | None = None
    grouping_period_options: tuple[str, ...] | None = None


class GroupingLevel(CodatModel):
    selected_group_by_options: tuple[str, ...] | None = None
    group_by_options: tuple[str, ...] | None = None


class GroupingLevels(CodatModel):
    invoice_level: GroupingLevel | None = None
    invoice_line_level: GroupingLevel | None = None


class Grouping(CodatModel):
    grouping_period: GroupingPeriod | None = None
    grouping_levels: GroupingLevels | None = None


class Sales(CodatModel):
    sync_sales: bool | None = None
    accounts: dict[str, Account] | None = None
    invoice_status: InvoiceStatus | None = None
    sales_customer: SalesCustomer | None = None
    tax_rates: dict[str, TaxRate] | None = None
    new_tax_rates: NewTaxRates | None = None
    grouping: Grouping | None = None


class Payments(CodatModel):
    """Payments; `payments` and `newPayments` share this shape."""

    sync_payments: bool | None = None
    accounts: dict[str, Account] | None = None


class FeesSupplier(CodatModel):
    selected_supplier_id: str | None = None
    supplier_options: tuple[Option, ...] | None = None


class Fees(CodatModel):
    sync_fees: bool | None = None
    accounts: dict[str, Account] | None = None
    fees_supplier: FeesSupplier | None = None


class MapSettings(CodatModel):
    """*output_format* is "JournalEntry" in every source."""

    output_format: str | None = None


class CommerceConfiguration(CodatModel):
    """The four sections of the mapping."""

    country_code: str | None = None
    map_settings: MapSettings | None = None
    sales: Sales | None = None
    payments: Payments | None = None
    new_payments: Payments | None = None
    fees: Fees | None = None


class Schedule(CodatModel):
    """The daily sync: *sync_hour* 0 to 23 (absent is 0), *time_zone* IANA (null is UTC)."""

    selected_frequency: str | None = None
    frequency_options: tuple[str, ...] | None = None
    start_date: str | None = None
    sync_hour: Number | None = None
    time_zone: str | None = None


class Configuration(CodatModel):
    """The body of get-configuration and set-configuration; ready when *enable* and *configured*."""

    company_id: str | None = None
    accounting_software_company_name: str | None = None
    enable: bool | None = None
    configured: bool | None = None
    schedule: Schedule | None = None
    configuration: CommerceConfiguration | None = None

    @property
    def switched_on(self) -> bool | None:
        """Return `enable`, which Codat's documentation calls `enabled`; None for neither."""
        if self.enable is not None:
            return self.enable
        other = (self.model_extra or {}).get("enabled")
        return other if isinstance(other, bool) else None
