"""What tells companies of one name apart: a platform, a tag, the day they were created, else the id; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import combinations

from codat_tui.models.local import TAG_SEPARATOR, FleetEntry, PlatformLink
from codat_tui.rules.dates import read_instant
from codat_tui.words import day_text, minute_text

_ID_SHOWN = 8
# So many of one name are told apart by their ids alone.
_MANY = 20


class SameNames:
    """The companies of each name, in any letter case."""

    def __init__(self) -> None:
        self._ids: dict[str, set[str]] = {}
        # Of names that many companies have, the ids by what is shown of them: a page of the list adds to these, and
        # telling all of a name apart for every page would make a list of twice the length cost four times as much.
        self._shown: dict[str, dict[str, str]] = {}

    def listed(self, fresh: Iterable[FleetEntry], rows: Mapping[str, FleetEntry]) -> Iterator[FleetEntry]:
        """Note *fresh*, which are in *rows*; yield every row that must be told from others now, or no longer."""
        of_name: dict[str, list[FleetEntry]] = {}
        for entry in fresh:
            name = entry.name.casefold()
            ids = self._ids.setdefault(name, set())
            ids.add(entry.company_id)
            if len(ids) > 1 or entry.apart:
                of_name.setdefault(name, []).append(entry)
        for name, entries in of_name.items():
            if self._adds(name, entries):
                for entry in entries:
                    if entry.apart != _short(entry):
                        yield entry._replace(apart=_short(entry))
            else:
                yield from self._told(name, rows)

    def _adds(self, name: str, entries: Iterable[FleetEntry]) -> bool:
        """Return whether *entries* join many that are told apart by the beginnings of their ids, and all still are."""
        shown = self._shown.get(name)
        if shown is None:
            return False
        return all(shown.setdefault(_short(entry), entry.company_id) == entry.company_id for entry in entries)

    def gone(self, names: Iterable[str], rows: Mapping[str, FleetEntry]) -> Iterator[FleetEntry]:
        """Yield the rows for whom it matters that companies of these names have gone, or are called otherwise."""
        for name in {name.casefold() for name in names}:
            yield from self._told(name, rows)

    def _told(self, name: str, rows: Mapping[str, FleetEntry]) -> Iterator[FleetEntry]:
        ids = self._ids.get(name, set())
        entries = [row for each in ids if (row := rows.get(each)) is not None and row.name.casefold() == name]
        self._ids[name] = {each.company_id for each in entries}
        apart = told_apart(entries)
        self._shown.pop(name, None)
        if len(entries) > _MANY and all(apart[each.company_id] == _short(each) for each in entries):
            self._shown[name] = {_short(each): each.company_id for each in entries}
        for entry in entries:
            if entry.apart != apart[entry.company_id]:
                yield entry._replace(apart=apart[entry.company_id])


def told_apart(entries: Sequence[FleetEntry]) -> Mapping[str, str]:
    """Return what tells each of *entries*, of one name, from the others, by id; "" for the only one."""
    if len(entries) < 2:
        return {entry.company_id: "" for entry in entries}
    for said in _sayings(entries) if len(entries) <= _MANY else ():
        if len(set(said)) == len(entries) and all(said):
            return {entry.company_id: text for entry, text in zip(entries, said, strict=True)}
    short = {entry.company_id: _short(entry) for entry in entries}
    if len(set(short.values())) == len(entries):
        return short
    return {entry.company_id: f"id {entry.company_id}" for entry in entries}


def _sayings(entries: Sequence[FleetEntry]) -> Iterator[list[str]]:
    """Yield each fact in words for all of *entries*, then each two facts."""
    # One fact is enough for most names, so the others are not even looked at.
    some_differ: list[list[str]] = []
    for fact in _FACTS:
        labels = fact(entries)
        if len(set(labels)) > 1:
            some_differ.append(labels)
            yield labels
    for one, other in combinations(some_differ, 2):
        yield [", ".join(filter(None, each)) for each in zip(one, other, strict=True)]


def _short(entry: FleetEntry) -> str:
    return f"id {entry.company_id[:_ID_SHOWN]}"


def _differing_tags(entries: Sequence[FleetEntry]) -> list[str]:
    """Return of each the tags that not all have."""
    tags = [frozenset(filter(None, entry.tags.split(TAG_SEPARATOR))) for entry in entries]
    shared = frozenset.intersection(*tags)
    return [", ".join(sorted(each - shared, key=str.casefold)) for each in tags]


def _platform(link: PlatformLink | None, side: str) -> str:
    return (link.platform_name or link.platform_key) if link is not None else f"no {side}"


def _day(created: str | None) -> str:
    """Return the day of a moment of Codat's; "" where that cannot be read."""
    moment = read_instant(created)
    return day_text(moment) if moment is not None else ""


def _minute(created: str | None) -> str:
    moment = read_instant(created)
    return minute_text(moment, UTC) if moment is not None else ""


# In the order in which people know a merchant by them.
_FACTS: tuple[Callable[[Sequence[FleetEntry]], list[str]], ...] = (
    lambda entries: [_platform(entry.accounting, "accounting") for entry in entries],
    lambda entries: [_platform(entry.commerce, "commerce") for entry in entries],
    _differing_tags,
    lambda entries: [_day(entry.created) for entry in entries],
    lambda entries: [_minute(entry.created) for entry in entries],
)
