"""The base of every full screen: header, breadcrumbs, footer, and common actions.

Screens subscribe on mount, unsubscribe on removal, and send no requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from textual import on
from textual.binding import ActiveBinding, Binding, BindingType
from textual.messages import Update
from textual.screen import Screen
from textual.widget import Widget

from codat_tui.config import COMPANY_ID
from codat_tui.models.errors import CodatError
from codat_tui.models.local import known
from codat_tui.present.panels import Problem
from codat_tui.rules.codes import SyncState, describe
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.copy_and_open import copy_text, open_address
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.exporting import export_table
from codat_tui.screens.shell.header_feed import HeaderFeed
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.widgets.breadcrumbs import Breadcrumbs
from codat_tui.widgets.following import FollowingScreen
from codat_tui.widgets.footer import FooterLine
from codat_tui.widgets.header import HeaderLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import in_declared_order, with_keys

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from textual import events
    from textual.app import ComposeResult
    from textual.notifications import SeverityLevel

    from codat_tui.models.changes import Change
    from codat_tui.models.local import FleetEntry
    from codat_tui.screens.shell.commands import ArgumentCommand
    from codat_tui.screens.shell.outcomes import Outcomes

IDLE = "idle key"
AGES = 60.0
"""Seconds between drawings of the ages."""
NARROW = 100
"""Below this width words are shorter."""

__all__ = ["NARROW", "CodatScreen", "Desk", "leaving"]


def leaving(*, refresh: bool = False, back: bool = False) -> tuple[Binding, Binding]:
    """Return `refresh` and `back` for the end of a screen's bindings; True shows one in the footer.

    The first key of each is the one to name; the others are there for hands that expect them.
    """
    return (
        Binding("r,ctrl+r,f5", "refresh", "refresh", show=refresh, id="app.refresh"),
        Binding("escape,backspace,h", "back", "back", show=back, id="app.back"),
    )


class CodatScreen(FollowingScreen[None]):
    """Every screen binds `leaving()` itself, after its own keys: the footer keeps this order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", "back; on a first screen, quit", show=False, id="app.leave"),
        Binding("x", "export", "export the table", show=False, id="app.export"),
        Binding("p", "pause_refresh", "pause refreshing", show=False, id="app.pause_refresh"),
        Binding("t", "time_zone", "time zone: UTC, mine, the merchant's", show=False, id="app.time_zone"),
    ]
    CRUMBS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.services = desk.services
        # Attributes, not queries: a service may publish while the widgets are being removed.
        self.header = HeaderLine()
        self.breadcrumbs = Breadcrumbs(desk.glyphs)
        self.footer = FooterLine()
        self._header_feed = HeaderFeed(self, self.header, desk, lambda: self.zone)

    def compose(self) -> ComposeResult:
        profile = self.desk.profile
        self.header.profile = profile.name
        self.header.environment = profile.environment
        self.header.read_only = profile.read_only
        self.breadcrumbs.crumbs = self.CRUMBS
        yield self.header
        yield self.breadcrumbs
        yield from self.compose_body()
        yield self.footer

    def compose_body(self) -> Iterable[Widget]:
        """The widgets between breadcrumbs and footer."""
        raise NotImplementedError

    def on_mount(self) -> None:
        for cancel in self._header_feed.begin():
            self.follow(cancel)
        self.set_interval(AGES, self._draw_ages_if_seen)

    def on_screen_resume(self) -> None:
        # The whole screen at once: else what has changed meanwhile is drawn first, over the screen that was left.
        self.post_message(Update(self))
        # Its texts are from when it was last seen.
        self.draw_ages()

    def _draw_ages_if_seen(self) -> None:
        if self.is_current:
            self.draw_ages()

    def draw_ages(self) -> None:
        """Draw again what says how long ago something was: each minute, and when the screen is shown again."""
        self._header_feed.draw_as_of()
        for table in self.query(VirtualTable):
            table.redraw()

    def show_as_of(self, moment: datetime | None) -> None:
        """Show in the header when the data was read."""
        self._header_feed.show_as_of(moment)

    @property
    def zone(self) -> tzinfo:
        return self.desk.zones.zone()

    @property
    def zone_label(self) -> str:
        """What a column of times calls `zone`."""
        return self.desk.zones.label(self.zone)

    @cached_property
    def outcomes(self) -> Outcomes:
        """The outcomes of this screen's writes. Needs a Banner; call `begin` on mount."""
        # Everything about writes is imported here and not above: the first paint does not wait for it.
        from codat_tui.screens.shell.outcomes import Outcomes

        return Outcomes(self, self.services.changing, self.is_my_write, self.write_heard)

    def is_my_write(self, change: Change) -> bool:
        """Whether this screen shows the outcome of *change*."""
        return False

    def write_heard(self, change: Change) -> None:
        """Called at each step of this screen's writes."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "check_again":
            return bool(self.outcomes.doubts)
        return super().check_action(action, parameters)

    def action_check_again(self) -> None:
        self.outcomes.check_again()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """As declared, with the words of `binding_words`, in footer, help and palette alike."""
        found, words = in_declared_order(super().active_bindings), self.binding_words()
        for key, active in found.items() if words else ():
            word = words.get(active.binding.id or "")
            if word is not None:
                said = replace(
                    active.binding,
                    description=word or active.binding.description,
                    show=active.binding.show and bool(word),
                )
                found[key] = active._replace(binding=said)
        return found

    def binding_words(self) -> Mapping[str, str]:
        """What some bindings do here and now, by their ids; "" leaves one out of the footer."""
        return {}

    def another(self) -> Screen[None] | None:
        """Return a new screen of the same place, for when this one has been closed; None: there is no way back."""
        return None

    def show_page(self, page: Screen[None]) -> None:
        """Show a company's page."""
        self.app.push_screen(page)

    def action_refresh(self) -> None:
        """Read again what this screen shows."""

    @property
    def goes_back(self) -> bool:
        """Whether there is something to go back from."""
        return len(self.app.screen_stack) > 1

    def action_back(self) -> None:
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_leave(self) -> None:
        """Go back; where there is nothing to go back from, ask whether to quit."""
        if self.goes_back:
            self.action_back()
            return

        def decided(yes: bool | None) -> None:
            if yes:
                self.app.call_later(self.app.action_quit)

        self.app.push_screen(routes.QUIT_SHEET.screen(self.desk), decided)

    async def _keep_theme(self, name: str) -> None:
        from codat_tui.services.preferences import keep_theme  # the first paint needs none of it

        if self.app.is_web or not self.desk.config_path:
            return
        try:
            kept = await keep_theme(Path(self.desk.config_path), name)
        except CodatError as error:
            self.notify_error(error, "warning")
            return
        said = (
            "kept in the configuration"
            if kept
            else "used until the end: `codat-tui init` makes a file to keep it"
        )
        self.footer.say(f"{name}: {said}.")

    # What is said quietly

    def on_key(self, event: events.Key) -> None:
        # Only keys that no widget took arrive here; the app looks for their binding next.
        # Without their order and words, which cost as much again with every key.
        active = super().active_bindings.get(event.key)
        self.workers.cancel_group(self, IDLE)
        if active is not None and active.enabled:
            self.footer.say("")
        else:
            run_job(self, partial(self._say_idle, event.key), group=IDLE, exclusive=True)

    async def _say_idle(self, key: str) -> None:
        from codat_tui.screens.shell.binding_ids import binding_ids  # the first paint needs none of it
        from codat_tui.screens.shell.idle_keys import idle_words

        # What a key does on a screen is known once that is imported.
        await asyncio.to_thread(binding_ids)
        self.footer.say(idle_words(self, key))

    @on(VirtualTable.Said)
    def _say(self, event: VirtualTable.Said) -> None:
        self.footer.say(event.words)

    # Acting

    def notify_error(self, error: CodatError, severity: SeverityLevel = "error") -> None:
        notify_problem(self, Problem.of(error), severity)

    def open_company(self, company_id: str) -> None:
        self.app.push_screen(routes.OVERVIEW.screen(self.desk, company_id))

    def open_named(self, text: str) -> None:
        """Open the company with this id or name, or show why there is not exactly one."""
        run_job(self, partial(self._find_and_open, text), group="find company", exclusive=True)

    async def _find_and_open(self, text: str) -> None:
        try:
            found = await self.find_one(text)
        except CodatError as error:
            self.notify_error(error)
            return
        if found is not None and self.still_here():
            self.open_company(found.company_id)

    def still_here(self) -> bool:
        """Return whether this screen is still the one on top; say otherwise that nothing is opened over another.

        For jobs that open what they have found: meanwhile another screen, or another profile, may be shown.
        """
        if not self.is_current:
            said = "You have gone on meanwhile: what was asked for is not opened."
            self.notify(said, title=self.desk.profile.name, severity="warning")
        return self.is_current

    async def find_one(self, text: str) -> FleetEntry | None:
        """Return the company with this id or name; show why there is not exactly one. Raises CodatError."""
        found = await self.services.companies.find_company(text)
        if len(found) == 1:
            return found[0]
        names = ", ".join(f"{entry.full_name} ({entry.company_id[:8]}…)" for entry in found[:4])
        words = (
            f"{len(found)} companies match: {names}. Use the id."
            if found
            else with_keys(self, "Use {companies.filter} to filter the list.")
        )
        self.notify(
            words, title=f"{'Several companies' if found else 'No company'} for {text!r}", severity="warning"
        )
        return None

    def watch_company(self, company_id: str, name: str, code: int | None) -> None:
        """Follow a company's running sync to its end; where none runs, say what would start one."""
        if code is not None and describe(code).state is SyncState.RUNNING:
            self.follow_sync(company_id, name)
        else:
            said = with_keys(self, "No sync is running. {company.sync} starts one.")
            self.notify(said, title=self.services.fleet.full_name(company_id, name))

    def follow_sync(self, company_id: str, name: str, sync_id: str = "", commerce_sync_id: str = "") -> None:
        """Follow a sync to its end: the one with these ids, or without ids the latest."""
        self.services.watching.begin(company_id, name, sync_id=sync_id, commerce_sync_id=commerce_sync_id)
        words = "Following its sync to the end. {app.watching} shows all watches."
        self.notify(with_keys(self, words), title=self.services.fleet.full_name(company_id, name))

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        """A *secret* is never written to a file."""
        copy_text(self, self.desk, text, what, secret=secret)

    def copy_ticket(self, company_id: str, name: str) -> None:
        """Copy the known facts of a company as text for a ticket."""
        # The first paint needs none of it.
        from codat_tui.present.overview import DrawingContext
        from codat_tui.present.ticket import company_ticket

        overview = known(self.services.companies.state(company_id))
        context = DrawingContext(self.desk.clock.now(), self.desk.glyphs, 80)
        changes = tuple(self.services.changing.changes.values())
        more = "" if overview else " (open it first for the verdict and the latest sync)"
        text = company_ticket(name, company_id, overview, context, changes, self.desk.profile)
        self.copy(text, f"{name} for a ticket{more}")

    def action_pause_refresh(self) -> None:
        refreshing = self.services.refreshing
        if not refreshing.state.minutes:
            self.notify("Refreshing is off: refresh_minutes in the profile is 0.", timeout=5)
        elif refreshing.toggle():
            said = "Nothing is read again by itself until {app.pause_refresh}."
            self.notify(with_keys(self, said), title="Refreshing is paused", timeout=5)
        else:
            self.notify(f"What is shown is read again every {refreshing.state.minutes} minutes.", timeout=5)

    def action_time_zone(self) -> None:
        self.notify(f"Times are shown in {self.desk.zones.turn()}.", timeout=3)

    def action_export(self) -> None:
        export_table(self, self.desk.clock)

    def argument_commands(self) -> tuple[ArgumentCommand, ...]:
        """Return the commands of `:` that take an argument here, besides those of every screen."""
        return ()

    def use_theme(self, name: str) -> None:
        """An unknown name shows the known ones."""
        if name in self.app.available_themes:
            self.app.theme = name
            run_job(self, partial(self._keep_theme, name), group="theme", exclusive=True)
        else:
            self.notify(
                f"Known: {', '.join(sorted(self.app.available_themes))}",
                title=f"No theme {name!r}",
                severity="warning",
            )

    def open_portal(self, company_id: str) -> None:
        """Open a company's page in Codat's Portal, or say what that needs."""
        profile = self.desk.profile
        if not profile.portal_url:
            said = f'Put its address into profile {profile.name}: portal_url = "https://…/{{company_id}}".'
            self.notify(
                f"{said} Codat's Portal shows it when you open a company there.", title="No Portal page"
            )
            return
        open_address(self, self.desk, profile.portal_url.replace(COMPANY_ID, quote(company_id, safe="")))

    # Tabs, where `breadcrumbs` has some

    def open_tab(self, index: int) -> None:
        """Show another tab."""
        raise NotImplementedError

    def action_tab(self, step: int) -> None:
        self.go_to_tab((self.breadcrumbs.active_tab + step) % len(self.breadcrumbs.tabs))

    def on_breadcrumbs_tab_chosen(self, event: Breadcrumbs.TabChosen) -> None:
        self.go_to_tab(event.index)

    def go_to_tab(self, index: int) -> None:
        """Show a tab, unless it is shown."""
        if index != self.breadcrumbs.active_tab:
            self.open_tab(index)

    def on_breadcrumbs_crumb_chosen(self, event: Breadcrumbs.CrumbChosen) -> None:
        if event.index < len(self.breadcrumbs.crumbs) - 1:
            self.action_back()
