"""Merchants: who they are, what they use, and which troubles they have had since when.

Invariant: merchant `index` is a pure function of the seed, the index and the clock's start; nothing is
stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.draw import indexed_uuid, number, pick, uuid_of
from codat_tui.demo.facts import PLATFORMS, Kind, Platform
from codat_tui.demo.names import PLACES, Place, merchant_name
from codat_tui.demo.roster import ENDED_CAUSES, PATTERN_LENGTH, ROSTER, Trouble, generated_trouble


@dataclass(frozen=True, slots=True)
class Episode:
    """A trouble with its first moment and, unless it goes on, its last."""

    cause: str
    begins: datetime
    ends: datetime | None

    def lasts_at(self, moment: datetime) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Link:
    """A connection of a company to one platform, without its state."""

    id: str
    platform: Platform
    created: datetime


@dataclass(frozen=True, slots=True)
class Merchant:
    """One company: identity, place, platforms, schedule and troubles."""

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
    running_since: timedelta | None = None
    made_by: str = "Onboarding"
    episodes: tuple[Episode, ...] = ()

    def link(self, kind: Kind) -> Link | None:
        """The first connection of `kind`."""
        return next((link for link in self.links if link.platform.kind == kind), None)

    def troubled_at(self, moment: datetime) -> bool:
        return any(episode.lasts_at(moment) for episode in self.episodes)


def company_id(seed: int, index: int) -> str:
    """The id of merchant `index`."""
    return indexed_uuid(index, "company", seed)


def merchant_at(seed: int, index: int, start: datetime) -> Merchant:
    """Merchant `index` of the world that grows from `seed` and whose clock began at `start`."""
    identifier = company_id(seed, index)
    role = ROSTER[index] if index < len(ROSTER) else None
    place = PLACES[role.town] if role else pick(tuple(PLACES.values()), identifier, "place")
    commerce = role.commerce if role else pick(place.commerce, identifier, "commerce")
    accounting = role.accounting if role else pick(place.accounting, identifier, "accounting")
    created = _midnight(start) - timedelta(
        days=90 + number(700, identifier, "age"), seconds=-number(50_000, identifier, "hour")
    )
    if role and role.days_old is not None:
        created = _midnight(start) - timedelta(days=role.days_old, hours=-9)
    troubles = role.troubles if role else ()
    if not troubles:
        troubles = _drawn_troubles(seed, index, identifier, generated=role is None)
    return Merchant(
        index=index,
        id=identifier,
        name=role.name if role else merchant_name(place, identifier),
        place=place,
        created=created,
        description=role.description if role else _description(identifier),
        tags=role.tags if role else _tags(identifier, place),
        links=tuple(
            Link(uuid_of(identifier, "connection", key), PLATFORMS[key], created + timedelta(minutes=minutes))
            for key, minutes in ((commerce, 4), (accounting, 9))
            if key
        ),
        sync_hour=(0, 0, 0, 0, 2, 5, 22)[number(7, identifier, "sync hour")]
        if role is None
        else role.sync_hour,
        closed_weekday=(None, None, 0, 6)[number(4, identifier, "closed")] if index > 1 else None,
        slowness=role.slowness if role else 1.0,
        odd_keys=bool(role and role.odd_keys),
        running_since=role.running_since if role else None,
        episodes=tuple(_episode(trouble, start) for trouble in troubles),
    )


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
    """A company that a client has just created: nothing linked, nothing configured."""
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
        episodes=(Episode("never-configured", now, None), Episode("pending-links", now, None)),
    )


def active_companies(seed: int, companies: int, start: datetime) -> int:
    """How many of the first `companies` have every connection linked, without building the generated ones."""
    written = min(companies, len(ROSTER))
    merchants = (merchant_at(seed, index, start) for index in range(written))
    linked = sum(not any(CAUSES[e.cause].links for e in m.episodes if e.ends is None) for m in merchants)
    whole, rest = divmod(companies - written, PATTERN_LENGTH)
    broken = [
        bool(cause and CAUSES[cause].links)
        for cause in (generated_trouble(seed, written + step) for step in range(PATTERN_LENGTH))
    ]
    return linked + (companies - written) - whole * sum(broken) - sum(broken[:rest])


def _midnight(start: datetime) -> datetime:
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _episode(trouble: Trouble, start: datetime) -> Episode:
    midnight = _midnight(start)
    ends = None if trouble.until is None else midnight - timedelta(days=trouble.until)
    return Episode(trouble.cause, midnight - timedelta(days=trouble.since), ends)


def _drawn_troubles(seed: int, index: int, identifier: str, *, generated: bool) -> tuple[Trouble, ...]:
    """The troubles of a merchant whose role names none: now and then a current one, often one long mended."""
    cause = generated_trouble(seed, index) if generated else None
    if cause:
        return (Trouble(cause, 1 + number(28, identifier, "since")),)
    if number(3, identifier, "past") == 0 and generated:
        return ()
    ended = 4 + number(40, identifier, "until")
    return (
        Trouble(ENDED_CAUSES[index % len(ENDED_CAUSES)], ended + 1 + number(4, identifier, "length"), ended),
    )


def _description(identifier: str) -> str | None:
    return (None, "Priority support", "Migrated from the previous connector", None)[
        number(4, identifier, "description")
    ]


def _tags(identifier: str, place: Place) -> tuple[tuple[str, str], ...]:
    tags = (("region", place.country.lower()), ("merchant", f"M{10_000 + number(90_000, identifier, 'tag')}"))
    return tags[: number(3, identifier, "tags")]
