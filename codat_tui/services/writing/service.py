"""The one way of every write: read again, compare, journal, send, read back."""

from __future__ import annotations

from codat_tui.models.writes import Write, WritePlan
from codat_tui.services.activity import ActivityService
from codat_tui.services.changing import ChangeService
from codat_tui.services.context import Context
from codat_tui.services.fleet import FleetService
from codat_tui.services.watching import WatchService


class WriteService(ChangeService):
    """Prepares, sends, settles and undoes writes; `subscribe` publishes every step of each."""

    def __init__(
        self, context: Context, fleet: FleetService, watching: WatchService, activity: ActivityService
    ) -> None:
        super().__init__(context, fleet, watching)
        self._activity = activity

    async def prepare(self, write: Write) -> WritePlan:
        """Read again what *write* would change, and say what it changes and what stands against it.

        The plan's own `write` is what would be sent: with what others changed meanwhile kept where the person
        did not touch it. Raises CodatError; ReadOnlyError and StoreError before any request.
        """
        raise NotImplementedError(write)

    def start(self, plan: WritePlan) -> str:
        """Journal, send and read back, in the runner; outcomes are published. Answers the intent id."""
        raise NotImplementedError(plan)

    async def undo(self, intent_id: str) -> Write:
        """The write that puts the old value back, to be prepared and confirmed like any other.

        Raises CodatError; RefusedError where the write cannot be undone or is not settled.
        """
        raise NotImplementedError(intent_id)
