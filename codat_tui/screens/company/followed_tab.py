"""A company's screen that follows its sync: progress, what came of a write, a second look where it is unknown.

The watch belongs to the watch service; closing the screen ends nothing.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.changes import Change, Refused, Sending, Unknown
from codat_tui.models.local import Watch
from codat_tui.present.panels import Problem
from codat_tui.screens.company.tab import CompanyScreen
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import Banner


class FollowingScreen(CompanyScreen):
    """Needs a Banner and a SyncProgress among its widgets; subclasses hear every look by `watch_seen`."""

    FOLLOWING_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "check_again", "check again", id="company.check_again"),
    ]

    def on_mount(self) -> None:
        """Follow the company's watch and its writes."""
        self.follow(self.services.watching.subscribe(self._show_watch))
        self.follow(self.services.changing.subscribe(self._show_change))
        self._show_watch(self.services.watching.watches)

    def watch_seen(self, watch: Watch) -> None:
        """A look at the followed sync told something new."""

    def _show_watch(self, watches: tuple[Watch, ...]) -> None:
        followed = self.services.watching.of_company(self.company_id)
        progress = self.query_one(SyncProgress)
        before, progress.followed = progress.followed, followed
        progress.display = followed is not None
        if followed is None:
            return
        if before is not None and before.running and not followed.running:
            self.action_refresh()
        self.watch_seen(followed)

    def _show_change(self, change: Change) -> None:
        if change.company_id != self.company_id:
            return
        banner = self.query_one(Banner)
        match change.outcome:
            case Sending():
                banner.problem = None
            case Refused(error):
                banner.problem = Problem.of(error)
            case Unknown(reason):
                title = "Unknown whether the sync started"
                banner.problem = Problem(title, reason, key="u", action="check again")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Checking again means something only while the outcome of a write is unknown."""
        if action == "check_again":
            return self._unknown_change() is not None
        return super().check_action(action, parameters)

    def _unknown_change(self) -> Change | None:
        changes = self.services.changing.changes.values()
        mine = [change for change in changes if change.company_id == self.company_id]
        return mine[-1] if mine and isinstance(mine[-1].outcome, Unknown) else None

    def action_check_again(self) -> None:
        """Look once more whether the write happened; never writes."""
        change = self._unknown_change()
        if change is not None:
            self.services.changing.check_again(change.intent_id)
