"""Goals 4, 5, 6, 11 and 15: from a key to its paint, with few rows and with many, at rest and under updates."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from tests.bench.figures import Figure, Line, against, milliseconds, p95, ratio
from tests.bench.process import usage
from tests.bench.programs import (
    key_to,
    key_to_rows,
    open_data_table,
    open_demo,
    open_virtual_table,
    read_for,
    settle,
    there_and_back,
    wait_checked,
    wait_listed,
    wait_ready,
)
from tests.bench.scale import Scale
from tests.e2e.machine import Machine
from tests.e2e.terminal import Terminal

SOME = 1_000
BAR = "▌"
LETTERS = ("j", "u", "n")
"""What is typed into the filter: each letter leaves other rows on screen."""


def cursor_key(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 4: one key in turn to each of three programs, down through the list and up again."""
    with (
        open_demo(machine, scale.few) as few,
        open_demo(machine, scale.many) as many,
        open_data_table(machine, scale.few) as table,
    ):
        for terminal, companies in ((few, scale.few), (many, scale.many)):
            wait_ready(terminal, companies)
            wait_checked(terminal)
        taken: list[list[float]] = [[], [], []]
        for key in there_and_back("down", "up", scale.cursor_keys):
            for values, terminal in zip(taken, (few, many, table), strict=True):
                values.append(key_to_rows(terminal, key, 0.02))
    at_few, at_many, at_table = taken
    figures = (
        Figure("median", median(at_many) / median(at_few), 1.35, f"× its own at {scale.few}"),
        Figure("p95", p95(at_many) / p95(at_few), 1.75),
        Figure("median", median(at_many) / median(at_table), 1.0, f"× a DataTable's at {scale.few}"),
    )
    times = ", ".join(milliseconds(median(values)) for values in (at_many, at_few, at_table))
    return [Line("4", f"a cursor key with {scale.many:,} companies", figures, times)]


def key_under_updates(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 5, on the program's table alone with a source of 100 updates a second (apps/virtual_table.py)."""
    with open_virtual_table(machine) as terminal:
        settle(terminal, 0.5)
        idle = _cursor_keys(terminal, scale)
        terminal.send("u")
        read_for(terminal, 1.0)
        before = usage(terminal.process.pid)
        read_for(terminal, scale.update_seconds)
        percent = before.cpu_percent(usage(terminal.process.pid))
        busy = _cursor_keys(terminal, scale)
    figures = (
        Figure("p95", p95(busy) / p95(idle), 1.6, "× idle"),
        Figure("CPU", percent, 4, " %", 1),
    )
    what = "the same key during 100 updates a second (the table alone, 50,000 rows)"
    return [Line("5", what, figures, f"{milliseconds(p95(busy))} against {milliseconds(p95(idle))}")]


def page_down(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 6: pages down, none seen before, in turn with a DataTable of as many rows."""
    with open_demo(machine, SOME) as ours, open_data_table(machine, SOME) as table:
        wait_ready(ours, SOME)
        settle(ours, 1.0)
        settle(table, 1.0)
        taken: tuple[list[float], list[float]] = ([], [])
        for key in ["pagedown"] * scale.pages:
            for values, terminal in zip(taken, (ours, table), strict=True):
                values.append(key_to_rows(terminal, key))
    return [against("6", f"page down with {SOME:,} rows", *taken, most=0.5, whom="a DataTable")]


def sort_and_filter(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 11: sorting and filtering many rows, letter by letter, against sorting a DataTable of as many."""
    with open_demo(machine, scale.many) as ours, open_data_table(machine, scale.many) as table:
        wait_listed(ours, scale.many)
        settle(table, 1.0)
        sorts, first_letters, further_letters, theirs = [], [], [], []
        for _ in range(scale.sorts):
            sorts.append(key_to_rows(ours, ">"))
            theirs.append(key_to_rows(table, "s"))
            ours.send("/")
            settle(ours, 0.3)
            first, *further = LETTERS
            first_letters.append(key_to_rows(ours, first))
            further_letters.append(median(key_to_rows(ours, letter) for letter in further))
            for _ in LETTERS:
                key_to_rows(ours, "backspace")
            ours.send("escape")
            settle(ours, 0.3)
    figures = tuple(
        Figure(name, ratio(values, theirs), most, "", 3)
        for name, values, most in (
            ("sort", sorts, 0.15),
            ("first letter", first_letters, 0.15),
            ("further letters", further_letters, 0.05),
        )
    )
    measured = (sorts, first_letters, further_letters, theirs)
    times = ", ".join(milliseconds(median(values)) for values in measured)
    what = f"sort, filter {scale.many:,} rows, key to paint, × a DataTable's sort"
    return [Line("11", what, figures, times)]


def by_cause(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 15: putting many companies into groups, the first time and again, against sorting a DataTable."""
    with open_demo(machine, scale.many) as ours, open_data_table(machine, scale.many) as table:
        wait_listed(ours, scale.many)
        settle(table, 1.0)
        grouped, theirs = [], []
        for _ in range(scale.sorts):
            grouped.append(key_to_rows(ours, "tab"))
            theirs.append(key_to_rows(table, "s"))
            key_to_rows(ours, "tab")
    figures = (
        Figure("", ratio(grouped, theirs), 0.2, "× a DataTable's sort", 3),
        Figure("the first time", grouped[0] / median(theirs), 0.2, "×", 3),
    )
    times = ", ".join(milliseconds(each) for each in (median(grouped), grouped[0], median(theirs)))
    return [Line("15", f"by cause with {scale.many:,} companies, key to paint", figures, times)]


def _cursor_keys(terminal: Terminal, scale: Scale) -> list[float]:
    """Keys down and up again, each timed to the frame in which the cursor's bar has moved."""
    bar = _bar_of(terminal)
    taken = []
    for key in there_and_back("down", "up", scale.cursor_keys):
        taken.append(key_to(terminal, key, bar))
        read_for(terminal, 0.02)
    return taken


def _bar_of(terminal: Terminal) -> Callable[[], object]:
    return lambda: [line.startswith(BAR) for line in terminal.screen.splitlines()]
