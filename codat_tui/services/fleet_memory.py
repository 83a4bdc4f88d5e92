"""Keeps the fleet of this run for the next one: the rows of its list, and the verdicts for `check --max-age`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.local import FleetEntry, FleetState, LoadPhase, Notice, NoticeKind, NoticeSeverity
from codat_tui.rules.fleet.query import urgency
from codat_tui.services.context import ServiceContext

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Basis
    from codat_tui.models.known_verdict import KnownVerdict
    from codat_tui.store.known_fleet import KnownFleet


class _Judged(NamedTuple):
    entry: FleetEntry
    checked_at: datetime | None
    basis: Basis


class FleetMemory:
    """What is to be kept of the fleet, and when it was kept last."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._bases: dict[str, Basis] = {}
        self._kept: tuple[datetime, int] | None = None
        self._changes = 0
        self._writing = asyncio.Lock()
        self._failed = False

    @property
    def keeps(self) -> bool:
        """False in the demo, and where nothing is kept."""
        backend = self._context.current
        return backend is not None and backend.known_fleet is not None

    def note(self, company_id: str, basis: Basis | None) -> None:
        """Remember what the verdict on a company rests on, until it is kept; None if that is not known."""
        self._changes += 1
        if basis is None:
            self._bases.pop(company_id, None)
        elif self.keeps:
            self._bases[company_id] = basis

    async def keep(self, state: FleetState, checked_at: Callable[[str], datetime | None]) -> None:
        """Write down what has changed since the last time, off the event loop; a failure gives one notice."""
        backend = self._context.current
        # Until the list is read, what an earlier run has kept is all that is known.
        if backend is None or backend.known_fleet is None or state.as_of is None:
            return
        async with self._writing:
            now = (state.as_of, self._changes)
            if now == self._kept or state.phase is not LoadPhase.LOADED:
                return
            bases, self._bases = self._bases, {}
            entries = dict(state.entries)
            judged = {
                each: _Judged(entries[each], checked_at(each), basis)
                for each, basis in bases.items()
                if each in entries
            }
            written = False
            try:
                written = await asyncio.to_thread(_write, backend.known_fleet, state.as_of, entries, judged)
            except OSError as error:
                # It costs the next run its head start, nothing else.
                if not self._failed:
                    self._failed = True
                    self._context.notify(_not_kept(error))
            if written:
                self._kept = now
            else:
                self._bases = bases | self._bases


def _write(
    known: KnownFleet,
    listed_at: datetime,
    entries: Mapping[str, FleetEntry],
    judged: Mapping[str, _Judged],
) -> bool:
    """Return whether all was written, and no other program wrote meanwhile. Raises OSError."""
    from codat_tui.store.known_fleet import FIRST

    # Only the first screen needs an order: sorting all would hold up the event loop's thread.
    first = nsmallest(FIRST, entries.values(), key=urgency)
    on_top = {each.company_id for each in first}
    rest = (each for each in entries.values() if each.company_id not in on_top)
    verdicts = {each: _verdict(one) for each, one in judged.items()}
    return known.write(listed_at, len(entries), chain(first, rest)) and known.verdicts.write(
        listed_at, entries.keys(), verdicts
    )


def _verdict(judged: _Judged) -> KnownVerdict:
    from codat_tui.present.data.companies import known_verdict

    return known_verdict(judged.entry, judged.checked_at, judged.basis)


def _not_kept(error: OSError) -> Notice:
    text = f"the list cannot be kept for the next start: {error.strerror or error}."
    return Notice(NoticeKind.STORE_FAILED, text, NoticeSeverity.WARNING)
