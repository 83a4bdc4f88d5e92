"""The fleet: every company once, its last known sync at once, and the sweep that brings it up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from codat_tui.models.local import FleetChange, FleetEntry, FleetState, SweepCost
from codat_tui.services.context import Context

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus


class FleetService:
    """Owner of the fleet's rows; subscribers get patches, never the whole again where a patch will do."""

    def __init__(self, context: Context) -> None: ...

    @property
    def state(self) -> FleetState:
        """The fleet as of now."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[FleetChange], None]) -> Callable[[], None]:
        """Hear every change; read `state` for counts and phases. The answer cancels."""
        raise NotImplementedError

    def load(self) -> None:
        """Read the list of companies; then sweep up to 500 of them. Dropped while a listing is under way."""

    def refresh(self, company_id: str = "") -> None:
        """Read the list again, by difference; with *company_id* ask only for that company's latest sync."""

    def sweep_all(self) -> None:
        """Ask every company for its latest sync, however many there are. Dropped while a sweep runs."""

    def cancel_sweep(self) -> None:
        """Stop the sweep; what it found stays."""

    def sweep_cost(self) -> SweepCost:
        """What `sweep_all` would cost, to be shown before it."""
        raise NotImplementedError

    def visible(self, company_ids: Iterable[str]) -> None:
        """These rows are on screen: the sweep asks for them first."""

    def entry(self, company_id: str) -> FleetEntry | None:
        """The row of one company, if the list has it."""
        raise NotImplementedError

    def note_sync(self, company_id: str, status: SyncStatus | None) -> None:
        """Somebody read a company's latest sync (None: there is none): patch its row."""
