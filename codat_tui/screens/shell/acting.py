"""What every screen can do: open a company, ask for a write through its sheet, follow a sync, copy a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from codat_tui.models.errors import CodatError
from codat_tui.models.local import known
from codat_tui.paths import folder_of_start
from codat_tui.present.panels import Problem
from codat_tui.rules.codes import SyncState, describe
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.outside import copy_text
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import count

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from codat_tui.models.local import FleetEntry
    from codat_tui.models.writes import Write, WritePlan
    from codat_tui.present.export import Format
    from codat_tui.screens.shell.change_sheet import ChangeSheet


class ActingScreen(Screen[None]):
    """A screen with a desk. It never sends: every write goes through a sheet to the change service."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.services = desk.services

    def notify_error(self, error: CodatError, severity: SeverityLevel = "error") -> None:
        """Tell in a toast what failed, what to do, and all that Codat said of it."""
        notify_problem(self, Problem.of(error), severity)

    def open_company(self, company_id: str) -> None:
        """Open the overview of a company."""
        self.app.push_screen(routes.OVERVIEW.screen(self.desk, company_id))

    def open_named(self, text: str) -> None:
        """Open the company that *text* names, by id or name; say so when none or several do."""
        run_job(self, partial(self._find_and_open, text), group="find company", exclusive=True)

    async def _find_and_open(self, text: str) -> None:
        try:
            found = await self.services.companies.find_company(text)
        except CodatError as error:
            self.notify_error(error)
            return
        if len(found) == 1:
            self.open_company(found[0].company_id)
            return
        names = ", ".join(f"{entry.name} ({entry.company_id[:8]}…)" for entry in found[:4])
        words = (
            f"{len(found)} companies match: {names}. Use the id."
            if found
            else with_keys(self, "Use {companies.filter} to filter the list.")
        )
        self.notify(
            words, title=f"{'Several companies' if found else 'No company'} for {text!r}", severity="warning"
        )

    def ask_to_sync(self, company_id: str) -> None:
        """Open the sheet that starts a sync from the last success to now."""
        from codat_tui.models.writes import StartSync  # the first paint needs no writes

        self.ask(StartSync(company_id), "Sync now")

    def ask_to_sync_each(self, companies: Sequence[FleetEntry]) -> None:
        """Open the sheet that starts one sync each of several companies."""
        if self.writing_is_off():
            return

        def decided(yes: bool | None) -> None:
            if yes:
                self.services.batches.start_syncs(companies)

        self.app.push_screen(routes.BATCH_SHEET.screen(self.desk, companies), decided)

    def writing_is_off(self) -> bool:
        """Where writing is off, say why."""
        refusal = self.services.changing.refusal
        if refusal is not None:
            self.notify_error(refusal, severity="warning")
        return refusal is not None

    def ask(
        self, write: Write, title: str, then: Callable[[str], None] | None = None, *, undoes: bool = False
    ) -> None:
        """Open the sheet for any write; *then* hears the intent's id once a person has confirmed it.

        Where writing is off, the reason is said instead. A write that asks for a typed text is prepared first.
        *undoes*: the write puts an old value back, and its sheet says so.
        """
        from codat_tui.models.writes import UnlinkConnection  # the first paint needs no writes

        if self.writing_is_off():
            return
        if isinstance(write, UnlinkConnection):
            run_job(self, partial(self._prepare_and_ask, write, title, then), group="prepare", exclusive=True)
        else:
            self._open_sheet(write, title, None, then, undoes)

    async def _prepare_and_ask(self, write: Write, title: str, then: Callable[[str], None] | None) -> None:
        try:
            plan = await self.services.changing.prepare(write)
        except CodatError as error:
            self.notify_error(error)
            return
        self._open_sheet(write, title, plan, then)

    def _open_sheet(
        self,
        write: Write,
        title: str,
        plan: WritePlan | None,
        then: Callable[[str], None] | None,
        undoes: bool = False,
    ) -> None:
        made = routes.CHANGE_SHEET.screen(self.desk, write, title, plan, undoes)
        sheet = cast("ChangeSheet", made)

        def decided(yes: bool | None) -> None:
            if yes and sheet.plan is not None:
                intent_id = self.services.changing.start(sheet.plan)
                if then is not None:
                    then(intent_id)

        self.app.push_screen(sheet, decided)

    def watch_company(self, company_id: str, name: str, code: int | None) -> None:
        """Follow a company's running sync to its end; where none runs, say what would start one."""
        if code is not None and describe(code).state is SyncState.RUNNING:
            self.services.watching.begin(company_id, name)
            self.notify(
                with_keys(self, "Following its sync to the end. {app.watching} shows all watches."),
                title=name,
            )
        else:
            self.notify(with_keys(self, "No sync is running. {company.sync} starts one."), title=name)

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        """Copy *text* and say how; a *secret* is never written to a file."""
        copy_text(self, self.desk, text, what, secret=secret)

    def copy_ticket(self, company_id: str, name: str) -> None:
        """Copy what a ticket needs to know of a company, as far as it has been read."""
        # The first paint needs none of it.
        from codat_tui.present.overview import Setting
        from codat_tui.present.ticket import company_ticket

        overview = known(self.services.companies.state(company_id))
        setting = Setting(self.desk.clock.now(), self.desk.glyphs, 80)
        changes = tuple(self.services.changing.changes.values())
        more = "" if overview else " (open it first for the verdict and the latest sync)"
        self.copy(company_ticket(name, company_id, overview, setting, changes), f"{name} for a ticket{more}")

    def action_time_zone(self) -> None:
        """Show times in the next zone: UTC, the engineer's, the merchant's."""
        self.notify(f"Times are shown in {self.desk.zones.turn()}.", timeout=3)

    def action_export(self) -> None:
        """Export the focused table, or the first there is, to a file in the current folder."""
        tables = [table for table in self.query(VirtualTable) if table.display]
        table = self.focused if isinstance(self.focused, VirtualTable) else next(iter(tables), None)
        if table is None:
            self.notify("There is no table here to export.")
            return

        def chosen(format: Format | None) -> None:
            if format is not None:
                run_job(self, partial(self._export, table, format), group="export")

        self.app.push_screen(routes.EXPORT_MENU.screen(count(table.shown_count, "row")), chosen)

    async def _export(self, table: VirtualTable[Any], format: Format) -> None:
        # The first paint exports nothing.
        from codat_tui.present.export import export
        from codat_tui.services.exporting import write_export

        labels, rows = table.as_text()
        text = export(labels, rows, format)
        try:
            path = await write_export(
                folder_of_start(), table.id or "table", format, self.desk.clock.now(), text
            )
        except CodatError as error:
            self.notify_error(error)
            return
        self.notify(f"{count(len(rows), 'row')} in {path}", title="Exported")

    def argument_commands(self) -> dict[str, tuple[str, Callable[[str], None]]]:
        """Commands of `:` that take a word: what each does, and how."""
        return {
            "company": ("Open a company by id or name", self.open_named),
            "theme": ("Use another theme: codat-dark, codat-light", self.use_theme),
        }

    def use_theme(self, name: str) -> None:
        """Change the colours; an unknown name lists the known ones."""
        if name in self.app.available_themes:
            self.app.theme = name
        else:
            self.notify(
                f"Known: {', '.join(sorted(self.app.available_themes))}",
                title=f"No theme {name!r}",
                severity="warning",
            )
