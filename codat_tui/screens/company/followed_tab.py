"""A company's screen that follows its sync: progress, what came of a write, a second look where it is unknown.

The watch belongs to the watch service; closing the screen ends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import Watch
from codat_tui.screens.shell.company_tab import CompanyScreen
from codat_tui.widgets.progress import SyncProgress

if TYPE_CHECKING:
    from codat_tui.models.changes import Change


class FollowingScreen(CompanyScreen):
    """Needs a Banner and a SyncProgress among its widgets; subclasses hear every look by `watch_seen`."""

    FOLLOWING_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "check_again", "check again", id="company.check_again"),
    ]

    def is_my_write(self, change: Change) -> bool:
        """Every write to this company."""
        return change.company_id == self.company_id

    def on_mount(self) -> None:
        """Follow the company's watch and its writes."""
        self.follow(self.outcomes.begin())
        self.follow(self.services.watching.subscribe(self._show_watch))
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
