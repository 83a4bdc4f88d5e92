"""Whether many companies of one platform fail alike since one moment: probably an outage; pure.

Always a conclusion of this program, never a fact: sentences say "looks like".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.diagnosis import CauseKind, State
from codat_tui.rules.codes import is_terminal
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.cause_groups import platform_of

if TYPE_CHECKING:
    from codat_tui.models.local import FleetEntry, PlatformLink

LEAST = 3
"""Fewer companies may fail alike by chance."""
SHARE = 0.5
"""Of the companies that synced with the platform since then."""
# Syncs run once a day, each at its own hour: within a day all have met the outage.
_ONE_MOMENT = timedelta(days=1)
_A_SECOND = timedelta(seconds=1)
# Characters of a date to its seconds: "2026-11-23T01:16:03".
_SECONDS = 19
_SIGNS = frozenset({CauseKind.SERVER_ERROR, CauseKind.PROCESSING_ERROR, CauseKind.LINK_ERROR})


class Outage(NamedTuple):
    """*failing* of the *synced* companies whose sync ran since *since*.

    *recovered* of them synced well after the last failure.
    """

    platform: str
    kind: CauseKind
    failing: int
    synced: int
    since: datetime
    company_ids: frozenset[str]
    recovered: int = 0

    @property
    def over(self) -> bool:
        """Return whether it has probably ended."""
        return self.recovered > 0


class _Failure(NamedTuple):
    began: datetime
    last: datetime
    company_id: str


def outages(entries: Iterable[FleetEntry]) -> tuple[Outage, ...]:
    """Return what looks like outages among all companies of a fleet, the largest first."""
    rows = tuple(entries)
    failures: dict[tuple[str, CauseKind], list[_Failure]] = defaultdict(list)
    # Of most companies nothing is to be said.
    for entry in [each for each in rows if each.judgement is not None]:
        failure = _failure(entry)
        if failure is not None:
            failures[failure[0]].append(failure[1])
    found = []
    for (platform, kind), alike in failures.items():
        together = _together(alike)
        if len(together) < LEAST:
            continue
        since, last = min(each.began for each in together), max(each.last for each in together)
        ids = frozenset(each.company_id for each in together)
        others = list(_good_syncs(rows, platform, since, ids))
        synced = len(together) + len(others)
        if len(together) >= SHARE * synced:
            recovered = sum(map(_from(last + _A_SECOND), others))
            found.append(Outage(platform, kind, len(together), synced, since, ids, recovered))
    return tuple(sorted(found, key=lambda each: (-each.failing, each.platform, each.kind)))


def outages_touching(found: Iterable[Outage], company_ids: Iterable[str]) -> tuple[tuple[Outage, int], ...]:
    """Return the outages that go on and that touch some of these companies, with how many of them each touches.

    A sync started for such a company will probably fail too.
    """
    asked = frozenset(company_ids)
    counted = ((each, len(each.company_ids & asked)) for each in found if not each.over)
    return tuple((each, number) for each, number in counted if number)


def _failure(entry: FleetEntry) -> tuple[tuple[str, CauseKind], _Failure] | None:
    judgement = entry.judgement
    if judgement is None or judgement.state is not State.FAILING or judgement.cause is None:
        return None
    cause = judgement.cause
    if cause.kind not in _SIGNS or judgement.since is None or judgement.at_least or entry.sync is None:
        return None
    last = read_instant(entry.sync.sync_utc) or judgement.since
    return (platform_of(entry, cause), cause.kind), _Failure(judgement.since, last, entry.company_id)


def _together(failures: Sequence[_Failure]) -> Sequence[_Failure]:
    """Return the most failures that began within one day; of as many, the newest."""
    ordered = sorted(failures)
    best: tuple[int, int] = (0, 0)
    first = 0
    for end, failure in enumerate(ordered, 1):
        while failure.began - ordered[first].began > _ONE_MOMENT:
            first += 1
        if end - first >= best[1] - best[0]:
            best = (first, end)
    return ordered[best[0] : best[1]]


def _good_syncs(
    rows: Sequence[FleetEntry], platform: str, since: datetime, failing: frozenset[str]
) -> Iterable[str]:
    """Yield the dates, as Codat wrote them, of the syncs with *platform* that ended at or after *since*."""
    is_from = _from(since)
    for entry in rows:
        sync = entry.sync
        if sync is None or sync.sync_utc is None or not is_from(sync.sync_utc):
            continue
        if platform in (_name(entry.accounting), _name(entry.commerce)) and (
            is_terminal(sync.code) and entry.company_id not in failing
        ):
            yield sync.sync_utc


def _from(moment: datetime) -> Callable[[str], bool]:
    """Return a test whether a date as text is *moment* or later, to the second."""
    begin = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"

    def is_from(text: str) -> bool:
        # Dates in UTC compare as texts: reading 50,000 of them would take most of a second.
        if len(text) >= _SECONDS and text[10] == "T" and "+" not in text and text.count("-") == 2:
            return text[:_SECONDS] >= begin
        at = read_instant(text)
        return at is not None and at >= moment

    return is_from


def _name(link: PlatformLink | None) -> str:
    return (link.platform_name or link.platform_key) if link else ""
