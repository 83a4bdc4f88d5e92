"""The way from a cause to what fixes it: one key wherever a verdict stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, assert_never

from textual.binding import Binding

from codat_tui.models.diagnosis import State
from codat_tui.models.local import Failed, known
from codat_tui.present.remedies import Place, remedy_key
from codat_tui.rules.fleet.query import state_of
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.write_sheets import ask_for_range, ask_to_sync
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Cause
    from codat_tui.models.local import FleetEntry
    from codat_tui.screens.shell.base import CodatScreen

MEND_ID = "company.mend"
MEND = Binding("m", "mend", "go to what mends it", id=MEND_ID)
"""For screens with a verdict; their `binding_words` say what the key does there."""


def mend_row(screen: CodatScreen, entry: FleetEntry, still_meant: Callable[[], bool]) -> None:
    """Open what fixes the company of a row; one that was not judged yet is read first, and must still be meant then."""

    def go() -> None:
        row = screen.services.fleet.entry(entry.company_id)
        if row is not None and still_meant():
            cause = row.judgement.cause if row.judgement is not None else None
            open_remedy(screen, row.company_id, row.name, cause)

    if entry.judgement is None and state_of(entry) is not State.FINE:
        read_first(screen, entry.company_id, entry.name, go)
    else:
        cause = entry.judgement.cause if entry.judgement is not None else None
        open_remedy(screen, entry.company_id, entry.name, cause)


def read_first(screen: CodatScreen, company_id: str, name: str, then: Callable[[], None]) -> None:
    """Read the company, then call *then* if the screen is still shown; an error is told instead."""

    async def read() -> None:
        state = await screen.services.companies.preview(company_id)
        if not screen.is_current:
            return
        if isinstance(state, Failed):
            screen.notify_error(state.error)
        else:
            then()

    screen.notify("Asking Codat first.", title=name, timeout=3)
    run_job(screen, read, group="mend", exclusive=True)


def open_remedy(screen: CodatScreen, company_id: str, name: str, cause: Cause | None) -> None:
    """Open what fixes *cause* of the company, with the cursor on it; without a cause, say what to do instead."""
    desk = screen.desk
    match remedy_key(cause).place:
        case Place.NOWHERE:
            words = with_keys(screen, "Nothing is known here that a key could mend. {company.why} says why.")
            screen.notify(words, title=name)
        case Place.MAPPING:
            assert cause is not None
            screen.show_page(routes.MAPPING_ON.screen(desk, company_id, cause.field))
        case Place.CONNECTION | Place.NEW_CONNECTION:
            assert cause is not None
            screen.show_page(routes.CONNECTIONS_ON.screen(desk, company_id, cause.target or cause.field))
        case Place.FLOW_LINK:
            screen.app.push_screen(routes.FLOW_LINK.screen(desk, company_id, name))
        case Place.SYNC:
            ask_to_sync(screen, company_id)
        case Place.RANGE:
            work = partial(_read_and_ask, screen, company_id, name)
            run_job(screen, work, group="range", exclusive=True)
        case Place.SYNCS:
            screen.show_page(routes.SYNCS.screen(desk, company_id))
        case Place.MESSAGE:
            screen.app.push_screen(routes.MERCHANT.screen(desk, company_id, name))
        case Place.EVIDENCE:
            screen.app.push_screen(routes.EVIDENCE.screen(desk, company_id, name))
        case Place.WHY:
            screen.app.push_screen(routes.WHY.screen(desk, company_id, name))
        case place:
            assert_never(place)


async def _read_and_ask(screen: CodatScreen, company_id: str, name: str) -> None:
    overview = known(await screen.services.companies.preview(company_id))
    if screen.is_current:
        ask_for_range(screen, company_id, name, overview)
