"""Shows the outcomes of a screen's writes in its banner, and checks unknown ones again."""

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
    """The writes accepted by *mine*, for a *screen* with a Banner; *heard* is called at each step.

    A refusal is shown until the next write or `forget`; an unknown outcome until it is known.
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
        """Subscribe to all writes and show earlier unknown outcomes; the returned function unsubscribes."""
        if self.doubts:
            self._tell(self.doubts[-1])
        return self._changing.subscribe(self.take)

    @property
    def doubts(self) -> tuple[Change, ...]:
        """The writes with unknown outcome, oldest first."""
        changes = self._changing.changes.values()
        return tuple(each for each in changes if isinstance(each.outcome, Unknown) and self._mine(each))

    def take(self, change: Change) -> None:
        """Show one step of a write, if it belongs to this screen."""
        if self._mine(change):
            # The banner last: *heard* may refresh the screen, and a refresh clears the banner.
            self._heard(change)
            self._tell(change)

    def forget(self) -> None:
        """Hide the refusal; unknown outcomes stay."""
        doubts = self.doubts
        self._banner.outcome = outcome_problem(doubts[-1]) if doubts else None

    def check_again(self) -> None:
        """Read again whether these writes happened; never writes."""
        for change in self.doubts:
            self._changing.check_again(change.intent_id)

    @property
    def _banner(self) -> Banner:
        return self._screen.query_one(Banner)

    def _tell(self, change: Change) -> None:
        self._screen.refresh_bindings()
        self._banner.outcome = outcome_problem(change)
