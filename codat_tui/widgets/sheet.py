"""The sheet before a write: what will be sent, to whom, with what effect, and the one key that sends it.

`y` is inert until the pre-checks are in and have been on screen for 300 ms, so that no key meant for the
screen below, and no answer given to an older text, ever confirms a write.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.clock import Clock
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Glyphs, Tone, clean, width
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.literal import literal
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.tones import tone_styles
from codat_tui.widgets.words_of_keys import key_of

ARMING = 0.3
"""Seconds a checked sheet is on screen before `y` works."""
# Lines of a sheet besides its text: frame, buttons and the blank above them; and those where a text is typed.
_AROUND = 4
_ASKING = 3
_ROOM = 36
"""Cells of a refusal that stand beside the buttons at 80 columns; a longer one is told in full above them."""


class Fact(NamedTuple):
    """One line of a sheet: a label, the value, and what explains it."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.NORMAL


class Buttons(OneLine):
    """The last line of a sheet: what each key does now."""

    verb: reactive[str] = reactive("")
    waiting: reactive[str] = reactive("checking ...")
    """Why the verb is inert; "" when it is not."""
    typed: reactive[bool] = reactive(False)
    dry_run: reactive[bool] = reactive(False)

    def left(self) -> Sequence[Part]:
        """Why not yet, where that is so."""
        return (Part(self.waiting, Tone.WARNING, shrinks=True),)

    def right(self) -> Sequence[Part]:
        """The verb, the dry run and the way out."""
        inert = bool(self.waiting)
        key = "enter" if self.typed else key_of(self, "sheet.confirm")
        tone = Tone.MUTED if inert else Tone.ACCENT
        go = "" if inert else "submit" if self.typed else "confirm"
        parts = [
            Part(key, tone, bold=not inert, target=go, gap=1),
            Part(self.verb, Tone.MUTED if inert else Tone.NORMAL, target=go, gap=3),
        ]
        if self.dry_run:
            parts += [
                Part(key_of(self, "sheet.dry_run"), Tone.ACCENT, bold=True, target="dry_run", gap=1),
                Part("dry run", target="dry_run", gap=3),
            ]
        way_out = key_of(self, "sheet.leave" if self.typed else "sheet.cancel")
        return [
            *parts,
            Part(way_out, Tone.ACCENT, bold=True, target="cancel", gap=1),
            Part("cancel", target="cancel"),
        ]

    async def _press(self, action: str) -> None:
        await self.screen.run_action(action)

    def pressed(self, target: str) -> None:
        """Do what the key does."""
        self.call_next(self._press, target)

    def _changed(self) -> None:
        self.show_again()

    watch_verb = watch_waiting = watch_typed = watch_dry_run = _changed


