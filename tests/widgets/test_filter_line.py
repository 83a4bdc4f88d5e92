"""The filter line reports what is typed and how it is left; pasted ids are trimmed."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from codat_tui.widgets.filter_line import FilterLine
from tests.widgets.harness import Heard, WidgetApp


async def test_each_change_is_told() -> None:
    line = FilterLine()
    heard = Heard(FilterLine.Changed)
    async with WidgetApp(lambda: [line]).run_test(message_hook=heard) as pilot:
        line.focus()
        await pilot.press("h", "a")
        values = [message.value for message in heard.messages if isinstance(message, Input.Changed)]
        assert values[-2:] == ["h", "ha"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("enter", FilterLine.Accepted("ha")),
        ("down", FilterLine.Accepted("ha")),
        ("escape", FilterLine.Dismissed("ha")),
    ],
)
async def test_ways_out(key: str, message: FilterLine.Accepted | FilterLine.Dismissed) -> None:
    line = FilterLine()
    heard = Heard(FilterLine.Accepted, FilterLine.Dismissed)
    async with WidgetApp(lambda: [line]).run_test(message_hook=heard) as pilot:
        line.focus()
        await pilot.press("h", "a", "space", key)
        assert heard.messages == [message]


async def test_a_pasted_id_is_trimmed() -> None:
    line = FilterLine()
    async with WidgetApp(lambda: [line]).run_test() as pilot:
        line.focus()
        await pilot.pause()
        line.post_message(events.Paste("\n  8a210b68-6988-11ed \r\n\n"))
        await pilot.pause()
        assert line.value == "8a210b68-6988-11ed"


async def test_letters_are_text_and_nothing_blinks() -> None:
    line = FilterLine()
    app = WidgetApp(lambda: [line], bindings=[("s", "note('sync')", "sync")])
    async with app.run_test() as pilot:
        line.focus()
        await pilot.press("s", "j", "G")
        assert (line.value, app.pressed) == ("sjG", [])
        assert not line.cursor_blink
