"""Network traffic for the header: quota, requests answered, waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codat_tui.models.local import TrafficState
from codat_tui.services.context import ServiceContext
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.traffic import ApiEvent


class TrafficService:
    """The state of this run's requests."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._state = TrafficState()
        self._subscribers: Subscribers[TrafficState] = Subscribers()

    @property
    def state(self) -> TrafficState:
        """Return the current state, without waits that are over."""
        now = self._context.clock.now()
        waits = tuple(wait for wait in self._state.waits if wait.until > now)
        return self._state._replace(waits=waits)

    def subscribe(self, callback: Callable[[TrafficState], None]) -> Callable[[], None]:
        """Call *callback* at every change; returns the cancel function."""
        return self._subscribers.add(callback)

    def on_event(self, event: ApiEvent) -> None:
        from codat_tui.models.traffic import Answered, QuotaSeen, RetryWait

        state = self.state
        if isinstance(event, RetryWait):
            others = tuple(wait for wait in state.waits if wait.call_id != event.call_id)
            self._state = state._replace(waits=(*others, event))
        elif isinstance(event, Answered):
            waits = tuple(wait for wait in state.waits if wait.call_id != event.call_id)
            quota = event.quota or state.quota
            self._state = state._replace(waits=waits, requests=state.requests + event.attempts, quota=quota)
        elif isinstance(event, QuotaSeen):
            self._state = state._replace(quota=event.quota)
        self._subscribers.publish(self.state)
