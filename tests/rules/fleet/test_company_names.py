"""What Codat makes of names and tags, as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.fleet.company_names import dropped_characters, kept_name, name_to_type, read_tags


@given(st.text())
def test_what_is_kept_is_kept_again(name: str) -> None:
    kept = kept_name(name)
    assert kept_name(kept) == kept
    assert not dropped_characters(kept)


@pytest.mark.parametrize(
    ("typed", "kept", "dropped"),
    [
        ("Café (Noir)", "Caf Noir", ("é", "(", ")")),
        ("Oak & Ember, Ltd. - it's @ 5!?", "Oak & Ember, Ltd. - it's @ 5!?", ()),
        ("日本", "", ("日", "本")),
    ],
)
def test_names(typed: str, kept: str, dropped: tuple[str, ...]) -> None:
    assert kept_name(typed) == kept
    assert dropped_characters(typed) == dropped


@pytest.mark.parametrize(
    ("typed", "tags", "problem"),
    [
        ("", {}, ""),
        ("region: north, tier:gold ,", {"region": "north", "tier": "gold"}, ""),
        ("url: https://x", {"url": "https://x"}, ""),
        ("region", {}, "no colon"),
        ("a: 1, a: 2", {"a": "1"}, "Two tags"),
        (": x", {"": "x"}, "1 to 27"),
        (f"{'k' * 28}: x", {"k" * 28: "x"}, "1 to 27"),
        (f"k: {'v' * 101}", {"k": "v" * 101}, "at most 100"),
        (", ".join(f"k{n}: v" for n in range(11)), {f"k{n}": "v" for n in range(11)}, "At most 10"),
    ],
)
def test_tags(typed: str, tags: dict[str, str], problem: str) -> None:
    read, problems = read_tags(typed)
    assert read == tags
    assert (problem in " ".join(problems)) if problem else not problems


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Oak & Ember Ltd", "Oak & Ember Ltd"),
        (" two  blanks\nand a line\x1b[2J ", "two blanks and a line [2J"),
        ("x" * 200_000, "x" * 40),
        ("\u202e\x00", ""),
    ],
)
def test_what_is_typed_of_a_name_can_be_typed(name: str, typed: str) -> None:
    assert name_to_type(name) == typed
