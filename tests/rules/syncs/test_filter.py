"""What a line of filter text finds among a company's syncs."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.syncs.filter import read_days, sync_filter
from tests.rules.worlds import sync

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
SYNCS = {
    "written": sync(2000, datetime(2026, 10, 29, 3, tzinfo=UTC), sync_id="s-1"),
    "nothing": sync(2040, datetime(2026, 10, 30, 3, tzinfo=UTC), sync_id="s-2"),
    "unpushed": sync(2000, datetime(2026, 8, 30, 3, tzinfo=UTC), sync_id="s-8", dataPushed=False),
    "mapping": sync(4000, datetime(2026, 10, 31, 3, tzinfo=UTC), "Account 7c1e is not active", "s-3"),
    "server": sync(5000, datetime(2026, 11, 1, 3, tzinfo=UTC), "Boom", "s-4"),
    "running": sync(1000, datetime(2026, 11, 23, 14, tzinfo=UTC), sync_id="s-5"),
    "undated": sync(4200, "soon", "Account 7c1e", "s-6"),
    "no code": sync(None, datetime(2026, 9, 1, tzinfo=UTC), sync_id="s-7"),
}


def found(text: str) -> set[str]:
    wanted = sync_filter(text, NOW)
    return {name for name, each in SYNCS.items() if wanted(each)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", set(SYNCS)),
        ("status:failed", {"mapping", "server", "undated"}),
        ("status:failed,running", {"mapping", "server", "undated", "running"}),
        ("STATUS:Nothing", {"nothing", "unpushed"}),
        ("status:written", {"written"}),
        ("nothing pushed", {"unpushed"}),
        ("status:unknown", {"no code"}),
        ("code:4000", {"mapping"}),
        ("code:4xxx", {"mapping", "undated"}),
        ("code:4", {"mapping", "undated"}),
        ("!code:4 status:fail", {"server"}),
        ("since:24h", {"running"}),
        ("since:2026-11-01", {"server", "running"}),
        ('"is not active"', {"mapping"}),
        ("!status:failed !2026-08", {"written", "nothing", "running", "no code"}),
        ("code:4000,5xxx", {"mapping", "server"}),
        ("7C1E", {"mapping", "undated"}),
        ("7c1e active", {"mapping"}),
        ("s-5", {"running"}),
        ("2026-10-30", {"nothing"}),
        ("2026-10", {"written", "nothing", "mapping"}),
        ("2026-10-30..2026-10-31", {"nothing", "mapping"}),
        ("2026-11..", {"server", "running"}),
        ("..2026-09", {"no code", "unpushed"}),
        ("2026-10 status:failed 7c1e", {"mapping"}),
        ("nobody", set()),
    ],
)
def test_what_it_finds(text: str, names: set[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("status:broken", 'no status is called "broken": failed, written, nothing, running and unknown'),
        ("code:40y", '"40y" is no code such as 4000 or 4xxx'),
        ("since:soon", '"soon" is no time such as 36h, 7d or 2026-11-01'),
        ("2026-13-01", '"2026-13-01" is not a date'),
        ("2026-10-31..soon-", None),
        ("2026-02-30..2026-03-01", '"2026-02-30..2026-03-01" is not a date'),
    ],
)
def test_a_word_that_cannot_be_read_is_named(text: str, problem: str | None) -> None:
    wanted = sync_filter(text, NOW)
    assert wanted.problems == ((problem,) if problem else ())


def test_days_are_those_of_the_zone() -> None:
    assert read_days("2026-10-24..2026-10-25", LONDON) == (
        datetime(2026, 10, 23, 23, tzinfo=UTC),
        datetime(2026, 10, 26, tzinfo=UTC),
    )


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    wanted = sync_filter(text, NOW)
    for each in SYNCS.values():
        assert wanted(each) in (True, False)
    if not text.split():
        assert wanted.empty
