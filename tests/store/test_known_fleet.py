"""The last known fleet on the disk: what is read back, and by whom."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_tui.models.diagnosis import Cause, Judgement
from codat_tui.models.known_verdict import KnownVerdict
from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.models.shift import CompanyNote
from codat_tui.secret import Secret
from codat_tui.store import sealed_lines
from codat_tui.store.known_fleet import FIRST, KnownFleet, forget
from codat_tui.store.locks import Locks
from codat_tui.store.sealed_lines import Owner

KEY, OWNER = Secret("the-key-of-acme"), Owner("acme", "https://api.codat.io", "client")
LISTED = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
CAUSES = st.builds(
    Cause,
    text=TEXTS,
    advice=TEXTS,
    short=TEXTS,
    field=TEXTS,
    label=TEXTS,
    target=TEXTS,
    at=MOMENTS | st.none(),
)
ENTRIES = st.builds(
    FleetEntry,
    company_id=TEXTS,
    name=TEXTS,
    description=TEXTS,
    tags=TEXTS,
    commerce=st.none() | st.builds(PlatformLink, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    accounting=st.none() | st.builds(PlatformLink, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    other_connection_ids=st.lists(TEXTS, max_size=2).map(tuple),
    sync=st.none()
    | st.builds(
        LatestSync,
        st.none() | st.integers(0, 9999),
        TEXTS,
        st.none() | TEXTS,
        TEXTS,
        st.none() | st.booleans(),
        MOMENTS,
        TEXTS,
    ),
    never_synced=st.booleans(),
    created=st.none() | TEXTS,
    judgement=st.none()
    | st.builds(
        Judgement,
        since=st.none() | MOMENTS,
        failing_days=st.none() | st.integers(0, 99),
        days_left=st.none() | st.integers(0, 31),
        cause=st.none() | CAUSES,
        headline=TEXTS,
        others=st.lists(CAUSES, max_size=2).map(tuple),
    ),
    notes=st.just((CompanyNote("id", "Acme", "", "", "a person wrote this", "jo", LISTED),)),
)
ACME = FleetEntry("id-1", "Acme", "", "", None, None)


def known(folder: Path, key: Secret = KEY, owner: Owner = OWNER) -> KnownFleet:
    fleet = KnownFleet(folder, owner)
    fleet.unlock(key)
    return fleet


def rows_of(fleet: KnownFleet) -> list[FleetEntry]:
    read = fleet.read()
    return [row for chunk in read.chunks for row in chunk] if read is not None else []


def file_of(folder: Path) -> Path:
    (path,) = folder.glob("known-fleet-*.jsonl")
    return path


def as_seen(entry: FleetEntry) -> FleetEntry:
    return entry._replace(notes=(), last_seen=entry.sync.checked_at if entry.sync else LISTED)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRIES, max_size=4))
def test_rows_come_back_as_they_were_without_notes_and_say_when_they_were_seen(
    tmp_path: Path, entries: list[FleetEntry]
) -> None:
    known(tmp_path).write(LISTED, len(entries), entries)
    read = known(tmp_path).read()
    assert read is not None
    assert (read.listed_at, read.total) == (LISTED, len(entries))
    assert rows_of(known(tmp_path)) == [as_seen(each) for each in entries]
    assert b"a person wrote this" not in file_of(tmp_path).read_bytes()


def test_the_first_chunk_is_what_a_screen_shows_and_the_rest_follows(tmp_path: Path) -> None:
    entries = [ACME._replace(company_id=str(number)) for number in range(FIRST + 2_001)]
    known(tmp_path).write(LISTED, len(entries), entries)
    read = known(tmp_path).read()
    assert read is not None
    assert [len(chunk) for chunk in read.chunks] == [FIRST, 2_000, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"key": Secret("another-key")},
        {"owner": OWNER._replace(profile="other")},
        {"owner": OWNER._replace(base_url="https://elsewhere.example")},
        {"owner": OWNER._replace(client_id="another client")},
    ],
    ids=str,
)
def test_nobody_else_reads_a_row(tmp_path: Path, other: dict[str, object]) -> None:
    known(tmp_path).write(LISTED, 1, [ACME])
    stranger = known(tmp_path, **other)  # type: ignore[arg-type]
    # Even where the file of another profile is put in its place.
    for path in tuple(tmp_path.glob("known-fleet-*.jsonl")):
        own = tmp_path / sealed_lines.file_name("known-fleet", stranger._owner.profile)
        own.write_bytes(path.read_bytes())
    assert stranger.read() is None
    assert KnownFleet(tmp_path, OWNER).read() is None, "nothing before the key is known"


def test_the_same_key_in_its_other_form_reads_the_rows(tmp_path: Path) -> None:
    known(tmp_path, Secret("abc")).write(LISTED, 1, [ACME])
    assert rows_of(known(tmp_path, Secret("Basic YWJj"))) == [as_seen(ACME)]


def _cut(data: bytes) -> bytes:
    return data[:-3]


def _middle_changed(data: bytes) -> bytes:
    return data.replace(b"Beta", b"Bets")


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (lambda data: b"", []),
        (lambda data: b"\x00" * len(data), []),
        (lambda data: b"not json\n" * 3, []),
        (lambda data: data.replace(b"\n", b""), []),
        (lambda data: data.partition(b"\n")[2], []),
        (lambda data: data.replace(b"2026", b"2027", 1), []),
        (_cut, ["Acme", "Beta"]),
        (_middle_changed, ["Acme", "Gamma"]),
        (lambda data: data + b"[" * 100_000 + b"\n", ["Acme", "Beta", "Gamma"]),
        (lambda data: data + b"x" * (sealed_lines.LONGEST_LINE + 9), ["Acme", "Beta", "Gamma"]),
        (lambda data: data + b"\xff\xfe\n", ["Acme", "Beta", "Gamma"]),
    ],
    ids=range(11),
)
def test_a_damaged_file_costs_no_more_than_what_was_damaged(
    tmp_path: Path, damage: Callable[[bytes], bytes], left: list[str]
) -> None:
    names = ("Acme", "Beta", "Gamma")
    known(tmp_path).write(LISTED, 3, [ACME._replace(name=each) for each in names])
    path = file_of(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert [row.name for row in rows_of(known(tmp_path))] == left
    # And the next run writes it anew.
    assert known(tmp_path).write(LISTED, 1, [ACME])
    assert rows_of(known(tmp_path)) == [as_seen(ACME)]


def test_a_file_of_a_newer_version_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_lines, "FORMAT", sealed_lines.FORMAT + 1)
    known(tmp_path).write(LISTED, 1, [ACME])
    monkeypatch.undo()
    assert known(tmp_path).read() is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    known(tmp_path).write(LISTED, 1, [ACME])
    path = file_of(tmp_path)
    path.unlink()
    os.mkfifo(path)
    assert known(tmp_path).read() is None
    path.unlink()
    path.mkdir()
    assert known(tmp_path).read() is None


def test_the_file_is_its_owners_alone_and_holds_no_key(tmp_path: Path) -> None:
    known(tmp_path).write(LISTED, 1, [ACME])
    assert file_of(tmp_path).stat().st_mode & 0o777 == 0o600
    assert b"the-key-of-acme" not in file_of(tmp_path).read_bytes()


def test_two_programs_do_not_write_at_once_and_a_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    known(tmp_path).write(LISTED, 1, [ACME])
    other = Locks(tmp_path / "locks")
    assert other.take(file_of(tmp_path).name)
    assert known(tmp_path).write(LISTED, 0, []) is False
    other.close()
    with pytest.raises(ZeroDivisionError):
        known(tmp_path).write(LISTED, 1, (ACME for number in (0,) if 1 / number))
    assert rows_of(known(tmp_path)) == [as_seen(ACME)]
    assert not list(tmp_path.glob("*.new"))


def test_verdicts_are_kept_until_new_ones_come_or_their_company_goes(tmp_path: Path) -> None:
    def verdict(company_id: str, text: str) -> KnownVerdict:
        return KnownVerdict(company_id, company_id.upper(), LISTED.isoformat(), 1, {"headline": text})

    first = {each: verdict(each, "before") for each in ("a", "b", "c")}
    known(tmp_path).verdicts.write(LISTED, {"a", "b", "c", "d"}, first)
    known(tmp_path).verdicts.write(LISTED, {"a", "b", "d"}, {"b": verdict("b", "after")})
    read = known(tmp_path).verdicts.read()
    assert read is not None
    assert (read.listed_at, read.total) == (LISTED, 3)
    assert {each.company_id: each.row["headline"] for each in read.verdicts.values()} == {
        "a": "before",
        "b": "after",
    }
    assert known(tmp_path, Secret("another-key")).verdicts.read() is None


def test_forgetting_removes_one_profile_or_all(tmp_path: Path) -> None:
    for profile in ("acme", "b/../[x]*"):
        fleet = known(tmp_path, owner=OWNER._replace(profile=profile))
        fleet.write(LISTED, 1, [ACME])
        fleet.verdicts.write(LISTED, {"id-1"}, {})
    (tmp_path / "codat-tui.sqlite3").touch()
    assert len(forget(tmp_path, "b/../[x]*")) == 2
    assert rows_of(known(tmp_path)) == [as_seen(ACME)]
    assert len(forget(tmp_path, None)) == 2
    assert forget(tmp_path, None) == ()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["codat-tui.sqlite3"]
