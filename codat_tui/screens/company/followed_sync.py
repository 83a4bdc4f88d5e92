"""Shows the sync of a company that is being watched, and reads the company again when that sync ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codat_tui.models.local import Watch
from codat_tui.widgets.progress import SyncProgress

if TYPE_CHECKING:
    from codat_tui.screens.shell.company_tab import CompanyScreen


class FollowedSync:
    """For a *screen* with a SyncProgress; *seen* is called with every new state of the watch.

    The watch belongs to the watch service: closing the screen does not end it.
    """

    def __init__(self, screen: CompanyScreen, seen: Callable[[Watch], None] = lambda _: None) -> None:
        self._screen = screen
        self._seen = seen

    def begin(self) -> Callable[[], None]:
        """Show the watch there is, and subscribe to its changes; returns what cancels it."""
        watching = self._screen.services.watching
        self._show(watching.watches)
        return watching.subscribe(self._show)

    def _show(self, watches: tuple[Watch, ...]) -> None:
        followed = self._screen.services.watching.of_company(self._screen.company_id)
        progress = self._screen.query_one(SyncProgress)
        before, progress.followed = progress.followed, followed
        progress.display = followed is not None
        if followed is None:
            return
        if before is not None and before.running and not followed.running:
            self._screen.action_refresh()
        self._seen(followed)
