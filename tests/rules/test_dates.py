"""Every spelling of a date that Codat uses, and that no text at all can crash the reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.dates import read_instant, read_zone
from codat_tui.words import day_text

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-10-27T10:22:43.6464237Z", datetime(2022, 10, 27, 10, 22, 43, 646423, tzinfo=UTC)),
        ("2023-04-12T10:52:54.5359678Z", datetime(2023, 4, 12, 10, 52, 54, 535967, tzinfo=UTC)),
        ("2021-11-15T01:00:00", datetime(2021, 11, 15, 1, tzinfo=UTC)),
        ("2021-07-15T01:00:00", datetime(2021, 7, 15, 0, tzinfo=UTC)),
        ("2022-06-15", datetime(2022, 6, 14, 23, tzinfo=UTC)),
        ("2022-10-27T10:22:43+02:00", datetime(2022, 10, 27, 8, 22, 43, tzinfo=UTC)),
        ("2022-10-27T10:22:43-0530", datetime(2022, 10, 27, 15, 52, 43, tzinfo=UTC)),
        ("2022-10-27T10:22:43.5+02", datetime(2022, 10, 27, 8, 22, 43, 500000, tzinfo=UTC)),
        (" 2022-10-27T10:22Z\n", datetime(2022, 10, 27, 10, 22, tzinfo=UTC)),
        ("2022-10-27 10:22:43z", datetime(2022, 10, 27, 10, 22, 43, tzinfo=UTC)),
    ],
)
def test_documented_spellings(text: str, expected: datetime) -> None:
    assert read_instant(text, LONDON) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "soon",
        "2022-13-01",
        "2022-02-30T00:00:00Z",
        "2022-10-27T25:00:00Z",
        "20221027",
        "2022-10-27T10:22:43+99:00",
        "٢٠٢٢-١٠-٢٧",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "2022-10-27T",
    ],
)
def test_unreadable_texts_are_none(text: str | None) -> None:
    assert read_instant(text, LONDON) is None


instants = st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2900-01-01"))
offsets = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
    lambda delta: timezone(timedelta(minutes=delta // timedelta(minutes=1)))
)


@given(instants, offsets)
def test_round_trips_with_an_offset(moment: datetime, offset: timezone) -> None:
    aware = moment.replace(tzinfo=offset)
    assert read_instant(aware.isoformat()) == aware


@given(instants, offsets)
def test_a_text_without_a_zone_is_local(moment: datetime, zone: timezone) -> None:
    assert read_instant(moment.isoformat(), zone) == moment.replace(tzinfo=zone)
    assert read_instant(f"{moment.isoformat()}Z", zone) == moment.replace(tzinfo=UTC)


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), offsets)
def test_a_day_begins_at_local_midnight(day: date, zone: timezone) -> None:
    assert read_instant(day.isoformat(), zone) == datetime(day.year, day.month, day.day, tzinfo=zone)


@given(instants, st.text("0123456789", min_size=7, max_size=12))
def test_digits_beyond_the_microsecond_are_cut(moment: datetime, digits: str) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    read = read_instant(f"{whole:%Y-%m-%dT%H:%M:%S}.{digits}Z")
    assert read == whole + timedelta(microseconds=int(digits[:6]))


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{0,12}[Z+\-0-9:]{0,6}")))
def test_any_text_is_read_or_none_and_can_be_shown(text: str) -> None:
    for zone in (UTC, LONDON, timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))):
        instant = read_instant(text, zone)
        if instant is not None:
            assert instant.utcoffset() == timedelta(0)
            assert day_text(instant, zone)


@given(st.one_of(st.text(), st.sampled_from(["Europe", "../etc/passwd", "/etc/passwd", "a\x00b", ""])))
def test_any_time_zone_name_is_read_or_none(name: str) -> None:
    zone = read_zone(name)
    assert zone is None or datetime(2026, 1, 1, tzinfo=zone).utcoffset() is not None


def test_time_zones() -> None:
    assert read_zone(None) is UTC
    assert read_zone("Europe/London") == LONDON
    assert read_zone("GMT Standard Time") is None
