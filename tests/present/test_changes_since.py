"""What changed since the last good sync, in each state of what this machine knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from codat_tui.models.codat import Configuration, to_wire
from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.models.local import Loading
from codat_tui.present import Glyphs
from codat_tui.present.overview import DrawingContext, change_lines
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from tests.present.overviews import NOW, overview, sync
from tests.rules.diagnosis.worlds import BROKEN
from tests.rules.worlds import changed

DAY = timedelta(days=1)
GOOD = sync(2000, syncUtc="2026-11-20T02:00:00", syncId="good")
BAD = sync(4000, syncUtc="2026-11-23T02:00:00", errorMessage="Account 1 is not in an Active state.")
UNCHANGED = changed()


def seen(configuration: Configuration, first: float, last: float) -> ConfigurationSnapshot:
    """A configuration seen from so many days ago to so many days ago."""
    wire = to_wire(configuration)
    return ConfigurationSnapshot("c1", str(hash(str(wire))), NOW - first * DAY, NOW - last * DAY, wire)


def told(
    *snapshots: ConfigurationSnapshot, saved_at: datetime | None = None, width: int = 100, **parts: Any
) -> list[str]:
    """The lines for a company that failed today and was good three days ago."""
    read = {
        "latest": BAD,
        "last_successful": GOOD,
        "syncs": (BAD, GOOD),
        "configuration": BROKEN,
        **parts,
    }
    known = replace(overview(**read), snapshots=snapshots, saved_at=saved_at)
    judged = verdict(facts_of(known), NOW, UTC)
    lines = change_lines(known, judged, DrawingContext(NOW, Glyphs.unicode(), width, UTC))
    return ["".join(cell.text for cell in line) for line in lines]


def test_what_changed_is_told_with_the_time_it_is_compared_with() -> None:
    assert told(seen(BROKEN, 2, 0), seen(UNCHANGED, 40, 4)) == [
        'Changed       Sales: Refunds: "4010 Sales returns" is no option any more.',
        "              Nothing else since the last success (seen on 19 Nov, 14:00).",
    ]


def test_nothing_changed_says_since_when_it_is_the_same() -> None:
    assert told(seen(UNCHANGED, 40, 0), configuration=UNCHANGED) == [
        "Changed       Nothing since the last success: as it was on 14 Oct, 14:00."
    ]


def test_not_looked_before_says_from_when_this_machine_knows() -> None:
    assert told(seen(BROKEN, 1, 0)) == [
        "Changed       Not known: first seen on 22 Nov, 14:00, after the last success."
    ]
    assert told() == ["Changed       Not known: this machine has kept no earlier mapping."]


def test_a_save_from_this_machine_is_told_unless_a_sync_was_good_since() -> None:
    before = (seen(UNCHANGED, 1, 0), seen(BROKEN, 9, 1))
    assert told(*before, saved_at=NOW - DAY, configuration=UNCHANGED)[-1] == (
        "              Saved from this machine on 22 Nov, 14:00."
    )
    assert "Saved" not in "".join(told(*before, saved_at=NOW - 5 * DAY, configuration=UNCHANGED))


def test_there_is_nothing_to_tell_while_it_is_read_without_a_good_sync_and_where_nobody_is_needed() -> None:
    assert told(configuration=Loading()) == []
    assert told(seen(BROKEN, 1, 0), last_successful=None, syncs=(BAD,)) == []
    today = sync(2000, syncUtc="2026-11-23T02:00:00")
    fine: Any = {"latest": today, "last_successful": today, "syncs": (today, GOOD)}
    assert told(seen(UNCHANGED, 1, 0), configuration=UNCHANGED, **fine) == []


def test_every_line_fits() -> None:
    lines = told(seen(BROKEN, 2, 0), seen(UNCHANGED, 40, 4), saved_at=NOW, width=60)
    assert len(lines) >= 4
    assert all(len(line) <= 60 for line in lines)
