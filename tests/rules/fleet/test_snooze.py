"""Notes and snoozes: which note counts, what wakes a company, and until when it may sleep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Judgement, Remedy, State, Who
from codat_tui.models.local import FleetEntry
from codat_tui.models.shift import CompanyNote
from codat_tui.rules.fleet.filter import FleetSearch
from codat_tui.rules.fleet.first_thing import FleetCauses
from codat_tui.rules.fleet.query import StateCounts, is_in_need, urgency
from codat_tui.rules.fleet.since_look import look_at, since_look
from codat_tui.rules.fleet.snooze import is_snoozed, note_of, read_until, woken_by

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = NOW - 5 * DAY


def cause(kind: CauseKind = CauseKind.ACCOUNT_LOST, field: str = "refund") -> Cause:
    return Cause(kind, "", Certainty.NOW, Who.US, Remedy.FIX_MAPPING, "", "Refunds account gone", field)


def failing(
    since: datetime = SINCE, left: int | None = 20, what: Cause | None = None, at_least: bool = False
) -> Judgement:
    return Judgement(State.FAILING, since, 11, left, at_least, what or cause())


def note(text: str = "waiting", until: datetime | None = NOW + DAY, left: int | None = 20) -> CompanyNote:
    key = "account_lost refund"
    return CompanyNote("c", "Shop", key, "Refunds account gone", text, "sam", NOW, until, SINCE, left)


def entry(judgement: Judgement | None = None, *notes: CompanyNote, company_id: str = "c") -> FleetEntry:
    return FleetEntry(company_id, "Shop", "", "", None, None, judgement=judgement or failing(), notes=notes)


@pytest.mark.parametrize(
    ("judgement", "woken"),
    [
        (failing(), ""),
        (failing(left=19), ""),
        (failing(left=4), ""),
        (failing(since=SINCE + timedelta(hours=12)), ""),
        (failing(since=NOW, at_least=True), ""),
        (None, ""),
        (failing(what=cause(CauseKind.CUSTOMER_LOST, "customer")), "the cause is another one"),
        (failing(what=cause(field="card")), "the cause is another one"),
        (Judgement(State.FINE), "the cause is another one"),
        (failing(since=NOW - DAY), "it failed anew"),
        (failing(left=3), "3 of Codat's 31 days left"),
        (failing(left=1), "the last of Codat's 31 days"),
    ],
)
def test_a_snooze_ends_by_itself_when_cause_or_fuse_change(judgement: Judgement | None, woken: str) -> None:
    assert woken_by(note(), judgement) == woken
    row = entry(None, note())._replace(judgement=judgement)
    assert is_snoozed(row) is (woken == "")


def test_one_that_was_short_already_sleeps_on() -> None:
    assert woken_by(note(left=3), failing(left=2)) == ""


def test_who_is_snoozed_comes_after_the_others_and_is_not_the_first_thing() -> None:
    asleep, awake = entry(None, note()), entry(failing(left=30), company_id="d")
    fine = entry(Judgement(State.UNKNOWN), company_id="e")
    assert sorted([fine, asleep, awake], key=urgency) == [awake, asleep, fine]
    causes = FleetCauses()
    causes.replace([asleep])
    assert causes.first() is None
    causes.change(asleep, asleep._replace(notes=()))
    assert causes.first() is not None
    causes.change(asleep._replace(notes=()), asleep)
    assert causes.first() is None


def test_the_note_about_the_present_cause_counts_before_a_newer_one() -> None:
    other = note("another")._replace(cause="customer_lost customer", at=NOW + DAY)
    assert note_of(entry(None, other, note())) == note()
    assert note_of(entry(failing(what=cause(field="card")), other, note())) == other
    assert note_of(entry()) is None
    assert not is_snoozed(entry(None, note(until=None)))


def test_who_is_snoozed_leaves_what_needs_a_person_and_is_counted_and_found() -> None:
    asleep, awake = entry(None, note("Ask Xero on Monday")), entry(company_id="d")
    assert [is_in_need(asleep), is_in_need(awake)] == [False, True]
    for text, found in (
        ("snoozed:", True),
        ("note:", True),
        ("!note:", False),
        ("note:sam", True),
        ("note:ask", True),
        ("monday sam", True),
        ("tuesday", False),
    ):
        assert FleetSearch().filter(text, NOW)(asleep) is found, text
    assert not FleetSearch().filter("note:", NOW)(awake)
    counts = StateCounts()
    counts.replace([asleep, awake])
    assert (counts.snoozed, counts.counts[State.FAILING]) == (1, 2)
    counts.update([asleep._replace(notes=())])
    assert counts.snoozed == 0


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("4 h", NOW + timedelta(hours=4)),
        ("2d", NOW + 2 * DAY),
        ("1 W", NOW + 7 * DAY),
        ("tomorrow", datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("2026-11-30", datetime(2026, 11, 29, 23, 0, tzinfo=UTC)),
        (" 2026-11-24  09:30 ", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_until_when_is_read(text: str, until: datetime | None) -> None:
    assert read_until(text, NOW, ZoneInfo("Europe/Paris")) == (until, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon", "write 4 h, 2 d"),
        ("2026-13-40", "write 4 h, 2 d"),
        ("2026-11-01", "that has passed already"),
        ("0 d", "that has passed already"),
        ("60 d", "at most 31 days"),
    ],
)
def test_until_when_that_cannot_be_is_said(text: str, said: str) -> None:
    until, problem = read_until(text, NOW, UTC)
    assert until is None
    assert problem.startswith(said)


def test_what_is_new_still_there_and_recovered_since_the_last_look() -> None:
    before = look_at([entry(company_id=each) for each in "abcd"], NOW)
    assert set(before.needing) == set("abcd")
    assert before.needing["a"] == ("Shop", "Refunds account gone")
    now = [
        entry(company_id="a"),
        entry(Judgement(State.FINE), company_id="b"),
        entry(Judgement(State.RUNNING), company_id="c"),
        entry(company_id="d")._replace(judgement=None),
        entry(company_id="e"),
    ]
    assert since_look(now, before) == (("e",), ("a",), ("b",))
