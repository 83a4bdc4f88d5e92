"""What the tabs of one company share: tab strip, state and keys.

The company reader holds the state. Switching tabs replaces the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.present.history import sync_key
from codat_tui.present.remedies import remedy_key, with_remedies
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import Verdict, verdict
from codat_tui.rules.fleet.newer_row import judged_better
from codat_tui.rules.same import Same
from codat_tui.rules.syncs.due_times import ScheduleMemory, schedule_memory, schedule_zone
from codat_tui.rules.syncs.order import newest_first
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.mending import MEND, MEND_ID, open_remedy, read_first
from codat_tui.screens.shell.write_sheets import ask_for_range, ask_to_sync
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from textual.screen import Screen

    from codat_tui.models.changes import Change
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.diagnosis import Cause


TABS = (
    ("Overview", routes.OVERVIEW),
    ("Connections", routes.CONNECTIONS),
    ("Syncs", routes.SYNCS),
    ("Mapping", routes.MAPPING),
)

LEAVING: tuple[BindingType, ...] = leaving(refresh=True, back=True)
"""The last keys in the footer of every tab."""


CHECK_AGAIN = Binding("u", "check_again", "check again", id="company.check_again")
"""For tabs that show the outcomes of writes."""


def _with_outcome(syncs: tuple[SyncStatus, ...], outcome: SyncStatus | None) -> tuple[SyncStatus, ...]:
    found = {sync_key(sync): sync for sync in syncs}
    if outcome is None and len(found) == len(syncs):
        return newest_first(syncs)
    if outcome is not None and outcome.sync_id:
        listed = found.get(outcome.sync_id)
        found[outcome.sync_id] = outcome
        if listed is not None and listed.date_range is not None and outcome.date_range is None:
            found[outcome.sync_id] = outcome.model_copy(update={"date_range": listed.date_range})
    return newest_first(found.values())


class CompanyScreen(CodatScreen):
    """One tab of one company. Subclasses draw `show_overview` and bind their keys before
    `COMPANY_BINDINGS`.
    """

    TAB: ClassVar[str] = ""
    MEND_HERE: ClassVar[str] = ""
    """What the remedy's key does on the spot, where the cursor is on the only cause; "" for nothing more."""
    COMPANY_BINDINGS: ClassVar[list[BindingType]] = [
        MEND,
        Binding("v", "why", "what the verdict rests on", show=False, id="company.why"),
        Binding("s", "sync", "sync", id="company.sync"),
        Binding("S", "range", "sync a range", id="company.range"),
        Binding("w", "watch", "watch", id="company.watch"),
        Binding("right_square_bracket", "tab(1)", "next tab", show=False, id="company.next_tab"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "previous tab",
            show=False,
            id="company.previous_tab",
        ),
        Binding("c", "copy_id", "copy id", show=False, id="company.copy_id"),
        Binding("C", "copy_ticket", "copy for a ticket", show=False, id="company.copy_ticket"),
        Binding("M", "merchant", "message for the merchant", show=False, id="company.merchant"),
        Binding("E", "evidence", "evidence for Codat", show=False, id="company.evidence"),
        Binding("o", "portal", "open in Codat's Portal", show=False, id="company.portal"),
        Binding("A", "note", "note, snooze", show=False, id="company.note"),
        *LEAVING,
    ]

    def __init__(self, desk: Desk, company_id: str) -> None:
        super().__init__(desk)
        self.company_id = company_id
        self.overview: CompanyOverview | None = None
        self._syncs_of: tuple[object, object] | None = None
        self._known_syncs: tuple[SyncStatus, ...] = ()
        self._unshown: RemoteState[CompanyOverview] | None = None
        self._judged: tuple[object, tzinfo, Verdict] | None = None
        self._opened: Cause | None = None
        self._remedy_word = ""

    @property
    def company_name(self) -> str:
        entry = known(self.overview.company) if self.overview else None
        entry = entry or self.services.fleet.entry(self.company_id)
        return entry.name if entry is not None else self.company_id

    @property
    def full_name(self) -> str:
        """Return the name with what tells the company from others of its name."""
        return self.services.fleet.full_name(self.company_id, self.company_name)

    def on_mount(self) -> None:
        labels = tuple(label for label, _ in TABS)
        self.breadcrumbs.tabs = labels
        self.breadcrumbs.active_tab = labels.index(self.TAB)
        self.follow(self.outcomes.begin())
        self.follow(lambda: self.services.refreshing.hide(self))
        self.follow(self.desk.zones.subscribe(lambda _: self.zone_changed()))
        self.follow(self.services.companies.subscribe(self.company_id, self._state_changed))
        self._state_changed(self.services.companies.state(self.company_id))
        self._show_newest()

    def on_screen_suspend(self) -> None:
        self.services.refreshing.hide(self)

    def on_screen_resume(self) -> None:
        # What waits for a refresh is lost with the screen on top, if that is left first.
        self._show_newest()
        self.services.refreshing.show(self, self.company_id)

    def _state_changed(self, state: RemoteState[CompanyOverview]) -> None:
        self.overview = known(state)
        # A company arrives in seven parts, often several between two frames: the first call shows them all.
        self._unshown = state
        self.call_after_refresh(self._show_newest)

    def _show_newest(self) -> None:
        state, self._unshown = self._unshown, None
        if state is None or not self.is_running or self._leaving:
            return
        self.breadcrumbs.crumbs = ("Companies", self.full_name)
        if isinstance(state, Loaded):
            self.show_as_of(state.at)
        self.show_overview(state)
        self.show_remedy()

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        """Draw the state; `overview` is the last known value."""
        raise NotImplementedError

    # The verdict and its remedies

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on what was read last, the row's own until all of the company is read; None before."""
        overview, zone, judged = self.overview, self.zone, self._judged
        if overview is None:
            return None
        if judged is None or judged[0] is not overview or judged[1] is not zone:
            judged = (overview, zone, verdict(facts_of(overview), self.desk.clock.now(), zone))
            self._judged = judged
        entry = self.services.fleet.entry(self.company_id)
        better = judged_better(entry, self.services.companies.state(self.company_id))
        return judged[2] if better is None else judged[2].judged(better)

    def next_remedy(self) -> Cause | None:
        """The first cause that something can be done about; from the place of one, the next."""
        causes = with_remedies(self.verdict.causes) if self.verdict is not None else ()
        here = next((number for number, cause in enumerate(causes) if self.stands_on(cause)), -1)
        return causes[(here + 1) % len(causes)] if causes else None

    def stands_on(self, cause: Cause) -> bool:
        """Whether this screen shows the place where *cause* is mended, or has just opened it."""
        return cause == self._opened

    def mend_here(self) -> None:
        """Do what `MEND_HERE` says."""

    def binding_words(self) -> dict[str, str]:
        cause = self.next_remedy()
        here = self.MEND_HERE if cause is not None and self.stands_on(cause) else ""
        return {MEND_ID: here or remedy_key(cause).word}

    def show_remedy(self) -> None:
        """Name the remedy's key anew when it does something else than before; call it when the cursor moves."""
        word = self.binding_words()[MEND_ID]
        if word != self._remedy_word:
            self._remedy_word = word
            self.refresh_bindings()

    def action_mend(self) -> None:
        """Go to what mends the next cause; on the only one, mend it."""
        cause = self.next_remedy()
        if cause is not None and self.MEND_HERE and self.stands_on(cause):
            self.mend_here()
        else:
            self._when_read(cause is not None, self._mend_next)

    def _when_read(self, enough: bool, act: Callable[[], None]) -> None:
        """Do it now if *enough* is known, else when the company has been read."""
        if enough or not isinstance(self.services.companies.state(self.company_id), Loading):
            act()
        else:
            read_first(self, self.company_id, self.company_name, act)

    def _mend_next(self) -> None:
        cause = self.next_remedy()
        self._opened = cause
        open_remedy(self, self.company_id, self.company_name, cause)
        self.show_remedy()

    def another(self) -> Screen[None]:
        return type(self)(self.desk, self.company_id)

    def show_page(self, page: Screen[None]) -> None:
        # The tabs of a company are one page: `back` leaves them all.
        self.app.switch_screen(page)

    def action_why(self) -> None:
        """Show what the verdict rests on."""
        self.app.push_screen(routes.WHY.screen(self.desk, self.company_id, self.company_name))

    # Acting

    def is_my_write(self, change: Change) -> bool:
        return change.company_id == self.company_id

    def action_refresh(self) -> None:
        self.outcomes.forget()
        run_job(self, self._read, group="overview", exclusive=True)

    async def _read(self) -> None:
        if isinstance(self.services.state, Failed):
            # Reads the API key again.
            await self.services.reconnect()
        await self.services.companies.overview(self.company_id)

    def action_sync(self) -> None:
        ask_to_sync(self, self.company_id)

    @property
    def selected_sync(self) -> SyncStatus | None:
        """None where the screen shows no syncs."""
        return None

    def known_syncs(self) -> tuple[SyncStatus, ...]:
        """Newest first, with the followed sync in its latest state."""
        syncs = known(self.overview.syncs) if self.overview else None
        watch = self.services.watching.of_company(self.company_id)
        outcome = watch.outcome if watch is not None else None
        if self._syncs_of != (Same(syncs), Same(outcome)):
            self._syncs_of = (Same(syncs), Same(outcome))
            self._known_syncs = _with_outcome(syncs or (), outcome)
        return self._known_syncs

    @property
    def schedule_memory(self) -> ScheduleMemory:
        """What this machine has seen of the merchant's schedule."""
        overview = self.overview
        return (
            schedule_memory(overview.snapshots, known(overview.configuration))
            if overview
            else ScheduleMemory()
        )

    def action_range(self) -> None:
        # The form proposes periods from both, and does not change under a person's hands.
        read = self.overview
        enough = read is not None and known(read.syncs) is not None and known(read.configuration) is not None
        self._when_read(enough, self._ask_for_range)

    def _ask_for_range(self) -> None:
        ask_for_range(
            self, self.company_id, self.company_name, self.overview, self.known_syncs(), self.selected_sync
        )

    def action_watch(self) -> None:
        latest = known(self.overview.latest) if self.overview else None
        self.watch_company(self.company_id, self.company_name, latest.code if latest else None)

    def action_copy_id(self) -> None:
        self.copy(self.company_id, "the company's id")

    def action_portal(self) -> None:
        self.open_portal(self.company_id)

    def action_merchant(self) -> None:
        self.app.push_screen(routes.MERCHANT.screen(self.desk, self.company_id, self.company_name))

    def action_note(self) -> None:
        judgement = self.verdict.judgement if self.verdict is not None else None
        self.app.push_screen(routes.NOTE.screen(self.desk, self.company_id, self.company_name, judgement))

    def action_evidence(self) -> None:
        self.app.push_screen(routes.EVIDENCE.screen(self.desk, self.company_id, self.company_name))

    def action_copy_ticket(self) -> None:
        self.copy_ticket(self.company_id, self.company_name)

    @property
    def zone(self) -> tzinfo:
        """The zone for times; the merchant's if that is chosen."""
        return self.desk.zones.zone(
            schedule_zone(known(self.overview.configuration) if self.overview else None)
        )

    def zone_changed(self) -> None:
        self.show_overview(self.services.companies.state(self.company_id))

    def open_tab(self, index: int) -> None:
        _, route = TABS[index]
        self.app.switch_screen(route.screen(self.desk, self.company_id))
