"""What came of the writes a screen asked for: told in its banner, and looked at again where it is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codat_tui.models.changes import Change, Unknown
from codat_tui.present.outcomes import outcome_problem
from codat_tui.widgets.state_panel import Banner

if TYPE_CHECKING:
    from textual.screen import Screen

    from codat_tui.services.changing import ChangeService


class Outcomes:
    """The writes that *mine* accepts, for a *screen* with a Banner; *heard* is called at each step of one of them.

    A refusal is told until the next write, or until `forget`; a write of unknown outcome until it is settled.
    """

    def __init__(
        self,
        screen: Screen[None],
        changing: ChangeService,
        mine: Callable[[Change], bool],
        heard: Callable[[Change], None],
    ) -> None:
        self._screen = screen
        self._changing = changing
        self._mine = mine
        self._heard = heard

    def begin(self) -> Callable[[], None]:
        """Follow every write from now on, and tell what is not known of earlier ones. The answer cancels."""
        if self.doubts:
            self._tell(self.doubts[-1])
        return self._changing.subscribe(self.take)

    @property
    def doubts(self) -> tuple[Change, ...]:
        """The writes of this run whose outcome is not known, the oldest first."""
        changes = self._changing.changes.values()
        return tuple(each for each in changes if isinstance(each.outcome, Unknown) and self._mine(each))

    def take(self, change: Change) -> None:
        """Tell one step of a write, if it is one of these."""
        if self._mine(change):
            # Told last: a screen may read again what was written, and a refresh forgets what was told before.
            self._heard(change)
            self._tell(change)

    def forget(self) -> None:
        """Tell no refusal any more; a doubt stays."""
        doubts = self.doubts
        self._banner.outcome = outcome_problem(doubts[-1]) if doubts else None

    def check_again(self) -> None:
        """Read once more whether the writes of unknown outcome happened; never writes."""
        for change in self.doubts:
            self._changing.check_again(change.intent_id)

    @property
    def _banner(self) -> Banner:
        return self._screen.query_one(Banner)

    def _tell(self, change: Change) -> None:
        self._screen.refresh_bindings()
        self._banner.outcome = outcome_problem(change)
