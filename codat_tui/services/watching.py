"""Syncs followed to their end: one poller per sync, shared by all screens, resumed after a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.local import Watch
from codat_tui.services.context import Context
from codat_tui.services.fleet import FleetService

if TYPE_CHECKING:
    from codat_tui.models.traffic import ApiEvent


class WatchService:
    """All watches of this run, running and ended."""

    def __init__(self, context: Context, fleet: FleetService) -> None: ...

    @property
    def watches(self) -> tuple[Watch, ...]:
        """Every watch, in the order it began; ended ones until `clear_ended`."""
        raise NotImplementedError

    @property
    def running_count(self) -> int:
        """How many syncs are being followed."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[tuple[Watch, ...]], None]) -> Callable[[], None]:
        """Hear the watches whenever one of them changes; the answer cancels."""
        raise NotImplementedError

    def of_company(self, company_id: str) -> Watch | None:
        """The company's running watch, else its newest ended one, else None."""
        raise NotImplementedError

    def begin(
        self,
        company_id: str,
        company_name: str,
        *,
        commerce_sync_id: str = "",
        sync_id: str = "",
        started_at: datetime | None = None,
    ) -> str:
        """Follow a sync by either of its ids; with neither, the company's latest. Answers the watch id.

        A sync that is followed already gives its watch; *started_at* defaults to now.
        """
        raise NotImplementedError

    def stop(self, watch_id: str) -> None:
        """Stop following; the sync itself goes on."""

    def clear_ended(self) -> None:
        """Forget the watches that have ended."""

    def take_up(self) -> None:
        """Follow again what the store remembers; one that cannot be read any more is dropped with a notice."""

    def heard(self, event: ApiEvent) -> None:
        """Take note of a wait announced by the client for one of the watches."""
