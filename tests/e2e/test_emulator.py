"""The quicker emulator shows what pyte shows, cell by cell, wherever its input is cut."""

from __future__ import annotations

import pyte
import pytest

from tests.e2e.emulator import Screen, Stream

COLUMNS, ROWS = 20, 5
SEQUENCES = (
    "\x1b[38;2;1;2;3;48;2;9;8;7mplain\x1b[1;4mbold\x1b[0m\x1b[mend",
    "\x1b[2;3Hat\x1b[31mred\x1b[;1mempty is zero\x1b[39;49m",
    "wide 写真 and e\u0301 combined\x1b[7mreversed",
    "more than a line of it, so that it wraps\x1b[32m around and around",
    "\x1b]0;a \x1b[1mtitle\x07after\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[4hinserted\x1b[1G\x1b[35mbefore\x1b[4l\r\n\x1b[2Kcleared\x1b[?25l",
    "\x1b[38;5;200mof 256\x1b[38;2;1mcut short\x1b[95;105mbright",
)


def told(screen: pyte.Screen) -> tuple[object, ...]:
    cells = [screen.buffer[row][column] for row in range(ROWS) for column in range(COLUMNS)]
    return cells, screen.display, (screen.cursor.x, screen.cursor.y, screen.cursor.attrs)


@pytest.mark.parametrize("text", SEQUENCES)
@pytest.mark.parametrize("cut", [1, 2, 3, 7, 1_000])
def test_it_shows_what_pyte_shows(text: str, cut: int) -> None:
    slow, quick = pyte.Screen(COLUMNS, ROWS), Screen(COLUMNS, ROWS)
    slow_stream, quick_stream = pyte.ByteStream(slow), Stream(quick)
    data = (text * 2).encode()
    for start in range(0, len(data), cut):
        slow_stream.feed(data[start : start + cut])
        quick_stream.feed(data[start : start + cut])
        assert told(quick) == told(slow), data[: start + cut]
