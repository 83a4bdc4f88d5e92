"""Notes and snoozes of the profile's companies, and what has changed since the fleet was last looked at.

Invariant: all of it stays on this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from codat_tui.models.diagnosis import Judgement
from codat_tui.models.errors import CodatError
from codat_tui.models.local import FleetChange, FleetPhase, SweepPhase
from codat_tui.models.shift import CompanyNote, Look, SinceLook
from codat_tui.rules.fleet.since_look import look_at, since_look
from codat_tui.rules.fleet.snooze import cause_key
from codat_tui.services.context import ServiceContext, store_failed, user_name
from codat_tui.services.fleet import FleetService
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

# A run that ended less than this before the present one began was part of the same look.
SAME_LOOK = timedelta(hours=1)


class ShiftService:
    """The notes by company, newest first, and the look at the fleet before this run."""

    def __init__(self, context: ServiceContext, fleet: FleetService) -> None:
        self._context = context
        self._fleet = fleet
        self._began = context.clock.now()
        self._notes: dict[str, tuple[CompanyNote, ...]] = {}
        self._subscribers: Subscribers[None] = Subscribers()
        self._waking: datetime | None = None
        self._recorded = False
        self.earlier_look: Look | None = None

    def subscribe(self, callback: Callable[[None], None]) -> Callable[[], None]:
        """Call *callback* when a note changes or a snooze ends; returns the cancel function."""
        return self._subscribers.add(callback)

    def of(self, company_id: str) -> tuple[CompanyNote, ...]:
        """Return the notes of a company, newest first."""
        return self._notes.get(company_id, ())

    def begin(self) -> None:
        """Load what earlier shifts left, and keep what is seen from now on."""
        self._fleet.subscribe(self._fleet_changed)
        self._context.runner.spawn(TaskKind.READ, self._load(), "load notes")

    def new_note(
        self, company_id: str, name: str, judgement: Judgement | None, text: str, until: datetime | None
    ) -> CompanyNote:
        """Return a note of this user about the present cause."""
        cause = judgement.cause if judgement is not None else None
        certain = judgement is not None and not judgement.at_least
        return CompanyNote(
            company_id,
            name,
            cause_key(cause),
            cause.short if cause is not None else "",
            text,
            user_name(),
            self._context.clock.now(),
            until,
            judgement.since if judgement is not None and certain else None,
            judgement.days_left if judgement is not None else None,
        )

    async def write(self, note: CompanyNote) -> None:
        """Keep *note*, in place of the one about the same cause. Raises CodatError."""
        backend = await self._context.backend()
        await backend.kept_store().notes.save(backend.profile.name, note)
        others = tuple(each for each in self.of(note.company_id) if each.cause != note.cause)
        self._set(note.company_id, (note, *others))

    async def remove(self, company_id: str, cause: str) -> None:
        """Forget the note about one cause. Raises CodatError."""
        backend = await self._context.backend()
        await backend.kept_store().notes.remove(backend.profile.name, company_id, cause)
        self._set(company_id, tuple(each for each in self.of(company_id) if each.cause != cause))

    def since_look(self) -> SinceLook | None:
        """Return what has changed since the look before this run; None without one."""
        if self.earlier_look is None:
            return None
        return since_look(self._fleet.state.entries.values(), self.earlier_look)

    async def record_look(self) -> None:
        """Keep what is seen now for the next shift; a store failure gives a notice."""
        state, backend = self._fleet.state, self._context.current
        if backend is None or backend.store is None or state.sweep is not SweepPhase.DONE:
            return
        look = look_at(state.entries.values(), self._context.clock.now())
        try:
            await backend.store.looks.save(backend.profile.name, self._began, look)
        except CodatError as error:
            self._context.notify(store_failed(error))

    async def _load(self) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return
            kept = await backend.store.notes.load(backend.profile.name)
            self.earlier_look = await backend.store.looks.before(
                backend.profile.name, self._began - SAME_LOOK
            )
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        found: dict[str, list[CompanyNote]] = {}
        for note in kept:
            found.setdefault(note.company_id, []).append(note)
        self._notes = {company_id: tuple(notes) for company_id, notes in found.items()}
        self._show(self._notes)

    def _fleet_changed(self, change: FleetChange) -> None:
        if not isinstance(change, FleetPhase):
            return
        done = self._fleet.state.sweep is SweepPhase.DONE
        if done and not self._recorded and not self._context.runner.stopping:
            self._context.runner.spawn(TaskKind.SAVE, self.record_look(), "keep what was seen")
        self._recorded = done

    def _set(self, company_id: str, notes: tuple[CompanyNote, ...]) -> None:
        self._notes[company_id] = notes
        self._show([company_id])

    def _show(self, company_ids: Iterable[str]) -> None:
        """Put the notes of these companies into their rows, and end the snoozes whose time has passed."""
        now = self._context.clock.now()
        for company_id in company_ids:
            self._notes[company_id] = tuple(
                note._replace(until=None) if note.until is not None and note.until <= now else note
                for note in self._notes[company_id]
            )
        self._fleet.set_notes({company_id: self._notes[company_id] for company_id in company_ids})
        self._subscribers.publish(None)
        self._wake_later()

    def _wake_later(self) -> None:
        ends = [note.until for notes in self._notes.values() for note in notes if note.until is not None]
        first = min(ends, default=None)
        if first is None or self._context.runner.stopping:
            return
        if self._waking is None or first < self._waking:
            self._waking = first
            self._context.runner.spawn(TaskKind.READ, self._wake(first), "end of a snooze")

    async def _wake(self, at: datetime) -> None:
        await self._context.clock.sleep((at - self._context.clock.now()).total_seconds())
        if self._waking == at:
            self._waking = None
        self._show(list(self._notes))
