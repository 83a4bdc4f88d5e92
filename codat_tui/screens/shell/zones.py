"""The time zone in which times are shown: one choice for all screens, changed by one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from enum import StrEnum
from functools import cached_property

from codat_tui.services.subscribers import Subscribers


class ZoneChoice(StrEnum):
    """Whose clock on the wall counts."""

    UTC = "UTC"
    MINE = "my time"
    MERCHANT = "merchant's time"


class Zones:
    """The choice in force; subscribers redraw when it changes. *local* finds the zone of this machine."""

    def __init__(self, local: Callable[[], tzinfo]) -> None:
        self._local = local
        self._subscribers: Subscribers[ZoneChoice] = Subscribers()
        self.choice = ZoneChoice.UTC

    @cached_property
    def mine(self) -> tzinfo:
        """The zone of this machine."""
        return self._local()

    @property
    def title(self) -> str:
        """The choice in words, with its name where that is one for all screens."""
        return f"{self.choice} ({self.mine})" if self.choice is ZoneChoice.MINE else str(self.choice)

    def zone(self, merchant: tzinfo | None = None) -> tzinfo:
        """The zone to show times in; the merchant's is UTC where it is not known."""
        match self.choice:
            case ZoneChoice.MINE:
                return self.mine
            case ZoneChoice.MERCHANT:
                return merchant or UTC
            case ZoneChoice.UTC:
                return UTC

    def turn(self) -> str:
        """Take the next choice, round and round; its title."""
        order = list(ZoneChoice)
        self.choice = order[(order.index(self.choice) + 1) % len(order)]
        self._subscribers.publish(self.choice)
        return self.title

    def subscribe(self, callback: Callable[[ZoneChoice], None]) -> Callable[[], None]:
        """Hear every change; the answer cancels."""
        return self._subscribers.add(callback)
