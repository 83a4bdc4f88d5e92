"""The list to choose a platform from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from codat_tui.models.local import Failed, Loaded, known
from codat_tui.present.connections import platform_choices
from codat_tui.rules.fleet.links import PlatformKind
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.picker import Picked, Picker, PickRow


def pick_platform(
    screen: CodatScreen,
    kind: PlatformKind | None,
    title: str,
    then: Callable[[str, str], None],
    chosen: str = "",
) -> None:
    """Call *then* with the key and name of an enabled platform of *kind* (None: any).

    Reads the integrations if needed, and shows a failure.
    """
    run_job(screen, partial(_pick, screen, kind, title, then, chosen), group="platforms", exclusive=True)


async def _pick(
    screen: CodatScreen,
    kind: PlatformKind | None,
    title: str,
    then: Callable[[str, str], None],
    chosen: str,
) -> None:
    document = screen.services.documents.integrations()
    state = document.state if isinstance(document.state, Loaded) else await document.read()
    integrations = known(state)
    if integrations is None:
        if isinstance(state, Failed):
            screen.notify_error(state.error)
        return
    choices = {each.key: each for each in platform_choices(integrations, kind)}
    rows = [PickRow(each.key, each.name, each.key, each.kind, each.note) for each in choices.values()]

    def picked(keys: Picked | None) -> None:
        if keys:
            then(keys[0], choices[keys[0]].name)

    if screen.is_current:
        screen.app.push_screen(Picker(title, rows, (chosen,) if chosen else (), screen.desk.glyphs), picked)
