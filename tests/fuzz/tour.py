"""A walk through the whole program: every screen is opened, and every key that works there is pressed.

Which keys there are is read from the bindings in force, so that a new screen or key is visited without being named.
After each key the program must still run, and have written nothing raw to its terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

from textual import events
from textual.keys import REPLACED_KEYS, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from codat_tui import key_order
from codat_tui.api import InProcessTransport
from codat_tui.demo import DemoOptions
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.export_menu import ExportMenu
from codat_tui.screens.shell.routes import ActivityTab
from codat_tui.services.runner import TaskKind
from codat_tui.widgets.sheet import ARMING, Sheet
from tests.fuzz.hostile import IN_IDS, HostileTransport, Plan
from tests.fuzz.stream import RecordingDriver
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

Open = Callable[[], Awaitable[None]]
NOT_PRESSED = (
    *("app.companies", "app.watching", "app.integrations", "app.flow_settings", "app.activity"),
    *("app.quit", "app.leave", "mapping.editor"),
)
"""The modes are stops of their own; an editor needs a real terminal."""
SAME_EVERYWHERE = (
    *("app.help", "app.command", "app.command_palette", "app.ledger", "sheet.cancel", "sheet.leave"),
    *("table.up", "table.first", "table.page_down", "table.page_up", "table.left", "table.unmark"),
    *("table.mark_shown", "table.sort_previous", "reading.up", "reading.first"),
    *("reading.page_down", "reading.page_up", "reading.half_down", "reading.half_up", "reading.last"),
    *("table.half_up", "table.half_down", "table.previous_needing", "table.extend_up"),
)
"""Keys that are pressed at the first stop only."""
LAST = ("confirm", "back", "refresh", "leave", "close", "cancel", "dismiss")
"""Keys that leave a screen, or make it anew, come after the others."""
DEEPEST = 3
"""So many screens are opened over a stop, unless a walk says otherwise."""
TURNS = 400
COMPANIES = 12
QUIET = 1
"""So many looks more once nothing is under way."""
TYPED = "o"


class Fault(AssertionError):
    """What the program did wrong, and after which keys."""


class Stop:
    """A screen that the walk begins at anew; without a route the first one."""

    def __init__(self, route: Any, *args: Any) -> None:
        self.route = route
        self.args = args

    @property
    def kind(self) -> str:
        """The name of the screen's class."""
        return str(self.route.place.rpartition(":")[2]) if self.route is not None else "CompaniesScreen"


