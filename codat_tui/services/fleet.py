"""The fleet: every company once, its last known sync, and the sweep that updates it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError, NotFoundError, RefusedError
from codat_tui.models.local import (
    FleetAppended,
    FleetChange,
    FleetEntry,
    FleetPatched,
    FleetPhase,
    FleetReplaced,
    FleetState,
    LatestSync,
    LoadPhase,
    Notice,
    NoticeKind,
    NoticeSeverity,
    SweepCost,
    SweepPhase,
)
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.new_sync import probably_synced
from codat_tui.rules.fleet.questions import questions
from codat_tui.rules.fleet.same_names import SameNames
from codat_tui.services.context import ServiceContext, or_none, store_failed
from codat_tui.services.fleet_memory import FleetMemory
from codat_tui.services.fleet_rows import (
    entry_of,
    failing_first,
    latest_sync_of,
    listed_anew,
    same_sync,
    with_sync,
)
from codat_tui.services.listing import Listing
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.services.sweeping import Sweep
from codat_tui.store.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from codat_tui.models.codat import CompanySummary, Page, SyncStatus
    from codat_tui.models.diagnosis import Basis, Judgement
    from codat_tui.models.shift import CompanyNote
    from codat_tui.rules.diagnosis.facts import CompanyFacts
    from codat_tui.rules.fleet.questions import Question
    from codat_tui.rules.mapping.comparison import SeenConfiguration
    from codat_tui.services.judging import ExtraReads
    from codat_tui.store.known_fleet import KnownFleet

PAGE_SIZE = 1_000
PUBLICATION_SECONDS = 1 / 30
# Latest syncs are saved in batches of this many.
SAVE_EVERY = 50


# A list that changes while it is read is read this many times at most.
READINGS = 3


class FleetService:
    """The owner of the fleet's rows; subscribers get patches rather than the whole."""

    def __init__(
        self,
        context: ServiceContext,
        keep_configurations: Callable[[Mapping[str, SeenConfiguration]], Awaitable[None]],
    ) -> None:
        self._context = context
        self._keep_configurations = keep_configurations
        self._unkept: dict[str, SeenConfiguration] = {}
        self._memory = FleetMemory(context)
        self._recall: asyncio.Task[None] | None = None
        self._kept_chunks: Iterator[tuple[FleetEntry, ...]] = iter(())
        # Whose rows these are; empty before any key is known.
        self._seal = b""
        self._notes: dict[str, tuple[CompanyNote, ...]] = {}
        self._entries: dict[str, FleetEntry] = {}
        self._same_names = SameNames()
        self._state = FleetState(MappingProxyType(self._entries))
        self._subscribers: Subscribers[FleetChange] = Subscribers()
        self._visible: tuple[str, ...] = ()
        # Companies that the last list tells may have synced since they were asked.
        self._to_ask: dict[str, datetime] = {}
        self._looks_for_signs = False
        self._remembered: dict[str, LatestSync | None] | None = None
        self._judged: dict[str, Judgement] = {}
        # When Codat answered that a company has no sync yet, or is none: a row keeps only the time of a sync.
        self._none_at: dict[str, datetime] = {}
        self._unsaved: dict[str, LatestSync | None] = {}
        self._patches: dict[str, FleetEntry] = {}
        self._publication: asyncio.Task[None] | None = None
        self._listing: asyncio.Task[None] | None = None
        self._sweep: Sweep | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._unanswered: dict[str, CodatError] = {}
        self._bases: dict[str, Basis] | None = None

    @property
    def state(self) -> FleetState:
        return self._state

    def subscribe(self, callback: Callable[[FleetChange], None]) -> Callable[[], None]:
        """Call *callback* at every change (counts are in `state`); returns the cancel function."""
        return self._subscribers.add(callback)

    def recall(self, known: KnownFleet) -> None:
        """Show the most urgent of the rows that an earlier run has kept; `recall_rest` shows the others."""
        if known.seal == self._seal:
            return
        self.belongs_to(known)
        # Here and not on a thread: the first screen has them, and a few hundred lines are read in milliseconds.
        rows = known.read() if not self._entries else None
        first = next(rows.chunks, ()) if rows is not None else ()
        if rows is not None and first:
            self._state = self._state._replace(
                kept_at=rows.listed_at, total_expected=rows.total, recalling=True
            )
            self._kept_chunks = rows.chunks
            self._take_recalled(first)

    def recall_rest(self) -> None:
        """Show the other kept rows, as they are read."""
        if self._state.recalling and self._recall is None:
            self._recall = self._context.runner.spawn(TaskKind.READ, self._recall_rest(), "recall")

    def belongs_to(self, known: KnownFleet) -> None:
        """Remove the rows of another key, if there are any."""
        if known.seal == self._seal:
            return
        others, self._seal = bool(self._seal and self._entries), known.seal
        if others:
            self.cancel_sweep()
            if self._recall is not None:
                self._recall.cancel()
            self._entries.clear()
            self._patches.clear()
            self._none_at.clear()
            self._unsaved.clear()
            self._to_ask.clear()
            self._same_names = SameNames()
            self._state = FleetState(self._state.entries)
            self._subscribers.publish(FleetReplaced())

    async def _recall_rest(self) -> None:
        while rows := await asyncio.to_thread(next, self._kept_chunks, ()):
            self._take_recalled(rows)
        self._set(recalling=False)

    def _take_recalled(self, rows: Iterable[FleetEntry]) -> None:
        fresh = tuple(
            row._replace(notes=self._notes[row.company_id]) if row.company_id in self._notes else row
            for row in rows
            if row.company_id not in self._entries
        )
        self._entries.update((row.company_id, row) for row in fresh)
        ids = [row.company_id for row in fresh]
        self._tell_apart(self._same_names.listed(fresh, self._entries), set(ids))
        self._subscribers.publish(FleetAppended(tuple(map(self._entries.__getitem__, ids))))
        if self._patches:
            self._publish_soon()

    def load(self) -> None:
        """Read the list of companies, update the rows, then sweep a fleet of at most the profile's size.

        Ignored during a reading.
        """
        self._list(sweep=True)

    def relist(self) -> None:
        """Read the list without asking for syncs, because a link changed. Ignored during a reading."""
        self._list(sweep=False)

    def _list(self, *, sweep: bool) -> None:
        if self._listing is None or self._listing.done():
            self._looks_for_signs = not sweep
            self._set(phase=LoadPhase.LOADING, error=None)
            self._listing = self._context.runner.spawn(TaskKind.READ, self._load(sweep), "list companies")

    def cancel_load(self) -> None:
        """Stop reading the list at once; what arrived stays."""
        if self._listing is not None and not self._listing.done():
            self._listing.cancel()
            stopped = RefusedError(
                title="Stopped reading the companies", next_step="Refresh to read the list again."
            )
            self._set(phase=LoadPhase.FAILED, error=stopped)

    def refresh(self, company_id: str = "") -> None:
        """Load again; with *company_id* ask only for that company's latest sync."""
        if not company_id:
            self.load()
        elif company_id in self._entries:
            self._context.runner.spawn(TaskKind.READ, self._ask_one(company_id), "latest sync")

    async def reread(self, company_ids: Iterable[str], most: int) -> None:
        """Read the list, then ask these companies, at most so many, for their latest sync; return when done.

        What is left of *most* is for other companies that have probably synced since they were asked, the longest
        ago first, and no more of them than the profile asks at a start. Does nothing during a reading or a sweep. An
        error is in `state`.
        """
        reads = self._listing is not None and not self._listing.done()
        if reads or self._state.sweep is SweepPhase.RUNNING:
            return
        self._list(sweep=False)
        assert self._listing is not None
        await asyncio.wait([self._listing])
        others = sorted(self._to_ask, key=self._to_ask.__getitem__)
        few = (await self._context.backend()).profile.asked_at_start
        wanted = dict.fromkeys((*company_ids, *others[:few]))
        order = [each for each in wanted if each in self._entries][:most]
        if order and self._state.error is None:
            await self.check(order)

    def sweep_all(self) -> None:
        """Ask every company for its latest sync. Ignored during a sweep."""
        if self._state.sweep is SweepPhase.RUNNING or not self._entries:
            return
        self._begin_sweep(failing_first(self._entries.values()))

    async def check(
        self, company_ids: Iterable[str], bases: dict[str, Basis] | None = None
    ) -> Mapping[str, CodatError]:
        """Ask these companies for their latest syncs; return the errors of those that gave no answer, by id.

        `state` says whether the sweep stopped early, and why. A sweep that runs is waited for. *bases* is filled with
        what the verdict on each company that answers rests on.
        """
        self._bases = bases
        if self._sweeping is None or self._sweeping.done():
            asked = set(company_ids)
            self._begin_sweep(
                failing_first(each for each in self._entries.values() if each.company_id in asked)
            )
        assert self._sweeping is not None
        try:
            await asyncio.shield(self._sweeping)
        finally:
            self._bases = None
        return MappingProxyType(self._unanswered)

    def _begin_sweep(self, order: list[str]) -> None:
        self._unanswered = {}
        self._sweep = Sweep(
            self._context, order, lambda: self._visible, self._questions, self._swept, self._not_swept
        )
        self._set(sweep=SweepPhase.RUNNING, swept=0, to_sweep=len(order), sweep_failures=0, sweep_note="")
        self._sweeping = self._context.runner.spawn(TaskKind.SWEEP, self._run_sweep(self._sweep), "sweep")

    def cancel_sweep(self) -> None:
        """Stop the sweep; what it found stays."""
        if self._sweeping is not None and self._state.sweep is SweepPhase.RUNNING:
            self._sweeping.cancel()
            self._set(sweep=SweepPhase.CANCELLED)

    def sweep_cost(self) -> SweepCost:
        requests = len(self._entries) + sum(map(self._expected_questions, self._entries.values()))
        return self._context.cost_of(requests)

    def visible(self, company_ids: Iterable[str]) -> None:
        """The sweep asks these companies first, because they are on screen."""
        self._visible = tuple(company_ids)

    def checked_at(self, company_id: str) -> datetime | None:
        """Return when the company was last asked for its latest sync, None if never."""
        entry = self._entries.get(company_id)
        if entry is None:
            return None
        return entry.sync.checked_at if entry.sync is not None else self._none_at.get(company_id)

    def entry(self, company_id: str) -> FleetEntry | None:
        """Return the row of one company, or None."""
        return self._entries.get(company_id)

    def full_name(self, company_id: str, name: str = "") -> str:
        """Return the name to show of a company; *name* is what is known of one that is not listed."""
        entry = self._entries.get(company_id)
        if entry is None or (name and name != entry.name):
            return name or company_id
        return entry.full_name

    def set_notes(self, notes: Mapping[str, tuple[CompanyNote, ...]]) -> None:
        """Put the notes of these companies into their rows, now and when they are listed."""
        self._notes.update(notes)
        for company_id, kept in notes.items():
            entry = self._entries.get(company_id)
            if entry is not None and entry.notes != kept:
                self._entries[company_id] = self._patches[company_id] = entry._replace(notes=kept)
        if self._patches:
            self._publish_soon()

    async def listed(self) -> Mapping[str, FleetEntry]:
        """Return the rows once the list has been read, reading it if necessary. Raises CodatError."""
        if self._state.phase is not LoadPhase.LOADED:
            self.load()
        if self._listing is not None:
            await asyncio.shield(self._listing)
        if self._state.error is not None:
            raise self._state.error
        return self._state.entries

    def note_sync(
        self,
        company_id: str,
        status: SyncStatus | None,
        look: ExtraReads | None = None,
        facts: CompanyFacts | None = None,
    ) -> None:
        """Update the row of a company whose latest sync was read (None: there is none).

        *look* is what a sweep read besides it, *facts* all that its overview read.
        """
        from codat_tui.services import judging

        now = self._context.clock.now()
        latest = latest_sync_of(status, now) if status is not None else None
        self._unsaved[company_id] = latest
        if latest is None:
            self._none_at[company_id] = now
        if look is not None and look.configuration is not None:
            self._unkept[company_id] = judging.seen_configuration(look.configuration)
        entry = self._entries.get(company_id)
        if entry is None:
            return
        known = with_sync(entry, latest)
        unchanged = facts is None and look is None and same_sync(entry, latest)
        if facts is None:
            facts = judging.swept_facts(known, status, look)
        basis = self._basis(company_id, facts, now)
        judgement = entry.judgement if unchanged else judging.judge_facts(facts, now, basis)
        self._entries[company_id] = self._patches[company_id] = known._replace(judgement=judgement)
        self._publish_soon()

    async def save(self) -> None:
        """Save the syncs and the configurations seen since the last call."""
        backend = await self._context.backend()
        unsaved, self._unsaved = self._unsaved, {}
        unkept, self._unkept = self._unkept, {}
        if unkept:
            await self._keep_configurations(unkept)
        if backend.store is None or not unsaved:
            return
        try:
            await backend.store.save_latest_syncs(backend.profile.name, unsaved, self._context.clock.now())
            entries = ((each, self._entries.get(each)) for each in unsaved)
            judged = {each: entry.judgement if entry else None for each, entry in entries}
            await backend.store.judgements.save(backend.profile.name, judged)
        except StoreError as error:
            self._context.notify(store_failed(error))

    async def keep(self) -> None:
        """Keep the rows for the next run."""
        await self._memory.keep(self._state, self.checked_at)

    def _keep_soon(self) -> None:
        if self._memory.keeps:
            self._context.runner.spawn(TaskKind.SAVE, self.keep(), "keep the list")

    async def _load(self, sweep: bool) -> None:
        try:
            await self._remember()
            self.recall_rest()
            if self._recall is not None:
                # Which of two rows of a company is newer is then clear.
                await asyncio.wait([self._recall])
            listing = await self._read_list()
        except CodatError as error:
            self._set(phase=LoadPhase.FAILED, error=error)
            return
        if listing.complete:
            self._drop_unseen(listing.seen)
        elif listing.remark:
            self._context.notify(Notice(NoticeKind.READ_FAILED, listing.remark, NoticeSeverity.WARNING))
        self._publish_patches()
        now = self._context.clock.now()
        self._set(phase=LoadPhase.LOADED, as_of=now, kept_at=None, unreadable=listing.unreadable)
        self._keep_soon()
        if sweep:
            most = (await self._context.backend()).profile.asked_at_start
            self._sweep_by_itself(listing.seen, most)

    async def _read_list(self) -> Listing:
        # A list that moved while it was read is read again.
        client = (await self._context.backend()).client
        before: Listing | None = None
        self._to_ask.clear()
        for _ in range(READINGS):
            listing = Listing()
            async for page in client.advanced_controls.company_pages(page_size=PAGE_SIZE):
                # A page has just been parsed. What waited for a time meanwhile, such as the screen, comes only after
                # what is ready, so one turn would let it wait for the rows too.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                listing.add(page)
                self._take(page)
            if not listing.changed_while_read or (before is not None and listing.seen == before.seen):
                break
            before = listing
        return listing

    async def _remember(self) -> None:
        backend = await self._context.backend()
        if self._remembered is not None or backend.store is None:
            return
        try:
            self._remembered = await backend.store.load_latest_syncs(backend.profile.name)
            self._judged = await backend.store.judgements.load(backend.profile.name)
            self._none_at = await backend.store.never_synced_at(backend.profile.name)
        except StoreError as error:
            self._remembered = {}
            self._context.notify(store_failed(error))

    def _take(self, page: Page[CompanySummary]) -> None:
        fresh: list[str] = []
        changed: list[FleetEntry] = []
        renamed: list[str] = []
        for company in page.results:
            entry = entry_of(company)
            old = self._entries.get(company.id)
            if old is None:
                if company.id in self._notes:
                    entry = entry._replace(notes=self._notes[company.id])
                remembered = (self._remembered or {}).get(company.id, "nothing")
                if not isinstance(remembered, str):
                    entry = with_sync(entry, remembered, self._judged.get(company.id))
                fresh.append(company.id)
            else:
                if self._looks_for_signs:
                    self._note_sign_of_sync(company, old)
                entry = listed_anew(entry, old)
                if entry == old:
                    continue
                self._patches[company.id] = entry
                renamed += [old.name] if entry.name != old.name else []
            self._entries[company.id] = entry
            changed.append(entry)
        others = self._same_names.listed(changed, self._entries)
        self._tell_apart((*others, *self._same_names.gone(renamed, self._entries)), set(fresh))
        self._state = self._state._replace(total_expected=page.total_results)
        if fresh:
            self._subscribers.publish(FleetAppended(tuple(self._entries[each] for each in fresh)))
        if self._patches:
            self._publish_soon()

    def _note_sign_of_sync(self, company: CompanySummary, entry: FleetEntry) -> None:
        checked_at = self.checked_at(company.id)
        if checked_at is None:
            return
        latest = read_instant(entry.sync.sync_utc) if entry.sync is not None else None
        if probably_synced(latest, read_instant(company.last_sync), checked_at, self._context.clock.now()):
            self._to_ask[company.id] = checked_at

    def _tell_apart(self, rows: Iterable[FleetEntry], fresh: Collection[str] = ()) -> None:
        """Put in rows that are told from others of their name; *fresh* are published anyway."""
        for row in rows:
            self._entries[row.company_id] = row
            if row.company_id not in fresh:
                self._patches[row.company_id] = row

    def _drop_unseen(self, seen: set[str]) -> None:
        gone = [each for each in self._entries if each not in seen]
        names = [self._entries[each].name for each in gone]
        for company_id in gone:
            del self._entries[company_id]
            self._patches.pop(company_id, None)
        self._tell_apart(self._same_names.gone(names, self._entries))
        if gone:
            self._subscribers.publish(FleetReplaced())

    def _sweep_by_itself(self, listed: set[str], most: int) -> None:
        if self._state.sweep is SweepPhase.RUNNING and self._sweep is not None:
            return
        if len(listed) <= most:
            self.sweep_all()
        else:
            self._set(sweep_note=f"{len(listed):,} companies: not asked for their syncs by itself")

    async def _run_sweep(self, sweep: Sweep) -> None:
        await sweep.run()
        await self.save()
        # Before the end is told: who waits for it may put the rows in order.
        self._publish_patches()
        self._set(sweep=sweep.phase, sweep_note=sweep.note)
        self._keep_soon()

    def _questions(self, company_id: str, status: SyncStatus | None) -> frozenset[Question]:
        entry, now = self._entries.get(company_id), self._context.clock.now()
        if entry is None:
            return frozenset()
        latest = latest_sync_of(status, now) if status is not None else None
        return questions(with_sync(entry, latest), entry.sync, now)

    def _expected_questions(self, entry: FleetEntry) -> int:
        return len(questions(entry, entry.sync, self._context.clock.now()))

    def _swept(self, company_id: str, status: SyncStatus | None, look: ExtraReads | None) -> None:
        self._state = self._state._replace(swept=self._state.swept + 1)
        self.note_sync(company_id, status, look)
        if len(self._unsaved) >= SAVE_EVERY:
            self._context.runner.spawn(TaskKind.READ, self.save(), "save latest syncs")

    def _not_swept(self, company_id: str, error: CodatError) -> None:
        if isinstance(error, NotFoundError) and error.no_company:
            self._state = self._state._replace(swept=self._state.swept + 1)
            self._note_missing(company_id)
        else:
            self._unanswered[company_id] = error
            self._state = self._state._replace(sweep_failures=self._state.sweep_failures + 1)
        self._publish_soon()

    def _note_missing(self, company_id: str) -> None:
        # Codat lists the company but answers that there is none.
        from codat_tui.rules.diagnosis.facts import CompanyFacts
        from codat_tui.services import judging

        entry = self._entries.get(company_id)
        if entry is not None:
            facts, now = CompanyFacts(missing=True), self._context.clock.now()
            self._none_at[company_id] = now
            judgement = judging.judge_facts(facts, now, self._basis(company_id, facts, now))
            self._entries[company_id] = self._patches[company_id] = entry._replace(judgement=judgement)

    def _basis(self, company_id: str, facts: CompanyFacts, now: datetime) -> Basis | None:
        """Keep what the verdict on *facts* rests on, and return it; None where nobody wants it."""
        from codat_tui.services import judging

        basis = None
        if self._bases is not None or self._memory.keeps:
            basis = judging.basis(facts, now, self._state.as_of)
            if self._bases is not None:
                self._bases[company_id] = basis
        self._memory.note(company_id, basis)
        return basis

    async def _ask_one(self, company_id: str) -> None:
        from codat_tui.services import judging

        try:
            client = (await self._context.backend()).client
            status = await or_none(client.sync.get_latest_sync(company_id))
            asked = self._questions(company_id, status)
            look = await judging.read_more(client, company_id, asked) if asked else None
            self.note_sync(company_id, status, look)
        except CodatError as error:
            entry = self._entries[company_id]
            text = f"its latest sync could not be read. {error.title}."
            self._context.notify(
                Notice(NoticeKind.READ_FAILED, text, NoticeSeverity.WARNING, company_id, entry.name, error)
            )
            return
        await self.save()

    def _set(self, **changes: object) -> None:
        self._state = self._state._replace(**changes)  # type: ignore[arg-type]
        self._subscribers.publish(FleetPhase())

    def _publish_soon(self) -> None:
        if self._publication is None or self._publication.done():
            if self._context.runner.stopping:
                return
            self._publication = self._context.runner.spawn(TaskKind.READ, self._publish(), "publish patches")

    async def _publish(self) -> None:
        await self._context.clock.sleep(PUBLICATION_SECONDS)
        self._publish_patches()

    def _publish_patches(self) -> None:
        patches, self._patches = self._patches, {}
        self._subscribers.publish(FleetPatched(MappingProxyType(patches)) if patches else FleetPhase())
