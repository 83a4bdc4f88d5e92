"""One company read by five requests side by side; a part that fails blanks no other, a late answer paints nothing."""

from __future__ import annotations

from collections.abc import Callable

from codat_tui.models.local import CompanyOverview, FleetEntry, RemoteState
from codat_tui.services.context import Context
from codat_tui.services.fleet import FleetService


class CompanyReader:
    """What is known of single companies, kept with its time."""

    def __init__(self, context: Context, fleet: FleetService) -> None: ...

    def state(self, company_id: str) -> RemoteState[CompanyOverview]:
        """What is known of the company; Loading() when nothing was read yet."""
        raise NotImplementedError

    def subscribe(
        self, company_id: str, callback: Callable[[RemoteState[CompanyOverview]], None]
    ) -> Callable[[], None]:
        """Hear every change of this one company's state; the answer cancels."""
        raise NotImplementedError

    async def overview(self, company_id: str) -> RemoteState[CompanyOverview]:
        """Read the company anew, publishing each part as it arrives; joins a read under way.

        Loading carries the parts so far; Loaded may hold Failed parts; Failed means that no part could be read.
        Cancelling the last caller cancels the requests. Raises nothing: errors are in the state.
        """
        raise NotImplementedError

    async def preview(self, company_id: str, max_age: float = 60.0) -> RemoteState[CompanyOverview]:
        """What is known if it is younger than *max_age* seconds, else `overview`."""
        raise NotImplementedError

    async def find_company(self, text: str) -> tuple[FleetEntry, ...]:
        """The companies whose id or name is *text*; if none, whose name contains it. Raises CodatError."""
        raise NotImplementedError
