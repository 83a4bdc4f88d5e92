"""Which companies a filter shows; pure, and fast for 50,000 rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias

from codat_tui.models.diagnosis import Cause, State, Who
from codat_tui.models.local import TAG_SEPARATOR, FleetEntry
from codat_tui.rules.codes import documented_codes
from codat_tui.rules.filtering.fields import choice_field, code_field, platform_field, since_field, text_field
from codat_tui.rules.filtering.word_filter import SHORTEST_ELSEWHERE, FilterField, WordFilter
from codat_tui.rules.fleet.query import state_of
from codat_tui.rules.fleet.snooze import is_snoozed, note_of

Field: TypeAlias = FilterField[FleetEntry]


class FleetSearch:
    """Reads filters of companies, and keeps the searched text of each; *entries* returns all companies."""

    def __init__(self, entries: Callable[[], Iterable[FleetEntry]] = tuple) -> None:
        self._entries = entries
        # Kept, because a filter tries every row at every key.
        self._texts: dict[str, tuple[FleetEntry, str, str]] = {}

    def filter(self, line: str, now: datetime, zone: tzinfo = UTC) -> WordFilter[FleetEntry]:
        """Return the filter of *line*; days in it are days of *zone*."""
        return WordFilter.parse(line, self._test_of, self.fields(now, zone))

    def fields(self, now: datetime, zone: tzinfo = UTC) -> Sequence[Field]:
        """Return the fields that may be typed."""
        return (
            choice_field(
                "status",
                "status",
                [each.value for each in State],
                lambda entry, value: state_of(entry) == value,
            ),
            platform_field(_platforms, self._known_platforms),
            code_field(
                "latest code",
                [str(each) for each in documented_codes()],
                lambda entry: entry.sync.code if entry.sync else None,
            ),
            since_field("in trouble", _trouble_began, now, zone),
            choice_field("who", "to be done by", [each.value for each in Who], _must_act),
            text_field("cause", "cause", _causes),
            text_field("tag", "tag", _tags, every="any"),
            text_field("note", "note", _notes, every="any"),
            text_field("snoozed", "snoozed", _snoozed, every="until later"),
        )

    def _known_platforms(self) -> Iterable[tuple[str, str]]:
        links = (link for entry in self._entries() for link in (entry.commerce, entry.accounting))
        return {(link.platform_name, link.platform_key) for link in links if link is not None}

    def learn(self, entries: Iterable[FleetEntry]) -> None:
        """Make the searched texts of *entries*, before somebody waits for them."""
        for entry in entries:
            self._texts_of(entry)

    def _test_of(self, word: str) -> Callable[[FleetEntry], bool]:
        known_text, texts_of = self._texts.get, self._texts_of
        elsewhere = len(word) >= SHORTEST_ELSEWHERE
        states = frozenset(state for state in State if word in state.words)

        # One call a row: somebody waits while 50,000 are tried.
        def has_word(entry: FleetEntry) -> bool:
            kept = known_text(entry.company_id)
            if kept is None or kept[0] is not entry:
                kept = texts_of(entry)
            return (
                word in kept[1]
                or (elsewhere and word in kept[2])
                or (bool(states) and state_of(entry) in states)
            )

        return has_word

    def _texts_of(self, entry: FleetEntry) -> tuple[FleetEntry, str, str]:
        kept = self._texts.get(entry.company_id)
        if kept is None or kept[0] is not entry:
            kept = self._texts[entry.company_id] = (entry, _row(entry), _rest(entry))
        return kept


def _row(entry: FleetEntry) -> str:
    """Return what the row shows, except the state, and what persons noted, in lower case."""
    parts = [entry.name, entry.description, *_platforms(entry), *_causes(entry)[:1], *_notes(entry)]
    if entry.sync is not None:
        parts += (str(entry.sync.code), entry.sync.word)
    return "\n".join(parts).casefold()


def _rest(entry: FleetEntry) -> str:
    """Return what is known beside the row, in lower case: a few letters would be found in every sentence and id."""
    links = [link for link in (entry.commerce, entry.accounting) if link is not None]
    parts = [entry.company_id, *(link.connection_id for link in links), *entry.other_connection_ids]
    parts += [entry.tags, *_causes(entry)[1:], *(link.status for link in links)]
    if entry.sync is not None:
        parts.append(entry.sync.message)
    return "\n".join(parts).casefold()


def _platforms(entry: FleetEntry) -> Sequence[str]:
    links = (link for link in (entry.commerce, entry.accounting) if link is not None)
    return [text for link in links for text in (link.platform_name, link.platform_key)]


def _cause(entry: FleetEntry) -> Cause | None:
    return entry.judgement.cause if entry.judgement is not None else None


def _must_act(entry: FleetEntry, who: str) -> bool:
    cause = _cause(entry)
    return cause is not None and cause.who == who


def _trouble_began(entry: FleetEntry) -> datetime | None:
    return entry.judgement.since if entry.judgement is not None else None


def _causes(entry: FleetEntry) -> Sequence[str]:
    causes = entry.judgement.causes if entry.judgement is not None else ()
    return [text for cause in causes[:1] for text in (cause.short, cause.text)]


def _tags(entry: FleetEntry) -> Sequence[str]:
    return entry.tags.split(TAG_SEPARATOR) if entry.tags else ()


def _notes(entry: FleetEntry) -> Sequence[str]:
    note = note_of(entry)
    return (note.text, note.author) if note is not None else ()


def _snoozed(entry: FleetEntry) -> Sequence[str]:
    return ("snoozed",) if is_snoozed(entry) else ()
