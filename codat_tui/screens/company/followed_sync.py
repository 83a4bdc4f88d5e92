"""Shows a company's followed sync, and reads the company again when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codat_tui.models.local import Watch
from codat_tui.widgets.progress import SyncProgress

if TYPE_CHECKING:
    from codat_tui.screens.shell.company_tab import CompanyScreen


class FollowedSync:
    """For a *screen* with a SyncProgress; *seen* is called with every new state.

    Closing the screen does not end the watch.
    """

    def __init__(self, screen: CompanyScreen, seen: Callable[[Watch], None] = lambda _: None) -> None:
        self._screen = screen
        self._seen = seen

    def begin(self) -> Callable[[], None]:
        """Show the current watch and subscribe; the returned function unsubscribes."""
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
