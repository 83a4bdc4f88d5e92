"""The commands of `:` with an argument that every full screen has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from textual.screen import Screen

from codat_tui.config import ConfigError
from codat_tui.models.errors import CodatError
from codat_tui.present.codes import code_facts, codes_lines
from codat_tui.rules.codes import describe, documented_codes
from codat_tui.rules.filtering.best_match import matching
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.screens.shell.commands import ArgumentCommand
from codat_tui.screens.shell.detail import DetailScreen
from codat_tui.screens.shell.write_sheets import ask_to_sync
from codat_tui.screens.shell.zones import ZoneChoice
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.sheet import FactLine

MOST_COMPANIES = 50
"""Companies that are offered for what was typed."""
_ZONES = {"utc": ZoneChoice.UTC, "mine": ZoneChoice.MINE, "merchant": ZoneChoice.MERCHANT}


def argument_commands_of(screen: Screen[Any]) -> tuple[ArgumentCommand, ...]:
    """Return the commands of *screen*: those of every full screen, then its own; none of a sheet or a menu."""
    if not isinstance(screen, CodatScreen):
        return ()
    return (*_common_commands(screen), *screen.argument_commands())


def _common_commands(screen: CodatScreen) -> tuple[ArgumentCommand, ...]:
    companies = partial(company_names, screen)
    return (
        *_tab_command(screen),
        ArgumentCommand(
            "company", "Open a company by name or id", screen.open_named, companies, ("co",), offered=True
        ),
        ArgumentCommand("sync", "Sync a company by name or id", partial(_sync_named, screen), companies),
        ArgumentCommand(
            "theme",
            "Use another theme, and keep it",
            screen.use_theme,
            beginning_with(_themes(screen)),
            offered=True,
        ),
        ArgumentCommand(
            "profile",
            "Show another profile",
            partial(_use_profile, screen),
            partial(_profile_names, screen),
            offered=True,
        ),
        ArgumentCommand(
            "tz",
            "Show times in UTC, in your zone or in the merchant's",
            partial(_use_zone, screen),
            beginning_with(tuple(_ZONES)),
            offered=True,
        ),
        ArgumentCommand(
            "codes",
            "What a status code of Codat means",
            partial(show_codes, screen),
            beginning_with([str(code) for code in documented_codes()]),
            offered=True,
        ),
    )


def _tab_command(screen: CodatScreen) -> tuple[ArgumentCommand, ...]:
    tabs = {tab.casefold(): index for index, tab in enumerate(screen.breadcrumbs.tabs)}
    if not tabs:
        return ()

    def show(text: str) -> None:
        index = tabs.get(text.casefold())
        if index is None:
            screen.notify(f"Known: {', '.join(tabs)}", title=f"No tab {text!r}", severity="warning")
        else:
            screen.go_to_tab(index)

    return (ArgumentCommand("tab", "Show another tab", show, beginning_with(tuple(tabs)), offered=True),)


def beginning_with(values: Sequence[str]) -> Callable[[str], list[str]]:
    """Return the completion among *values*."""
    return lambda typed: [value for value in values if value.startswith(typed.casefold())]


def company_names(screen: CodatScreen, typed: str) -> list[str]:
    """Return the full names of the companies that match best what was typed."""
    entries = screen.services.fleet.state.entries.values()
    found = matching(entries, typed.casefold().split(), attrgetter("full_name"))
    return [entry.full_name for entry in found[:MOST_COMPANIES]]


def _themes(screen: CodatScreen) -> list[str]:
    return sorted(screen.app.available_themes)


def _profile_names(screen: CodatScreen, typed: str) -> list[str]:
    try:
        names = [each.name for each in screen.desk.profiles.choices()]
    except ConfigError:
        return []
    return [each for each in names if each.casefold().startswith(typed.casefold())]


def _use_profile(screen: CodatScreen, text: str) -> None:
    meant = _profile_names(screen, text)
    # A beginning that only one has is its name.
    name = meant[0] if len(meant) == 1 else text
    action = f"app.use_profile({name!r})" if name else "app.profiles"
    screen.app.call_later(screen.app.run_action, action)


def _sync_named(screen: CodatScreen, text: str) -> None:
    run_job(screen, partial(_find_and_sync, screen, text), group="find company", exclusive=True)


async def _find_and_sync(screen: CodatScreen, text: str) -> None:
    try:
        found = await screen.find_one(text)
    except CodatError as error:
        screen.notify_error(error)
        return
    if found is not None and screen.still_here():
        ask_to_sync(screen, found.company_id)


def _use_zone(screen: CodatScreen, text: str) -> None:
    choice = next((each for name, each in _ZONES.items() if text and name.startswith(text.casefold())), None)
    if choice is None:
        screen.notify(
            f"Known: {', '.join(_ZONES)}", title=f"No zone {text!r}" if text else "", severity="warning"
        )
        return
    screen.notify(f"Times are shown in {screen.desk.zones.choose(choice)}.", timeout=3)


def show_codes(screen: CodatScreen, text: str = "") -> None:
    """Show what a status code means; without one, all that Codat documents."""
    if text.isdecimal():
        code = int(text)
        title = f"{code} {describe(code).title}"
        screen.app.push_screen(
            DetailScreen(screen.desk, title, [FactLine(*fact) for fact in code_facts(code)], {})
        )
    elif text:
        screen.notify("A code has four digits, such as 4000.", title=f"No code {text!r}", severity="warning")
    else:
        screen.app.push_screen(
            DetailScreen(screen.desk, "Codat's status codes", (), {}, lines=lambda width: codes_lines())
        )
