"""Which companies of the fleet a person asked for, and how each of them stands; pure and quick for 50,000 rows.

A filter is a list of words; a company matches when each of them occurs in one of its facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetEntry
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.links import LinkState, read_link

SEVERITY = {state: rank for rank, state in enumerate(State)}
"""Most urgent first: the order of the status column."""
_STATE_WORDS = " ".join(state.words for state in State)
_OF_SYNC = {
    SyncState.FAILED: State.FAILING,
    SyncState.RUNNING: State.RUNNING,
    SyncState.WRITTEN: State.FINE,
    SyncState.NOTHING_WRITTEN: State.FINE,
    SyncState.UNKNOWN: State.UNKNOWN,
}
_DEAD = frozenset({LinkState.UNLINKED, LinkState.DEAUTHORIZED})


def state_of(entry: FleetEntry) -> State:
    """How a company stands: as it was judged, or else as its links and its latest sync tell."""
    if entry.judgement is not None:
        return entry.judgement.state
    links = {
        read_link(link.status) if link else LinkState.NONE for link in (entry.commerce, entry.accounting)
    }
    if links & _DEAD:
        return State.UNLINKED
    if entry.sync is None:
        return State.WAITING if entry.never_synced else State.NOT_CHECKED
    state = _OF_SYNC[describe(entry.sync.code).state]
    unfinished = links & {LinkState.PENDING, LinkState.NONE}
    return State.UNLINKED if unfinished and state is State.FINE else state


def needs_person(entry: FleetEntry) -> bool:
    """True for a company whose sales do not arrive, or may not, until somebody acts."""
    return state_of(entry).needs_person


class Tally:
    """How many companies stand how, kept up to date row by row: counting anew costs too much for a large fleet."""

    def __init__(self) -> None:
        self._known: dict[str, State] = {}
        self.counts: Counter[State] = Counter()

    def replace(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies only."""
        self._known.clear()
        self.counts.clear()
        self.update(entries)

    def update(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies anew, or for the first time."""
        for entry in entries:
            now, before = state_of(entry), self._known.get(entry.company_id)
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
            word in text or (word in _STATE_WORDS and word in state_of(entry).words) for word in self.words
        )


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
    if entry.judgement is not None and entry.judgement.cause is not None:
        parts += (entry.judgement.cause.short, entry.judgement.cause.text)
    return "\n".join(parts).casefold()
