"""The last known fleet of a profile: the rows of its list, kept between runs so that a start need not wait for Codat.

Invariant: rows are returned only to who has the key they were read with. Nobody's notes are kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.store.judgement_values import judgement_of
from codat_tui.store.known_verdicts import KIND as VERDICTS
from codat_tui.store.known_verdicts import KnownVerdicts
from codat_tui.store.sealed_lines import Owner, SealedLines, file_name, seal_of

if TYPE_CHECKING:
    from codat_tui.secret import Secret

KIND = "known-fleet"
# Of the rows, more than any terminal has lines, and as many as are read without a pause afterwards.
FIRST, CHUNK = 200, 2_000
# More companies are not kept.
MOST_ROWS = 200_000

# Raised for a line of this version's seal that has not its form.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)


class KnownRows(NamedTuple):
    """*listed_at* is when the list of *total* companies was read; *chunks* are read from the disk as they are taken."""

    listed_at: datetime
    total: int
    chunks: Iterator[tuple[FleetEntry, ...]]


class KnownFleet:
    """The kept rows of one profile, and its kept verdicts."""

    def __init__(self, folder: Path, owner: Owner) -> None:
        self._folder = folder
        self._owner = owner
        self.seal = b""
        """Equal for two keys only if they are one; empty before `unlock`."""
        self.verdicts = KnownVerdicts(folder, owner)

    def unlock(self, key: Secret) -> None:
        """From now on read and write what belongs to *key*."""
        self.seal = self.verdicts.seal = seal_of(self._owner, key)

    def read(self) -> KnownRows | None:
        """Return the rows in the order in which they were written; None when none are kept for this key.

        It reads from the disk.
        """
        values = self._lines.read() if self.seal else iter(())
        try:
            at, total = next(values)
            listed_at = datetime.fromisoformat(at)
        except (StopIteration, *_UNREADABLE):
            return None
        return KnownRows(listed_at, total, _chunks(values, listed_at))

    def write(self, listed_at: datetime, total: int, rows: Iterable[FleetEntry]) -> bool:
        """Keep these rows, so many in *total* and the `FIRST` most urgent first, in place of all.

        Returns False while another program writes. Raises OSError.
        """
        return bool(self.seal) and self._lines.replace(_values(listed_at, total, rows))

    @property
    def _lines(self) -> SealedLines:
        return SealedLines(self._folder / file_name(KIND, self._owner.profile), self.seal)


def forget(folder: Path, profile: str | None) -> tuple[Path, ...]:
    """Remove the rows and verdicts that are kept of *profile*, None for all; return the removed files.

    Raises OSError.
    """
    kinds = (KIND, VERDICTS)
    # What a writer that was killed has left, too. A name has no letters that mean something in a pattern.
    names = [file_name(each, profile) if profile is not None else f"{each}-*.jsonl" for each in kinds]
    found = sorted(path for name in names for each in (name, f"{name}.new") for path in folder.glob(each))
    for path in found:
        path.unlink(missing_ok=True)
    return tuple(found)


def _values(listed_at: datetime, total: int, rows: Iterable[FleetEntry]) -> Iterator[Any]:
    yield listed_at.isoformat(), total
    for _, row in zip(range(MOST_ROWS), rows, strict=False):
        # Notes are kept once, where they can be forgotten, and when it was seen follows from the rest.
        yield row[: FleetEntry._fields.index("notes")]


def _chunks(values: Iterator[Any], listed_at: datetime) -> Iterator[tuple[FleetEntry, ...]]:
    rows: list[FleetEntry] = []
    most = FIRST
    for value in values:
        try:
            rows.append(_entry(value, listed_at))
        except _UNREADABLE:
            continue
        if len(rows) >= most:
            yield tuple(rows)
            rows, most = [], CHUNK
    if rows:
        yield tuple(rows)


def _entry(values: Any, listed_at: datetime) -> FleetEntry:
    company_id, name, description, tags, commerce, accounting, others, sync, never, created, judgement = (
        values
    )
    latest = _sync(sync)
    return FleetEntry(
        company_id,
        name,
        description,
        tags,
        _link(commerce),
        _link(accounting),
        tuple(others),
        latest,
        never,
        created,
        judgement_of(judgement) if judgement else None,
        last_seen=latest.checked_at if latest is not None else listed_at,
    )


def _link(values: Any) -> PlatformLink | None:
    if values is None:
        return None
    key, name, status, connection_id, error = values
    # Thousands of rows share few of these.
    intern = sys.intern
    return PlatformLink(intern(key), intern(name), intern(status), connection_id, intern(error))


def _sync(values: Any) -> LatestSync | None:
    if values is None:
        return None
    code, word, sync_utc, message, pushed, checked_at, sync_id = values
    at = datetime.fromisoformat(checked_at)
    return LatestSync(code, sys.intern(word), sync_utc, sys.intern(message), pushed, at, sync_id)
