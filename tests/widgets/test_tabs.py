"""Tabs in a line of their own: one is active, a click asks for another, and the farthest give way."""

from __future__ import annotations

import pytest

from codat_tui.widgets.tabs import Tabs, tab_parts
from tests.widgets.harness import Heard, WidgetApp, lines

LABELS = ("Form", "JSON", "History")


def test_parts_name_their_index_and_mark_the_active_one() -> None:
    assert [(part.text, part.target, part.bold) for part in tab_parts(LABELS, 1, "tab ")] == [
        (" Form ", "tab 0", False),
        ("[JSON]", "tab 1", True),
        (" History ", "tab 2", False),
    ]


@pytest.mark.parametrize(
    ("active", "cells", "shown"),
    [
        (0, 30, "[Form] JSON  History"),
        (0, 13, "[Form] JSON"),
        (2, 16, "JSON [History]"),
        (1, 8, "[JSON]"),
    ],
)
async def test_what_is_far_from_the_active_tab_goes_first(active: int, cells: int, shown: str) -> None:
    tabs = Tabs(LABELS)
    async with WidgetApp(lambda: [tabs]).run_test(size=(cells, 4)) as pilot:
        tabs.active = active
        await pilot.pause()
        assert lines(tabs)[0].strip() == shown


async def test_a_click_asks_for_the_tab_and_labels_can_change() -> None:
    tabs, heard = Tabs(LABELS), Heard(Tabs.Chosen)
    async with WidgetApp(lambda: [tabs]).run_test(size=(40, 4), message_hook=heard) as pilot:
        await pilot.click(tabs, offset=(8, 0))
        assert heard.with_values("index") == [(Tabs.Chosen, 1)]
        assert tabs.active == 0, "the screen decides"
        tabs.labels = ("Zettle",)
        await pilot.pause()
        assert lines(tabs)[0].strip() == "[Zettle]"
