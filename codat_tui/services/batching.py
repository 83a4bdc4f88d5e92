"""One sync for each of several companies, one after the other.

Invariant: each is a write of its own; a company whose sync must not start is skipped with a notice.
"""

from __future__ import annotations

from collections.abc import Sequence

from codat_tui.clock import moment_of, seconds_since
from codat_tui.models.errors import CodatError
from codat_tui.models.local import FleetEntry, Notice, NoticeKind, NoticeSeverity
from codat_tui.models.writes import StartSync
from codat_tui.services.changing import ChangeService
from codat_tui.services.context import ServiceContext
from codat_tui.services.runner import TaskKind

# Seconds between two companies after which the rest is not started.
LONGEST_STEP = 15 * 60.0


class BatchService:
    """Starts the syncs the user confirmed for several companies."""

    def __init__(self, context: ServiceContext, changing: ChangeService) -> None:
        self._context = context
        self._changing = changing

    def start_syncs(self, companies: Sequence[FleetEntry]) -> None:
        """Check and start each sync in the background; outcomes are notices and watches."""
        self._context.runner.spawn(TaskKind.READ, self._each(tuple(companies)), "sync several companies")

    async def _each(self, companies: tuple[FleetEntry, ...]) -> None:
        clock = self._context.clock
        step = moment_of(clock)
        for position, company in enumerate(companies):
            if seconds_since(clock, step) > LONGEST_STEP:
                # The machine slept, and nobody expects syncs to start after that.
                self._stopped(companies[position:])
                return
            step = moment_of(clock)
            try:
                plan = await self._changing.prepare(StartSync(company.company_id))
            except CodatError as error:
                self._passed_over(company, f"{error.title}.", error)
                continue
            if plan.refused:
                self._passed_over(company, plan.refused)
            else:
                self._changing.start(plan)

    def _stopped(self, left: tuple[FleetEntry, ...]) -> None:
        names = f"{left[0].name} and {len(left) - 1} more" if len(left) > 1 else left[0].name
        text = f"{names}: no sync was started, because this machine slept meanwhile. Choose them again."
        self._context.notify(Notice(NoticeKind.SYNC_REFUSED, text, NoticeSeverity.WARNING))

    def _passed_over(self, company: FleetEntry, reason: str, error: CodatError | None = None) -> None:
        text = f"no sync was started. {reason}"
        company_id, name = company.company_id, company.name
        notice = Notice(NoticeKind.SYNC_REFUSED, text, NoticeSeverity.WARNING, company_id, name, error)
        self._context.notify(notice)
