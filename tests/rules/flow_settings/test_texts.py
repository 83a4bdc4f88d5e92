"""Keys of the Sync Flow's texts in words and stages, and the checks of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.flow_settings.texts import (
    Stage,
    coupled_keys,
    is_much_longer,
    name_of,
    placeholder_problems,
    placeholders,
    short_key,
    stage_of,
)


@pytest.mark.parametrize(
    ("key", "stage", "name"),
    [
        ("configure-setupSidebar-title", Stage.EVERY, "Sidebar: title"),
        (
            "configure-setupSidebar-checkboxes-connectToCommerce",
            Stage.COMMERCE,
            "Sidebar: connect to commerce",
        ),
        (
            "configure-setupSidebar-checkboxes-connectToAccounting",
            Stage.ACCOUNTING,
            "Sidebar: connect to accounting",
        ),
        ("configure-setupSidebar=checkboxes-syncSchedule", Stage.SCHEDULE, "Sidebar: sync schedule"),
        ("configure-misc-previousButton", Stage.EVERY, "Previous button"),
        ("configure-required-indicator", Stage.EVERY, "Required: indicator"),
        ("configure-content-sales-title", Stage.SALES, "Title"),
        ("configure-content-sales-accounts-entries-sales", Stage.SALES, "Accounts: sales"),
        ("configure-content-sales-accounts-entries-sales-other", Stage.SALES, "Sales: other"),
        ("configure-content-sales-accounts-taxRates-entries-10", Stage.SALES, "Tax rates: 10"),
        (
            "configure-content-payments-accounts-entries-prepaidPayment",
            Stage.PAYMENTS,
            "Accounts: prepaid payment",
        ),
        ("configure-content-payments-accounts-entries-paypalQr", Stage.PAYMENTS, "Accounts: paypal qr"),
        ("configure", Stage.EVERY, "configure"),
        ("", Stage.EVERY, ""),
        ("brand-new-key", Stage.EVERY, "New: key"),
    ],
)
def test_a_key_has_a_stage_and_a_name(key: str, stage: Stage, name: str) -> None:
    assert (stage_of(key), name_of(key)) == (stage, name)


@pytest.mark.parametrize(
    ("key", "short"),
    [
        ("configure-content-sales-accounts-entries-refund", "sales-accounts-refund"),
        ("configure-content-sales-title", "sales-title"),
        ("configure-setupSidebar=checkboxes-syncSchedule", "setupSidebar-syncSchedule"),
        ("configure", "configure"),
        ("brand-new-key", "brand-new-key"),
    ],
)
def test_a_short_key_leaves_out_what_says_nothing(key: str, short: str) -> None:
    assert short_key(key) == short


@given(st.text())
def test_any_key_the_server_sends_has_a_name(key: str) -> None:
    assert name_of(key) or not key.strip("-=")
    assert short_key(key) or not key
    assert stage_of(key) in Stage


@pytest.mark.parametrize(
    ("text", "reference", "found"),
    [
        ("Map {a} to {b}", "Map {a} to {b}", ()),
        ("{b} before {a}", "Map {a} to {b}", ()),
        ("Map to {b}", "Map {a} to {b}", ("{a} is missing",)),
        ("{a} once", "{a} and {a}", ("{a} is missing",)),
        ("Map {c}", "Map", ("{c} is not in the text that Codat sent",)),
        ("Map {a to", "Map {a} to", ("{a} is missing", "a brace stands alone")),
        ("no braces", "no braces here", ()),
    ],
)
def test_placeholders_must_survive(text: str, reference: str, found: tuple[str, ...]) -> None:
    assert placeholder_problems(text, reference) == found


@given(st.text())
def test_a_text_lacks_nothing_of_itself(text: str) -> None:
    found = placeholder_problems(text, text)
    assert all(each == "a brace stands alone" for each in found)
    assert all(each.startswith("{") and each.endswith("}") for each in placeholders(text))


@pytest.mark.parametrize(
    ("text", "other", "longer"),
    [
        ("Retour", "Back", False),
        ("Un texte qui est beaucoup trop long", "Short", True),
        ("Short", "A text that is very much longer", False),
        ("{a very long placeholder name indeed}", "x", False),
    ],
)
def test_much_longer_is_twice_as_long_and_a_word_or_two(text: str, other: str, longer: bool) -> None:
    assert is_much_longer(text, other) is longer


def test_the_box_in_the_sidebar_goes_with_the_title_of_its_stage() -> None:
    box, title = "configure-setupSidebar-checkboxes-sales", "configure-content-sales-title"
    keys = [box, title, "configure-content-sales-accounts-title", "configure-setupSidebar-title"]
    assert coupled_keys(keys) == {box: title, title: box}
    assert coupled_keys([box]) == {}
