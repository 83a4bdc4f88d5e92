"""Every write: committed to the journal before its request, never sent twice, and settled by reading when in doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.local import Change
from codat_tui.services.context import Context
from codat_tui.services.fleet import FleetService
from codat_tui.services.watching import WatchService

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.errors import CodatError
    from codat_tui.rules.windows import SyncWindow


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something the person should know before confirming; *remedy* may be empty."""

    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """A sync as the sheet shows it: what will be sent, to whom, and what was found just before.

    *refused* is empty, or says why this sync must not be started now. *requests* estimates what starting and
    watching will cost. *curl* is the exact request with the key masked. *running* is the sync under way, if any.
    """

    company_id: str
    company_name: str
    prepared_at: datetime
    window: SyncWindow
    refused: str
    warnings: tuple[PlanWarning, ...]
    requests: int
    curl: str
    running: SyncStatus | None = None


class ChangeService:
    """The one way for writes."""

    def __init__(self, context: Context, fleet: FleetService, watching: WatchService) -> None: ...

    @property
    def refusal(self) -> CodatError | None:
        """Why every write is off (read-only, or nothing can be journaled), or None."""
        raise NotImplementedError

    @property
    def changes(self) -> Mapping[str, Change]:
        """The writes of this run by intent id, and those of dead processes that were settled at start."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Hear every step of every write: Sending, then Started, Refused or Unknown. The answer cancels."""
        raise NotImplementedError

    async def prepare_sync(self, company_id: str) -> SyncPlan:
        """Read what must be known before a sync. Raises CodatError: ReadOnlyError and StoreError before any request."""
        raise NotImplementedError

    def start_sync(self, plan: SyncPlan) -> str:
        """Journal the sync and start it, in the runner; the outcome is published. Answers the intent id."""
        raise NotImplementedError

    def check_again(self, intent_id: str) -> None:
        """Read once more whether an Unknown write happened; publishes the outcome. Never writes."""

    def reconcile(self) -> None:
        """Settle by reading what processes that are gone left open; those of living ones are left alone."""
