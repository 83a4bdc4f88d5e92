"""CodatApp: themes, modes, global bindings, start and end; no business logic.

Invariant: no traceback is printed; an unexpected error is kept in `crash` for the command line.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import events
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.notifications import Notify
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from codat_tui.config import ConfigError
from codat_tui.key_order import KeyOrder
from codat_tui.launch import Announcing, Launch
from codat_tui.masking import mask_all
from codat_tui.models.clean_text import clean, clean_lines
from codat_tui.models.errors import KeyMissingError
from codat_tui.models.local import Failed, Loaded, Loading, Notice, NoticeKind, ProfileFacts, RemoteState
from codat_tui.open_profile import OpenProfile, exit_message, open_profile
from codat_tui.paths import style_sheet
from codat_tui.present.panels import Problem
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.screens.shell.copy_and_open import hand_over
from codat_tui.screens.shell.profiles import Profiles
from codat_tui.screens.shell.routes import ActivityTab, Route
from codat_tui.screens.shell.toasts import PROBLEM_SECONDS, Lasting, notify_problem
from codat_tui.screens.shell.zones import Zones
from codat_tui.services.runner import TaskKind
from codat_tui.terminal import watching_driver
from codat_tui.themes import DARK, OWN, THEMES, readable_variables
from codat_tui.widgets.control_characters import ControlCharacterFilter
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner
from codat_tui.widgets.words_of_keys import shown_key, usable, with_keys

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.timer import Timer


COMPANIES = "companies"
# Seconds after which a toast names the program that is asked for the API key.
SLOW_KEY = 1.0
# Seconds that toast stays; it is shown again while the program still runs.
KEY_TOAST = 6.0
# Mistakes under `[keys]` that are named one by one.
MOST_KEY_MISTAKES = 6
# What is told outside the screen too, where the profile asks for it.
ANNOUNCED = frozenset(
    (NoticeKind.NEW_TROUBLE, NoticeKind.SYNC_ENDED, NoticeKind.WATCH_DROPPED, NoticeKind.BATCH_ENDED)
)
# Characters of a text that the terminal shows.
MOST_IN_TERMINAL = 200
# Seconds for a frame to reach the terminal before the program connects.
FRAME = 0.02

# The modes of the number keys; Companies is the first screen.
MODES: Mapping[str, Route[..., None]] = {
    "watching": routes.WATCHING,
    "integrations": routes.INTEGRATIONS,
    "flow_settings": routes.FLOW_TEXTS,
    "activity": routes.ACTIVITY,
}


class _Place(NamedTuple):
    """Where the user was; *page*: not on the mode's own screen."""

    mode: str
    screen: CodatScreen
    page: bool


