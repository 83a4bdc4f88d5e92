"""A company's overview in lines: each part is drawn, on its way, failed or not there, and fits the width."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from codat_tui.models.codat import Configuration, Connection
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState
from codat_tui.present import Cell, Glyphs, Tone, width
from codat_tui.present.overview import (
    DrawingContext,
    Line,
    connection_lines,
    missing,
    side_by_side,
    strip_lines,
    time_lines,
)
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from tests.present.overviews import NOW, overview, sync

SETTING = DrawingContext(NOW, Glyphs.unicode(), 80)


def text(line: Line) -> str:
    return "".join(cell.text for cell in line)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Loading(), Cell("◐ reading", Tone.MUTED)),
        (Failed(CodatError(title="The API key may not do this")), None),
        (Loaded(None, NOW), Cell("none yet", Tone.MUTED)),
    ],
)
def test_a_part_that_is_not_there_says_why(part: RemoteState[object], said: Cell | None) -> None:
    failed = Cell("✖ not read: The API key may not do this", Tone.WARNING)
    assert missing(part, "none yet", SETTING) == (said or failed)


def test_times_of_both_syncs_the_message_and_what_is_due() -> None:
    schedule = {"selectedFrequency": "Daily", "syncHour": 3, "timeZone": "Europe/London"}
    read = overview(
        last_successful=sync(syncUtc="2026-10-29T03:12:00"),
        latest=sync(4000, errorMessage="Account 7c1e is not in an Active state."),
        configuration=Configuration.model_validate({"enabled": True, "schedule": schedule}),
    )
    judged = replace(verdict(facts_of(read), NOW), next_due=datetime(2026, 11, 24, 3, tzinfo=UTC))
    success, latest, message, due = map(text, time_lines(read, judged, SETTING))
    assert success == "Last success  29 Oct 2026 03:12 UTC  25 d ago     ✔ Written"
    assert latest.startswith("Latest        23 Nov 2026 12:00 UTC  2 h ago      ✖ 4000")
    assert message.strip() == "Account 7c1e is not in an Active state."
    assert due == "Next due      24 Nov 2026 03:00 Europe/London"


def test_no_answer_is_not_the_answer_that_there_is_none() -> None:
    unknown, none = facts_of(overview()), facts_of(overview(latest=None, last_successful=None))
    assert (unknown.never_synced, unknown.never_successful) == (False, False)
    assert (none.never_synced, none.never_successful) == (True, True)


@pytest.mark.parametrize(("cells", "days"), [(120, 60), (80, 60), (40, 26), (10, 1)])
def test_the_strip_has_a_mark_a_day_and_fits(cells: int, days: int) -> None:
    line, legend = strip_lines(overview(syncs=(sync(),)), DrawingContext(NOW, Glyphs.unicode(), cells))
    assert text(line)[:14].split() == [str(days), "days"]
    assert width(text(line)) == 14 + days
    assert width(text(legend).rstrip()) <= max(cells, 14)
    if cells == 80:
        assert text(line).endswith("✔◌"), "the night's sync is for yesterday, and today's period lasts"
        assert text(legend).split() == ["✔", "written", "◌", "still", "to", "come"]


def test_the_strip_of_an_unread_history_says_so() -> None:
    assert text(strip_lines(overview(), SETTING)[0]) == "60 days       ◐ reading"


def test_connections_say_link_platform_and_last_read() -> None:
    connection = Connection.model_validate(
        {"id": "x1", "platformName": "Xero", "sourceType": "Accounting", "status": "Linked"}
    )
    (line,) = connection_lines(overview(connections=(connection,)), SETTING)
    assert text(line).split() == ["●", "Linked", "Xero", "accounting", "never", "read"]
    assert text(connection_lines(overview(connections=()), SETTING)[0]) == "! no connection at all"


def test_two_blocks_stand_beside_each_other() -> None:
    left: list[Line] = [(Cell("abc"),), (Cell("d"),)]
    right: list[Line] = [(Cell("1"),), (Cell("2"),), (Cell("3"),)]
    assert [text(line) for line in side_by_side(left, right)] == ["abc    1", "d      2", "       3"]
    assert [text(line) for line in side_by_side(left, right[:1])] == ["abc    1", "d"]
