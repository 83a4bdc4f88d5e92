"""A link, a sync and a fleet row say with glyph and word what they are; nothing relies on colour alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from codat_tui.models.codat import SyncStatus
from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Judgement, Remedy, State, Who
from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.present import (
    Cell,
    Glyphs,
    Tone,
    age_cell,
    code_cell,
    fleet_cells,
    link_cell,
    link_state_cell,
    status_cell,
    sync_cells,
)

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
GLYPHS = Glyphs.unicode()


def latest_sync(code: int | None, word: str = "", checked: timedelta = timedelta(0)) -> LatestSync:
    return LatestSync(code, word, "2026-11-23T12:02:30.6464237Z", "", None, NOW - checked)


def entry(
    sync: LatestSync | None = None,
    never: bool = False,
    linked: str = "Linked",
    judgement: Judgement | None = None,
) -> FleetEntry:
    return FleetEntry(
        company_id="8a210b68",
        name="Harbour Lane Coffee",
        description="",
        tags="",
        commerce=PlatformLink("ugxp", "Zettle", "Linked", "c1"),
        accounting=PlatformLink("qhyg", "QuickBooks Online", linked, "c2"),
        sync=sync,
        never_synced=never,
        judgement=judgement,
    )


@pytest.mark.parametrize(
    ("code", "word", "text", "tone"),
    [
        (1000, "Started", "◐ Running", Tone.RUNNING),
        (1010, "Started", "◐ Running, slow", Tone.RUNNING),
        (2000, "Complete", "✔ Written", Tone.OK),
        (2040, "Complete", "· Nothing to write", Tone.MUTED),
        (4000, "ValidateError, Pending", "✖ 4000 Configuration", Tone.FAILED),
        (4040, "", "✖ 4040 Unlinked", Tone.FAILED),
        (4220, "", "✖ 4220 Unlinked", Tone.FAILED),
        (4200, "MapCoreError", "✖ 4200 Mapping", Tone.FAILED),
        (4260, "", "✖ 4260 Billing", Tone.FAILED),
        (5000, "", "✖ 5000 Server error", Tone.FAILED),
        (5080, "", "✖ 5080 Duplicate", Tone.FAILED),
        (5120, "", "✖ 5120 Processing", Tone.FAILED),
        (5130, "PushError", "✖ 5130 Write error", Tone.FAILED),
        (4999, "Odd", "✖ 4999 Odd", Tone.FAILED),
        (4999, "", "✖ 4999 Failed", Tone.FAILED),
        (7000, "Odd", "? 7000 Odd", Tone.UNKNOWN),
        (None, "Paused", "? Paused", Tone.UNKNOWN),
        (None, "", "? Unknown", Tone.UNKNOWN),
    ],
)
def test_a_status_is_a_glyph_and_a_word(code: int | None, word: str, text: str, tone: Tone) -> None:
    assert code_cell(code, word, GLYPHS) == Cell(text, tone)


def test_a_success_without_data_says_that_nothing_was_pushed() -> None:
    assert code_cell(2000, "Complete", GLYPHS, pushed=False) == Cell("! Nothing pushed", Tone.WARNING)
    assert code_cell(2000, "Complete", GLYPHS, pushed=True).text == "✔ Written"
    assert code_cell(2040, "Complete", GLYPHS, pushed=False).text == "· Nothing to write"
    assert code_cell(4000, "", GLYPHS, pushed=False).text == "✖ 4000 Configuration"


@pytest.mark.parametrize(
    "code", [1000, 1010, 2000, 2040, 4000, 4040, 4200, 4220, 4260, 5000, 5080, 5120, 5130]
)
def test_a_documented_status_fits_the_narrow_column(code: int) -> None:
    assert cell_len(code_cell(code, "", GLYPHS).text) <= 20


@pytest.mark.parametrize(
    ("status", "text", "tone"),
    [
        ("Linked", "● Linked", Tone.NORMAL),
        ("unlinked", "○ Unlinked", Tone.ACTION),
        ("PendingAuth", "◌ Waiting for merchant", Tone.WARNING),
        ("Deauthorized", "○ Deauthorized", Tone.ACTION),
        ("Sleeping", "? Sleeping", Tone.UNKNOWN),
    ],
)
def test_link_states(status: str, text: str, tone: Tone) -> None:
    assert link_state_cell(status, GLYPHS) == Cell(text, tone)


def cause(short: str) -> Cause:
    text, advice = "The account chosen for Refunds is no longer in Xero.", "Choose another."
    return Cause(CauseKind.ACCOUNT_LOST, text, Certainty.NOW, Who.US, Remedy.FIX_MAPPING, advice, short)


def test_a_fleet_row() -> None:
    failing = Judgement(State.FAILING, None, 25, 6, False, cause("Refunds account archived"), 1)
    assert [cell.text for cell in fleet_cells(entry(latest_sync(4000), judgement=failing), NOW, GLYPHS)] == [
        "Harbour Lane Coffee",
        "25/31",
        "✖ Refunds account archived +1 · 4000",
        "2 h ago",
        "● Zettle",
        "● QuickBooks Online",
    ]


def test_a_narrow_fleet_row_keeps_glyph_and_two_letters() -> None:
    narrow = fleet_cells(entry(linked="Unlinked"), NOW, GLYPHS, narrow=True)
    assert [cell.text for cell in narrow[4:]] == ["● Ze", "○ Qu"]


@pytest.mark.parametrize(
    ("judgement", "days", "status", "tone"),
    [
        (
            Judgement(State.FAILING, None, 3, None, True, cause("Tax not mapped")),
            "3+/31",
            "✖ Tax not mapped · 4000",
            Tone.FAILED,
        ),
        (
            Judgement(State.OFF, None, 33, 0, False, cause("Off after 31 days of errors")),
            "31/31",
            "■ Off after 31 days of errors",
            Tone.FAILED,
        ),
        (Judgement(State.OFF, cause=cause("Switched off")), "", "■ Switched off", Tone.FAILED),
        (Judgement(State.OVERDUE, cause=cause("No sync runs")), "", "◔ No sync runs", Tone.ACTION),
        (
            Judgement(State.UNLINKED, None, 29, 2, cause=cause("Xero is unlinked")),
            "29/31",
            "○ Xero is unlinked",
            Tone.ACTION,
        ),
        (Judgement(State.STUCK, cause=cause("Running too long")), "", "◐ Running too long", Tone.ACTION),
        (None, "", "✖ 4000 Configuration", Tone.FAILED),
    ],
)
def test_days_and_cause_of_a_row(judgement: Judgement | None, days: str, status: str, tone: Tone) -> None:
    cells = fleet_cells(entry(latest_sync(4000), judgement=judgement), NOW, GLYPHS)
    assert (cells[1].text, cells[2].text, cells[2].tone) == (days, status, tone)


def test_a_missing_link_says_so() -> None:
    assert link_cell(None, GLYPHS).text == "· none"


def test_a_link_without_a_name_shows_its_key() -> None:
    assert link_cell(PlatformLink("zzzz", "", "Linked", ""), GLYPHS).text == "● zzzz"


def test_not_asked_and_never_synced_differ() -> None:
    asked, never = status_cell(entry(), NOW, GLYPHS), status_cell(entry(never=True), NOW, GLYPHS)
    assert (asked.text, never.text) == ("… not checked", "◌ never synced")


def test_a_status_seen_long_ago_carries_the_age_of_the_look() -> None:
    old = entry(latest_sync(2000, checked=timedelta(hours=3)))
    assert status_cell(old, NOW, GLYPHS).text == "✔ Written (seen 3 h ago)"
    assert status_cell(old, NOW, GLYPHS, narrow=True).text == "✔ Written (3 h ago)"
    fresh = entry(latest_sync(2000, checked=timedelta(minutes=59)))
    assert status_cell(fresh, NOW, GLYPHS).text == "✔ Written"


@pytest.mark.parametrize(
    ("text", "shown"),
    [(None, ""), ("", ""), ("2026-11-23T12:02:31", "2 h ago"), ("once upon a time", "once upon a…")],
)
def test_an_unreadable_date_is_shown_as_it_is(text: str | None, shown: str) -> None:
    assert age_cell(text, NOW).text == shown


def test_a_row_of_the_history() -> None:
    status = SyncStatus(code=5130, word="PushError", error_message="no", sync_utc="2026-11-23T03:09:00Z")
    assert [cell.text for cell in sync_cells(status, NOW, GLYPHS, UTC)] == [
        "23 Nov 2026 03:09",
        "10 h ago",
        "✖ 5130 Write error",
        "PushError",
        "no",
    ]


@pytest.mark.parametrize("glyphs", [Glyphs.unicode(), Glyphs.ascii()])
def test_every_glyph_is_one_cell(glyphs: Glyphs) -> None:
    assert {cell_len(glyph) for glyph in glyphs} == {1}


def test_the_ascii_twin_is_ascii_and_tells_states_apart() -> None:
    glyphs = Glyphs.ascii()
    assert glyphs.is_ascii
    assert not Glyphs.unicode().is_ascii
    assert all(glyph.isascii() for glyph in glyphs)
    states = [glyphs.ok, glyphs.nothing, glyphs.running, glyphs.failed, glyphs.action, glyphs.linked]
    states += [glyphs.unlinked, glyphs.pending, glyphs.unknown]
    assert len(set(states)) == len(states)


@pytest.mark.parametrize(
    ("code", "pushed", "short", "text"),
    [
        (2000, True, "To reconcile by hand", "✔ Written; to reconcile by hand"),
        (2000, False, "Zettle reports an error", "✔ Nothing pushed; Zettle reports an error"),
        (2040, None, "Zettle reports an error", "✔ Nothing to write; Zettle reports an error"),
    ],
)
def test_a_cause_beside_a_success_says_what_the_sync_did(
    code: int, pushed: bool | None, short: str, text: str
) -> None:
    cause = Cause(CauseKind.LINK_ERROR, "", Certainty.NOW, Who.US, Remedy.LOOK, "", short, blocks=False)
    sync = latest_sync(code)._replace(data_pushed=pushed)
    judged = entry(sync, judgement=Judgement(State.FINE, cause=cause))
    assert status_cell(judged, NOW, GLYPHS).text == text
