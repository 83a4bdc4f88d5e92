"""What every screen of the program shows: the header, the crumbs and the footer around its own body.

A screen subscribes when it is mounted and lets go when it is closed; it never touches the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.local import TrafficState, Watch
from codat_tui.present import quota_text
from codat_tui.screens.shell.acting import ActingScreen
from codat_tui.screens.shell.desk import Desk
from codat_tui.services.context import quota_is_low
from codat_tui.widgets.breadcrumbs import Breadcrumbs
from codat_tui.widgets.footer import FooterLine
from codat_tui.widgets.header import HeaderLine

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from textual.app import ComposeResult
    from textual.await_remove import AwaitRemove
    from textual.timer import Timer

    from codat_tui.models.changes import Change
    from codat_tui.screens.shell.outcomes import Outcomes

NARROW = 100
"""Terminals with fewer columns show no preview, and platforms as two letters."""

__all__ = ["NARROW", "CodatScreen", "Desk"]


class CodatScreen(ActingScreen):
    """A full screen between one header line, one line of crumbs and one footer line.

    Every screen binds `refresh` and `back` itself, after its own keys: the footer keeps the order of the bindings.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", "export the table", show=False, id="app.export"),
        Binding("t", "time_zone", "time zone: UTC, mine, the merchant's", show=False, id="app.time_zone"),
    ]
    CRUMBS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # Kept, not looked up: a service may still speak while the screen is being taken down.
        self.header = HeaderLine()
        self.breadcrumbs = Breadcrumbs(desk.glyphs)
        self._cancels: list[Callable[[], None]] = []
        self._countdown: Timer | None = None
        self._leaving = False
        self._as_of: datetime | None = None

    def compose(self) -> ComposeResult:
        """Header and crumbs above, footer below, the screen's own body between."""
        profile = self.desk.profile
        self.header.profile = profile.name
        self.header.environment = profile.environment
        self.header.read_only = profile.read_only
        self.breadcrumbs.crumbs = self.CRUMBS
        yield self.header
        yield self.breadcrumbs
        yield from self.compose_body()
        yield FooterLine()

    def compose_body(self) -> Iterable[Widget]:
        """What is between the crumbs and the footer."""
        raise NotImplementedError

    def follow(self, cancel: Callable[[], None]) -> None:
        """Keep a subscription for as long as this screen is mounted."""
        self._cancels.append(cancel)
        if self._leaving:
            self._let_go()

    def remove(self) -> AwaitRemove:
        """Let go first: a service may speak while the parts are taken down one by one."""
        self._leaving = True
        self._let_go()
        return super().remove()

    def on_mount(self) -> None:
        """Follow what the header shows."""
        self.follow(self.services.traffic.subscribe(self._show_traffic))
        self.follow(self.services.watching.subscribe(self._show_watches))
        self.follow(self.desk.zones.subscribe(lambda _: self._draw_as_of()))
        self._show_traffic(self.services.traffic.state)
        self._show_watches(self.services.watching.watches)

    def on_unmount(self) -> None:
        """Let go of every subscription."""
        self._let_go()

    def _let_go(self) -> None:
        while self._cancels:
            self._cancels.pop()()

    def show_as_of(self, moment: datetime | None) -> None:
        """Say in the header how old the data on this screen is, in the time zone of its other times."""
        self._as_of = moment
        self._draw_as_of()

    @property
    def zone(self) -> tzinfo:
        """The time zone of every time on this screen."""
        return self.desk.zones.zone()

    def _draw_as_of(self) -> None:
        if self._as_of is None:
            self.header.as_of = ""
            return
        # UTC is what every screen begins with; another zone is named.
        name = "" if self.zone is UTC else f" {self.zone}"
        self.header.as_of = f"{self._as_of.astimezone(self.zone):%H:%M:%S}{name}"

    @cached_property
    def outcomes(self) -> Outcomes:
        """What came of the writes of this screen, which needs a Banner; `begin` it on mount."""
        # Everything about writes is imported here and not above: the first paint does not wait for it.
        from codat_tui.screens.shell.outcomes import Outcomes

        return Outcomes(self, self.services.changing, self.is_my_write, self.write_heard)

    def is_my_write(self, change: Change) -> bool:
        """Whether this screen tells what comes of a write."""
        return False

    def write_heard(self, change: Change) -> None:
        """One of this screen's writes has gone a step."""

    def _show_traffic(self, traffic: TrafficState) -> None:
        quota = traffic.quota
        if quota is not None and quota.limit is not None and quota.remaining is not None:
            self.header.quota = quota_text(quota.remaining, quota.limit)
            self.header.quota_low = quota_is_low(quota, self.desk.clock.now())

        self._show_waits(traffic)

    def _show_waits(self, traffic: TrafficState) -> None:
        """Name the wait that ends last, and count it down for as long as there is one."""
        if traffic.waits:
            wait = max(traffic.waits, key=lambda each: each.until)
            seconds = max(0, round((wait.until - self.desk.clock.now()).total_seconds()))
            self.header.waiting = f"{wait.reason}, again in {seconds} s"
        else:
            self.header.waiting = ""
        if traffic.waits and self._countdown is None:
            self._countdown = self.set_interval(1.0, self._count_down)
        elif not traffic.waits and self._countdown is not None:
            self._countdown.stop()
            self._countdown = None

    def _count_down(self) -> None:
        self._show_waits(self.services.traffic.state)

    def _show_watches(self, watches: tuple[Watch, ...]) -> None:
        running = sum(watch.running for watch in watches)
        self.header.watches = f"{self.desk.glyphs.running} {running} watching" if running else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Checking again means something only while the outcome of a write is unknown."""
        if action == "check_again":
            return bool(self.outcomes.doubts)
        return super().check_action(action, parameters)

    def action_check_again(self) -> None:
        """Read once more whether the writes of unknown outcome happened; never writes."""
        self.outcomes.check_again()

    def action_refresh(self) -> None:
        """Read again what this screen shows."""

    def action_back(self) -> None:
        """Go where one came from; a mode's first screen stays."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    # Tabs, where `breadcrumbs` has some

    def open_tab(self, index: int) -> None:
        """Show another tab than the active one."""
        raise NotImplementedError

    def action_tab(self, step: int) -> None:
        """Go to the next or the previous tab, round and round."""
        self._go_to_tab((self.breadcrumbs.active_tab + step) % len(self.breadcrumbs.tabs))

    def on_breadcrumbs_tab_chosen(self, event: Breadcrumbs.TabChosen) -> None:
        """Go to the tab that was clicked."""
        self._go_to_tab(event.index)

    def _go_to_tab(self, index: int) -> None:
        if index != self.breadcrumbs.active_tab:
            self.open_tab(index)

    def on_breadcrumbs_crumb_chosen(self, event: Breadcrumbs.CrumbChosen) -> None:
        """Go back to the crumb that was clicked."""
        if event.index < len(self.breadcrumbs.crumbs) - 1:
            self.action_back()
