"""Merchants: identity, platforms, and their problems over time.

Invariant: they depend on seed, index and the clock's start alone; nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.deterministic import indexed_uuid, number, pick, uuid_of
from codat_tui.demo.documented import PLATFORMS, Platform, PlatformKind
from codat_tui.demo.names import PLACES, Place, merchant_name
from codat_tui.demo.scripted_merchants import (
    CALM_UNTIL,
    OUTAGE,
    PATTERN_LENGTH,
    ROSTER,
    Role,
    Trouble,
    generated_trouble,
    mended_trouble,
)

# Below this index every merchant has had a problem, so that a small world shows each kind.
EVERY_ONE_HAS_A_PAST = 100
HALF_OF_MENDED = 20


@dataclass(frozen=True, slots=True)
class Episode:
    """A problem from its first moment to its last, if it has ended."""

    cause: str
    begins: datetime
    ends: datetime | None

    def lasts_at(self, moment: datetime) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Link:
    """A connection of a company to one platform.

    `later` is the status of one added after the set-up, which the company's problems leave alone.
    """

    id: str
    platform: Platform
    created: datetime
    later: str | None = None


@dataclass(frozen=True, slots=True)
class Merchant:
    index: int
    id: str
    name: str
    place: Place
    created: datetime
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    sync_hour: int = 0
    closed_weekday: int | None = None
    slowness: float = 1.0
    odd_keys: bool = False
    running: tuple[float, float] | None = None
    overlap: int | None = None
    made_by: str = "Onboarding"
    episodes: tuple[Episode, ...] = ()
    deleted: bool = False

    def link(self, kind: PlatformKind) -> Link | None:
        return next((link for link in self.links if link.platform.kind == kind), None)

    def troubled_at(self, moment: datetime) -> bool:
        return any(episode.lasts_at(moment) for episode in self.episodes)


def company_id(seed: int, index: int) -> str:
    return indexed_uuid(index, "company", seed)


def merchant_at(seed: int, index: int, start: datetime) -> Merchant:
    """Return merchant `index` of the world of `seed` whose clock began at `start`."""
    identifier = company_id(seed, index)
    role = ROSTER[index] if index < len(ROSTER) else _drawn_role(identifier)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    age = timedelta(days=role.age or 90 + number(700, identifier, "age"))
    created = (start if role.age else midnight + timedelta(seconds=number(50_000, identifier, "hour"))) - age
    links = (
        *(
            (key, created + timedelta(minutes=minutes), None)
            for key, minutes in ((role.commerce, 4), (role.accounting, 9))
        ),
        *((key, midnight - timedelta(days=days), status) for key, days, status in role.later_links),
    )
    return Merchant(
        index=index,
        id=identifier,
        name=role.name,
        place=PLACES[role.town],
        created=created,
        description=role.description,
        tags=role.tags,
        links=tuple(
            Link(
                uuid_of(identifier, "connection", key, *((status,) if status else ())),
                PLATFORMS[key],
                begun,
                status,
            )
            for key, begun, status in links
        ),
        sync_hour=role.sync_hour,
        closed_weekday=None
        if role.unscathed or role.age or role.trouble
        else (None, None, 0, 6)[number(4, identifier, "closed")],
        slowness=role.slowness,
        odd_keys=role.odd_keys,
        running=role.running,
        overlap=role.overlap,
        episodes=tuple(
            _episode(trouble, midnight, start) for trouble in _troubles(seed, index, identifier, role)
        ),
        deleted=role.deleted,
    )


def _drawn_role(identifier: str) -> Role:
    place = pick(tuple(PLACES.values()), identifier, "place")
    tags = (("region", place.country.lower()), ("merchant", f"M{10_000 + number(90_000, identifier, 'tag')}"))
    descriptions = (None, "Priority support", "Migrated from the previous connector", None)
    return Role(
        merchant_name(place, identifier),
        place.town,
        pick(place.commerce, identifier, "commerce"),
        pick(place.accounting, identifier, "accounting"),
        description=pick(descriptions, identifier, "description"),
        tags=tags[: number(3, identifier, "tags")],
        sync_hour=pick((0, 0, 0, 0, 2, 5, 22), identifier, "sync hour"),
    )


def _troubles(seed: int, index: int, identifier: str, role: Role) -> tuple[Trouble, ...]:
    own = _own_troubles(seed, index, identifier, role)
    return (*own, OUTAGE[1]) if role.accounting == OUTAGE[0] else own


def _own_troubles(seed: int, index: int, identifier: str, role: Role) -> tuple[Trouble, ...]:
    if role.unscathed or role.age or role.running or role.overlap is not None:
        return (role.trouble,) if role.trouble else ()
    current = role.trouble
    if index >= len(ROSTER) and (cause := generated_trouble(seed, index)):
        current = Trouble(cause, 1 + number(28, identifier, "since"))
    ended, long_ago = 4 + number(40, identifier, "until"), 49 + number(8, identifier, "long ago")
    latest = Trouble(mended_trouble(index), ended + 2 + number(3, identifier, "length"), ended)
    earlier = Trouble(mended_trouble(index + HALF_OF_MENDED), long_ago + 2, long_ago)
    if index < EVERY_ONE_HAS_A_PAST:
        return (earlier, current or latest)
    return (current,) if current else (latest,) * (number(3, identifier, "past") > 0)


def _episode(trouble: Trouble, midnight: datetime, start: datetime) -> Episode:
    ends = None if trouble.until is None else midnight - timedelta(days=trouble.until)
    if trouble.mended is not None:
        ends = start - timedelta(hours=trouble.mended)
    return Episode(trouble.cause, midnight - timedelta(days=trouble.since), ends)


def new_merchant(
    seed: int,
    index: int,
    now: datetime,
    *,
    name: str,
    description: str | None,
    tags: tuple[tuple[str, str], ...],
    platforms: tuple[str, ...] = (),
    made_by: str = "API",
) -> Merchant:
    """Return a company with nothing linked and nothing configured."""
    identifier = company_id(seed, index)
    return Merchant(
        index=index,
        id=identifier,
        name=name,
        place=PLACES["London"],
        created=now,
        description=description,
        tags=tags,
        links=tuple(Link(uuid_of(identifier, "connection", key), PLATFORMS[key], now) for key in platforms),
        made_by=made_by,
        episodes=(Episode("never-set-up", now, None),),
    )


def active_companies(seed: int, companies: int, start: datetime) -> int:
    """Return how many of the first `companies` have every connection linked.

    The generated ones are counted by their repeating pattern, without building them.
    """
    written = min(companies, len(ROSTER))
    merchants = (merchant_at(seed, index, start) for index in range(written))
    linked = sum(
        not any(CAUSES[e.cause].links for e in m.episodes if e.ends is None)
        and all(link.later in (None, "Linked") for link in m.links)
        for m in merchants
    )
    whole, rest = divmod(max(0, companies - CALM_UNTIL), PATTERN_LENGTH)
    broken = [
        bool(cause and CAUSES[cause].links)
        for cause in (generated_trouble(seed, CALM_UNTIL + step) for step in range(PATTERN_LENGTH))
    ]
    return linked + (companies - written) - whole * sum(broken) - sum(broken[:rest])
