"""CodatApp: themes, modes, global bindings and the runner's life; no business logic.

It never prints a traceback: an unexpected error is kept in `crash` for the command line to report.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from codat_tui.launch import Launch
from codat_tui.models.local import Loaded, Notice, ProfileFacts, RemoteState
from codat_tui.paths import style_sheet
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.zones import Zones
from codat_tui.services.runner import TaskKind
from codat_tui.services.services import Services
from codat_tui.themes import DARK, LIGHT, THEMES
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.message_pump import MessagePump


COMPANIES = "companies"
FRAME = 0.02
"""Seconds the first frame has to reach the terminal before the program begins to connect."""


def _watching(desk: Desk) -> Screen[Any]:
    from codat_tui.screens.watching import WatchingScreen

    return WatchingScreen(desk)


def _integrations(desk: Desk) -> Screen[Any]:
    from codat_tui.screens.integrations.screen import IntegrationsScreen

    return IntegrationsScreen(desk)


def _flow_settings(desk: Desk) -> Screen[Any]:
    from codat_tui.screens.flow_settings.texts import FlowTextsScreen

    return FlowTextsScreen(desk)


def _activity(desk: Desk) -> Screen[Any]:
    from codat_tui.screens.activity.screen import ActivityScreen

    return ActivityScreen(desk)


MODES: Mapping[str, Callable[[Desk], Screen[Any]]] = {
    "watching": _watching,
    "integrations": _integrations,
    "flow_settings": _flow_settings,
    "activity": _activity,
}
"""The modes behind the number keys, each imported when it is first opened; Companies is the first screen."""
_KEY_NAMES = {"enter": "enter", "escape": "esc", "space": "space", "question_mark": "?", "colon": ":"}


class CodatApp(App[None]):
    """The dashboard."""

    # The first screen's sheet comes with the app's own: one parse fewer before the first paint.
    CSS_PATH = [style_sheet("app.tcss"), style_sheet("fleet/companies.tcss")]
    TITLE = "codat-tui"
    DEFAULT_MODE = COMPANIES
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "switch_mode('companies')", "Companies", show=False, id="app.companies"),
        Binding("2", "switch_mode('watching')", "Watching", show=False, id="app.watching"),
        Binding("3", "switch_mode('integrations')", "Integrations", show=False, id="app.integrations"),
        Binding("4", "switch_mode('flow_settings')", "Flow settings", show=False, id="app.flow_settings"),
        Binding("5", "switch_mode('activity')", "Activity", show=False, id="app.activity"),
        Binding("at", "ledger", "requests of this machine", key_display="@", show=False, id="app.ledger"),
        Binding("colon", "command_line", "command", key_display=":", id="app.command"),
        Binding("question_mark", "help", "help", key_display="?", id="app.help"),
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        self.launch = launch
        self.crash: BaseException | None = None
        self.last_words = ""
        self._key_targets: WeakKeyDictionary[events.Key, MessagePump] = WeakKeyDictionary()
        self.services = Services(
            launch.clock, launch.connect, launch.randomness, on_crash=self._runner_crashed
        )
        self.desk = Desk(
            self.services,
            launch.clock,
            launch.glyphs,
            launch.profile,
            Zones(launch.clock),
            launch.company,
            launch.config_path,
        )
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(launch.theme if launch.theme in self.available_themes else DARK.name)

    def _begin_with(self, theme: str) -> None:
        """Have *theme* in force from the start: setting it the usual way parses every style sheet twice more."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.update_classes(
            {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False
        )
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The semantic variables for themes that do not define them."""
        return (DARK if self.current_theme.dark else LIGHT).variables

    def on_mount(self) -> None:
        """Paint first; connect, and let the garbage collector work, afterwards."""
        self.add_mode(COMPANIES, self.get_default_screen)
        for mode, make in MODES.items():
            self.add_mode(mode, partial(make, self.desk))
        if self.launch.keys:
            self.set_keymap(dict(self.launch.keys))
            run_job(self, self._check_keys, group="keys")
        if self.launch.theme and self.launch.theme not in self.available_themes:
            self.notify(f"There is no theme {self.launch.theme!r}; using {self.theme}.", severity="warning")
        self.services.subscribe_notices(self._show_notice)
        self.services.subscribe(self._connection_changed)
        # Not at once: the first frame is still being written, and the imports would hold its thread up.
        self.call_after_refresh(self.set_timer, FRAME, self._after_first_paint)

    def _after_first_paint(self) -> None:
        gc.enable()
        run_job(self, self._start, group="connect", exclusive=True)

    async def _check_keys(self) -> None:
        from codat_tui.screens.shell.binding_ids import unknown_ids

        unknown = await asyncio.to_thread(unknown_ids, self.launch.keys)
        if unknown:
            names = ", ".join(f'"{each}"' for each in unknown)
            self.notify(
                f"No binding is called {names}. ? lists the ids.", title="[keys] in the configuration"
            )

    async def _start(self) -> None:
        await self.services.start()
        # What lives now lives to the end: collecting it again and again is half the cost of parsing pages.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)

    def _connection_changed(self, state: RemoteState[ProfileFacts]) -> None:
        if isinstance(state, Loaded):
            self.services.fleet.load()
            if self.services.store_error is not None:
                error = self.services.store_error
                self.notify(f"{error.title}. {error.next_step}", severity="warning", timeout=15)

    def _show_notice(self, notice: Notice) -> None:
        text = notice.text.removeprefix(f"{notice.company_name}: ")
        text = text[:1].upper() + text[1:]
        self.notify(text, title=notice.company_name, severity=notice.severity.value, timeout=10, markup=False)

    def get_default_screen(self) -> Screen[Any]:
        """The first screen. As the default it is opened without parsing the style sheets once more."""
        return CompaniesScreen(self.desk)

    async def on_event(self, event: events.Event) -> None:
        """Give a key to whoever has the focus when its turn comes, not when it was pressed.

        A key is sent to the focused widget at once but acted on later: of "/nor" typed fast, all four would go to
        the table. One that comes back after the focus has moved goes to the new owner instead.
        """
        if isinstance(event, events.Key):
            target = self.focused or self.screen
            if not event.is_forwarded:
                self._key_targets[event] = target
            elif self._key_targets.get(event, target) is not target:
                again = events.Key(event.key, event.character)
                self._key_targets[again] = target
                target._forward_event(again)
                return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Palette, modes, help and the command line are off while a sheet is open."""
        if action in {"command_palette", "switch_mode", "help", "command_line", "ledger"}:
            return not isinstance(self.screen, ModalScreen)
        return super().check_action(action, parameters)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they are called in the documentation: "enter" and "ctrl+q", not signs."""
        if binding.key_display:
            return binding.key_display
        return _KEY_NAMES.get(binding.key) or super().get_key_display(binding).replace("^", "ctrl+")

    def action_help(self) -> None:
        """Show every key that works here."""
        from codat_tui.screens.shell.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_ledger(self) -> None:
        """Show what this machine asked, over any screen; esc comes back."""
        from codat_tui.screens.activity.screen import REQUESTS, ActivityScreen

        self.push_screen(ActivityScreen(self.desk, REQUESTS))

    def action_command_line(self) -> None:
        """Open the command line at the foot of the screen."""
        from codat_tui.screens.shell.command_line import CommandLineScreen

        self.push_screen(CommandLineScreen(self.screen))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action that works here, under the words its binding has."""
        from codat_tui.screens.shell.commands import commands_of

        for command in commands_of(screen):
            yield SystemCommand(command.title, command.help, command.run)

    async def action_quit(self) -> None:
        """Leave; writes under way get five seconds, watches are taken up again at the next start."""
        if self.services.runner.running(TaskKind.WRITE):
            self.notify("Waiting for a write to be answered, at most five seconds…", timeout=5)
        # A screen's worker must not ask the runner for anything once it stops.
        self.workers.cancel_all()
        stopped = await self.services.stop()
        self.last_words = _last_words(stopped.watches, stopped.writes, self.launch.profile.environment)
        self.exit()

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:
        """Say which remapped key stands in the way of another."""
        names = ", ".join(sorted(binding.id or binding.action for binding in clashed_bindings))
        self.notify(
            f"A key under [keys] in the configuration hides: {names}.", severity="warning", timeout=10
        )

    def _runner_crashed(self, error: BaseException) -> None:
        self._keep_crash(error)
        self.exit(return_code=1)

    def _handle_exception(self, error: Exception) -> None:
        self._keep_crash(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which would print locals."""
        self._close_messages_no_wait()

    def _keep_crash(self, error: BaseException) -> None:
        if self.crash is None:
            self.crash = error


def _last_words(watches: int, writes: int, environment: str) -> str:
    lines = []
    if watches and environment != "demo":
        one = watches == 1
        lines.append(
            f"{watches} watch{'' if one else 'es'} end{'s' if one else ''} here, the sync{'' if one else 's'} "
            f"go{'es' if one else ''} on; the next start takes {'it' if one else 'them'} up again."
        )
    if writes:
        lines.append("A write was not answered in time; the next start looks up whether it happened.")
    return "\n".join(lines)
