"""Merchants: identity, platforms, and their problems over time.

Invariant: they depend on seed, index and the clock's start alone; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.deterministic import indexed_uuid, number, pick, uuid_of
from codat_tui.demo.documented import PLATFORMS, Platform, PlatformKind
from codat_tui.demo.names import PLACES, Place, merchant_name
from codat_tui.demo.scripted_merchants import (
    FIRST_GENERATED_TROUBLE,
    OUTAGE,
    PATTERN_LENGTH,
    SCRIPTS,
    MerchantScript,
    Trouble,
    generated_trouble,
    past_trouble,
)

# Below this index every merchant has had a problem, so that a small world shows each kind.
EVERY_ONE_HAS_A_PAST = 100
HALF_OF_ENDED = 20
# From midnight UTC until the nightly syncs of Europe have run; one that begins within it tells of the night before.
NIGHT = timedelta(hours=6)


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
    script = SCRIPTS[index] if index < len(SCRIPTS) else _generated_script(identifier)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    age = timedelta(days=script.age or 90 + number(700, identifier, "age"))
    created = (
        start if script.age else midnight + timedelta(seconds=number(50_000, identifier, "hour"))
    ) - age
    return Merchant(
        index=index,
        id=identifier,
        name=script.name,
        place=PLACES[script.town],
        created=created,
        description=script.description,
        tags=script.tags,
        links=tuple(_links(identifier, script, created, midnight)),
        sync_hour=script.sync_hour,
        closed_weekday=None
        if script.without_past or script.age or script.trouble
        else (None, None, 0, 6)[number(4, identifier, "closed")],
        slowness=script.slowness,
        odd_keys=script.odd_keys,
        running=script.running,
        overlap=script.overlap,
        episodes=(
            *(_episode(trouble, midnight, start) for trouble in _troubles(seed, index, identifier, script)),
            *_outage(script, start),
        ),
        deleted=script.deleted,
    )


def _links(identifier: str, script: MerchantScript, created: datetime, midnight: datetime) -> Iterator[Link]:
    links = (
        *(
            (key, created + timedelta(minutes=minutes), None)
            for key, minutes in ((script.commerce, 4), (script.accounting, 9))
        ),
        *((key, midnight - timedelta(days=days), status) for key, days, status in script.later_links),
    )
    for key, begun, status in links:
        link_id = uuid_of(identifier, "connection", key, *((status,) if status else ()))
        yield Link(link_id, PLATFORMS[key], begun, status)


def _generated_script(identifier: str) -> MerchantScript:
    place = pick(tuple(PLACES.values()), identifier, "place")
    tags = (("region", place.country.lower()), ("merchant", f"M{10_000 + number(90_000, identifier, 'tag')}"))
    descriptions = (None, "Priority support", "Migrated from the previous connector", None)
    return MerchantScript(
        merchant_name(place, identifier),
        place.town,
        pick(place.commerce, identifier, "commerce"),
        pick(place.accounting, identifier, "accounting"),
        description=pick(descriptions, identifier, "description"),
        tags=tags[: number(3, identifier, "tags")],
        sync_hour=pick((0, 0, 0, 0, 2, 5, 22), identifier, "sync hour"),
    )


def _troubles(seed: int, index: int, identifier: str, script: MerchantScript) -> tuple[Trouble, ...]:
    if script.without_past or script.age or script.running or script.overlap is not None:
        return (script.trouble,) if script.trouble else ()
    current = script.trouble
    if index >= len(SCRIPTS) and (cause := generated_trouble(seed, index)):
        current = Trouble(cause, 1 + number(28, identifier, "since"))
    ended, long_ago = 4 + number(40, identifier, "until"), 49 + number(8, identifier, "long ago")
    latest = Trouble(past_trouble(index), ended + 2 + number(3, identifier, "length"), ended)
    earlier = Trouble(past_trouble(index + HALF_OF_ENDED), long_ago + 2, long_ago)
    if index < EVERY_ONE_HAS_A_PAST:
        return (earlier, current or latest)
    return (current,) if current else (latest,) * (number(3, identifier, "past") > 0)


def _episode(trouble: Trouble, midnight: datetime, start: datetime) -> Episode:
    ends = None if trouble.until is None else midnight - timedelta(days=trouble.until)
    if trouble.hours_before_start is not None:
        ends = start - timedelta(hours=trouble.hours_before_start)
    return Episode(trouble.cause, midnight - timedelta(days=trouble.since), ends)


def _outage(script: MerchantScript, start: datetime) -> Iterator[Episode]:
    platform, cause = OUTAGE
    if script.accounting == platform:
        yield Episode(cause, (start - NIGHT).replace(hour=0, minute=0, second=0, microsecond=0), None)


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
    written = min(companies, len(SCRIPTS))
    merchants = (merchant_at(seed, index, start) for index in range(written))
    linked = sum(
        not any(CAUSES[e.cause].links for e in m.episodes if e.ends is None)
        and all(link.later in (None, "Linked") for link in m.links)
        for m in merchants
    )
    whole, rest = divmod(max(0, companies - FIRST_GENERATED_TROUBLE), PATTERN_LENGTH)
    broken = [
        bool(cause and CAUSES[cause].links)
        for cause in (
            generated_trouble(seed, FIRST_GENERATED_TROUBLE + step) for step in range(PATTERN_LENGTH)
        )
    ]
    return linked + (companies - written) - whole * sum(broken) - sum(broken[:rest])
