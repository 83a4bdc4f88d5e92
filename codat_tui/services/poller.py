"""One sync followed to its end, one request at a time, by either of its two ids.

The trigger answers with a commerceSyncId only; get-sync-status has both ids. If it never shows ours, the
latest sync dated at or after the trigger (on Codat's clock) is taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from codat_tui.clock import moment_of, seconds_since, sleep_until
from codat_tui.models.errors import AnswerError, CodatError, NotFoundError
from codat_tui.models.local import Phase, Waiting, Watch
from codat_tui.rules.codes import is_terminal
from codat_tui.rules.dates import read_instant
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, background, quota_is_low
from codat_tui.services.poll_schedule import wait_before

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

# After this many answers about another sync, the latest sync is asked for too.
MISSES_BEFORE_LATEST = 3
# Seconds after which a sync that Codat accepted but never showed is given up.
NEVER_APPEARED = 600.0
NOT_FOUND_LOOKS = 3
# Codat's quota is full again within this; a later stated reset is ignored.
QUOTA_PERIOD = timedelta(days=1)
PASSING_STATUSES = frozenset({408, 409, 425, 429})


class Poller:
    """Follows *watch*.

    *changed* gets every new state and may take time (it saves the ids); *paused* gets the time until which no
    request is made, for the quota.
    """

    def __init__(
        self,
        context: ServiceContext,
        watch: Watch,
        changed: Callable[[Watch], Awaitable[None]],
        paused: Callable[[datetime], None],
    ) -> None:
        self._context = context
        self.watch = watch
        self._changed = changed
        self._paused = paused
        self._misses = 0
        self._not_found = 0
        self._retry_after: float | None = None
        self._began = moment_of(context.clock)
        self._looked = self._began
        # Seconds between two answered requests; large when the machine slept.
        self.longest_gap = 0.0

    async def run(self) -> Watch:
        """Follow until the sync has ended or cannot be followed; return the last state."""
        while self.watch.running:
            await self._wait()
            await self._look()
        return self.watch

    async def _wait(self) -> None:
        watch, clock = self.watch, self._context.clock
        pause = wait_before(watch.looks, watch.code, self._context.randomness, self._retry_after)
        await self._change(next_look_at=clock.now() + timedelta(seconds=pause), waiting=None)
        await clock.sleep(pause)
        while (until := await self._kept_until()) is not None:
            self._paused(until)
            await self._change(next_look_at=until, waiting=Waiting(QUOTA_IS_LOW, until))
            await sleep_until(clock, until)

    async def _kept_until(self) -> datetime | None:
        # The rest of the quota belongs to the user; None when a request may be sent.
        try:
            quota = (await self._context.backend()).client.quota
        except CodatError:
            return None
        now = self._context.clock.now()
        if quota is None or not quota_is_low(quota, now):
            return None
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        stated = quota.reset is not None and now < quota.reset <= now + QUOTA_PERIOD
        return quota.reset if stated else midnight

    async def _look(self) -> None:
        self._retry_after = None
        looks = self.watch.looks + 1
        try:
            status = await self._ask()
        except CodatError as error:
            self._retry_after = error.retry_after
            await self._failed(error, looks)
            return
        self._not_found = 0
        self.longest_gap = max(self.longest_gap, seconds_since(self._context.clock, self._looked))
        self._looked = moment_of(self._context.clock)
        if status is None:
            await self._not_seen(looks)
        else:
            await self._seen(status, looks)

    async def _ask(self) -> SyncStatus | None:
        # None while Codat does not show our sync.
        client, watch = (await self._context.backend()).client, self.watch
        call = background(watch.watch_id)
        if watch.sync_id:
            return await client.sync.get(watch.company_id, watch.sync_id, call=call)
        status = await client.sync.get_status(watch.company_id, call=call)
        if not watch.commerce_sync_id or status.commerce_sync_id == watch.commerce_sync_id:
            return status
        self._misses += 1
        if self._misses < MISSES_BEFORE_LATEST:
            return None
        try:
            latest = await client.sync.get_latest_sync(watch.company_id, call=call)
        except NotFoundError:
            return None
        at = read_instant(latest.sync_utc)
        asked_at = client.at_server(watch.started_at).replace(microsecond=0)
        return latest if at is not None and at >= asked_at else None

    async def _seen(self, status: SyncStatus, looks: int) -> None:
        code, word = status.code, status.word
        ended = is_terminal(code)
        await self._change(
            looks=looks,
            code=code,
            word=word,
            phase=phase_of(word, self.watch.phase, ended=ended),
            sync_id=self.watch.sync_id or status.sync_id,
            commerce_sync_id=self.watch.commerce_sync_id or status.commerce_sync_id,
            outcome=status,
            error=None,
            waiting=None,
            next_look_at=None,
            ended_at=self._context.clock.now() if ended else None,
        )

    async def _not_seen(self, looks: int) -> None:
        clock, watch = self._context.clock, self.watch
        age = max((clock.now() - watch.started_at).total_seconds(), seconds_since(clock, self._began))
        # The machine may have slept, so a few requests are made whatever the clocks say.
        if age < NEVER_APPEARED or self._misses <= MISSES_BEFORE_LATEST:
            await self._change(looks=looks, error=None, waiting=None, next_look_at=None)
            return
        error = CodatError(
            title="Codat accepted the sync, but it never appeared",
            next_step="Look at the company's syncs; start it again if there is none.",
        )
        await self._give_up(error, looks)

    async def _failed(self, error: CodatError, looks: int) -> None:
        if isinstance(error, NotFoundError):
            self._not_found += 1
            useless = self._not_found >= NOT_FOUND_LOOKS
        else:
            status = error.status if isinstance(error, AnswerError) else None
            useless = status is not None and 400 <= status < 500 and status not in PASSING_STATUSES
        if useless:
            await self._give_up(error, looks)
        else:
            await self._change(looks=looks, error=error, waiting=None, next_look_at=None)

    async def _give_up(self, error: CodatError, looks: int) -> None:
        now = self._context.clock.now()
        await self._change(looks=looks, error=error, ended_at=now, waiting=None, next_look_at=None)

    def waits(self, waiting: Waiting | None) -> Watch:
        """Set the wait that the client announced for the current request (None: it is over)."""
        self.watch = self.watch._replace(waiting=waiting)
        return self.watch

    async def _change(self, **changes: object) -> None:
        before = self.watch
        self.watch = before._replace(**changes)  # type: ignore[arg-type]
        if self.watch.phase is not before.phase:
            at = (self.watch.phase, self._context.clock.now())
            self.watch = self.watch._replace(seen=(*before.seen, at))
        await self._changed(self.watch)


def phase_of(word: str, before: Phase, *, ended: bool) -> Phase:
    """Return the phase for Codat's text; an unknown text only means that the sync has started."""
    if ended:
        return Phase.ENDED
    folded = word.replace(" ", "").lower()
    if folded.startswith("push"):
        return Phase.PUSHING
    if folded == "notstarted":
        return Phase.REQUESTED
    if folded == "started" or (folded and before is Phase.REQUESTED):
        return Phase.STARTED
    return before
