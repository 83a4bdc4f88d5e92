"""A configuration taken apart and put together is the same, whatever is in it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.mapping.parts import choices_of, is_options, joined, split

KEYS = st.sampled_from(["accountOptions", "selectedGroupByOptions", "accounts", "refund", "Options", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_nothing_is_lost(configuration: dict[str, Any]) -> None:
    assert joined(*split(configuration)) == configuration


def test_what_is_selected_is_a_choice_and_what_is_offered_is_not() -> None:
    assert is_options("accountOptions")
    assert not is_options("selectedGroupByOptions")
    level = {"selectedGroupByOptions": ["Location"], "groupByOptions": ["Location", "Provider"]}
    assert choices_of({"level": level, "enable": True}) == {
        "level": {"selectedGroupByOptions": ["Location"]},
        "enable": True,
    }
