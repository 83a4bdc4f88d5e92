"""The first start: a key is pasted, tested at Codat and kept, or the demo is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.config import DEFAULT_BASE_URL, DEMO, ConfigError
from codat_tui.models.errors import CodatError
from codat_tui.models.local import FirstProfile
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.panels import Problem
from codat_tui.present.text import wrap
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import count

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codat_tui.first_start import FirstStart

INTRODUCTION = (
    "codat-tui needs an API key of your Codat client. Codat's Portal shows it under Developers, API keys. It is tested "
    "with one request, then kept on this machine, in a file that only you can read."
)
OTHERWISE = (
    "Instead, set CODAT_API_KEY, or let `codat-tui init` write a profile whose key comes from a program. "
    "`codat-tui --demo` needs none."
)
# The one first in which nothing can be written by mistake.
ENVIRONMENTS = ("production", "sandbox")
FRAME, WIDEST = 6, 84


class SetUpScreen(ModalScreen[str]):
    """Dismisses with the name of the profile to be shown, or None."""

    CSS_PATH = style_sheet("shell/set_up.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "environment", "environment", show=False, priority=True, id="set_up.environment"),
        Binding("f3", "demo", "demo", show=False, priority=True, id="set_up.demo"),
        Binding("escape", "leave", "leave", show=False, id="set_up.leave"),
    ]

    def __init__(self, first_start: FirstStart, glyphs: Glyphs) -> None:
        super().__init__(classes="ascii" if glyphs.is_ascii else None)
        self._first_start = first_start
        self._glyphs = glyphs
        self._environment = ENVIRONMENTS[0]
        self._testing = False
        self._says: tuple[str, Tone] = ("", Tone.MUTED)

    def compose(self) -> ComposeResult:
        with Vertical(id="set-up") as frame:
            frame.border_title = literal("Set up codat-tui")
            frame.border_subtitle = literal(
                with_keys(
                    self,
                    "enter tests it   tab next   {set_up.environment} environment   "
                    "{set_up.demo} demo   {set_up.leave} leaves",
                )
            )
            yield CellLines(id="about")
            fields = (
                ("key", "API key", "", "paste it here; it is not shown"),
                ("name", "profile", "main", "a name for it, shown in the header"),
                ("server", "server", "", DEFAULT_BASE_URL),
            )
            for name, label, value, hint in fields:
                with Horizontal(classes="set-up-line"):
                    yield Static(label, classes="set-up-label", markup=False)
                    field = Input(value, compact=True, id=name, placeholder=hint, password=name == "key")
                    field.cursor_blink = False
                    yield field
            yield CellLines(id="environment")
            yield CellLines(id="says")

    def on_mount(self) -> None:
        self.query_one("#key", Input).focus()
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        width = max(20, min(WIDEST, self.app.size.width) - FRAME)
        self._lines("about", [(INTRODUCTION, Tone.NORMAL)], width)
        only = "read-only, until you set read_only = false" if self._is_production else "not read-only"
        self.query_one("#environment", CellLines).lines = (
            (Cell("environment   ", Tone.MUTED), Cell(self._environment), Cell(f"   {only}", Tone.MUTED)),
        )
        profile, key = self._first_start.places(self._typed.name or "NAME")
        kept = f"Kept in {profile}, the key in {key}."
        self._lines(
            "says", [self._says] if self._says[0] else [(kept, Tone.MUTED), (OTHERWISE, Tone.MUTED)], width
        )

    def _lines(self, name: str, texts: list[tuple[str, Tone]], width: int) -> None:
        self.query_one(f"#{name}", CellLines).lines = tuple(
            (Cell(line, tone),)
            for text, tone in texts
            for part in text.split("\n")
            for line in wrap(part, width)
        )

    def _say(self, text: str, tone: Tone) -> None:
        self._says = (text, tone)
        self._show()

    @property
    def _is_production(self) -> bool:
        return self._environment == "production"

    @property
    def _typed(self) -> FirstProfile:
        key, name, server = (self.query_one(f"#{each}", Input).value for each in ("key", "name", "server"))
        return FirstProfile(key, name.strip(), self._environment, server.strip())

    @on(Input.Changed)
    def _changed(self) -> None:
        if not self._testing:
            self._say("", Tone.MUTED)

    @on(Input.Submitted)
    def _enter(self) -> None:
        if not self._testing:
            self._testing = True
            self._say(
                with_keys(self, f"{self._glyphs.running} Asking Codat …   {{set_up.leave}} stops"),
                Tone.RUNNING,
            )
            run_job(self, partial(self._test_and_keep, self._typed), group="test", exclusive=True)

    async def _test_and_keep(self, typed: FirstProfile) -> None:
        try:
            companies = await self._first_start.test(typed)
            self._first_start.keep(typed)
        except CodatError as error:
            problem = Problem.of(error)
            self._say("\n".join((f"{problem.title}.", *problem.lines)), Tone.WARNING)
        except ConfigError as error:
            self._say(str(error), Tone.WARNING)
        else:
            self._wipe()
            self.dismiss(typed.name)
            said = f"Codat accepts the key: {count(companies, 'company', 'companies')}."
            self.app.notify(said, title=f"Profile {typed.name}", timeout=5)
        finally:
            self._testing = False

    def action_environment(self) -> None:
        self._environment = ENVIRONMENTS[(ENVIRONMENTS.index(self._environment) + 1) % len(ENVIRONMENTS)]
        self._show()

    def action_demo(self) -> None:
        self._wipe()
        self.dismiss(DEMO)

    def action_leave(self) -> None:
        if self._testing:
            self.workers.cancel_group(self, "test")
            self._testing = False
            self._say("Stopped. Nothing is kept.", Tone.MUTED)
            return
        self._wipe()
        self.dismiss(None)

    def _wipe(self) -> None:
        field = self.query_one("#key", Input)
        with self.prevent(Input.Changed):
            field.value = ""
