"""What every screen of the program shares: its desk of services, the header, the crumbs and the footer.

A screen subscribes when it is mounted and lets go when it is closed; it never touches the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen
from textual.widget import Widget

from codat_tui.clock import Clock
from codat_tui.models.local import ProfileFacts, TrafficState, Watch
from codat_tui.present import Glyphs, quota_text
from codat_tui.rules.sync_codes import SyncState, describe
from codat_tui.services.services import Services
from codat_tui.widgets.breadcrumbs import Breadcrumbs
from codat_tui.widgets.footer import FooterLine
from codat_tui.widgets.header import HeaderLine

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

NARROW = 100
"""Terminals with fewer columns show no preview, and platforms as two letters."""
LOW_QUOTA = 0.1
"""Below this share of the day's requests the header warns, and nothing is asked in the background."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a screen is given to work with; nothing of it knows the app."""

    services: Services
    clock: Clock
    glyphs: Glyphs
    profile: ProfileFacts
    company: str = ""
    config_path: str = ""


class CodatScreen(Screen[None]):
    """A full screen between one header line, one line of crumbs and one footer line.

    Every screen binds `refresh` and `back` itself, after its own keys: the footer keeps the order of the bindings.
    """

    CRUMBS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.services = desk.services
        self._cancels: list[Callable[[], None]] = []

    def compose(self) -> ComposeResult:
        """Header and crumbs above, footer below, the screen's own body between."""
        header = HeaderLine()
        header.profile = self.desk.profile.name
        header.environment = self.desk.profile.environment
        header.read_only = self.desk.profile.read_only
        yield header
        crumbs = Breadcrumbs(self.desk.glyphs)
        crumbs.crumbs = self.CRUMBS
        yield crumbs
        yield from self.compose_body()
        yield FooterLine()

    def compose_body(self) -> Iterable[Widget]:
        """What is between the crumbs and the footer."""
        raise NotImplementedError

    @property
    def header(self) -> HeaderLine:
        """The first line."""
        return self.query_one(HeaderLine)

    @property
    def breadcrumbs(self) -> Breadcrumbs:
        """The second line."""
        return self.query_one(Breadcrumbs)

    def follow(self, cancel: Callable[[], None]) -> None:
        """Keep a subscription for as long as this screen is mounted."""
        self._cancels.append(cancel)

    def on_mount(self) -> None:
        """Follow what the header shows."""
        self.follow(self.services.traffic.subscribe(self._show_traffic))
        self.follow(self.services.watching.subscribe(self._show_watches))
        self._show_traffic(self.services.traffic.state)
        self._show_watches(self.services.watching.watches)

    def on_unmount(self) -> None:
        """Let go of every subscription."""
        while self._cancels:
            self._cancels.pop()()

    def show_as_of(self, moment: datetime | None) -> None:
        """Say in the header how old the data on this screen is, in the engineer's own time zone."""
        self.header.as_of = f"{moment.astimezone():%H:%M:%S}" if moment else ""

    def _show_traffic(self, traffic: TrafficState) -> None:
        quota = traffic.quota
        if quota is not None and quota.limit is not None and quota.remaining is not None:
            self.header.quota = quota_text(quota.remaining, quota.limit)
            self.header.quota_low = quota.remaining < quota.limit * LOW_QUOTA

    def _show_watches(self, watches: tuple[Watch, ...]) -> None:
        running = sum(watch.running for watch in watches)
        self.header.watches = f"{self.desk.glyphs.running} {running} watching" if running else ""

    def action_refresh(self) -> None:
        """Read again what this screen shows."""

    def action_back(self) -> None:
        """Go where one came from; a mode's first screen stays."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def on_breadcrumbs_crumb_chosen(self, event: Breadcrumbs.CrumbChosen) -> None:
        """Go back to the crumb that was clicked."""
        if event.index < len(self.breadcrumbs.crumbs) - 1:
            self.action_back()

    # What several screens do with a company

    def open_company(self, company_id: str) -> None:
        """Open the overview of a company."""
        from codat_tui.screens.overview import OverviewScreen

        self.app.push_screen(OverviewScreen(self.desk, company_id))

    def open_named(self, text: str) -> None:
        """Open the company that *text* names, by id or name; say so when none or several do."""
        self.run_worker(self._find_and_open(text), group="find company", exclusive=True)

    async def _find_and_open(self, text: str) -> None:
        from codat_tui.models.errors import CodatError

        try:
            found = await self.services.companies.find_company(text)
        except CodatError as error:
            self.notify(error.next_step, title=error.title, severity="error")
            return
        if len(found) == 1:
            self.open_company(found[0].company_id)
            return
        names = ", ".join(f"{entry.name} ({entry.company_id[:8]}…)" for entry in found[:4])
        words = (
            f"{len(found)} companies match: {names}. Use the id." if found else "Use / to filter the list."
        )
        self.notify(
            words, title=f"{'Several companies' if found else 'No company'} for {text!r}", severity="warning"
        )

    def ask_to_sync(self, company_id: str, name: str) -> None:
        """Open the sheet that starts a sync; where writing is off, say why instead."""
        refusal = self.services.changing.refusal
        if refusal is not None:
            self.notify(refusal.next_step, title=refusal.title, severity="warning")
            return
        from codat_tui.screens.sync_sheet import SyncSheet

        sheet = SyncSheet(self.desk, company_id, name)

        def decided(yes: bool | None) -> None:
            if yes and sheet.plan is not None:
                self.services.changing.start_sync(sheet.plan)

        self.app.push_screen(sheet, decided)

    def watch_company(self, company_id: str, name: str, code: int | None) -> None:
        """Follow a company's running sync to its end; where none runs, say what would start one."""
        if code is not None and describe(code).state is SyncState.RUNNING:
            self.services.watching.begin(company_id, name)
            self.notify("Following its sync to the end. 2 shows all watches.", title=name)
        else:
            self.notify("No sync is running. s starts one.", title=name)

    def copy(self, text: str, what: str) -> None:
        """Put *text* on the terminal's clipboard and say so."""
        self.app.copy_to_clipboard(text)
        self.notify(f"Copied {what}.", timeout=3)

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
