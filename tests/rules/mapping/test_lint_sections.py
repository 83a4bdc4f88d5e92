"""One breakage at a time: each documented rule finds its own, at its field, in its words."""

from __future__ import annotations

from typing import Any

import pytest

from codat_tui.rules.findings import Severity
from codat_tui.rules.mapping.lint import lint
from tests.rules.worlds import changed, linked

SALES = ("configuration", "sales")
PAYMENTS = ("configuration", "payments")
FEES = ("configuration", "fees")
ACCOUNTS = (*SALES, "accounts")

Change = tuple[tuple[str | int, ...], Any]

MISSING: list[tuple[Change, str, str]] = [
    (
        ((*ACCOUNTS, "refund", "selectedAccountId"), None),
        "accounts.refund.sel",
        "No account is chosen for Refunds.",
    ),
    (
        ((*ACCOUNTS, "refund", "selectedAccountId"), ""),
        "accounts.refund.sel",
        "No account is chosen for Refunds.",
    ),
    (
        ((*SALES, "salesCustomer", "selectedCustomerId"), None),
        "selectedCustomerId",
        "No sales customer is chosen.",
    ),
    (((*SALES, "salesCustomer"), None), "selectedCustomerId", "No sales customer is chosen."),
    (
        ((*FEES, "feesSupplier", "selectedSupplierId"), None),
        "selectedSupplierId",
        "No fees supplier is chosen.",
    ),
    (
        ((*SALES, "taxRates", "20", "selectedTaxRateId"), None),
        'taxRates["20"]',
        "No tax rate is chosen for 20% tax.",
    ),
    (
        ((*SALES, "newTaxRates", "taxRateMappings", 0, "selectedAccountingTaxRateId"), None),
        'newTaxRates.taxRateMappings["z-20"]',
        "The tax rate VAT 20 of Zettle is not mapped.",
    ),
    (
        ((*SALES, "newTaxRates", "taxRateMappings", 0, "selectedCommerceTaxRateIds"), ["z-20"]),
        "newTaxRates.taxRateMappings",
        "The tax rate VAT 5 of Zettle is not mapped.",
    ),
    (
        ((*SALES, "newTaxRates", "commerceTaxRateOptions"), [{"id": "z-9", "name": None}]),
        "newTaxRates.taxRateMappings",
        "The tax rate z-9 of Zettle is not mapped.",
    ),
    (
        ((*SALES, "grouping", "groupingPeriod", "selectedGroupingPeriod"), None),
        "selectedGroupingPeriod",
        "No grouping period is chosen.",
    ),
    (((*SALES, "grouping"), None), "selectedGroupingPeriod", "No grouping period is chosen."),
    ((("schedule", "selectedFrequency"), None), "schedule.selectedFrequency", "No sync frequency is chosen."),
    ((("schedule", "startDate"), None), "schedule.startDate", "No start date is set."),
    ((("schedule",), None), "schedule.startDate", "No start date is set."),
    ((PAYMENTS, None), "configuration.payments", "Fees are synced, but there is no payments section."),
    (
        ((*PAYMENTS, "accounts"), {}),
        "payments.accounts",
        "Fees are synced, but no payments account is chosen.",
    ),
]