class Sheet(ModalScreen[bool]):
    """Asks whether a write shall be sent; dismisses with True only when a person confirmed it.

    Subclasses run their pre-checks and set *facts*, *notes*, *curl*, *refusal* and at last *ready*. A
    *refusal* keeps `y` inert and says why. *must_type* asks for an exact text instead of `y`, for what cannot
    be undone.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "confirm", id="sheet.confirm", show=False),
        Binding("n", "cancel", "cancel", id="sheet.cancel", show=False),
        Binding("escape", "cancel", "cancel", id="sheet.leave", show=False),
        Binding("D", "dry_run", "dry run", id="sheet.dry_run", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False, id="sheet.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="sheet.up"),
    ]
    CSS_PATH = style_sheet("shell/sheet.tcss")
    AUTO_FOCUS = None

    facts: reactive[tuple[Fact, ...]] = reactive(())
    notes: reactive[tuple[Cell, ...]] = reactive(())
    """Sentences: what was checked, warnings, what it costs."""
    curl: reactive[str] = reactive("")
    """The exact request, with the key masked; "" offers no dry run."""
    refusal: reactive[str] = reactive("")
    ready: reactive[bool] = reactive(False)

    def __init__(
        self, clock: Clock, title: str, verb: str, *, must_type: str = "", glyphs: Glyphs | None = None
    ) -> None:
        self._glyphs = glyphs or Glyphs.unicode()
        super().__init__(classes="ascii" if self._glyphs.is_ascii else None)
        self._clock = clock
        self._heading = title
        self._verb = verb
        self._must_type = must_type
        self._dry_run = bool(must_type)
        self._built = False
        self._armed = False
        self._generation = 0

    def compose(self) -> ComposeResult:
        """A frame with the text, which scrolls, above the buttons, which do not."""
        with Vertical(classes="sheet") as frame:
            frame.border_title = literal(self._heading)
            with VerticalScroll(classes="sheet-body", can_focus=False):
                yield Static(classes="sheet-facts", markup=False)
                yield Static(classes="sheet-notes", markup=False)
                yield Static(classes="sheet-curl hidden", markup=False)
            if self._must_type:
                yield Static(f"Type {self._must_type} and press enter", classes="sheet-ask", markup=False)
                typed = Input(compact=True, classes="sheet-typed")
                typed.cursor_blink = False
                yield typed
            yield Buttons(classes="sheet-buttons")

    def on_mount(self) -> None:
        """Show what is known."""
        buttons = self.query_one(Buttons)
        buttons.verb, buttons.typed = self._verb, bool(self._must_type)
        self._built = True
        self._show_text()
        if self._must_type:
            self.query_one(Input).focus()

    def on_resize(self) -> None:
        """Leave the buttons on screen, whatever the length of the text: style sheets cannot say "the rest"."""
        around = _AROUND + (_ASKING if self._must_type else 0)
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - around)

    def rename(self, title: str, verb: str) -> None:
        """Another heading and another word on the button, once the pre-checks know them."""
        self.query_one(".sheet").border_title = literal(title)
        self.query_one(Buttons).verb = verb

    # Pre-checks come in: every text that changes disarms the sheet

    def _show_text(self) -> None:
        if not self._built:
            return
        styles = tone_styles(self.app.theme_variables)
        self.query_one(".sheet-facts", Static).update(facts_text(self.facts, styles))
        told = self.notes
        if width(self.refusal) > _ROOM:
            told = (Cell(self.refusal, Tone.FAILED), *told)
        notes = self.query_one(".sheet-notes", Static)
        notes.update(notes_text(told, styles))
        notes.display = bool(told)
        self.query_one(".sheet-curl", Static).update(self.curl)
        # Where a text is typed, `D` is one of its letters: the request is simply shown.
        self.query_one(".sheet-curl").set_class(not (self._dry_run and self.curl), "hidden")
        self.query_one(Buttons).dry_run = bool(self.curl) and not self._must_type
        self._disarm()

    watch_facts = watch_notes = watch_curl = watch_refusal = watch_ready = _show_text

    def _disarm(self) -> None:
        self._armed = False
        self._generation += 1
        self.query_one(Buttons).waiting = self.refusal or "checking ..."
        if self.ready and not self.refusal:
            self.call_after_refresh(self._begin_arming, self._generation)

    def _begin_arming(self, generation: int) -> None:
        run_job(self, partial(self._arm, generation), group="sheet-arming", exclusive=True)

    async def _arm(self, generation: int) -> None:
        await self._clock.sleep(ARMING)
        if generation == self._generation:
            self._armed = True
            self.query_one(Buttons).waiting = ""

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`y` means nothing where a text must be typed."""
        return not (self._must_type and action == "confirm")

    def action_confirm(self) -> None:
        """Send it, if the sheet is armed."""
        if self._armed:
            self._armed = False
            self.dismiss(True)

    def action_submit(self) -> None:
        """Send it, if the sheet is armed and the typed text is exactly the asked one."""
        self._submit(self.query_one(Input).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field: what stood there then counts, whatever was typed since."""
        self._submit(event.value)

    def _submit(self, typed: str) -> None:
        if typed == self._must_type:
            self.action_confirm()

    def action_cancel(self) -> None:
        """Send nothing."""
        self.dismiss(False)

    def action_dry_run(self) -> None:
        """Show or hide the exact request."""
        self._dry_run = not self._dry_run
        self.query_one(".sheet-curl").set_class(not (self._dry_run and self.curl), "hidden")

    def action_scroll(self, step: int) -> None:
        """Scroll the text, where it is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False, immediate=True)


def facts_text(facts: Sequence[Fact], styles: dict[Tone, Style]) -> RenderableType:
    """Labels in one column, values and their notes in another that wraps under itself."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=styles[Tone.MUTED], no_wrap=True)
    table.add_column(overflow="fold")
    for fact in facts:
        value = Text(clean(fact.value), styles[fact.tone])
        if fact.note:
            value.append("   " + clean(fact.note), styles[Tone.MUTED])
        table.add_row(Text(clean(fact.label)), value)
    return table


def notes_text(notes: Sequence[Cell], styles: dict[Tone, Style]) -> Text:
    """One sentence a line."""
    return Text("\n").join(Text(clean(note.text), styles[note.tone]) for note in notes)
