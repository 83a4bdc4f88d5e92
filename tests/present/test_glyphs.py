"""Every sign is one cell wide in both sets, and signs that can stand in one place differ."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from codat_tui.present import Glyphs

SETS = pytest.mark.parametrize("glyphs", [Glyphs.unicode(), Glyphs.ascii()], ids=["unicode", "ascii"])


@SETS
def test_every_sign_is_one_cell_wide(glyphs: Glyphs) -> None:
    assert {name: cell_len(sign) for name, sign in glyphs._asdict().items() if cell_len(sign) != 1} == {}


@SETS
def test_signs_of_one_meaning_each_differ(glyphs: Glyphs) -> None:
    syncs = (glyphs.ok, glyphs.nothing, glyphs.running, glyphs.failed, glyphs.action, glyphs.unknown)
    links = (glyphs.linked, glyphs.unlinked, glyphs.pending, glyphs.action, glyphs.unknown)
    phases = (glyphs.done, glyphs.running, glyphs.ahead, glyphs.dash)
    order = (glyphs.ascending, glyphs.descending)
    assert all(len(set(signs)) == len(signs) for signs in (syncs, links, phases, order))


def test_the_ascii_set_is_ascii_and_says_so() -> None:
    assert all(sign.isascii() for sign in Glyphs.ascii())
    assert Glyphs.ascii().is_ascii
    assert not Glyphs.unicode().is_ascii
