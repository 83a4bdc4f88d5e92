"""What the list last knew of a company, as facts, for where more is still being read or cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.present.cells import days_cell, link_state_cell, status_text
from codat_tui.present.panels import ProblemFact
from codat_tui.present.text import ago
from codat_tui.rules.dates import read_instant
from codat_tui.words import moment_text

if TYPE_CHECKING:
    from codat_tui.models.local import FleetEntry
    from codat_tui.present.glyphs import Glyphs


def last_known_facts(
    entry: FleetEntry, now: datetime, zone: tzinfo, glyphs: Glyphs
) -> tuple[ProblemFact, ...]:
    """Return when the company was last seen, then its state, cause, remedy, latest sync and links."""
    return tuple(fact for fact in _facts(entry, now, zone, glyphs) if fact.value)


def _facts(entry: FleetEntry, now: datetime, zone: tzinfo, glyphs: Glyphs) -> Iterable[ProblemFact]:
    seen = entry.last_seen or (entry.sync.checked_at if entry.sync is not None else None)
    yield ProblemFact(
        "As of", f"{moment_text(seen, zone, now)} ({ago(seen, now)})" if seen is not None else ""
    )
    days = days_cell(entry).text
    yield ProblemFact("Status", f"{status_text(entry, glyphs)}{f', day {days}' if days else ''}")
    cause = entry.judgement.cause if entry.judgement is not None else None
    if cause is not None:
        yield ProblemFact("Cause", cause.text)
        yield ProblemFact("To do", cause.advice)
    sync = entry.sync
    if sync is not None:
        at = read_instant(sync.sync_utc)
        yield ProblemFact(
            "Latest sync", moment_text(at, zone, now) if at is not None else sync.sync_utc or ""
        )
        yield ProblemFact("It said", sync.message)
    for label, link in (("Commerce", entry.commerce), ("Accounting", entry.accounting)):
        if link is not None:
            name = link.platform_name or link.platform_key
            yield ProblemFact(label, f"{name}  {link_state_cell(link.status, glyphs).text}")
