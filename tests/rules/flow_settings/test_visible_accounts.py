"""The choice of visible accounts: default, only required and a list are never taken for each other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.demo.texts import ACCOUNT_KEYS
from codat_tui.rules.flow_settings.visible_accounts import (
    KNOWN_KEYS,
    REQUIRED_KEYS,
    UNDOCUMENTED,
    Choice,
    Meaning,
    account_name,
    group_of,
    meaning_of,
)

GRATUITY, CASH, UNKNOWN = "sales-accounts-gratuity", "payments-accounts-cash", "brand-new"
ACCOUNTS = st.none() | st.lists(st.sampled_from([*KNOWN_KEYS, UNKNOWN]), unique=True).map(tuple)


def test_the_documented_keys_are_those_of_the_imitation() -> None:
    assert KNOWN_KEYS == ACCOUNT_KEYS
    assert len(REQUIRED_KEYS) == 9


@pytest.mark.parametrize(
    ("key", "group", "name"),
    [
        (GRATUITY, "Sales accounts", "Gratuity"),
        ("sales-taxRates-5", "Tax rates", "5 %"),
        ("sales-other-invoiceStatus", "Other sales settings", "Invoice status"),
        ("payments-accounts-prepaidPayment", "Payments", "Prepaid payment"),
        (UNKNOWN, UNDOCUMENTED, "Brand-new"),
    ],
)
def test_a_key_has_a_group_and_a_name(key: str, group: str, name: str) -> None:
    assert (group_of(key), account_name(key)) == (group, name)


@pytest.mark.parametrize(
    ("accounts", "meaning"), [(None, Meaning.DEFAULT), ((), Meaning.ONLY_REQUIRED), ((CASH,), Meaning.LIST)]
)
def test_three_meanings(accounts: tuple[str, ...] | None, meaning: Meaning) -> None:
    choice = Choice.of(accounts)
    assert meaning_of(accounts) is meaning is choice.meaning
    assert choice.wanted == accounts
    assert not choice.changed


@pytest.mark.parametrize(
    ("accounts", "gratuity"), [(None, True), ((), False), ((GRATUITY,), True), ((CASH,), False)]
)
def test_required_accounts_are_always_shown(accounts: tuple[str, ...] | None, gratuity: bool) -> None:
    choice = Choice.of(accounts)
    assert all(choice.shows(key) for key in REQUIRED_KEYS)
    assert choice.shows(GRATUITY) is gratuity


def test_hiding_one_of_all_makes_a_list_of_the_others() -> None:
    choice = Choice.of(None).toggle(CASH)
    assert choice.meaning is Meaning.LIST
    assert set(choice.wanted or ()) == set(KNOWN_KEYS) - REQUIRED_KEYS - {CASH}
    assert choice.changed


def test_showing_one_beside_the_required_ones_makes_a_list_of_it() -> None:
    assert Choice.of(()).toggle(CASH).wanted == (CASH,)


def test_unticking_the_last_is_not_only_required() -> None:
    choice = Choice.of((CASH,)).toggle(CASH)
    assert choice.meaning is Meaning.LIST
    assert choice.changed
    assert choice.problem
    assert not choice.mean(Meaning.ONLY_REQUIRED).problem
    assert choice.mean(Meaning.ONLY_REQUIRED).wanted == ()
    assert choice.mean(Meaning.DEFAULT).wanted is None


def test_the_list_is_kept_while_another_meaning_is_looked_at() -> None:
    choice = Choice.of((CASH,))
    assert choice.mean(Meaning.DEFAULT).mean(Meaning.LIST) == choice
    assert Choice.of(None).mean(Meaning.LIST).shows(CASH)
    assert Choice.of(()).mean(Meaning.LIST).problem


def test_a_required_account_stays() -> None:
    choice = Choice.of(None)
    assert choice.toggle("sales-accounts-sales") == choice


@given(ACCOUNTS, st.sampled_from([*KNOWN_KEYS, UNKNOWN]))
def test_toggling_changes_one_account_and_twice_none(accounts: tuple[str, ...] | None, key: str) -> None:
    choice = Choice.of(accounts)
    once = choice.toggle(key)
    for each in choice.all_keys():
        assert (once.shows(each) != choice.shows(each)) is (each == key and key not in REQUIRED_KEYS)
    twice = once.toggle(key)
    assert all(twice.shows(each) == choice.shows(each) for each in choice.all_keys())


@given(ACCOUNTS, ACCOUNTS, st.lists(st.sampled_from([*KNOWN_KEYS, UNKNOWN])), st.sampled_from(Meaning))
def test_a_draft_comes_back_as_it_was(
    accounts: tuple[str, ...] | None, later: tuple[str, ...] | None, keys: list[str], meaning: Meaning
) -> None:
    choice = Choice.of(accounts)
    for key in keys:
        choice = choice.toggle(key)
    choice = choice.mean(meaning)
    kept = json.loads(json.dumps(choice.as_draft()))
    back = Choice.of(accounts).with_draft(kept)
    assert back.wanted == choice.wanted or not choice.changed
    assert back.changed is choice.changed
    rebased = choice.carry_over(Choice.of(later))
    assert rebased.there == later
    assert rebased.changed or rebased == Choice.of(later)


@pytest.mark.parametrize("draft", [None, 3, {}, {"meaning": "odd"}, {"meaning": "this list", "ticked": [1]}])
def test_a_draft_that_cannot_be_read_is_left_out(draft: object) -> None:
    assert Choice.of(None).with_draft(draft) == Choice.of(None)


def test_somebody_elses_change_is_seen_and_the_edit_goes_on() -> None:
    edited = Choice.of((CASH,)).toggle(GRATUITY)
    rebased = edited.carry_over(Choice.of(None))
    assert rebased.meanwhile
    assert rebased.write("ugxp", "Zettle").shown == (CASH,)
    assert edited.carry_over(Choice.of(edited.wanted)) == Choice.of(edited.wanted)
