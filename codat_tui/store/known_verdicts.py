"""The last known verdicts of a profile, each as `check` prints it, for the next `check --max-age`.

Invariant: standard library only, because a check that asks nothing waits for these imports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from codat_tui import SCHEMA
from codat_tui.models.known_verdict import KnownVerdict
from codat_tui.store.sealed_lines import Owner, SealedLines, file_name

KIND = "known-verdicts"


class ReadVerdicts(NamedTuple):
    """*listed_at* is when the list of *total* companies was read; a company without a verdict is not in *verdicts*."""

    listed_at: datetime
    total: int
    verdicts: dict[str, KnownVerdict]


class KnownVerdicts:
    """The kept verdicts of one profile; *seal* is set when the key is known."""

    def __init__(self, folder: Path, owner: Owner) -> None:
        self._folder = folder
        self._owner = owner
        self.seal = b""

    def read(self) -> ReadVerdicts | None:
        """Return what is kept for this key and in this version's form of the rows; else None. Reads from the disk."""
        values = self._values()
        head = next(values, None)
        if head is None:
            return None
        listed_at, total = head
        return ReadVerdicts(
            datetime.fromisoformat(listed_at), total, {each[0]: KnownVerdict(*each) for each in values}
        )

    def write(
        self, listed_at: datetime, company_ids: Collection[str], fresh: Mapping[str, KnownVerdict]
    ) -> bool:
        """Keep *fresh*, and of what was kept before the rest of these companies; False while another program writes.

        Raises OSError.
        """
        return bool(self.seal) and self._lines.replace(self._merged(listed_at, company_ids, fresh))

    def _merged(
        self, listed_at: datetime, company_ids: Collection[str], fresh: Mapping[str, KnownVerdict]
    ) -> Iterator[Any]:
        yield SCHEMA, listed_at.isoformat(), len(company_ids)
        yield from fresh.values()
        # Line by line: all at once would be much memory for a large fleet.
        before = self._values()
        next(before, None)
        yield from (each for each in before if each[0] in company_ids and each[0] not in fresh)

    def _values(self) -> Iterator[Any]:
        """Yield the time of the list and its length, then the verdicts; nothing for rows of another version."""
        values = self._lines.read() if self.seal else iter(())
        head = next(values, None)
        if isinstance(head, list) and len(head) == 3 and head[0] == SCHEMA:
            yield head[1:]
            yield from values

    @property
    def _lines(self) -> SealedLines:
        return SealedLines(self._folder / file_name(KIND, self._owner.profile), self.seal)
