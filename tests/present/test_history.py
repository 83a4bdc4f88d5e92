"""Rows of the history, the strip of days, a day in words, and what stands against a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import FleetEntry, Loaded, Loading
from codat_tui.models.overview import CompanyOverview
from codat_tui.present import Cell, Glyphs, Tone, width
from codat_tui.present.history import (
    counts,
    cursor_line,
    day_words,
    explanation_of,
    history_cells,
    legend_line,
    mark_cell,
    newest_lines,
    notes_of,
    problem_lines,
    scale_line,
    span,
    sync_key,
)
from codat_tui.rules.syncs.range_choice import RangeContext, check_range
from codat_tui.rules.syncs.strip import DayMark, DayState, day_strip
from tests.rules.worlds import NOW, RETURNS, changed, linked, nightly, sync, without

GLYPHS = Glyphs.unicode()
LONDON = ZoneInfo("Europe/London")
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
    marks = day_strip((), None, datetime(2026, 11, 23, 14, tzinfo=UTC), 60)
    line = text(scale_line(marks))
    assert line.startswith("25 Sep")
    assert line.index("1 Nov") == [mark.day for mark in marks].index(date(2026, 11, 1))
    assert text(scale_line(())) == ""


MARKS = day_strip(nightly([2000] * 30 + [4000] * 30), changed(), NOW, 60)


@pytest.mark.parametrize("cells", [62, 78, 116])
@pytest.mark.parametrize("cursor", range(0, 60, 7))
def test_the_caret_is_under_its_day_and_the_words_fit(cursor: int, cells: int) -> None:
    assert text(cursor_line(MARKS, cursor, GLYPHS)).index(GLYPHS.ascending) == cursor
    words = text(day_words(MARKS[cursor], GLYPHS, LONDON, cells))
    assert width(words) <= cells
    assert f"{MARKS[cursor].day.day} " in words


@given(st.integers(-2, 70), st.integers(0, 60))
def test_no_cursor_breaks_the_line(cursor: int, days: int) -> None:
    line = text(cursor_line(MARKS[:days], cursor, GLYPHS))
    assert width(line) <= max(cursor + 1, 1)


def words(mark: DayMark, cells: int = 118) -> str:
    return text(day_words(mark, GLYPHS, LONDON, cells))


def test_a_day_in_words_names_its_period_and_the_zone() -> None:
    period = "Sun 22 Nov 00:00 → 23 Nov 00:00 Europe/London  "
    assert words(MARKS[-2]) == f"{period}✖ 4000 Configuration, in no sync"
    assert words(replace(MARKS[-2], syncs=2)) == f"{period}✖ 4000 Configuration, 2 syncs, in no sync"
    assert words(MARKS[-2], 78) == f"{period[4:]}✖ 4000 Configuration, in no sync", (
        "no weekday where it has no room"
    )
    silent = replace(MARKS[-2], state=DayState.SILENT, latest=None, syncs=0)
    assert words(silent) == f"{period}─ none ran, in no sync"
    later = replace(MARKS[-2], state=DayState.LATER, held_by=GOOD)
    assert words(later) == f"{period}✖ 4000 Configuration, in the sync of 20 Nov 14:02"
    assert words(replace(later, latest=None)) == f"{period}• no sync, in the sync of 20 Nov 14:02"
    assert words(MARKS[-1]).endswith("Europe/London  ◌ still to come")


def test_every_state_has_its_sign_and_the_legend_says_what_it_means() -> None:
    marks = [replace(MARKS[0], state=state) for state in DayState]
    assert [mark_cell(mark, GLYPHS).text for mark in marks] == [
        "✔",
        "·",
        "!",
        "•",
        "✖",
        "─",
        "◐",
        "?",
        "◌",
        " ",
    ]
    ascii_signs = [mark_cell(mark, Glyphs.ascii()).text for mark in marks]
    assert len(set(ascii_signs)) == len(ascii_signs)
    assert (
        text(legend_line(MARKS, GLYPHS, 78)).strip() == "✔ written   ✖ failed, in no sync   ◌ still to come"
    )
    for cells in range(130):
        assert width(text(legend_line(marks, GLYPHS, cells))) <= cells


def test_latest_and_last_success_beside_the_strip() -> None:
    lines = [text(line) for line in newest_lines(overview(), (), GLYPHS, UTC)]
    assert lines[0] == "Latest        23 Nov 2026 03:02 UTC  ✖ 4000 Configuration"
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
    problems = check_range(NOW - timedelta(days=9), NOW, RangeContext(NOW, syncs, configuration=changed()))
    lines = problem_lines(problems, GLYPHS, UTC, 74)
    assert text(lines[0]).startswith("! Part of this time was synced already")
    assert text(lines[1]) == "  22 Nov 2026 00:00 → 23 Nov 2026 00:00  ✔ Written  (inferred)"
    assert text(lines[3]) == "  and 4 more"
    assert len(lines) == 4


def test_the_time_that_would_stay_in_no_sync_is_named() -> None:
    context = RangeContext(NOW, nightly([2000, 4000, 4000]), configuration=changed())
    lines = problem_lines(check_range(NOW - timedelta(hours=14), NOW, context), GLYPHS, LONDON, 74)
    assert [text(line) for line in lines] == [
        "! Time before it is in no sync, and the next sync begins after it:",
        "  21 Nov 2026 00:00 → 23 Nov 2026 00:02",
    ]


def test_a_range_that_is_none_is_said() -> None:
    blocking = problem_lines(check_range(NOW, NOW, RangeContext(NOW)), GLYPHS, UTC, 74)
    assert blocking == [(Cell("✖ The range ends before it starts.", Tone.FAILED),)]


@pytest.mark.parametrize(
    ("hours", "words"), [(0, ""), (-1, ""), (5, "5 h"), (24, "1 d"), (50, "2 d 2 h"), (0.5, "0 h")]
)
def test_how_long_a_range_is(hours: float, words: str) -> None:
    assert span(NOW, NOW + timedelta(hours=hours)) == words


def test_a_sync_without_ids_still_has_a_key() -> None:
    assert sync_key(SyncStatus.model_validate({"syncUtc": "2026-01-01", "syncStatusCode": 2000}))
