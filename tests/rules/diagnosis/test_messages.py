"""Every message that Codat documents, with and without a configuration, and that no text crashes the reading."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import Who
from codat_tui.rules.diagnosis.documented_messages import CONFIGURATION_MESSAGES, SYNC_MESSAGES
from codat_tui.rules.diagnosis.messages import Explanation, explain
from tests.rules.worlds import CUSTOMER, RETURNS, changed, without

SALES = ("configuration", "sales")
REFUND = "configuration.sales.accounts.refund.selectedAccountId"
MAPPINGS = "configuration.sales.newTaxRates.taxRateMappings"
OTHER = "11111111-2222-3333-4444-555555555555"


def explained(message: str, *gone: str, changes: tuple[Any, ...] = ()) -> Explanation:
    found = explain(message, without(changed(*changes), *gone), "Xero", "Zettle")
    assert found is not None
    assert found.title
    assert found.remedy
    return found


@pytest.mark.parametrize(
    ("message", "gone", "field", "problem"),
    [
        (
            f"Account {RETURNS} is not in an Active state.",
            RETURNS,
            REFUND,
            "The account chosen for Refunds is no longer in Xero.",
        ),
        (
            f"Account {RETURNS} is not in an Active state",
            "",
            REFUND,
            "The account chosen for Refunds (4010 Sales returns) is not active in Xero.",
        ),
        (
            f"2 account(s) were not found (Payment account - Account Id): card - a-card, payout - {OTHER}",
            "",
            "configuration.payments.accounts.card.selectedAccountId",
            "The account chosen for Card (1010 Card clearing) is no longer in Xero.",
        ),
        (
            "The following account(s) were not found (Payment account - Account Id): Card - a-card; Payouts - a-bank",
            "a-card",
            "configuration.payments.accounts.card.selectedAccountId",
            "The accounts chosen for Card and Payouts are no longer in Xero.",
        ),
        (
            "Account a-gift is not in an Active state. (Archived)",
            "a-gift",
            "configuration.sales.accounts.prepaid.selectedAccountId",
            "The account chosen for Gift cards is archived in Xero.",
        ),
        (
            f"Customer {CUSTOMER} is not in an Active state. (Archived)",
            CUSTOMER,
            "configuration.sales.salesCustomer.selectedCustomerId",
            "The sales customer is archived in Xero.",
        ),
        (
            f"Customer {CUSTOMER} does not exist",
            "",
            "configuration.sales.salesCustomer.selectedCustomerId",
            "The sales customer (Daily sales) is no longer in Xero.",
        ),
        (
            "Supplier does not exist",
            "s-1",
            "configuration.fees.feesSupplier.selectedSupplierId",
            "The fees supplier is no longer in Xero.",
        ),
        (
            "Supplier is not in an Active state",
            "",
            "configuration.fees.feesSupplier.selectedSupplierId",
            "The fees supplier (Zettle fees) is not active in Xero.",
        ),
        (
            "Tax Rate t-20 does not exist",
            "t-20",
            'configuration.sales.taxRates["20"].selectedTaxRateId',
            "The tax rate chosen for 20% tax, VAT 20 and VAT 5 is no longer in Xero.",
        ),
        (
            "The following Tax Rates are invalid: t-0",
            "",
            "configuration.sales.newTaxRates.selectedDefaultZeroTaxRateId",
            "The tax rate chosen for default zero tax (Zero rated) is not valid in Xero.",
        ),
    ],
)
def test_a_record_is_named_by_what_it_is_chosen_for(
    message: str, gone: str, field: str, problem: str
) -> None:
    found = explained(message, gone)
    assert (found.problem, found.field, found.who) == (problem, field, Who.US)
    assert found.remedy.startswith("Choose ")


def test_ids_are_found() -> None:
    assert explained(f"Account {RETURNS} is not in an Active state.").ids == (RETURNS,)
    assert explained(f"The following Tax Rates are invalid: {RETURNS}, {OTHER}").ids == (RETURNS, OTHER)
    assert explained("Account 45 does not exist").ids == ("45",)


def test_a_record_the_mapping_no_longer_uses_is_said_to_be_mended() -> None:
    found = explained(f"Account {OTHER} is not in an Active state.")
    assert found.problem == "The account 1111… is not active in Xero; the mapping does not use it now."
    assert (found.field, found.remedy) == ("", "Sync again. If the message stays, look for it in Mapping.")


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (
            f"Account {OTHER} is not in an Active state.",
            "The account 1111… is not active in the accounting software.",
        ),
        ("Supplier does not exist", "The supplier of the mapping is no longer in the accounting software."),
        (
            f"The following Tax Rates are invalid: {OTHER}, {RETURNS}",
            "The tax rate 1111… and 7c1e… are not valid in the accounting software.",
        ),
    ],
)
def test_without_a_configuration_the_record_is_named_by_its_id(message: str, problem: str) -> None:
    found = explain(message)
    assert found is not None
    assert (found.problem, found.field) == (problem, "")


TAX = "Cannot match the tax id '{}' to a mapped account on the accounting software for journal entry."
UNMAPPED = (
    (
        (*SALES, "newTaxRates", "taxRateMappings"),
        [{"selectedCommerceTaxRateIds": ["z-20"], "selectedAccountingTaxRateId": "t-20"}],
    ),
)


def test_an_unmapped_tax_is_named_by_the_commerce_software() -> None:
    found = explained(TAX.format("z-5"), changes=UNMAPPED)
    assert (found.field, found.label, found.ids) == (f'{MAPPINGS}["z-5"]', "Tax rates: VAT 5", ("z-5",))
    assert found.problem == "The tax rate VAT 5 of Zettle is not mapped to Xero."
    assert "the mapping holds it now" in explained(TAX.format("z-5")).problem
    old = explained(TAX.format("23vwUg7OhGIZvEUHdee7fw"), changes=(((*SALES, "newTaxRates"), None),))
    assert (old.field, old.label) == ("configuration.sales.taxRates", "23vw…")


def test_another_thing_without_an_account_is_named() -> None:
    message = "Cannot match the {} to a mapped account on the accounting software for journal entry."
    chosen = explained(message.format("sale type 'Gift card'"))
    assert chosen.unused
    assert chosen.problem == (
        'Codat found no account for the sale type "Gift card"; the mapping has one for Gift cards now.'
    )
    unset = ((*SALES, "accounts", "prepaid", "selectedAccountId"), None)
    gift = explained(message.format("sale type 'Gift card'"), changes=(unset,))
    assert gift.problem == 'The sale type "Gift card" is not mapped to an account in Xero.'
    assert gift.field == "configuration.sales.accounts.prepaid.selectedAccountId"
    swish = explained(message.format("payment type 'Swish'"))
    assert (swish.field, swish.remedy) == ("", "Choose an account for Swish in Mapping.")


@pytest.mark.parametrize(
    ("message", "who"),
    [
        ("Company needs to have two valid data connections", Who.MERCHANT),
        (f"No company was found with ID {OTHER}", Who.CODAT),
        ("Date overlaps with a previous sync date range", Who.CODAT),
    ],
)
def test_messages_for_others_to_resolve(message: str, who: Who) -> None:
    assert explained(message).who is who


CONFIGURATION = [
    ("To sync fees: Payments section needs to exist", "configuration.payments", "no payments section"),
    (
        "To sync fees: Payments account id needs to be set",
        "configuration.payments.accounts",
        "no payments account",
    ),
    (
        "Payments config invalid. a-card should not match a-card.",
        "configuration.payments.accounts",
        "Card and a-card",
    ),
    (
        "Payments config invalid. Till should not match Bank.",
        "configuration.payments.accounts",
        "Till and Bank must",
    ),
    (
        "a-gift should not match Prepaid 2.",
        "configuration.payments.accounts",
        "Gift cards and Prepaid 2 must",
    ),
    ("No sales customer has been configured.", "selectedCustomerId", "No sales customer is chosen."),
    ("Selected customer not present in customer options.", "selectedCustomerId", "is no longer in Xero."),
    ("Selected Account is not a valid option.", "configuration", "is no longer in Xero."),
    ("No grouping period selected.", "selectedGroupingPeriod", "No grouping period is chosen."),
    ("Grouping period selected not from options.", "selectedGroupingPeriod", "is not one of the options."),
    ("Invalid invoice level grouping selected.", "invoiceLevel.selectedGroupByOptions", "The invoice level"),
    (
        "Invalid invoice line level grouping selected.",
        "invoiceLineLevel.selectedGroupByOptions",
        "invoice line",
    ),
    ("Payments cannot be enabled if invoice status is set to draft.", "selectedInvoiceStatus", "Submitted"),
    (
        "Config contains required accounts without selections.",
        "configuration",
        "A required account is not chosen.",
    ),
    ("No Sales Account Present.", "configuration.sales.accounts", "There is no sales account in Xero."),
    ("No schedule selected frequency.", "schedule.selectedFrequency", "No sync frequency is chosen."),
    ("Selected schedule frequency not present in options.", "schedule.selectedFrequency", "is not one of"),
    ("No selected invoice status.", "selectedInvoiceStatus", "No invoice status is chosen."),
    (
        "Invalid invoice status selected (must be submitted or draft).",
        "selectedInvoiceStatus",
        "neither Submitted",
    ),
    (
        "Tax rate is missing selected tax rate id.",
        "configuration.sales.taxRates",
        "A tax rate is not mapped.",
    ),
    (
        "Selected tax rate id for 20% tax-rate has no options.",
        'taxRates["20"].selectedTaxRateId',
        "for 20% tax.",
    ),
    ("No fees supplier has been configured.", "selectedSupplierId", "No fees supplier is chosen."),
    ("Selected supplier not present in supplier options.", "selectedSupplierId", "is no longer in Xero."),
]


@pytest.mark.parametrize(("message", "field", "problem"), CONFIGURATION)
def test_configuration_messages(message: str, field: str, problem: str) -> None:
    for text in (message, message.upper(), f"ValidateError: {message}"):
        assert field in explained(text).field
    assert problem in explained(message).problem
    assert "{" not in explained(message).problem


def test_two_uses_of_one_account_are_named_by_their_labels() -> None:
    same = (("configuration", "payments", "accounts", "payout", "selectedAccountId"), "a-card")
    found = explained("Payments config invalid. a-card should not match a-card.", changes=(same,))
    assert found.problem == "Card and Payouts must not be the same account."


def test_every_table_entry_is_tested() -> None:
    texts = [message for message, *_ in CONFIGURATION]
    for entry in CONFIGURATION_MESSAGES:
        assert any(entry.pattern.search(text) for text in texts), entry.title
    assert len(SYNC_MESSAGES) == 3


def test_the_configuration_names_the_fields_a_message_leaves_out() -> None:
    accounts = (*SALES, "accounts")
    missing = (
        ((*accounts, "refund", "selectedAccountId"), None),
        ((*accounts, "sales", "selectedAccountId"), None),
    )
    one = explained("Config contains required accounts without selections.", changes=missing[:1])
    assert (one.field, one.problem) == (REFUND, "No account is chosen for Refunds.")
    two = explained("Config contains required accounts without selections.", changes=missing)
    assert two.problem == "No account is chosen for Sales and Refunds."
    lost = explained("Selected Account is not a valid option.", RETURNS)
    assert (lost.field, lost.problem) == (REFUND, "The account chosen for Refunds is no longer in Xero.")


@pytest.mark.parametrize(
    "message", ["", "Please reconcile manually", "Something new", "Account", "(((", "{key}"]
)
def test_undocumented_messages_stay_unexplained(message: str) -> None:
    assert explain(message, changed()) is None


words = st.sampled_from(
    ["Account", "Customer", "Tax Rate", "does not exist", "should not match", "{home}", "'", "\n"]
)


@given(st.lists(st.one_of(words, st.text(max_size=8), st.just(RETURNS)), max_size=8), st.booleans())
def test_any_text_is_explained_or_none(parts: list[str], known: bool) -> None:
    found = explain(" ".join(parts), changed() if known else None, "Xero")
    assert found is None or (found.problem.strip() and found.remedy)
