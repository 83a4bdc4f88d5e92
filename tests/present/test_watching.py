"""A watch tells its phase in the server's words, its times, and its end; it invents nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.models.errors import NotFoundError
from codat_tui.models.local import Phase, Waiting, Watch
from codat_tui.present import (
    Cell,
    Glyphs,
    Tone,
    elapsed_text,
    next_look_text,
    outcome_cell,
    outcome_message,
    phase_cells,
    phase_line,
    present_phase,
    watch_cells,
)
from codat_tui.present.watching import timeline

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
GLYPHS = Glyphs.unicode()
RUNNING = Watch("w", "c", "Harbour Lane Coffee", NOW - timedelta(seconds=42), looks=7)
ENDED = RUNNING._replace(phase=Phase.ENDED, ended_at=NOW, code=2000)


@pytest.mark.parametrize(
    ("phase", "word", "line"),
    [
        (Phase.REQUESTED, "", "◐ requested ─ ○ started ─ ○ pushing ─ ○ end"),
        (Phase.REQUESTED, "NotStarted", "◐ requested ─ ○ started ─ ○ pushing ─ ○ end"),
        (Phase.STARTED, "Started", "● requested ─ ◐ started ─ ○ pushing ─ ○ end"),
        (Phase.PUSHING, "Pushing", "● requested ─ ● started ─ ◐ pushing ─ ○ end"),
        (Phase.STARTED, "Reconciling", "● requested ─ ◐ Reconciling ─ ○ pushing ─ ○ end"),
    ],
)
def test_the_line_of_phases(phase: Phase, word: str, line: str) -> None:
    assert phase_line(RUNNING._replace(phase=phase, word=word), GLYPHS).text == line


def test_only_the_present_phase_is_bright() -> None:
    cells = phase_cells(RUNNING._replace(phase=Phase.STARTED), GLYPHS)
    assert [cell.tone for cell in cells] == [Tone.MUTED, Tone.RUNNING, Tone.MUTED, Tone.MUTED]
    assert present_phase(RUNNING, GLYPHS).text == "◐ requested"


def test_the_end_is_told_in_words_with_its_time() -> None:
    assert phase_line(ENDED, GLYPHS).text == "✔ Written in 0:42"
    assert phase_cells(ENDED, GLYPHS)[-1].text == "✔ Written"


def test_a_failed_end_has_a_message() -> None:
    outcome = SyncStatus(code=4000, word="ValidateError", error_message="Account is not Active")
    ended = ENDED._replace(outcome=outcome)
    assert outcome_cell(ended, GLYPHS).text == "✖ 4000 Configuration"
    assert outcome_message(ended) == "Account is not Active"
    assert outcome_message(ENDED) == ""


def test_a_watch_that_lost_its_way_claims_nothing() -> None:
    ended = ENDED._replace(code=None, error=NotFoundError(title="No such sync", next_step="Look again."))
    assert outcome_cell(ended, GLYPHS) == Cell("? No such sync", Tone.UNKNOWN)
    assert outcome_message(ended) == "Look again."


def test_elapsed_stands_beside_the_usual_time_while_running() -> None:
    assert elapsed_text(RUNNING, NOW) == "0:42"
    assert elapsed_text(RUNNING._replace(usual_seconds=70.0), NOW) == "0:42, usually 1:10"
    assert elapsed_text(ENDED._replace(usual_seconds=70.0), NOW + timedelta(hours=1)) == "0:42"


@pytest.mark.parametrize(
    ("seconds", "text"), [(3, "3 s"), (0.2, "now"), (-5, "now"), (99, "99 s"), (100, "1:40")]
)
def test_the_next_look(seconds: float, text: str) -> None:
    watch = RUNNING._replace(next_look_at=NOW + timedelta(seconds=seconds))
    assert next_look_text(watch, NOW) == text


def test_a_wait_gives_its_reason() -> None:
    waiting = RUNNING._replace(waiting=Waiting("busy: 429", NOW + timedelta(seconds=8)))
    assert next_look_text(waiting, NOW) == "busy: 429, again in 8 s"
    assert watch_cells(waiting, NOW, GLYPHS)[3].tone is Tone.WARNING


def test_a_look_under_way_and_an_ended_watch() -> None:
    assert next_look_text(RUNNING, NOW) == "looking"
    assert next_look_text(ENDED, NOW) == ""


def test_a_row_of_watching() -> None:
    row = watch_cells(RUNNING._replace(next_look_at=NOW + timedelta(seconds=3)), NOW, GLYPHS)
    assert [cell.text for cell in row] == [
        "Harbour Lane Coffee",
        "◐ requested ─ ○ started ─ ○ pushing ─ ○ end",
        "0:42",
        "3 s",
        "7",
    ]


def test_a_timeline_has_a_line_for_each_phase_that_was_seen() -> None:
    began = NOW - timedelta(seconds=40)
    watch = Watch(
        "w",
        "c",
        "Harbour",
        began,
        phase=Phase.PUSHING,
        seen=((Phase.STARTED, began + timedelta(seconds=10)), (Phase.PUSHING, began + timedelta(seconds=30))),
        usual_seconds=80.0,
    )
    lines = ["".join(cell.text for cell in line) for line in timeline(watch, NOW, UTC, 40, GLYPHS)]
    assert [line[19:32].strip() for line in lines] == ["0:10", "0:20", "0:10", "1:20"]
    assert [line[32:] for line in lines] == ["─" * 5, " " * 5 + "─" * 10, " " * 15 + "─" * 5, "─" * 40]
    assert [line[:11].strip() for line in lines] == ["requested", "started", "pushing", "usually"]
    ended = watch._replace(phase=Phase.ENDED, ended_at=NOW, seen=((Phase.ENDED, NOW),), usual_seconds=None)
    (line,) = timeline(ended, NOW + timedelta(hours=1), UTC, 40, Glyphs.ascii())
    assert line[2].text == "-" * 40
    assert line[0].tone is Tone.MUTED
