"""Several syncs as one batch: first one, then three, then the rest; paused when two fail alike.

Invariant: the whole batch is stored before its first request, and the entry in the journal that each sync will
have is stored before that sync is sent. A batch that somebody resumes, in this run or a later one, looks at what was
sent and sends nothing a second time. Each sync is a write of its own (`services.changing`).

    batches = services.batches
    batch_id = batches.start([BatchMember(company_id, name), …])
    batch = await batches.over(batch_id)        # done, paused or cancelled, and nothing of it runs
    for left in await batches.unfinished():     # of earlier runs; `resume(left.batch_id)` goes on
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from codat_tui.clock import moment_of, seconds_since
from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from codat_tui.models.changes import Change, IntentState, Refused, Sending, Started, Unknown
from codat_tui.models.errors import (
    CodatError,
    ConnectError,
    KeyMissingError,
    ReadOnlyError,
    RefusedError,
    UnauthorizedError,
)
from codat_tui.models.local import Notice, NoticeKind, NoticeSeverity, SweepCost, Watch
from codat_tui.models.writes import StartRangeSync, StartSync
from codat_tui.rules.fleet.batches import alike, failed, next_to_start, succeeded, summary
from codat_tui.services.changing import ChangeService
from codat_tui.services.context import (
    QUOTA_IS_LOW,
    ServiceContext,
    new_id,
    quota_is_low,
    store_failed,
)
from codat_tui.services.runner import TaskKind
from codat_tui.services.sync_checks import USUAL_REQUESTS
from codat_tui.services.watching import WatchService
from codat_tui.store.errors import StoreError
from codat_tui.words import count, some

if TYPE_CHECKING:
    from codat_tui.store.store import Store

# Seconds without a look at the clock after which the machine has slept, and nothing more is started unasked.
LONGEST_STEP = 15 * 60.0
# Seconds between two looks at the clock.
NAP = 60.0
# Seconds after which a batch no longer waits for a sync that keeps the next ones from starting.
LONGEST_RUN = 30 * 60.0
# How long after its confirmation a batch may be resumed: the journal that tells what was sent is kept for longer.
RESUMABLE = timedelta(days=3)
# Characters of Codat's message in a sentence.
LONGEST_REASON = 160
# After these no further sync can start either.
_HOPELESS = (ConnectError, KeyMissingError, ReadOnlyError, StoreError, UnauthorizedError)
_SLEPT = "this machine slept meanwhile"
_COVERED = "its range is in a successful sync by now"
_ENDED_BEFORE = "the program ended before it was done"


class BatchService:
    """The batches of this run, and those that ended programs left unfinished."""

    def __init__(self, context: ServiceContext, changing: ChangeService, watching: WatchService) -> None:
        self._context = context
        self._changing = changing
        self._watching = watching
        self._batches: dict[str, Batch] = {}
        # Positions that were settled when a batch was started or resumed: it begins with one sync each time.
        self._seen: dict[str, frozenset[int]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        # Ids of intents and watches, and the place of their member.
        self._places: dict[str, tuple[str, int]] = {}
        self._ended_ones: set[str] = set()
        self._taken_up: asyncio.Task[None] | None = None
        self._heard = asyncio.Event()
        self._subscribers = context.batches
        context.told_together = lambda notice: notice.source in self._places
        changing.subscribe(self._change_heard)
        watching.subscribe(self._watches_heard)

    @property
    def batches(self) -> tuple[Batch, ...]:
        """Return every batch, oldest first; ended ones until `clear_ended`."""
        return tuple(self._batches.values())

    def batch(self, batch_id: str) -> Batch | None:
        return self._batches.get(batch_id)

    def subscribe(self, callback: Callable[[tuple[Batch, ...]], None]) -> Callable[[], None]:
        """Call *callback* with the batches when one changes; returns the cancel function."""
        return self._subscribers.add(callback)

    def start(self, members: Sequence[BatchMember]) -> str:
        """Store the batch and start its syncs in the background; return its id."""
        batch_id = new_id(self._context.randomness)
        batch = Batch(batch_id, self._context.clock.now(), tuple(members))
        self._publish(batch)
        self._go_on(batch_id, self._begin(batch))
        return batch_id

    def pause(self, batch_id: str) -> None:
        """Start no more of it; what was sent goes on."""
        batch = self._batches[batch_id]
        if batch.state is BatchState.RUNNING:
            self._set_state(batch_id, BatchState.PAUSED)

    def resume(self, batch_id: str) -> None:
        """Go on with a paused batch, after a look at what was sent; again with one sync first."""
        batch = self._batches[batch_id]
        if batch.state is BatchState.PAUSED:
            self._publish(replace(batch, state=BatchState.RUNNING, note=""))
            self._go_on(batch_id, self._resume(batch_id, self._running.get(batch_id)))

    def cancel(self, batch_id: str) -> None:
        """Start no more of it, now or later; what was sent goes on."""
        batch = self._batches[batch_id]
        if batch.state in (BatchState.RUNNING, BatchState.PAUSED):
            self._set_state(batch_id, BatchState.CANCELLED)
            self._end_if_over(batch_id)

    def clear_ended(self) -> None:
        """Forget those that are done or cancelled."""
        kept = {BatchState.RUNNING, BatchState.PAUSED}
        self._batches = {each.batch_id: each for each in self.batches if each.state in kept or each.active}
        self._places = {key: place for key, place in self._places.items() if place[0] in self._batches}
        self._subscribers.publish(self.batches)

    async def over(self, batch_id: str) -> Batch:
        """Return the batch once it is done, paused or cancelled and nothing of it is being sent or runs."""
        while not (batch := self._batches[batch_id]).over:
            await self._next_change()
        return batch

    async def unfinished(self) -> tuple[Batch, ...]:
        """Return the paused batches, once those of ended programs were read."""
        await asyncio.shield(self.take_up())
        return tuple(batch for batch in self.batches if batch.state is BatchState.PAUSED)

    def take_up(self) -> asyncio.Task[None]:
        """Read what ended programs left unfinished; it stays paused until `resume`."""
        if self._taken_up is None:
            self._taken_up = self._context.runner.spawn(TaskKind.READ, self._take_up(), "take up batches")
        return self._taken_up

    def cost(self, members: Sequence[BatchMember]) -> SweepCost:
        return self._context.cost_of(USUAL_REQUESTS * len(members))

    def dry_run(self, members: Sequence[BatchMember]) -> tuple[str, ...]:
        """Return every request of a batch of *members*, one a line, without sending any."""
        from codat_tui.api import requests

        lines = []
        for member in members:
            each = member.company_id
            ranged = member.start is not None and member.finish is not None
            before = [
                requests.get_sync_status(each),
                requests.get_last_successful_sync(each),
                requests.list_connections(each),
                requests.get_configuration(each),
                *([requests.list_syncs(each)] if ranged else []),
                requests.get_sync_status(each),
            ]
            send = requests.request_sync(each, member.finish)
            if member.start is not None and member.finish is not None:
                send = requests.request_sync_for_date_range(each, member.start, member.finish)
            lines.append(f"# {member.company_name}")
            lines += [f"GET {request.target}" for request in before]
            lines.append(f"POST {send.target}  {_body(send.json)}  Idempotency-Key: a new one")
            lines.append(f"GET {before[0].target}  until it ends")
        return tuple(lines)

    # One batch

    def _go_on(self, batch_id: str, work: Coroutine[Any, Any, None]) -> None:
        task = self._context.runner.spawn(TaskKind.READ, work, f"batch {batch_id}")
        self._running[batch_id] = task
        task.add_done_callback(lambda ended: self._gone(batch_id, ended))

    def _gone(self, batch_id: str, ended: asyncio.Task[None]) -> None:
        if self._running.get(batch_id) is ended:
            del self._running[batch_id]

    async def _begin(self, batch: Batch) -> None:
        try:
            backend = await self._context.backend()
            await backend.kept_store().batches.add(backend.profile.name, batch)
        except CodatError as error:
            self._stop(batch.batch_id, f"{error.title}", cancelled=True)
            return
        await self._alone(batch.batch_id)

    async def _resume(self, batch_id: str, paused: asyncio.Task[None] | None) -> None:
        if paused is not None:
            # It takes a moment to end; or it has not seen the pause and goes on.
            await asyncio.wait([paused])
        if self._batches[batch_id].state is BatchState.RUNNING:
            await self._alone(batch_id, again=True)

    async def _alone(self, batch_id: str, *, again: bool = False) -> None:
        """Run the batch while no other program does."""
        try:
            store = (await self._context.backend()).kept_store()
            async with store.exclusive(f"batch {batch_id}") as alone:
                if not alone:
                    self._stop(batch_id, "another codat-tui is at it")
                    return
                if again and not await self._look_at_what_was_sent(batch_id):
                    return
                self._seen[batch_id] = frozenset(
                    place
                    for place, member in enumerate(self._batches[batch_id].members)
                    if member.state.settled
                )
                await self._run(batch_id)
        except StoreError as error:
            self._stop(batch_id, error.title)

    async def _run(self, batch_id: str) -> None:
        clock = self._context.clock
        awake = progress = moment_of(clock)
        careful = not await self._is_low()
        before = self._batches[batch_id].settled
        while (batch := self._batches[batch_id]).state is BatchState.RUNNING:
            if seconds_since(clock, awake) > LONGEST_STEP:
                # Nobody expects syncs to start after that.
                self._stop(batch_id, _SLEPT)
                return
            awake = moment_of(clock)
            if batch.settled == len(batch.members):
                self._set_state(batch_id, BatchState.DONE)
                self._end_if_over(batch_id)
                return
            found = alike(batch.members, self._seen[batch_id])
            if found and batch.waiting:
                self._stop(batch_id, _alike_words(found))
                return
            if careful and batch.waiting and await self._is_low():
                self._stop(batch_id, QUOTA_IS_LOW)
                return
            position = next_to_start(batch.members, self._seen[batch_id])
            if position is not None:
                await self._start_one(batch_id, position)
                progress = moment_of(clock)
                continue
            if batch.settled != before:
                before, progress = batch.settled, moment_of(clock)
            if batch.waiting and seconds_since(clock, progress) > LONGEST_RUN:
                names = [member.company_name for member in batch.members if member.active]
                self._stop(batch_id, f"after {LONGEST_RUN / 60:.0f} min there is no end of {some(names, 3)}")
                return
            await self._next_change(NAP)

    async def _start_one(self, batch_id: str, position: int) -> None:
        clock, member = self._context.clock, self._batches[batch_id].members[position]
        asked = moment_of(clock)
        try:
            plan = await self._changing.prepare(_write(member))
        except _HOPELESS as error:
            self._stop(batch_id, error.title)
            return
        except CodatError as error:
            self._set_member(batch_id, position, state=MemberState.NOT_STARTED, reason=error.title)
            return
        if seconds_since(clock, asked) > LONGEST_STEP:
            self._stop(batch_id, _SLEPT)
        if self._batches[batch_id].state is not BatchState.RUNNING:
            return
        refused = plan.refused or (
            plan.warnings[0].text if plan.doubtful else _COVERED if plan.covered else ""
        )
        if refused:
            self._set_member(batch_id, position, state=MemberState.SKIPPED, reason=refused)
            return
        intent_id = new_id(self._context.randomness)
        self._places[intent_id] = (batch_id, position)
        sending = replace(member, state=MemberState.SENDING, intent_id=intent_id)
        # On the disk first: after a crash, the journal is asked what became of this intent.
        await (await self._context.backend()).kept_store().batches.save_member(batch_id, position, sending)
        self._show_member(batch_id, position, sending)
        self._changing.start(plan, intent_id)

    async def _look_at_what_was_sent(self, batch_id: str) -> bool:
        """Settle what an earlier run or a pause left open; return whether the batch can go on."""
        backend = await self._context.backend()
        store = backend.kept_store()
        # Read again: another program may have gone on with it meanwhile.
        kept = next(
            (each for each in await store.batches.load(backend.profile.name) if each.batch_id == batch_id),
            None,
        )
        if kept is None:
            self._set_state(batch_id, BatchState.CANCELLED, "another codat-tui has ended it")
            return False
        shown = self._batches[batch_id].members
        members = tuple(
            mine if mine.intent_id == theirs.intent_id and mine.state.settled else theirs
            for mine, theirs in zip(shown, kept.members, strict=True)
        )
        self._publish(replace(self._batches[batch_id], members=members))
        self._note_places(self._batches[batch_id])
        for position, member in enumerate(members):
            if member.active:
                await self._look_at(store, batch_id, position, member)
        self._save_state(self._batches[batch_id])
        return True

    async def _look_at(self, store: Store, batch_id: str, position: int, member: BatchMember) -> None:
        if self._followed(member):
            return
        change = self._changing.changes.get(member.intent_id)
        if change is None or isinstance(change.outcome, Unknown):
            await self._changing.settled(member.intent_id)
            change = self._changing.changes.get(member.intent_id)
        if change is not None:
            self._change_heard(change)
            if self._batches[batch_id].members[position].state is not member.state or self._followed(member):
                return
        intent = await store.intent(member.intent_id)
        if intent is None:
            # The entry in the journal comes before the request: nothing was sent.
            self._set_member(batch_id, position, state=MemberState.WAITING, intent_id="")
        elif intent.state is IntentState.DONE:
            watch_id = self._watching.begin(
                member.company_id,
                member.company_name,
                commerce_sync_id=intent.outcome if not intent.details.get("sync_id") else "",
                sync_id=intent.details.get("sync_id", ""),
            )
            self._follow(batch_id, position, watch_id)
        elif intent.state is IntentState.REFUSED:
            self._set_member(batch_id, position, state=MemberState.NOT_STARTED, reason=intent.outcome)
        elif intent.state is IntentState.UNKNOWN:
            self._set_member(batch_id, position, state=MemberState.UNKNOWN, reason=intent.outcome)

    def _followed(self, member: BatchMember) -> bool:
        return any(watch.watch_id == member.watch_id and watch.running for watch in self._watching.watches)

    async def _take_up(self) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return
            for batch in await backend.store.batches.load(backend.profile.name):
                if batch.batch_id in self._batches:
                    continue
                async with backend.store.exclusive(f"batch {batch.batch_id}") as alone:
                    # Otherwise its own program is still at it.
                    if alone:
                        self._show_left(batch)
        except CodatError as error:
            self._context.notify(store_failed(error))

    def _show_left(self, batch: Batch) -> None:
        note = batch.note if batch.state is BatchState.PAUSED else _ENDED_BEFORE
        batch = replace(batch, state=BatchState.PAUSED, note=note)
        if self._context.clock.now() - batch.at > RESUMABLE:
            days = RESUMABLE.days
            self._tell(
                batch, f"was not finished within {days} days and is given up: {summary(batch.members)}."
            )
            self._remove(batch.batch_id)
            return
        self._publish(batch)
        self._note_places(batch)
        self._save_state(batch)
        for change in tuple(self._changing.changes.values()):
            self._change_heard(change)
        self._watches_heard(self._watching.watches)
        self._tell(batch, f"is paused, because {note}: {summary(batch.members)}. Watching can resume it.")

    # What writes and watches say

    def _change_heard(self, change: Change) -> None:
        place = self._places.get(change.intent_id)
        if place is None or isinstance(change.outcome, Sending):
            return
        match change.outcome:
            case Started(_, watch_id):
                self._follow(*place, watch_id)
            case Refused(error):
                skipped = type(error) is RefusedError
                state = MemberState.SKIPPED if skipped else MemberState.NOT_STARTED
                self._set_member(*place, state=state, reason=error.title)
            case Unknown(reason):
                self._set_member(*place, state=MemberState.UNKNOWN, reason=reason)
            case _:
                self._set_member(*place, state=MemberState.UNKNOWN, reason="it cannot be followed")

    def _follow(self, batch_id: str, position: int, watch_id: str) -> None:
        member = self._batches[batch_id].members[position]
        if member.state is MemberState.ENDED:
            return
        self._places[watch_id] = (batch_id, position)
        self._set_member(batch_id, position, state=MemberState.RUNNING, watch_id=watch_id, reason="")
        self._watches_heard(self._watching.watches)

    def _watches_heard(self, watches: tuple[Watch, ...]) -> None:
        known = {watch.watch_id: watch for watch in watches}
        for watch_id, (batch_id, position) in tuple(self._places.items()):
            member = self._batches[batch_id].members[position]
            if member.watch_id != watch_id or member.state is not MemberState.RUNNING:
                continue
            watch = known.get(watch_id)
            if watch is None:
                # Somebody stopped following it; or, after a restart, it was not looked at yet.
                if batch_id in self._seen:
                    reason = "it is no longer followed"
                    self._set_member(batch_id, position, state=MemberState.UNKNOWN, reason=reason)
            elif not watch.running:
                self._ended(batch_id, position, watch)

    def _ended(self, batch_id: str, position: int, watch: Watch) -> None:
        outcome = watch.outcome
        if watch.error is not None or outcome is None:
            reason = watch.error.title if watch.error is not None else ""
            self._set_member(batch_id, position, state=MemberState.UNKNOWN, reason=reason)
            return
        self._set_member(
            batch_id,
            position,
            state=MemberState.ENDED,
            code=outcome.code,
            word=outcome.word,
            data_pushed=outcome.data_pushed,
            reason=outcome.error_message,
        )

    # Keeping and telling

    def _set_member(self, batch_id: str, position: int, **changes: object) -> None:
        before = self._batches[batch_id].members[position]
        member = replace(before, **changes)  # type: ignore[arg-type]
        if member == before:
            return
        self._show_member(batch_id, position, member)
        self._save(lambda store: store.batches.save_member(batch_id, position, member))
        self._end_if_over(batch_id)

    def _show_member(self, batch_id: str, position: int, member: BatchMember) -> None:
        batch = self._batches[batch_id]
        members = (*batch.members[:position], member, *batch.members[position + 1 :])
        self._publish(replace(batch, members=members))

    def _set_state(self, batch_id: str, state: BatchState, note: str = "") -> None:
        batch = replace(self._batches[batch_id], state=state, note=note)
        self._publish(batch)
        self._save_state(batch)

    def _stop(self, batch_id: str, note: str, *, cancelled: bool = False) -> None:
        """Pause for a reason, and say it."""
        if self._batches[batch_id].state is not BatchState.RUNNING:
            return
        state = BatchState.CANCELLED if cancelled else BatchState.PAUSED
        self._set_state(batch_id, state, note)
        batch = self._batches[batch_id]
        paused = "is cancelled" if cancelled else "is paused"
        self._tell(batch, f"{paused}, because {note}: {summary(batch.members)}.", NoticeSeverity.ERROR)

    def _end_if_over(self, batch_id: str) -> None:
        batch = self._batches[batch_id]
        if batch.state not in (BatchState.DONE, BatchState.CANCELLED) or batch.active:
            return
        if batch_id in self._ended_ones:
            return
        self._ended_ones.add(batch_id)
        bad = any(map(failed, batch.members))
        good = all(map(succeeded, batch.members))
        severity = (
            NoticeSeverity.ERROR if bad else NoticeSeverity.INFORMATION if good else NoticeSeverity.WARNING
        )
        ended = "has ended" if batch.state is BatchState.DONE else "was cancelled"
        self._tell(batch, f"{ended}: {summary(batch.members)}.", severity)
        self._remove(batch_id)

    def _tell(self, batch: Batch, text: str, severity: NoticeSeverity = NoticeSeverity.WARNING) -> None:
        what = f"The batch of {count(len(batch.members), 'sync', 'syncs')}"
        self._context.notify(Notice(NoticeKind.BATCH_ENDED, f"{what} {text}", severity))

    def _note_places(self, batch: Batch) -> None:
        for position, member in enumerate(batch.members):
            for each in (member.intent_id, member.watch_id):
                if each:
                    self._places[each] = (batch.batch_id, position)

    def _save_state(self, batch: Batch) -> None:
        self._save(lambda store: store.batches.save_state(batch))

    def _remove(self, batch_id: str) -> None:
        # The journal keeps each of its syncs.
        self._save(lambda store: store.batches.remove(batch_id))

    def _save(self, work: Callable[[Store], Awaitable[None]]) -> None:
        self._context.runner.spawn(TaskKind.SAVE, self._saved(work), "save batch")

    async def _saved(self, work: Callable[[Store], Awaitable[None]]) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is not None and not backend.store.closed:
                await work(backend.store)
        except StoreError as error:
            self._context.notify(store_failed(error))
        except CodatError:
            return

    def _publish(self, batch: Batch) -> None:
        self._batches[batch.batch_id] = batch
        self._heard.set()
        self._heard = asyncio.Event()
        self._subscribers.publish(self.batches)

    async def _next_change(self, seconds: float | None = None) -> None:
        heard = self._heard
        if seconds is None:
            await heard.wait()
            return
        waits = {
            asyncio.ensure_future(heard.wait()),
            asyncio.ensure_future(self._context.clock.sleep(seconds)),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    async def _is_low(self) -> bool:
        quota = (await self._context.backend()).client.quota
        return quota_is_low(quota, self._context.clock.now())


def _write(member: BatchMember) -> StartSync | StartRangeSync:
    if member.start is not None and member.finish is not None:
        return StartRangeSync(member.company_id, member.start, member.finish)
    return StartSync(member.company_id, member.finish)


def _alike_words(found: Sequence[BatchMember]) -> str:
    first = found[0]
    what = " ".join(filter(None, (str(first.code or ""), first.reason or first.word)))
    what = what if len(what) <= LONGEST_REASON else f"{what[:LONGEST_REASON]}…"
    return f"{some([each.company_name for each in found], 3)} failed alike ({what})"


def _body(body: Mapping[str, Any] | None) -> str:
    return json.dumps(body, ensure_ascii=False) if body is not None else ""
