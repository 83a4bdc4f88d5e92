"""The time zone in which times are shown: one choice for all screens, changed by one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from enum import StrEnum

from codat_tui.clock import Clock
from codat_tui.services.subscribers import Subscribers


class ZoneChoice(StrEnum):
    """Whose clock on the wall counts."""

    UTC = "UTC"
    MINE = "my time"
    MERCHANT = "merchant's time"


class Zones:
    """The choice in force; subscribers redraw when it changes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._subscribers: Subscribers[ZoneChoice] = Subscribers()
        self.choice = ZoneChoice.UTC

    def zone(self, merchant: tzinfo | None = None) -> tzinfo:
        """The zone to show times in; the merchant's is UTC where it is not known."""
        match self.choice:
            case ZoneChoice.MINE:
                return self._clock.now().astimezone().tzinfo or UTC
            case ZoneChoice.MERCHANT:
                return merchant or UTC
            case ZoneChoice.UTC:
                return UTC

    def turn(self) -> ZoneChoice:
        """Take the next choice, round and round."""
        order = list(ZoneChoice)
        self.choice = order[(order.index(self.choice) + 1) % len(order)]
        self._subscribers.publish(self.choice)
        return self.choice

    def subscribe(self, callback: Callable[[ZoneChoice], None]) -> Callable[[], None]:
        """Hear every change; the answer cancels."""
        return self._subscribers.add(callback)
