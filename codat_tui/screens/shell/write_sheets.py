"""Opens the sheets of writes. Screens send nothing: confirmed writes go to the change service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from codat_tui.models.errors import CodatError
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from codat_tui.models.batches import BatchMember
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.models.writes import StartRangeSync, StartSync, Write, WritePlan
    from codat_tui.screens.shell.batch_sheet import BatchSheet
    from codat_tui.screens.shell.change_sheet import ChangeSheet


def writing_is_off(screen: CodatScreen) -> bool:
    """If it is, also show why."""
    refusal = screen.services.changing.refusal
    if refusal is not None:
        screen.notify_error(refusal, severity="warning")
    return refusal is not None


def ask_for_write(
    screen: CodatScreen,
    write: Write,
    title: str,
    then: Callable[[str], None] | None = None,
    *,
    undoes: bool = False,
    follows: Write | None = None,
) -> None:
    """Open the sheet; call *then* with the intent's id after confirmation.

    If writing is off, show why. *undoes* adds "Undo" to the title. *follows* is offered in the same sheet once
    *write* is verified; *then* is called for it alone.
    """
    from codat_tui.models.writes import UnlinkConnection  # the first paint needs no writes

    if writing_is_off(screen):
        return
    if isinstance(write, UnlinkConnection):
        # The sheet must know the text that has to be typed when it is built.
        run_job(
            screen, partial(_prepare_and_ask, screen, write, title, then), group="prepare", exclusive=True
        )
    else:
        _open_sheet(screen, write, title, None, then, undoes, follows)


def ask_to_sync(screen: CodatScreen, company_id: str) -> None:
    from codat_tui.models.writes import StartSync  # the first paint needs no writes

    ask_for_write(screen, StartSync(company_id), "Sync now")


def ask_for_range(
    screen: CodatScreen,
    company_id: str,
    name: str,
    overview: CompanyOverview | None,
    syncs: tuple[SyncStatus, ...] | None = None,
    selected: SyncStatus | None = None,
) -> None:
    """Open the form for a period, on the hole if there is one; then the sheet of what was chosen.

    *syncs* replaces those of *overview*.
    """
    from codat_tui.rules.syncs.range_choice import RangeContext  # the first paint needs no ranges

    if writing_is_off(screen):
        return

    def chosen(write: StartSync | StartRangeSync | None) -> None:
        if write is not None:
            ask_for_write(screen, write, "Sync a range")

    context = RangeContext.of(overview, screen.desk.clock.now(), syncs, selected)
    screen.app.push_screen(routes.RANGE_SYNC.screen(screen.desk, company_id, name, context), chosen)


def ask_to_sync_each(
    screen: CodatScreen,
    members: Sequence[BatchMember],
    unseen: Sequence[str] = (),
    then: Callable[[], None] | None = None,
    overlapping: Sequence[BatchMember] = (),
) -> None:
    """Open the sheet for several syncs; call *then* after confirmation.

    *unseen* are sentences about what is not under the cursor; *overlapping* are those that Codat may refuse.
    """
    if writing_is_off(screen):
        return
    sheet = cast("BatchSheet", routes.BATCH_SHEET.screen(screen.desk, members, unseen, overlapping))

    def decided(yes: bool | None) -> None:
        if yes and sheet.chosen:
            screen.services.batches.start(sheet.chosen)
            if then is not None:
                then()

    screen.app.push_screen(sheet, decided)


async def _prepare_and_ask(
    screen: CodatScreen, write: Write, title: str, then: Callable[[str], None] | None
) -> None:
    try:
        plan = await screen.services.changing.prepare(write)
    except CodatError as error:
        screen.notify_error(error)
        return
    if screen.still_here():
        _open_sheet(screen, write, title, plan, then)


def _open_sheet(
    screen: CodatScreen,
    write: Write,
    title: str,
    plan: WritePlan | None,
    then: Callable[[str], None] | None,
    undoes: bool = False,
    follows: Write | None = None,
) -> None:
    sheet = cast("ChangeSheet", routes.CHANGE_SHEET.screen(screen.desk, write, title, plan, undoes, follows))

    def decided(yes: bool | None) -> None:
        if yes and sheet.plan is not None:
            intent_id = screen.services.changing.start(sheet.plan)
            if then is not None:
                then(intent_id)

    screen.app.push_screen(sheet, decided)