LOST: list[tuple[Change, str, str]] = [
    (
        ((*ACCOUNTS, "refund", "selectedAccountId"), "gone"),
        "configuration.sales.accounts.refund.selectedAccountId",
        "The account chosen for Refunds is no longer in Xero.",
    ),
    (
        ((*PAYMENTS, "accounts", "card", "selectedAccountId"), "gone"),
        "configuration.payments.accounts.card.selectedAccountId",
        "The account chosen for Card is no longer in Xero.",
    ),
    (
        ((*FEES, "accounts", "paymentFee", "accountOptions"), []),
        "configuration.fees.accounts.paymentFee.selectedAccountId",
        "The account chosen for Payment fees is no longer in Xero.",
    ),
    (
        ((*SALES, "salesCustomer", "customerOptions"), []),
        "configuration.sales.salesCustomer.selectedCustomerId",
        "The sales customer is no longer in Xero.",
    ),
    (
        ((*FEES, "feesSupplier", "selectedSupplierId"), "gone"),
        "configuration.fees.feesSupplier.selectedSupplierId",
        "The fees supplier is no longer in Xero.",
    ),
    (
        ((*SALES, "taxRates", "20", "selectedTaxRateId"), "gone"),
        'configuration.sales.taxRates["20"].selectedTaxRateId',
        "The tax rate chosen for 20% tax is no longer in Xero.",
    ),
    (
        (
            (*SALES, "newTaxRates", "taxRateMappings"),
            [
                {"selectedCommerceTaxRateIds": ["z-20"], "selectedAccountingTaxRateId": "t-20"},
                {"selectedCommerceTaxRateIds": ["z-5"], "selectedAccountingTaxRateId": "gone"},
            ],
        ),
        'configuration.sales.newTaxRates.taxRateMappings["z-5"]',
        "The tax rate chosen for VAT 5 is no longer in Xero.",
    ),
    (
        ((*SALES, "newTaxRates", "taxRateMappings", 0, "selectedCommerceTaxRateIds"), ["z-20", "z-5", "z-9"]),
        'configuration.sales.newTaxRates.taxRateMappings["z-9"]',
        "The mapped tax rate z-9 is no longer in Zettle.",
    ),
    (
        ((*SALES, "newTaxRates", "selectedDefaultZeroTaxRateId"), "gone"),
        "configuration.sales.newTaxRates.selectedDefaultZeroTaxRateId",
        "The tax rate chosen for default zero tax is no longer in Xero.",
    ),
    (
        ((*SALES, "grouping", "groupingPeriod", "selectedGroupingPeriod"), "Weekly"),
        "configuration.sales.grouping.groupingPeriod.selectedGroupingPeriod",
        'The grouping period "Weekly" is not one of the options.',
    ),
    (
        ((*SALES, "grouping", "groupingLevels", "invoiceLevel", "selectedGroupByOptions"), ["Till"]),
        "configuration.sales.grouping.groupingLevels.invoiceLevel.selectedGroupByOptions",
        'The invoice level grouping "Till" is not one of the options.',
    ),
    (
        ((*SALES, "grouping", "groupingLevels", "invoiceLineLevel", "selectedGroupByOptions"), ["Till"]),
        "configuration.sales.grouping.groupingLevels.invoiceLineLevel.selectedGroupByOptions",
        'The invoice line level grouping "Till" is not one of the options.',
    ),
    (
        ((*SALES, "invoiceStatus", "invoiceStatusOptions"), ["Draft"]),
        "configuration.sales.invoiceStatus.selectedInvoiceStatus",
        'The invoice status "Submitted" is not one of the options.',
    ),
    (
        (("schedule", "selectedFrequency"), "Hourly"),
        "schedule.selectedFrequency",
        'The sync frequency "Hourly" is not one of the options.',
    ),
]

OTHERS: list[tuple[Change, str, str]] = [
    ((("schedule", "syncHour"), 24), "schedule.syncHour", "The sync hour 24 is not between 0 and 23."),
    ((("schedule", "syncHour"), -1), "schedule.syncHour", "The sync hour -1 is not between 0 and 23."),
    (
        (("schedule", "timeZone"), "GMT Standard Time"),
        "schedule.timeZone",
        'The time zone "GMT Standard Time" is not an IANA time zone.',
    ),
    ((("enable",), False), "enable", "The sync is switched off."),
    ((("configured",), False), "configured", "The merchant has not finished the Sync Flow."),
    (
        ((*PAYMENTS, "accounts", "payout", "selectedAccountId"), "a-card"),
        "configuration.payments.accounts.payout.selectedAccountId",
        "Card and Payouts use the same account.",
    ),
    (
        ((*PAYMENTS, "accounts", "prepaidPayment", "selectedAccountId"), "a-gift"),
        "configuration.payments.accounts.prepaidPayment.selectedAccountId",
        "Gift cards and Gift card payments use the same account.",
    ),
]


@pytest.mark.parametrize(("change", "field", "problem"), [*MISSING, *LOST, *OTHERS])
def test_one_breakage_blocks_at_its_field(change: Change, field: str, problem: str) -> None:
    found = lint(changed(change), linked())
    matching = [row for row in found if row.problem == problem]
    assert len(matching) == 1, [row.problem for row in found]
    assert field in matching[0].field
    assert matching[0].severity is Severity.BLOCKS
    assert matching[0].remedy


@pytest.mark.parametrize(("change", "field", "problem"), [*LOST, *OTHERS])
def test_one_lost_selection_is_the_only_finding(change: Change, field: str, problem: str) -> None:
    changes = [change]
    if change[0][-1] == "invoiceStatusOptions":
        changes.append(((*PAYMENTS, "syncPayments"), True))
    assert [row.problem for row in lint(changed(*changes), linked())] == [problem]
