"""Which companies of the fleet a person asked for, and how each of them stands; pure and quick for 50,000 rows.

A filter is a list of words; a company matches when each of them occurs in one of its facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from codat_tui.models.local import FleetEntry, Link
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.links import LinkState, read_link


class Health(StrEnum):
    """How a company stands, as far as the listing and its latest sync say."""

    FAILING = "failing"
    UNLINKED = "unlinked"
    RUNNING = "running"
    FINE = "fine"
    NEVER_SYNCED = "never synced"
    UNCHECKED = "not checked"


SEVERITY = {health: rank for rank, health in enumerate(Health)}
"""Failing first: the order of the status column."""
_HEALTH_WORDS = " ".join(Health)
_NEEDS_PERSON = frozenset({Health.FAILING, Health.UNLINKED})


def health(entry: FleetEntry) -> Health:
    """A failed latest sync is failing; else a side that is not linked counts, then what the sync said."""
    state = describe(entry.sync.code).state if entry.sync is not None else None
    if state is SyncState.FAILED:
        return Health.FAILING
    if not (_linked(entry.commerce) and _linked(entry.accounting)):
        return Health.UNLINKED
    if state is SyncState.RUNNING:
        return Health.RUNNING
    if state is None:
        return Health.NEVER_SYNCED if entry.never_synced else Health.UNCHECKED
    return Health.FINE if state in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN) else Health.UNCHECKED


def needs_person(entry: FleetEntry) -> bool:
    """True for a company whose sales do not arrive until somebody acts."""
    return health(entry) in _NEEDS_PERSON


class Tally:
    """How many companies stand how, kept up to date row by row: counting anew costs too much for a large fleet."""

    def __init__(self) -> None:
        self._known: dict[str, Health] = {}
        self.counts: Counter[Health] = Counter()

    def replace(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies only."""
        self._known.clear()
        self.counts.clear()
        self.update(entries)

    def update(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies anew, or for the first time."""
        for entry in entries:
            now, before = health(entry), self._known.get(entry.company_id)
            if now is before:
                continue
            if before is not None:
                self.counts[before] -= 1
            self._known[entry.company_id] = now
            self.counts[now] += 1


@dataclass(frozen=True)
class FleetFilter:
    """What a person asked to see; *words* are folded to lower case, *only_failing* keeps who needs a person."""

    words: tuple[str, ...] = ()
    only_failing: bool = False
    index: FactsIndex = field(default_factory=lambda: FactsIndex(), compare=False, repr=False)

    def with_text(self, text: str) -> FleetFilter:
        """The same but for its words: blanks separate them, and all must occur."""
        return replace(self, words=tuple(text.casefold().split()))

    @property
    def empty(self) -> bool:
        """True when every company matches."""
        return not self.words and not self.only_failing

    def __call__(self, entry: FleetEntry) -> bool:
        """Does *entry* match? Looks at name, id, description, tags, platforms, link and sync status, connections."""
        if self.only_failing and not needs_person(entry):
            return False
        if not self.words:
            return True
        text = self.index.text(entry)
        return all(
            word in text or (word in _HEALTH_WORDS and word in health(entry).value) for word in self.words
        )


def _linked(link: Link | None) -> bool:
    return link is not None and read_link(link.status) is LinkState.LINKED


class FactsIndex:
    """The searchable text of each company, made once: a filter is tried on every row at every key."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[FleetEntry, str]] = {}

    def text(self, entry: FleetEntry) -> str:
        """Everything a filter looks at but how the company stands, folded to lower case."""
        kept = self._texts.get(entry.company_id)
        if kept is not None and kept[0] is entry:
            return kept[1]
        text = _facts(entry)
        self._texts[entry.company_id] = (entry, text)
        return text


def _facts(entry: FleetEntry) -> str:
    parts = [entry.name, entry.company_id, entry.description, entry.tags, *entry.other_connection_ids]
    for link in (entry.commerce, entry.accounting):
        if link is not None:
            parts += (link.platform_name, link.platform_key, link.status, link.connection_id)
    if entry.sync is not None:
        parts += (str(entry.sync.code), entry.sync.word, entry.sync.message)
    return "\n".join(parts).casefold()