# Once a process: a second freeze would keep for ever what an earlier app has left.
@cache
def _freeze_once() -> None:
    """Leave what lives to the end out of collections: doing so repeatedly is half the cost of parsing pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class CodatApp(App[None]):
    # The first screen's sheet is loaded with the app's: one parse fewer before the first paint.
    CSS_PATH = [style_sheet("app.tcss"), style_sheet("fleet/companies.tcss")]
    TITLE = "codat-tui"
    DEFAULT_MODE = COMPANIES
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "open_mode('companies')", "Companies", show=False, id="app.companies"),
        Binding("2", "open_mode('watching')", "Watching", show=False, id="app.watching"),
        Binding("3", "open_mode('integrations')", "Integrations", show=False, id="app.integrations"),
        Binding("4", "open_mode('flow_settings')", "Flow settings", show=False, id="app.flow_settings"),
        Binding("5", "open_mode('activity')", "Activity", show=False, id="app.activity"),
        Binding(
            "minus", "go_back", "back to where you were before the last jump", show=False, id="app.go_back"
        ),
        Binding("at", "ledger", "requests of this machine", show=False, id="app.ledger"),
        Binding("P", "profiles", "switch the profile", show=False, id="app.profiles"),
        Binding("O", "handover", "hand-over to the next shift", show=False, id="app.handover"),
        Binding("colon", "command_line", "command", id="app.command"),
        Binding("question_mark", "help", "help", id="app.help"),
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, launch: Launch) -> None:
        super().__init__(driver_class=watching_driver(self._terminal_lost))
        self._line_filter = ControlCharacterFilter(plain=launch.glyphs.is_ascii)
        self.crash: BaseException | None = None
        self._status: int | None = None
        self._ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.exit_message = ""
        self._key_order = KeyOrder(self)
        self._announcing_failed = False
        self._slow_key: Timer | None = None
        self._before: _Place | None = None
        self._entered_commands: list[str] = []
        self._profiles = Profiles(launch.profiles)
        self._zones = Zones(launch.local_zone)
        first = self._make(launch)
        self._open = {first.name: first}
        self._first = first.name
        self.launch, self.services, self.desk = first
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(launch.theme if launch.theme in self.available_themes else DARK.name)

    def _make(self, launch: Launch) -> OpenProfile:
        return open_profile(launch, self._zones, self._profiles, self._runner_crashed)

    def get_line_filters(self) -> Sequence[LineFilter]:
        before = tuple(super().get_line_filters())
        if before != self._line_filter.before:
            # Another filter, because lines are kept by the filter that made them.
            self._line_filter = ControlCharacterFilter(self.launch.glyphs.is_ascii, before)
        return (self._line_filter,)

    def _begin_with(self, theme: str) -> None:
        # `App.theme = …` would parse every style sheet twice more.
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.update_classes(
            {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False
        )
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        theme = self.current_theme
        if theme.name not in OWN:
            variables |= readable_variables(theme, variables)
            self.theme_variables = variables
        return variables

    def on_mount(self) -> None:
        # Paint first, then connect, then enable the garbage collector.
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._keep_task_error)
        if self._status is not None:
            self.exit(return_code=self._status)
            return
        if self.launch.keys:
            self.set_keymap(usable(self.launch.keys))
            run_job(self, self._check_keys, group="keys")
        if self.launch.theme and self.launch.theme not in self.available_themes:
            self.notify(f"There is no theme {self.launch.theme!r}; using {self.theme}.", severity="warning")
        first = self._open[self._first]
        self._add(first)
        self._listen(first)
        self.call_after_refresh(self._after_first_paint)

    def _mode(self, mode: str, profile: str = "") -> str:
        """Return the name of this mode of *profile*, or of the one on screen: each has screens of its own."""
        name = profile or self.launch.profile.name
        return mode if name == self._first else f"{mode} of {name}"

    def _add(self, opened: OpenProfile) -> None:
        self.add_mode(self._mode(COMPANIES, opened.name), partial(CompaniesScreen, opened.desk))
        for mode, route in MODES.items():
            self.add_mode(self._mode(mode, opened.name), partial(route.screen, opened.desk))
        self._open[opened.name] = opened
        self._profiles.add(opened.name, opened.services)

    def _listen(self, opened: OpenProfile) -> None:
        if opened.launch.key is not None:
            opened.launch.key.suspended = self._suspended
        opened.services.recall_at_once()
        opened.services.subscribe_notices(partial(self._show_notice, opened))
        opened.services.subscribe(partial(self._connection_changed, opened))

    def _after_first_paint(self) -> None:
        run_job(self, self._start, group="connect", exclusive=True)

    async def _check_keys(self) -> None:
        # It imports every screen, so only users who moved a key wait for it.
        from codat_tui.screens.shell.binding_ids import key_mistakes

        said = await asyncio.to_thread(key_mistakes, self.launch.keys)
        if said:
            more = [f"… and {len(said) - MOST_KEY_MISTAKES} more."] if len(said) > MOST_KEY_MISTAKES else []
            where = with_keys(self, "{app.help}, then {help.ids}, lists the ids.")
            self.notify(
                "\n".join((*said[:MOST_KEY_MISTAKES], *more, where)),
                title="[keys] in the configuration",
                severity="warning",
                timeout=20,
            )

    async def _start(self) -> None:
        await self.services.recall()
        # What is drawn reaches the terminal first: imports would delay it.
        painted = asyncio.Event()
        self.call_after_refresh(self.set_timer, FRAME, painted.set)
        await painted.wait()
        self.services.fleet.recall_rest()
        # Garbage is looked for afterwards: it costs a fifth of the imports' time and finds nothing.
        await self.services.start()
        gc.enable()
        _freeze_once()

    def _connection_changed(self, opened: OpenProfile, state: RemoteState[ProfileFacts]) -> None:
        services = opened.services
        if isinstance(state, Loading):
            if self._slow_key is not None:
                self._slow_key.stop()
            self._slow_key = self.set_timer(SLOW_KEY, partial(self._say_what_is_waited_for, opened.launch))
        first_start = opened.launch.first_start
        if isinstance(state, Failed) and isinstance(state.error, KeyMissingError) and first_start is not None:
            self.push_screen(routes.SET_UP.screen(first_start, opened.launch.glyphs), self._set_up)
        if isinstance(state, Loaded):
            services.fleet.load()
            for remark in services.remarks:
                self.notify(remark, severity="warning", timeout=15)
            if services.store_error is not None:
                notify_problem(self, Problem.of(services.store_error), "warning")

    def _say_what_is_waited_for(self, launch: Launch) -> None:
        program = launch.key.waiting_for if launch.key is not None else ""
        if program:
            self.notify(f"Waiting for the key from {program}, at most 30 seconds.", timeout=KEY_TOAST)
            # For as long as it is waited for, and little longer.
            self.set_timer(KEY_TOAST, partial(self._say_what_is_waited_for, launch))

    # Profiles

    def action_profiles(self) -> None:
        """Offer the profiles."""
        # The first paint needs none of it.
        from codat_tui.screens.shell.pick_profile import profile_picker

        try:
            picker = profile_picker(self.desk)
        except ConfigError as error:
            self._say_of_configuration(error)
            return

        def picked(chosen: tuple[str, ...] | None) -> None:
            if chosen:
                self.action_use_profile(chosen[0])

        self.push_screen(picker, picked)

    def _set_up(self, name: str | None) -> None:
        if name:
            self.action_use_profile(name)

    def action_use_profile(self, name: str) -> None:
        """Show this profile as soon as it is connected."""
        run_job(self, partial(self._use_profile, name), group="profile", exclusive=True)

    async def _use_profile(self, name: str) -> None:
        if name == self.launch.profile.name:
            self.notify(f"{name} is shown already.", timeout=3)
            return
        opened = self._open.get(name) or await self._connect_profile(name)
        if opened is None:
            return
        if isinstance(self.screen, ModalScreen):
            # What is asked there is about the profile that is still shown.
            said = with_keys(self, "Close what is open here, then choose it again: {app.profiles}.")
            self.notify(said, title=f"{name} is ready")
            return
        await self._show_profile(opened)

    async def _connect_profile(self, name: str) -> OpenProfile | None:
        """Return it, connected; None, with the reason told, when it cannot be."""
        another = self.launch.another
        try:
            launch = another(name) if another is not None else None
        except ConfigError as error:
            self._say_of_configuration(error)
            return None
        if launch is None:
            return None
        self.notify("Connecting …", title=name, timeout=2)
        opened = self._make(launch)
        self._listen(opened)
        failure = await opened.connect()
        if failure is not None:
            problem = Problem.of(failure)
            notify_problem(self, problem._replace(title=f"{name}: {problem.title}"))
            return None
        self._add(opened)
        return opened

    async def _show_profile(self, opened: OpenProfile) -> None:
        self.services.refreshing.see(False)
        self.launch, self.services, self.desk = opened
        # A screen of another profile is reached through its profile only.
        self._before = None
        self.services.refreshing.see(True)
        await self._show_mode(self._mode(COMPANIES))
        facts = opened.launch.profile
        said = f"{facts.environment}, read-only" if facts.read_only else facts.environment
        self.notify(said, title=f"Profile {opened.name}", timeout=4)

    def _say_of_configuration(self, error: ConfigError) -> None:
        self.notify(str(error), title="The configuration", severity="warning", timeout=PROBLEM_SECONDS)

    @contextmanager
    def _suspended(self) -> Iterator[None]:
        try:
            with self.suspend():
                yield
        except SuspendNotSupported:
            raise KeyMissingError(
                title="The key's program cannot ask here", next_step="Start codat-tui in a terminal."
            ) from None

    def copy_to_clipboard(self, text: str) -> None:
        # Text fields copy with ctrl+c by this method.
        run_job(self, partial(hand_over, self, self.desk, text), group="copy", exclusive=True)

    def _show_notice(self, opened: OpenProfile, notice: Notice) -> None:
        problem = Problem.of(notice.error) if notice.error is not None else None
        # A toast would repeat what the screen's banner shows.
        outcomes = [banner.outcome for banner in self.screen.query(Banner)]
        told = problem is not None and any(each and each.facts == problem.facts for each in outcomes)
        facts = problem.lines if problem is not None and not told else ()
        text = "\n".join((notice.text[:1].upper() + notice.text[1:], *facts))
        seconds = PROBLEM_SECONDS if facts else 10.0
        name = opened.services.fleet.full_name(notice.company_id, notice.company_name)
        if opened.services is not self.services:
            name = ": ".join(filter(None, (opened.name, name)))
        self.notify(text, title=name, severity=notice.severity.value, timeout=seconds)
        if notice.kind in ANNOUNCED:
            self._announce(opened.launch.announcing, name or "codat-tui", notice.text)

    def _announce(self, ways: Announcing, title: str, text: str) -> None:
        """Tell it outside the screen, in the ways of the profile."""
        if ways.bell:
            self.bell()
        if ways.terminal and self._driver is not None and not self.is_headless:
            # Cleaned: the sequence must not be ended from inside.
            self._driver.write(f"\x1b]9;{clean(mask_all(f'{title}: {text}'))[:MOST_IN_TERMINAL]}\x07")
        if ways.command:
            run_job(self, partial(self._run_notice_command, ways.command, title, text), group="announce")

    async def _run_notice_command(self, command: Sequence[str], title: str, text: str) -> None:
        if not await self.desk.desktop.announce(command, title, text) and not self._announcing_failed:
            # Once: it would fail each time.
            self._announcing_failed = True
            self.notify(f"{command[0]} failed; see notice_command in the configuration.", severity="warning")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast."""
        # Names and messages are from outside, so markup is always off.
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Lasting(clean_lines(message), clean(title), severity, seconds)))

    def get_default_screen(self) -> Screen[Any]:
        # The default screen is opened without parsing the style sheets again.
        return CompaniesScreen(self.desk)

    async def on_event(self, event: events.Event) -> None:
        # Keys act one after the other, each on the focus that the previous one left.
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            admitted = self._key_order.admit(event)
            if admitted is None:
                return
            event = admitted
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown):
            self.services.refreshing.touched()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # No palette, modes, help or command line while a sheet is open.
        if action in {
            "command_palette",
            "open_mode",
            "go_back",
            "help",
            "command_line",
            "ledger",
            "handover",
            "profiles",
        }:
            return not isinstance(self.screen, ModalScreen)
        return super().check_action(action, parameters)

    def get_key_display(self, binding: Binding) -> str:
        return shown_key(binding)

    async def action_open_mode(self, mode: str) -> None:
        """Show a mode's own screen, not what was opened in it last."""
        before = self._here()
        await self._show_mode(self._mode(mode))
        if self.screen is not before.screen:
            self._before = before

    async def action_go_back(self) -> None:
        """Show the screen from before the last change of mode; a second time, the one from before this."""
        place = self._before
        if place is None:
            said = "You have not been anywhere else yet. {app.companies} to {app.activity} change the screen."
            self.notify(with_keys(self, said), timeout=5)
            return
        self._before = self._here()
        await self._show_mode(place.mode, place.screen)
        if place.page and self.screen is not place.screen and (page := place.screen.another()) is not None:
            self.push_screen(page)

    def _here(self) -> _Place:
        screen = self.screen
        assert isinstance(screen, CodatScreen)
        return _Place(self.current_mode, screen, len(self.screen_stack) > 1)

    async def _show_mode(self, mode: str, wanted: Screen[Any] | None = None) -> None:
        """Show *wanted* if it is still open in this mode, else the mode's own screen."""
        with self.batch_update():
            self.switch_mode(mode)
            stack = self.screen_stack
            last = stack.index(wanted) if wanted in stack else 0
            for _ in stack[last + 1 :]:
                await self.pop_screen()

    def action_help(self) -> None:
        self.push_screen(routes.HELP.screen(self.desk, self.screen))

    def action_ledger(self) -> None:
        self.push_screen(routes.ACTIVITY.screen(self.desk, ActivityTab.REQUESTS))

    def action_handover(self) -> None:
        self.push_screen(routes.HANDOVER.screen(self.desk))

    def action_command_line(self) -> None:
        self.push_screen(routes.COMMAND_LINE.screen(self.screen, self._entered_commands))

    def action_command_palette(self) -> None:
        self.push_screen(routes.PALETTE.screen(self.desk))

    def end(self, status: int) -> None:
        """Quit normally with this exit status; callable from any thread and from a signal handler."""
        if self._status is None:
            self._status = status
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self.call_later, self.action_quit)

    def _terminal_lost(self) -> None:
        self.end(128 + signal.SIGHUP)

    def _keep_task_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # asyncio would print the error of a task that nobody awaited as a traceback.
        error = context.get("exception")
        if error is not None:
            from codat_tui.crash import log_crash

            log_crash(error, self.launch.clock)

    def action_help_quit(self) -> None:
        # Textual's own words are markup, and only about one of the keys.
        said = "{app.leave} goes back, and asks to quit on a first screen; {app.quit} quits."
        self.notify(with_keys(self, said), timeout=5)

    async def action_quit(self) -> None:
        # A write in progress gets five seconds; watches continue at the next start.
        self._ending = True
        everything = tuple(self._open.values())
        if any(each.services.runner.running(TaskKind.WRITE) for each in everything):
            self.notify("Waiting for a write to be answered, at most five seconds…", timeout=5)
        # A screen's worker must not use the runner after it stops.
        self.workers.cancel_all()
        stopped = await asyncio.gather(*(each.services.stop() for each in everything))
        self.exit_message = exit_message(everything, stopped)
        self.exit(return_code=self._status or 0)

    async def on_unmount(self) -> None:
        # Where nobody quit, as after an error in a screen: files and connections are closed all the same.
        for opened in self._open.values():
            await opened.services.stop(0.0)

    def _runner_crashed(self, error: BaseException) -> None:
        self._keep_crash(error)
        self.exit(return_code=1)

    def _handle_exception(self, error: Exception) -> None:
        # What still opens while the program ends finds neither its widgets nor a runner that takes work.
        if not self._ending:
            self._keep_crash(error)
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's traceback would print local variables.
        self._close_messages_no_wait()

    def _keep_crash(self, error: BaseException) -> None:
        if self.crash is None:
            # Textual's error names the worker only; the error inside says where it failed.
            self.crash = error.error if isinstance(error, WorkerFailed) else error
