"""Reads the company under the cursor of the list, for the preview beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from codat_tui.models.local import FleetEntry, Loading, RemoteState
from codat_tui.present import Cell
from codat_tui.widgets.company_preview import CompanyPreview
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.screens.shell.base import CodatScreen

PREVIEW_REST = 0.5
"""Seconds before the company under the cursor is read."""
PREVIEW_FROM = 120
"""From this width there is a preview: on narrower screens it would cut what the rows say."""
_GROUP = "preview"


class PreviewReading:
    """Keeps *preview* at the company under the cursor, and at what is read of it, until another one is shown."""

    def __init__(self, screen: CodatScreen, preview: CompanyPreview) -> None:
        self._screen = screen
        self._preview = preview
        self._unsubscribe: Callable[[], None] = lambda: None

    def show(
        self, entry: FleetEntry | None, group: Callable[[int], Sequence[tuple[Cell, ...]]] | None
    ) -> None:
        """Show a company, or the lines of a *group*, and read the company once the cursor has rested."""
        before = self._preview.entry
        if before is None or entry is None or before.company_id != entry.company_id:
            # Another row's news must not be drawn here, nor its reading go on.
            self.end()
            self._screen.workers.cancel_group(self._screen, _GROUP)
            self._preview.overview = None
        self._preview.group = group
        self._preview.entry = entry
        self._read_soon()

    def end(self) -> None:
        """Hear no more of the company that was read."""
        self._unsubscribe()

    def patched(self, patches: Mapping[str, FleetEntry]) -> bool:
        """Show what has changed; return whether the company that is shown is among *patches*."""
        preview = self._preview
        if preview.group is not None:
            preview.draw()
        if preview.entry is None or preview.entry.company_id not in patches:
            return False
        preview.entry = patches[preview.entry.company_id]
        return True

    def read_again(self) -> None:
        """Read what was read before, if anything was: it may have changed while another screen was shown."""
        if self._preview.overview is not None:
            self._read_soon()

    def _read_soon(self) -> None:
        entry = self._preview.entry
        if entry is not None and self._screen.size.width >= PREVIEW_FROM:
            run_job(self._screen, partial(self._read, entry.company_id), group=_GROUP, exclusive=True)

    async def _read(self, company_id: str) -> None:
        await self._screen.desk.clock.sleep(PREVIEW_REST)
        companies = self._screen.services.companies
        self._unsubscribe()
        self._unsubscribe = companies.subscribe(company_id, self._heard)
        self._heard(await companies.preview(company_id))

    def _heard(self, state: RemoteState[CompanyOverview]) -> None:
        """More is known of the company, or something of it has changed since it was read."""
        self._preview.overview = state
        entry = self._preview.entry
        if entry is None or isinstance(state, Loading) or not self._screen.is_current:
            return
        if self._screen.services.companies.outdated(entry.company_id):
            self._read_soon()
