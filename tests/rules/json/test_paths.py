"""Places in JSON, differences, edits carried over; nothing that is not addressed may change."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.json.paths import (
    ABSENT,
    Steps,
    differences,
    path_text,
    rebase,
    value_at,
    with_value,
)
from codat_tui.rules.mapping.parts import choices_of, with_options

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)


def equal(one: Any, other: Any) -> bool:
    return not differences(one, other)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (("enable",), "enable"),
        (("configuration", "sales", "accounts", "refund"), "configuration.sales.accounts.refund"),
        (("accounts", "acct:7f3/Sales & Service", "id"), 'accounts["acct:7f3/Sales & Service"].id'),
        (("taxRates", "20"), 'taxRates["20"]'),
        (("rows", 0, "id"), "rows[0].id"),
    ],
)
def test_a_path_reads_as_the_findings_write_it(steps: Steps, text: str) -> None:
    assert path_text(steps) == text


def test_a_value_is_set_and_made_room_for() -> None:
    before = {"a": {"b": 1, "keep": [1]}, "z": None}
    after = with_value(before, ("a", "c", "d"), 2)
    assert after == {"a": {"b": 1, "keep": [1], "c": {"d": 2}}, "z": None}
    assert before == {"a": {"b": 1, "keep": [1]}, "z": None}
    assert with_value(after, ("a", "c", "d"), ABSENT) == {"a": {"b": 1, "keep": [1], "c": {}}, "z": None}
    assert with_value({"rows": [{"a": 1}, 2]}, ("rows", 0, "a"), 3) == {"rows": [{"a": 3}, 2]}


def test_taking_away_what_is_not_there_makes_nothing() -> None:
    assert with_value({"a": 1}, ("b", "c"), ABSENT) == {"a": 1}


def test_what_is_not_there_is_not_null() -> None:
    assert value_at({"a": None}, ("a",)) is None
    assert value_at({"a": None}, ("b",)) is ABSENT
    assert value_at({"a": [1]}, ("a", 1)) is ABSENT
    assert [each.steps for each in differences({"a": None}, {})] == [("a",)]


def test_true_is_not_one() -> None:
    assert differences({"a": True}, {"a": 1})
    assert not differences({"a": 1.0}, {"a": 1})


@given(objects, objects)
def test_applying_the_differences_gives_the_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    untouched = copy.deepcopy(one)
    result: Any = one
    for difference in differences(one, other):
        result = with_value(result, difference.steps, difference.after)
    assert equal(result, other)
    assert one == untouched


@given(objects, objects)
def test_an_edit_on_what_nobody_changed_is_the_edit(shown: dict[str, Any], wanted: dict[str, Any]) -> None:
    rebased = rebase(shown, wanted, shown)
    assert equal(rebased.wanted, wanted)
    assert not rebased.conflicts


@given(objects, objects)
def test_no_edit_takes_what_is_there(shown: dict[str, Any], now: dict[str, Any]) -> None:
    rebased = rebase(shown, shown, now)
    assert equal(rebased.wanted, now)
    assert not rebased.conflicts


@given(objects, objects)
def test_an_edit_that_is_there_already_is_no_conflict(shown: dict[str, Any], wanted: dict[str, Any]) -> None:
    rebased = rebase(shown, wanted, wanted)
    assert equal(rebased.wanted, wanted)
    assert not rebased.conflicts


def test_both_changed_the_same_place() -> None:
    rebased = rebase({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 3, "b": 9})
    assert rebased.wanted == {"a": 2, "b": 9}
    assert [(each.steps, each.before, each.after) for each in rebased.conflicts] == [(("a",), 3, 2)]


def test_options_come_back_untouched() -> None:
    whole = {
        "frequencyOptions": ["Daily"],
        "level": {"selectedGroupByOptions": ["Location"], "groupByOptions": ["Location", "Item"]},
        "gone": {"customerOptions": [{"id": "1"}], "selectedCustomerId": "1"},
        "unknown": {"x": [1, {"y": 2}]},
    }
    bare = choices_of(whole)
    assert bare["level"] == {"selectedGroupByOptions": ["Location"]}
    assert with_options(bare, whole) == whole
    del bare["gone"]
    assert "gone" not in with_options(bare, whole)
