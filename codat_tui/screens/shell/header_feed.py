"""Fills a screen's header line: quota, waits, watches, and how old the data is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from codat_tui.models.local import TrafficState
from codat_tui.present import ago, quota_text
from codat_tui.services.context import quota_is_low

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from textual.screen import Screen
    from textual.timer import Timer

    from codat_tui.screens.shell.desk import Desk
    from codat_tui.services.refreshing import Refreshing
    from codat_tui.widgets.header import HeaderLine


# What is older than so many intervals is marked; and the minutes of one where the profile switches refreshing off.
STALE_INTERVALS = 2
USUAL_MINUTES = 15


class HeaderFeed:
    """Updates *header* for *screen*; *zone* returns the zone of the screen's times."""

    def __init__(
        self, screen: Screen[Any], header: HeaderLine, desk: Desk, zone: Callable[[], tzinfo]
    ) -> None:
        self._screen = screen
        self._header = header
        self._desk = desk
        self._zone = zone
        self._countdown: Timer | None = None
        self._until_stale: Timer | None = None
        self._as_of: datetime | None = None

    def begin(self) -> tuple[Callable[[], None], ...]:
        """Show the current values and subscribe; the returned function unsubscribes."""
        services = self._desk.services
        self._show_traffic(services.traffic.state)
        self._show_watches()
        self._show_client(services.known_client)
        return (
            services.traffic.subscribe(self._show_traffic),
            services.subscribe_client(self._show_client),
            # Of this profile's syncs and of the others'.
            self._desk.profiles.subscribe(lambda _: self._show_watches()),
            self._desk.zones.subscribe(lambda _: self.draw_as_of()),
            services.refreshing.subscribe(lambda _: self.draw_as_of()),
        )

    def show_as_of(self, moment: datetime | None) -> None:
        if moment != self._as_of:
            self._as_of = moment
            self._tell_when_stale()
        self.draw_as_of()

    def _tell_when_stale(self) -> None:
        # Once, for data that nobody reads again.
        if self._until_stale is not None:
            self._until_stale.stop()
            self._until_stale = None
        if self._as_of is None:
            return
        left = self._stale_after() - (self._desk.clock.now() - self._as_of) + timedelta(seconds=1)
        if left > timedelta(0):
            self._until_stale = self._screen.set_timer(left.total_seconds(), self.draw_as_of)

    def _stale_after(self) -> timedelta:
        minutes = self._desk.services.refreshing.state.minutes or USUAL_MINUTES
        return timedelta(minutes=STALE_INTERVALS * minutes)

    def draw_as_of(self) -> None:
        """Show when the data was read, whether that is long ago, and when it is read again by itself."""
        if self._as_of is None:
            self._header.as_of = self._header.next_read = ""
            return
        state, now = self._desk.services.refreshing.state, self._desk.clock.now()
        age = now - self._as_of
        self._header.stale = age > self._stale_after()
        # UTC is what every screen begins with; another zone is named.
        zone = self._zone()
        name = "" if zone is UTC else f" {zone}"
        old = f" ({ago(self._as_of, now)})" if self._header.stale else ""
        self._header.as_of = f"{self._as_of.astimezone(zone):%H:%M:%S}{name}{old}"
        self._header.next_read = refresh_words(state, now, zone)

    def _show_client(self, name: str) -> None:
        # Not twice: a profile is often called as its client.
        self._header.client = name if name.casefold() != self._header.profile.casefold() else ""

    def _show_traffic(self, traffic: TrafficState) -> None:
        quota = traffic.quota
        if quota is not None and quota.limit is not None and quota.remaining is not None:
            self._header.quota = quota_text(quota.remaining, quota.limit)
            self._header.quota_low = quota_is_low(quota, self._desk.clock.now())
        self._show_waits(traffic)

    def _show_waits(self, traffic: TrafficState) -> None:
        """Show the wait that ends last, with the seconds left."""
        if traffic.waits:
            wait = max(traffic.waits, key=lambda each: each.until)
            seconds = max(0, round((wait.until - self._desk.clock.now()).total_seconds()))
            self._header.waiting = f"{wait.reason}, again in {seconds} s"
        else:
            self._header.waiting = ""
        if traffic.waits and self._countdown is None:
            self._countdown = self._screen.set_interval(1.0, self._count_down)
        elif not traffic.waits and self._countdown is not None:
            self._countdown.stop()
            self._countdown = None

    def _count_down(self) -> None:
        self._show_waits(self._desk.services.traffic.state)

    def _show_watches(self) -> None:
        services = self._desk.services
        running = sum(watch.running for watch in services.watching.watches)
        told = [f"{running} watching"] if running else []
        if services.known_batches:
            # Imported here: the first paint has no batch.
            from codat_tui.present.batches import batches_words

            told = [*filter(None, [batches_words(services.known_batches)]), *told]
        told += map(": ".join, self._desk.profiles.elsewhere(self._desk.profile.name).items())
        self._header.watches = f"{self._desk.glyphs.running} {', '.join(told)}" if told else ""


def refresh_words(state: Refreshing, now: datetime, zone: tzinfo) -> str:
    """Return when what is shown is read again by itself, or why it is not; "" where that is switched off."""
    if not state.minutes:
        return ""
    if state.paused:
        return "refresh paused"
    if state.running or (state.next_at is not None and state.next_at <= now):
        return "refreshing"
    if state.note:
        return "no refresh: quota"
    return f"next {state.next_at.astimezone(zone):%H:%M}" if state.next_at is not None else ""
