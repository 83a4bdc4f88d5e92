"""What the lint checks, what it leaves alone, what only warns, and that no damage makes it raise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration
from codat_tui.models.diagnosis import Who
from codat_tui.rules.findings import Severity, blocking
from codat_tui.rules.mapping.lint import lint
from tests.rules.worlds import (
    CUSTOMER,
    RETURNS,
    account,
    at,
    changed,
    clean_wire,
    connection,
    linked,
    without,
)

SALES = ("configuration", "sales")
PAYMENTS = ("configuration", "payments")
FEES = ("configuration", "fees")
ACCOUNTS = (*SALES, "accounts")

Change = tuple[tuple[str | int, ...], Any]


def test_a_clean_configuration_has_no_findings() -> None:
    assert lint(changed(), linked()) == ()
    assert lint(changed(output_format="Invoice"), linked()) == ()
    assert lint(None, None) == ()


INVOICE: list[tuple[Change, str]] = [
    (((*SALES, "invoiceStatus", "selectedInvoiceStatus"), None), "No invoice status is chosen."),
    (
        ((*SALES, "invoiceStatus"), {"selectedInvoiceStatus": "Paid"}),
        'The invoice status "Paid" is neither Submitted nor Draft.',
    ),
    (
        ((*SALES, "invoiceStatus", "selectedInvoiceStatus"), "Draft"),
        "Payments are synced, which needs the invoice status Submitted, not Draft.",
    ),
]


@pytest.mark.parametrize(("change", "problem"), INVOICE)
def test_invoice_rules_warn_for_journal_entries_and_block_otherwise(change: Change, problem: str) -> None:
    for output_format, severity in (("JournalEntry", Severity.WARNS), ("Invoice", Severity.BLOCKS)):
        found = lint(changed(change, output_format=output_format), linked())
        assert [(row.problem, row.severity) for row in found] == [(problem, severity)]
        assert found[0].field == "configuration.sales.invoiceStatus.selectedInvoiceStatus"


def test_draft_is_fine_without_payments() -> None:
    draft = ((*SALES, "invoiceStatus", "selectedInvoiceStatus"), "draft")
    assert lint(changed(draft, ((*PAYMENTS, "syncPayments"), False)), linked()) == ()


def test_no_sales_account_is_one_finding_for_the_merchant() -> None:
    changes: list[Change] = [
        ((*ACCOUNTS, key, "accountOptions"), []) for key in ("sales", "refund", "gratuity", "prepaid")
    ]
    (found,) = lint(changed(*changes), linked())
    assert (found.field, found.problem) == (
        "configuration.sales.accounts",
        "There is no sales account in Xero.",
    )
    assert found.who is Who.MERCHANT


@pytest.mark.parametrize("accounts", [None, {}])
def test_sales_without_any_account_only_warns(accounts: dict[str, Any] | None) -> None:
    (found,) = lint(changed((ACCOUNTS, accounts)), linked())
    assert (found.severity, found.field) == (Severity.WARNS, "configuration.sales.accounts")


def test_fees_are_content_with_the_new_payments_section() -> None:
    new = {"syncPayments": True, "accounts": {"k": account("Card", "a", [{"id": "a"}])}}
    assert lint(changed((PAYMENTS, None), (("configuration", "newPayments"), new)), linked()) == ()


@pytest.mark.parametrize(
    ("section", "switch", "field"),
    [
        ("sales", "syncSales", "refund"),
        ("payments", "syncPayments", "card"),
        ("fees", "syncFees", "paymentFee"),
    ],
)
def test_a_section_that_is_off_is_not_checked_and_an_unknown_switch_warns(
    section: str, switch: str, field: str
) -> None:
    lost = (("configuration", section, "accounts", field, "selectedAccountId"), "gone")
    assert lint(changed(lost, (("configuration", section, switch), False)), linked()) == ()
    found = lint(changed(lost, (("configuration", section, switch), None)), linked())
    assert [row.severity for row in found] == [Severity.WARNS]


def test_map_keys_are_opaque_and_labels_or_keys_name_them() -> None:
    wire = clean_wire()
    accounts = at(wire, *ACCOUNTS)
    accounts["acct:7f4/Refunds.v2"] = accounts.pop("refund") | {"selectedAccountId": "gone"}
    accounts["x y"] = account("", "gone", [], False)
    payments = at(wire, *PAYMENTS, "accounts")
    payments["pm-09 card"] = payments.pop("card")
    payments["pm-00"] = payments.pop("payout") | {"selectedAccountId": "a-card"}
    found = lint(Configuration.model_validate(wire), linked())
    assert [(row.field, row.problem) for row in found] == [
        (
            'configuration.sales.accounts["acct:7f4/Refunds.v2"].selectedAccountId',
            "The account chosen for Refunds is no longer in Xero.",
        ),
        (
            'configuration.sales.accounts["x y"].selectedAccountId',
            "The account chosen for x y is no longer in Xero.",
        ),
        (
            'configuration.payments.accounts["pm-00"].selectedAccountId',
            "Card and Payouts use the same account.",
        ),
    ]


def test_options_the_server_did_not_send_prove_nothing() -> None:
    unknown = [
        ((*ACCOUNTS, "refund", "accountOptions"), None),
        ((*SALES, "salesCustomer", "customerOptions"), None),
    ]
    assert lint(changed(*unknown), linked()) == ()


def test_a_commerce_tax_mapped_twice_warns() -> None:
    twice = [
        {"selectedCommerceTaxRateIds": ["z-20", "z-5"], "selectedAccountingTaxRateId": "t-20"},
        {"selectedCommerceTaxRateIds": ["z-5"], "selectedAccountingTaxRateId": "t-0"},
    ]
    (found,) = lint(changed(((*SALES, "newTaxRates", "taxRateMappings"), twice)), linked())
    assert (found.severity, found.problem) == (
        Severity.WARNS,
        "The tax rate VAT 5 of Zettle is mapped more than once.",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ((ACCOUNTS, "not a map"), "configuration.sales.accounts"),
        (((*ACCOUNTS, "sales", "required"), "perhaps"), "configuration.sales.accounts.sales.required"),
        ((("schedule", "syncHour"), "noon"), "schedule.syncHour"),
        (
            ((*SALES, "newTaxRates", "taxRateMappings", 0, "selectedCommerceTaxRateIds"), 7),
            "configuration.sales.newTaxRates.taxRateMappings[0].selectedCommerceTaxRateIds",
        ),
        ((("configuration",), []), "configuration"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unchecked(change: Change, field: str) -> None:
    found = lint(changed(change), linked())
    assert [(row.field, row.severity) for row in found if "cannot be read" in row.problem] == [
        (field, Severity.WARNS)
    ]


def test_an_unreadable_start_date_warns() -> None:
    (found,) = lint(changed((("schedule", "startDate"), "soon")), linked())
    assert (found.severity, found.problem) == (Severity.WARNS, 'The start date "soon" cannot be read.')


def test_link_faults_come_before_mapping_faults() -> None:
    found = lint(changed(((*ACCOUNTS, "refund", "selectedAccountId"), "gone")), linked(accounting="Unlinked"))
    assert [row.field for row in found] == [
        "connections.accounting",
        "configuration.sales.accounts.refund.selectedAccountId",
    ]


IDS = [
    "a-sales",
    RETURNS,
    "a-gift",
    "a-card",
    "a-bank",
    "a-prepaid",
    "a-fees",
    CUSTOMER,
    "s-1",
    "t-20",
    "t-0",
]


@given(st.sampled_from(IDS))
def test_whatever_is_archived_is_found_where_it_is_chosen(gone: str) -> None:
    found = blocking(lint(without(changed(), gone), linked()))
    assert found
    for row in found:
        assert row.problem.endswith(" is no longer in Xero."), row


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [
            found for key, entry in value.items() for found in [(*path, key), *_paths(entry, (*path, key))]
        ]
    if isinstance(value, list):
        return [found for n, entry in enumerate(value) for found in [(*path, n), *_paths(entry, (*path, n))]]
    return []


@given(
    st.lists(st.sampled_from(_paths(clean_wire())), max_size=4),
    st.sampled_from([None, [], {}, "", "x", 7, True, [None], {"y": None}]),
)
def test_no_damage_makes_it_raise(paths: list[tuple[str | int, ...]], value: Any) -> None:
    wire = clean_wire()
    for path in paths:
        try:
            at(wire, *path[:-1])[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    for row in lint(Configuration.model_validate(wire), (connection(),)):
        assert row.problem
        assert row.remedy
        assert row.field