@dataclass
class Tour:
    """One walk that opens *deepest* screens over a stop, and presses every key of all but the last one.

    *screens* are the kinds of screens that were looked at, *keys* how many keys were pressed.
    """

    scene: Scene
    wire: HostileTransport
    pilot: Pilot[Any]
    deepest: int = DEEPEST
    screens: set[str] = field(default_factory=set)
    keys: int = 0
    slowest: tuple[float, str] = (0.0, "")
    _way: list[str] = field(default_factory=list)
    _explored: set[tuple[str, str]] = field(default_factory=set)

    @property
    def written(self) -> int:
        """How many characters the program wrote to its terminal."""
        return int(self.app._driver.written)

    @property
    def app(self) -> Any:
        """The program."""
        return self.scene.app

    def stops(self) -> dict[str, Stop]:
        """Where the walk begins anew: every screen that needs no more than the desk or a company."""
        desk = self.app.desk
        failing, fine = (self.company(name) for name in (HARBOUR_LANE, NORDIC_BIKES))
        return {
            "companies": Stop(None),
            "overview": Stop(routes.OVERVIEW, desk, failing),
            "connections": Stop(routes.CONNECTIONS, desk, failing),
            "syncs": Stop(routes.SYNCS, desk, failing),
            "mapping": Stop(routes.MAPPING, desk, failing),
            "onboarding": Stop(routes.ONBOARDING, desk, fine, ""),
            "flow link": Stop(routes.FLOW_LINK, desk, fine, ""),
            "new company": Stop(routes.NEW_COMPANY, desk),
            "integrations": Stop(routes.INTEGRATIONS, desk),
            "flow texts": Stop(routes.FLOW_TEXTS, desk),
            "visible accounts": Stop(routes.VISIBLE_ACCOUNTS, desk),
            "watching": Stop(routes.WATCHING, desk),
            "journal": Stop(routes.ACTIVITY, desk, ActivityTab.JOURNAL),
            "requests": Stop(routes.ACTIVITY, desk, ActivityTab.REQUESTS),
        }

    def company(self, name: str) -> str:
        """The id of a company of the demo, as the program knows it."""
        found = next(each.id for each in self.scene.world.merchants() if each.name == name)
        return found + IN_IDS if self.wire.plan.ids else str(found)

    async def stop(self, name: str, stop: Stop) -> None:
        """Open one stop, and press every key there and on what opens over it."""

        async def open_it() -> None:
            if stop.route is not None:
                self.app.push_screen(stop.route.screen(*stop.args))
            await self.settle()

        self._way = [name]
        await self._back_to(1)
        await open_it()
        await self._explore(open_it, name, self.deepest)

    async def _explore(self, open_here: Open, parent: str, depth: int) -> None:
        """Press every key of the screen on top, unless that was done before; *open_here* opens it from home."""
        self.look()
        kind = type(self.app.screen).__name__
        about = parent if isinstance(self.app.screen, Sheet) or depth == self.deepest else ""
        is_stop = any(stop.kind == kind for stop in self.stops().values())
        if not depth or (kind, about) in self._explored or (is_stop and depth < self.deepest):
            return
        self._explored.add((kind, about))
        below, way = list(self.app.screen_stack)[:-1], list(self._way)
        for identifier, key in self._keys():
            if not self._is_on(kind, below):
                self._way = list(way)
                await self._back_to(len(below) + 1)
                if not self._is_on(kind, below):
                    await self._back_to(1)
                    await open_here()
                if type(self.app.screen).__name__ != kind:
                    return
                below = list(self.app.screen_stack)[:-1]
            self._way = [*way, key]
            await self._use(identifier, key)
            if self._is_on(kind, below):
                continue

            async def again(identifier: str = identifier, key: str = key) -> None:
                await open_here()
                await self._use(identifier, key)

            if isinstance(self.app.screen, ExportMenu):
                await self._export(again)
            else:
                await self._explore(again, f"{kind}.{identifier}", depth - 1)

    def _is_on(self, kind: str, below: list[Any]) -> bool:
        return type(self.app.screen).__name__ == kind and list(self.app.screen_stack)[:-1] == below

    def _keys(self) -> list[tuple[str, str]]:
        """The keys that work on the screen on top, by the ids of their bindings; Textual's own have none."""
        found: dict[str, str] = {}
        elsewhere = self._way != ["companies"]
        for key, active in self.app.screen.active_bindings.items():
            identifier = active.binding.id or ""
            known = identifier in NOT_PRESSED or (elsewhere and identifier in SAME_EVERYWHERE)
            if active.enabled and identifier and not known:
                found.setdefault(identifier, key)
        return sorted(found.items(), key=lambda each: any(word in each[0] for word in LAST))

    async def _use(self, identifier: str, key: str) -> None:
        if isinstance(self.app.screen, Sheet):
            await self._armed()
        await self.press(key)
        if isinstance(self.app.screen, Sheet):
            await self._armed()
            if identifier == "sheet.confirm" or not self.app.screen._must_type:
                return
            self.app.screen.query_one(Input).value = self.app.screen._must_type
            await self.press("enter")
        elif isinstance(self.app.focused, Input) and not isinstance(self.app.screen, ModalScreen):
            await self.press(TYPED)
            await self.press("enter")
            if isinstance(self.app.focused, Input):
                await self.press("escape")

    async def _export(self, again: Open) -> None:
        """Write the table in all formats: their texts differ from table to table."""
        for _, key in self._keys():
            if not isinstance(self.app.screen, ExportMenu):
                await self._back_to(1)
                await again()
            if isinstance(self.app.screen, ExportMenu):
                await self.press(key)

    async def _armed(self) -> None:
        await self.scene.clock.advance(ARMING)
        await self.settle()

    async def _back_to(self, screens: int) -> None:
        """Close what lies over so many screens; over the first one lie the companies alone."""
        while len(self.app.screen_stack) > screens:
            if isinstance(self.app.screen, ModalScreen):
                self.app.screen.dismiss(None)
            else:
                self.app.pop_screen()
            await self.settle()

    async def press(self, key: str) -> None:
        """Press one key, and let happen what it does."""
        began = process_time()
        self.keys += 1
        name = REPLACED_KEYS.get(key, key)
        try:
            character: str | None = unicodedata.lookup(_get_unicode_name_from_key(name))
        except KeyError:
            character = key if len(key) == 1 else None
        event = events.Key(key, character)
        event.set_sender(self.app)
        self.app._driver.send_message(event)
        await self.settle()
        self.look()
        self.slowest = max(self.slowest, (process_time() - began, " ".join(self._way)))

    async def settle(self) -> None:
        """Let everything be read, written and drawn; the clock moves only while something waits for it."""
        quiet = 0
        for turn in range(TURNS):
            # Asking every widget is dear: while something is under way, only time passes.
            if self._idle():
                await self.pilot._wait_for_screen()
            if self.app.crash is not None or self.app._exit:
                return
            quiet = quiet + 1 if self._idle() and self.app.screen.is_mounted else 0
            if quiet > QUIET:
                break
            if not quiet:
                await self.scene.clock.advance(1.0 if turn % 20 == 19 else 0.00001)
        self.app.screen._on_timer_update()

    def _idle(self) -> bool:
        runner = self.app.services.runner
        busy = (TaskKind.READ, TaskKind.WRITE, TaskKind.SAVE, TaskKind.SWEEP)
        if self.app._key_order.busy or self.wire.under_way or any(runner.running(kind) for kind in busy):
            return False
        return not any(each.group in ("export", "copy") and not each.is_finished for each in self.app.workers)

    def look(self) -> None:
        """Raise Fault if the program has ended, written anything raw, or a cursor blinks."""
        where = f"after {' '.join(self._way)}, with {self.wire.plan}"
        if self.app.crash is not None:
            raise Fault(f"crash {where}") from self.app.crash
        if self.app._exit:
            raise Fault(f"the program ended {where}")
        driver = self.app._driver
        assert isinstance(driver, RecordingDriver)
        if getattr(driver, "raw", None):
            raise Fault(f"{driver.raw[0]} {where}")
        if any(field.cursor_blink for kind in (Input, TextArea) for field in self.app.screen.query(kind)):
            raise Fault(f"a cursor blinks, which writes to the terminal while nothing happens, {where}")
        self.screens.add(type(self.app.screen).__name__)


@asynccontextmanager
async def started(
    folder: Path, plan: Plan, size: tuple[int, int], faults: str = "", deepest: int = DEEPEST
) -> AsyncIterator[Tour]:
    """The program with its state in *folder*, its answers spoiled by *plan*; it stands at its first screen."""
    scene = Scene(folder, DemoOptions(companies=COMPANIES, faults=faults))
    wire = scene.inner = HostileTransport(InProcessTransport(scene.demo), plan)
    scene.app.driver_class = RecordingDriver
    # Whether a key is done is asked after each one here, and not only before the next.
    with patch.object(key_order, "LOOK_SECONDS", 0.0):
        async with scene.app.run_test(headless=False, size=size, notifications=True, tooltips=True) as pilot:
            tour = Tour(scene, wire, pilot, deepest)
            await tour.settle()
            yield tour
