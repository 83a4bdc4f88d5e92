"""Names and tags as Codat's documentation says it keeps them."""

from __future__ import annotations

import pytest

from codat_tui.rules.company_names import dropped_characters, kept_name, tag_problems


@pytest.mark.parametrize(
    ("name", "kept", "dropped"),
    [
        ("Bob's Bikes & Co., Ltd!", "Bob's Bikes & Co., Ltd!", ()),
        ("Café Zoë é", "Caf Zo", ("é", "ë")),
        ("  Tab\tstays ", "Tab\tstays", ()),
        ("日本", "", ("日", "本")),
        ("50% off (new)", "50 off new", ("%", "(", ")")),
    ],
)
def test_characters_codat_drops(name: str, kept: str, dropped: tuple[str, ...]) -> None:
    assert kept_name(name) == kept
    assert dropped_characters(name) == dropped


def test_tags_within_the_limits_are_fine_and_each_beyond_is_named() -> None:
    assert tag_problems({"k" * 27: "v" * 100}) == ()
    assert len(tag_problems({str(number): "" for number in range(11)})) == 1
    assert len(tag_problems({"k" * 28: "v" * 101, "": ""})) == 3
