"""Goals 4, 5, 6, 11 and 15: from a key to its paint, with few rows and with many, at rest and under updates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import monotonic

from tests.bench.figures import Line, milliseconds, p95, ratio
from tests.bench.process import usage
from tests.bench.programs import (
    key_to,
    key_to_rows,
    open_data_table,
    open_demo,
    open_virtual_table,
    settle,
    wait_checked,
    wait_listed,
    wait_ready,
)
from tests.e2e.machine import Machine
from tests.e2e.terminal import Terminal

FEW = 100
SOME = 1_000
MANY = 50_000
CURSOR_KEYS = 120
PAGES = 24
SORTS = 4
CPU_SECONDS = 6.0
BAR = "▌"


def cursor_key(machine: Machine) -> list[Line]:
    """Goal 4: one key in turn to each of three programs, down through the list and up again."""
    with (
        open_demo(machine, FEW) as few,
        open_demo(machine, MANY) as many,
        open_data_table(machine, FEW) as table,
    ):
        for terminal, companies in ((few, FEW), (many, MANY)):
            wait_ready(terminal, companies)
            wait_checked(terminal)
        taken: list[list[float]] = [[], [], []]
        for key in _there_and_back("down", "up", CURSOR_KEYS):
            for values, terminal in zip(taken, (few, many, table), strict=True):
                values.append(key_to_rows(terminal, key, 0.02))
    at_few, at_many, at_table = taken
    against_few, late = median(at_many) / median(at_few), p95(at_many) / p95(at_few)
    against_table = median(at_many) / median(at_table)
    return [
        Line(
            4,
            "a cursor key with 50,000 companies",
            "median ≤ 1.35×, p95 ≤ 1.75× its own at 100; median ≤ 1× a DataTable of 100",
            f"median {against_few:.2f}×, p95 {late:.2f}×; {against_table:.2f}× a DataTable "
            f"({', '.join(milliseconds(median(values)) for values in (at_many, at_few, at_table))})",
            against_few <= 1.35 and late <= 1.75 and against_table <= 1,
        )
    ]


def key_under_updates(machine: Machine) -> list[Line]:
    """Goal 5, on the program's table alone with a source of 100 updates a second (apps/virtual_table.py)."""
    with open_virtual_table(machine) as terminal:
        settle(terminal, 0.5)
        idle = _cursor_keys(terminal)
        terminal.send("u")
        _read_for(terminal, 1.0)
        before = usage(terminal.process.pid)
        _read_for(terminal, CPU_SECONDS)
        percent = before.cpu_percent(usage(terminal.process.pid))
        busy = _cursor_keys(terminal)
    late = p95(busy) / p95(idle)
    return [
        Line(
            5,
            "the same key during 100 updates a second (the table alone, 50,000 rows)",
            "p95 ≤ 2× idle, CPU ≤ 5 %",
            f"p95 {late:.2f}× ({milliseconds(p95(busy))} against {milliseconds(p95(idle))}); "
            f"CPU {percent:.1f} %",
            late <= 2 and percent <= 5,
        )
    ]


def page_down(machine: Machine) -> list[Line]:
    """Goal 6: pages down, none seen before, in turn with a DataTable of as many rows."""
    with open_demo(machine, SOME) as ours, open_data_table(machine, SOME) as table:
        wait_ready(ours, SOME)
        settle(ours, 1.0)
        settle(table, 1.0)
        taken: tuple[list[float], list[float]] = ([], [])
        for key in ["pagedown"] * PAGES:
            for values, terminal in zip(taken, (ours, table), strict=True):
                values.append(key_to_rows(terminal, key))
    return [_against_table(6, "page down with 1,000 rows", "DataTable", *taken, goal=0.5)]


def sort_and_filter(machine: Machine) -> list[Line]:
    """Goal 11: sorting and filtering 50,000 rows against sorting a DataTable of as many."""
    with open_demo(machine, MANY) as ours, open_data_table(machine, MANY) as table:
        wait_listed(ours, MANY)
        settle(table, 1.0)
        sorts, filters, theirs = [], [], []
        for _ in range(SORTS):
            sorts.append(key_to_rows(ours, ">"))
            theirs.append(key_to_rows(table, "s"))
            ours.send("/")
            settle(ours, 0.3)
            filters.append(key_to_rows(ours, "j"))
            key_to_rows(ours, "backspace")
            ours.send("escape")
            settle(ours, 0.3)
    sorting, filtering = ratio(sorts, theirs), ratio(filters, theirs)
    times = ", ".join(milliseconds(median(values)) for values in (sorts, filters, theirs))
    return [
        Line(
            11,
            "sort, filter 50,000 rows, key to paint",
            "≤ 0.15× DataTable's sort",
            f"sort {sorting:.3f}×, filter {filtering:.3f}× ({times})",
            max(sorting, filtering) <= 0.15,
        )
    ]


def by_cause(machine: Machine) -> list[Line]:
    """Goal 15: putting 50,000 companies into groups, the first time and again, against sorting a DataTable."""
    with open_demo(machine, MANY) as ours, open_data_table(machine, MANY) as table:
        wait_listed(ours, MANY)
        settle(table, 1.0)
        grouped, theirs = [], []
        for _ in range(SORTS):
            grouped.append(key_to_rows(ours, "tab"))
            theirs.append(key_to_rows(table, "s"))
            key_to_rows(ours, "tab")
    again, first = ratio(grouped, theirs), grouped[0] / median(theirs)
    times = ", ".join(milliseconds(each) for each in (grouped[0], median(grouped), median(theirs)))
    return [
        Line(
            15,
            "by cause with 50,000 companies, key to paint",
            "≤ 0.2× DataTable's sort",
            f"{again:.3f}×, the first time {first:.3f}× ({times})",
            max(again, first) <= 0.2,
        )
    ]


def _against_table(
    number: int, what: str, table: str, ours: Sequence[float], theirs: Sequence[float], goal: float
) -> Line:
    figure = ratio(ours, theirs)
    times = f"{milliseconds(median(ours))} against {milliseconds(median(theirs))}"
    return Line(number, what, f"≤ {goal:.2f}× {table}", f"{figure:.2f}× ({times})", figure <= goal)


def _there_and_back(there: str, back: str, count: int) -> list[str]:
    half = count // 4
    return ([there] * half + [back] * half) * 2


def _cursor_keys(terminal: Terminal) -> list[float]:
    """Keys down and up again, each timed to the frame in which the cursor's bar has moved."""
    bar = _bar_of(terminal)
    taken = []
    for key in _there_and_back("down", "up", CURSOR_KEYS):
        taken.append(key_to(terminal, key, bar))
        _read_for(terminal, 0.02)
    return taken


def _bar_of(terminal: Terminal) -> Callable[[], object]:
    return lambda: [line.startswith(BAR) for line in terminal.screen.splitlines()]


def _read_for(terminal: Terminal, seconds: float) -> None:
    deadline = monotonic() + seconds
    while terminal.read_frame(deadline):
        pass
