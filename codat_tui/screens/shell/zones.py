"""The time zone of the times on all screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from enum import StrEnum
from functools import cached_property

from codat_tui.services.subscribers import Subscribers


class ZoneChoice(StrEnum):
    UTC = "UTC"
    MINE = "my time"
    MERCHANT = "merchant's time"


_LABELS = {ZoneChoice.UTC: "UTC", ZoneChoice.MINE: "my time", ZoneChoice.MERCHANT: "merchant's"}


class Zones:
    """Subscribers redraw when the choice changes. *local* returns this machine's zone."""

    def __init__(self, local: Callable[[], tzinfo]) -> None:
        self._local = local
        self._subscribers: Subscribers[ZoneChoice] = Subscribers()
        self.choice = ZoneChoice.UTC

    @cached_property
    def mine(self) -> tzinfo:
        return self._local()

    @property
    def title(self) -> str:
        """The choice in words; for "my time" with the zone's name."""
        return f"{self.choice} ({self.mine})" if self.choice is ZoneChoice.MINE else str(self.choice)

    def label(self, zone: tzinfo) -> str:
        """What a column of times in *zone*, one that `zone` returned, calls it."""
        return "UTC" if zone is UTC else _LABELS[self.choice]

    def zone(self, merchant: tzinfo | None = None) -> tzinfo:
        """The time zone to show times in; UTC when the merchant's is unknown."""
        match self.choice:
            case ZoneChoice.MINE:
                return self.mine
            case ZoneChoice.MERCHANT:
                return merchant or UTC
            case ZoneChoice.UTC:
                return UTC

    def turn(self) -> str:
        """Choose the next zone; returns its title."""
        order = list(ZoneChoice)
        return self.choose(order[(order.index(self.choice) + 1) % len(order)])

    def choose(self, choice: ZoneChoice) -> str:
        """Show times in this zone; returns its title."""
        self.choice = choice
        self._subscribers.publish(choice)
        return self.title

    def subscribe(self, callback: Callable[[ZoneChoice], None]) -> Callable[[], None]:
        """Call *callback* with every change; the returned function unsubscribes."""
        return self._subscribers.add(callback)
