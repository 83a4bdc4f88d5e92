"""How much is measured: all of it, or as much as a minute allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Repeats, sizes and seconds; the goals are stated for the defaults."""

    starts: int = 9
    ready_starts: int = 5
    resting: int = 60
    """Companies of a program that is to rest: it asks each of them for its syncs first, eight a second."""
    few: int = 100
    many: int = 50_000
    """Companies where a goal speaks of 100 and of 50,000."""
    known: tuple[int, ...] = (1_000, 50_000)
    """Companies of an earlier run."""
    fleets: tuple[int, int, int] = (1_000, 50_000, 200_000)
    """Companies of a fleet that grows."""
    large: tuple[int, int, int] = (10_000, 100_000, 5_000)
    """Syncs of a company, entries of the journal, accounts to choose from."""
    openings: int = 2
    listed: int = 5_000
    """Companies that are listed against the official SDK."""
    listings: int = 7
    cursor_keys: int = 120
    pages: int = 24
    sorts: int = 4
    update_seconds: float = 6.0
    idle_seconds: float = 15.0
    checks: int = 15
    polled: int = 500
    polls: int = 5
    triaged: int = 1_000
    triages: int = 3
    watches: int = 200
    watch_requests: int = 600
    """Requests of watches until a tenth of the day's quota is left."""


WHOLE = Scale()
QUICK = Scale(
    starts=3,
    ready_starts=2,
    resting=12,
    few=24,
    many=5_000,
    known=(1_000,),
    fleets=(1_000, 8_000, 32_000),
    large=(1_000, 10_000, 1_000),
    openings=1,
    listed=2_000,
    listings=2,
    cursor_keys=40,
    pages=8,
    sorts=1,
    update_seconds=1.0,
    idle_seconds=3.0,
    checks=4,
    polled=200,
    polls=2,
    triaged=200,
    triages=1,
    watches=40,
    watch_requests=80,
)
