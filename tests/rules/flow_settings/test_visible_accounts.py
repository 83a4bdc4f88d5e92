"""The edit of visible accounts: default, only required and a list are never taken for each other."""

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
    AccountsEdit,
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
    edit = AccountsEdit.of(accounts)
    assert meaning_of(accounts) is meaning is edit.meaning
    assert edit.wanted == accounts
    assert not edit.changed


@pytest.mark.parametrize(
    ("accounts", "gratuity"), [(None, True), ((), False), ((GRATUITY,), True), ((CASH,), False)]
)
def test_required_accounts_are_always_shown(accounts: tuple[str, ...] | None, gratuity: bool) -> None:
    edit = AccountsEdit.of(accounts)
    assert all(edit.shows(key) for key in REQUIRED_KEYS)
    assert edit.shows(GRATUITY) is gratuity


def test_hiding_one_of_all_makes_a_list_of_the_others() -> None:
    edit = AccountsEdit.of(None).toggle(CASH)
    assert edit.meaning is Meaning.LIST
    assert set(edit.wanted or ()) == set(KNOWN_KEYS) - REQUIRED_KEYS - {CASH}
    assert edit.changed


def test_showing_one_beside_the_required_ones_makes_a_list_of_it() -> None:
    assert AccountsEdit.of(()).toggle(CASH).wanted == (CASH,)


def test_unticking_the_last_is_not_only_required() -> None:
    edit = AccountsEdit.of((CASH,)).toggle(CASH)
    assert edit.meaning is Meaning.LIST
    assert edit.changed
    assert edit.problem
    assert not edit.with_meaning(Meaning.ONLY_REQUIRED).problem
    assert edit.with_meaning(Meaning.ONLY_REQUIRED).wanted == ()
    assert edit.with_meaning(Meaning.DEFAULT).wanted is None


def test_the_list_is_kept_while_another_meaning_is_looked_at() -> None:
    edit = AccountsEdit.of((CASH,))
    assert edit.with_meaning(Meaning.DEFAULT).with_meaning(Meaning.LIST) == edit
    assert AccountsEdit.of(None).with_meaning(Meaning.LIST).shows(CASH)
    assert AccountsEdit.of(()).with_meaning(Meaning.LIST).problem


def test_a_required_account_stays() -> None:
    edit = AccountsEdit.of(None)
    assert edit.toggle("sales-accounts-sales") == edit


@given(ACCOUNTS, st.sampled_from([*KNOWN_KEYS, UNKNOWN]))
def test_toggling_changes_one_account_and_twice_none(accounts: tuple[str, ...] | None, key: str) -> None:
    edit = AccountsEdit.of(accounts)
    once = edit.toggle(key)
    for each in edit.all_keys():
        assert (once.shows(each) != edit.shows(each)) is (each == key and key not in REQUIRED_KEYS)
    twice = once.toggle(key)
    assert all(twice.shows(each) == edit.shows(each) for each in edit.all_keys())


@given(ACCOUNTS, ACCOUNTS, st.lists(st.sampled_from([*KNOWN_KEYS, UNKNOWN])), st.sampled_from(Meaning))
def test_a_draft_comes_back_as_it_was(
    accounts: tuple[str, ...] | None, later: tuple[str, ...] | None, keys: list[str], meaning: Meaning
) -> None:
    edit = AccountsEdit.of(accounts)
    for key in keys:
        edit = edit.toggle(key)
    edit = edit.with_meaning(meaning)
    kept = json.loads(json.dumps(edit.as_draft()))
    back = AccountsEdit.of(accounts).with_draft(kept)
    assert back.wanted == edit.wanted or not edit.changed
    assert back.changed is edit.changed
    rebased = edit.carry_over(AccountsEdit.of(later))
    assert rebased.on_server == later
    assert rebased.changed or rebased == AccountsEdit.of(later)


@pytest.mark.parametrize("draft", [None, 3, {}, {"meaning": "odd"}, {"meaning": "this list", "ticked": [1]}])
def test_a_draft_that_cannot_be_read_is_left_out(draft: object) -> None:
    assert AccountsEdit.of(None).with_draft(draft) == AccountsEdit.of(None)


def test_somebody_elses_change_is_seen_and_the_edit_goes_on() -> None:
    edited = AccountsEdit.of((CASH,)).toggle(GRATUITY)
    rebased = edited.carry_over(AccountsEdit.of(None))
    assert rebased.changed_by_others
    assert rebased.write("ugxp", "Zettle").shown == (CASH,)
    assert edited.carry_over(AccountsEdit.of(edited.wanted)) == AccountsEdit.of(edited.wanted)
