"""The merchants with a part to play: the first companies of every world, and how often their troubles recur.

Invariant: a trouble names a cause of `causes.CAUSES`; whatever a company's history shows is one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cause that began at midnight UTC `since` days before the clock's start and ended `until` days
    before it.
    """

    cause: str
    since: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A merchant with a written part. `slowness` multiplies how long its syncs take."""

    name: str
    town: str
    commerce: str
    accounting: str
    troubles: tuple[Trouble, ...] = ()
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    sync_hour: int = 0
    slowness: float = 1.0
    odd_keys: bool = False
    running_since: timedelta | None = None
    days_old: int | None = None


ROSTER: tuple[Role, ...] = (
    Role("Harbour Lane Coffee", "London", "ugxp", "gbol", (Trouble("refund-account-archived", 24),),
         "Two bars and a roastery", (("region", "uk"), ("plan", "pro"), ("merchant", "M10021"))),
    Role("Nordic Bikes AB", "Stockholm", "ugxp", "gbol",
         description="Workshop and web shop", tags=(("region", "se"),)),
    Role("Oak & Ember Ltd", "Leeds", "fztf", "qhyg", (Trouble("accounting-unlinked", 3),)),
)  # fmt: skip

ENDED_CAUSES: tuple[str, ...] = ("refund-account-archived",)
"""Troubles that healthy merchants have had and that were mended since, dealt out in turn."""

PATTERN_LENGTH = 101
_PATTERN: dict[int, str] = {}


def generated_trouble(seed: int, index: int) -> str | None:
    """The current trouble of a merchant without a written part; most have none."""
    return _PATTERN.get((index * 37 + seed) % PATTERN_LENGTH)
