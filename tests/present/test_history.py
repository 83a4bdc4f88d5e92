"""Rows of the history, the strip of days, a day in words, and what stands against a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import FleetEntry, Loaded, Loading
from codat_tui.models.overview import CompanyOverview
from codat_tui.present import Cell, Glyphs, Tone, width
from codat_tui.present.history import (
    caret_line,
    counts,
    day_words,
    explanation_of,
    history_cells,
    mark_cell,
    newest_lines,
    notes_of,
    problem_lines,
    scale_line,
    span,
    sync_key,
)
from codat_tui.rules.codes import SyncState
from codat_tui.rules.syncs.range_choice import Ground, check_range
from codat_tui.rules.syncs.windows import DayMark, day_strip
from tests.rules.worlds import NOW, RETURNS, changed, linked, nightly, sync, without

GLYPHS = Glyphs.unicode()
LATEST = sync(4000, NOW - timedelta(hours=11), f"Account {RETURNS} is not in an Active state.", "latest")
GOOD = sync(2000, NOW - timedelta(days=3), sync_id="good", dataPushed=True)


def overview(latest: SyncStatus | None = LATEST, good: SyncStatus | None = GOOD) -> CompanyOverview:
    entry = FleetEntry("c-1", "Harbour Lane", "", "", None, None)
    configuration = without(changed(), RETURNS)
    return CompanyOverview(
        "c-1",
        Loaded(entry, NOW),
        Loaded(linked(), NOW),
        Loaded(latest, NOW),
        Loaded(good, NOW),
        Loaded((LATEST, GOOD), NOW),
        Loaded(configuration, NOW),
    )


def text(line: tuple[Cell, ...]) -> str:
    return "".join(cell.text for cell in line)


def test_a_row() -> None:
    cells = history_cells(LATEST, {"latest": "latest"}, NOW, GLYPHS, UTC)
    assert [cell.text for cell in cells] == [
        "23 Nov 2026 03:02",
        "11 h ago",
        "✖ 4000 Configuration",
        "",
        "–",
        "latest",
        f"Account {RETURNS} is not in an Active state.",
    ]


@pytest.mark.parametrize(
    ("code", "pushed", "words"), [(2000, True, "yes"), (2040, False, "no"), (5130, True, "partly")]
)
def test_data_pushed_by_a_failed_sync_is_only_a_part(code: int, pushed: bool, words: str) -> None:
    status = sync(code, NOW, dataPushed=pushed)
    assert history_cells(status, {}, NOW, GLYPHS, UTC)[4].text == words


def test_the_exception_stands_in_for_a_missing_message() -> None:
    status = sync(5000, NOW, syncExceptionMessage="Boom")
    assert history_cells(status, {}, NOW, GLYPHS, UTC)[6].text == "Boom"


def test_the_latest_and_the_last_good_are_marked() -> None:
    assert notes_of(overview()) == {"latest": "latest", "good": "last ok"}
    assert notes_of(overview(latest=GOOD)) == {"good": "latest"}
    assert notes_of(overview(latest=None, good=None)) == {}
    running = sync(1000, NOW, sync_id="running")
    assert notes_of(overview(), (running, LATEST)) == {"running": "latest", "good": "last ok"}
    assert text(newest_lines(overview(), (running,), GLYPHS, UTC)[0]).endswith("◐ Running")


def test_how_many_ended_how() -> None:
    assert [cell.text for cell in counts((LATEST, GOOD, sync(2040, NOW), LATEST), GLYPHS)] == [
        "· 1 nothing to write",
        "✔ 1 written",
        "✖ 2 failed",
    ]


def test_months_stand_over_their_first_days() -> None:
    marks = day_strip((), datetime(2026, 11, 23, 14, tzinfo=UTC), 60)
    line = text(scale_line(marks))
    assert line.startswith("25 Sep")
    assert line.index("1 Nov") == [mark.day for mark in marks].index(date(2026, 11, 1))
    assert text(scale_line(())) == ""


MARKS = day_strip(nightly([2000] * 30 + [4000] * 30), NOW, 60)


@pytest.mark.parametrize("cells", [62, 78, 116])
@pytest.mark.parametrize("cursor", range(0, 60, 7))
def test_the_caret_is_under_its_day_and_the_line_fits(cursor: int, cells: int) -> None:
    line = text(caret_line(MARKS, cursor, GLYPHS, cells))
    assert line.index(GLYPHS.ascending) == cursor
    assert width(line) <= cells
    assert str(MARKS[cursor].day.day) in line


@given(st.integers(-2, 70), st.integers(1, 120), st.integers(0, 60))
def test_no_cursor_breaks_the_line(cursor: int, cells: int, days: int) -> None:
    marks = MARKS[:days]
    line = text(caret_line(marks, cursor, GLYPHS, cells))
    assert width(line) <= max(cells, cursor + 1, 1)


def test_a_day_in_words() -> None:
    assert text(day_words(MARKS[-1], GLYPHS)) == "Mon 23 Nov  ✖ 4000 Configuration"
    assert text(day_words(DayMark(date(2026, 11, 1)), GLYPHS)) == "Sun 1 Nov  no sync"
    twice = replace(MARKS[-1], syncs=2)
    assert text(day_words(twice, GLYPHS)).endswith(", 2 syncs")


def test_every_state_has_its_sign() -> None:
    cells = [mark_cell(DayMark(date(2026, 11, 1), state), GLYPHS) for state in SyncState]
    assert [cell.text for cell in cells] == ["◐", "✔", "·", "✖", "?"]
    assert mark_cell(DayMark(date(2026, 11, 1)), GLYPHS).text == " "


def test_latest_and_last_success_beside_the_strip() -> None:
    lines = [text(line) for line in newest_lines(overview(), (), GLYPHS, UTC)]
    assert lines[0] == "Latest        23 Nov 2026 03:02  ✖ 4000 Configuration"
    assert lines[1].startswith("Last success  20 Nov 2026 14:02")
    assert [text(line) for line in newest_lines(overview(None, None), (), GLYPHS, UTC)] == [
        "Latest        none known",
        "Last success  none known",
    ]


def test_a_message_is_explained_with_the_names_of_the_mapping() -> None:
    explained = explanation_of(overview(), LATEST)
    assert explained is not None
    assert "Refunds" in explained.problem
    assert "Xero" in explained.problem
    assert explanation_of(overview(), GOOD) is None
    alone = replace(overview(), configuration=Loading(), connections=Loading())
    assert explanation_of(alone, LATEST) is not None
    assert explanation_of(None, LATEST) is not None


def test_the_syncs_that_covered_a_range_follow_one_reason() -> None:
    syncs = nightly([2000] * 6)
    problems = check_range(NOW - timedelta(days=9), NOW, Ground(NOW, syncs))
    lines = problem_lines(problems, GLYPHS, UTC, 74)
    assert text(lines[0]).startswith("! Part of this time was synced already")
    assert text(lines[1]) == "  22 Nov 2026 03:02 → 23 Nov 2026 03:02  ✔ Written  (inferred)"
    assert text(lines[3]) == "  and 3 more"
    assert len(lines) == 4
    blocking = problem_lines(check_range(NOW, NOW, Ground(NOW)), GLYPHS, UTC, 74)
    assert blocking == [(Cell("✖ The range ends before it starts.", Tone.FAILED),)]


@pytest.mark.parametrize(
    ("hours", "words"), [(0, ""), (-1, ""), (5, "5 h"), (24, "1 d"), (50, "2 d 2 h"), (0.5, "0 h")]
)
def test_how_long_a_range_is(hours: float, words: str) -> None:
    assert span(NOW, NOW + timedelta(hours=hours)) == words


def test_a_sync_without_ids_still_has_a_key() -> None:
    assert sync_key(SyncStatus.model_validate({"syncUtc": "2026-01-01", "syncStatusCode": 2000}))
