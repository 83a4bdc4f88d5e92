"""The sheet before a write: what is sent, the target, the effect, and the key that sends it.

Invariant: `y` works only after the checked text has been on screen for 300 ms, so no key meant for another
screen or an earlier text confirms a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from codat_tui.clock import Clock
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Glyphs, Tone, clean, width
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.literal import literal
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.reading import ReadingScreen, ReadText
from codat_tui.widgets.tones import tone_styles
from codat_tui.widgets.words_of_keys import key_of

# Seconds a checked sheet is on screen before `y` works.
ARMING = 0.3
# Lines of a sheet besides its text: frame, buttons and an empty line; and those of an input.
_AROUND = 4
_ASKING = 3
# Cells beside the buttons at 80 columns; a longer refusal is shown above them.
_ROOM = 36


class FactLine(NamedTuple):
    """One line of a sheet: label, value, explanation."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.NORMAL


class Buttons(OneLine):
    """The last line of a sheet: its keys."""

    verb: reactive[str] = reactive("")
    # Why the verb does not work yet, or "".
    waiting: reactive[str] = reactive("checking ...")
    typed: reactive[bool] = reactive(False)
    dry_run: reactive[bool] = reactive(False)
    # What leaving without the verb is called.
    way_out: reactive[str] = reactive("cancel")

    def left(self) -> Sequence[Part]:
        return (Part(self.waiting, Tone.WARNING, shrinks=True),)

    def right(self) -> Sequence[Part]:
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
        key = key_of(self, "sheet.leave" if self.typed else "sheet.cancel")
        return [
            *parts,
            Part(key, Tone.ACCENT, bold=True, target="cancel", gap=1),
            Part(self.way_out, target="cancel"),
        ]

    async def _press(self, action: str) -> None:
        await self.screen.run_action(action)

    def pressed(self, target: str) -> None:
        self.call_next(self._press, target)

    def _changed(self) -> None:
        self.redraw()

    watch_verb = watch_waiting = watch_typed = watch_dry_run = watch_way_out = _changed


class NumberInput(Input):
    """Takes digits only: every other key is one of the sheet's."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isdigit()

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handler of Input next, unless it is prevented; the key then goes on to the sheet.
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()


class Sheet(ReadingScreen[bool]):
    """Asks whether to send a write; dismisses with True only when confirmed.

    Subclasses run their checks, set *facts*, *notes*, *curl* and *refusal*, and *ready* last. A *refusal*
    disables `y`. *must_type* asks for an exact text instead of `y`, for what cannot be undone; while it is a number,
    letters are keys.
    """

    BUTTONS: ClassVar[type[Buttons]] = Buttons

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "confirm", id="sheet.confirm", show=False),
        Binding("n", "cancel", "cancel", id="sheet.cancel", show=False),
        Binding("escape", "cancel", "cancel", id="sheet.leave", show=False),
        Binding("D", "dry_run", "dry run", id="sheet.dry_run", show=False),
    ]
    AREA, FRAME = ".sheet-body", ".sheet"
    CSS_PATH = style_sheet("shell/sheet.tcss")
    AUTO_FOCUS = None

    facts: reactive[tuple[FactLine, ...]] = reactive(())
    # Sentences: checks, warnings, costs.
    notes: reactive[tuple[Cell, ...]] = reactive(())
    # The exact request with the key masked; "" offers no dry run.
    curl: reactive[str] = reactive("")
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
        # Whether letters are keys, and not part of what is typed.
        self._letters_are_keys = not must_type or must_type.isdigit()
        self._dry_run = not self._letters_are_keys
        self._built = False
        self._armed = False
        self._generation = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet") as frame:
            frame.border_title = literal(self._heading)
            with VerticalScroll(classes="sheet-body", can_focus=False):
                yield ReadText(classes="sheet-facts", markup=False)
                yield ReadText(classes="sheet-notes", markup=False)
                yield ReadText(classes="sheet-curl hidden", markup=False)
            yield from self.compose_list()
            if self._must_type:
                yield ReadText(_asked(self._must_type), classes="sheet-ask", markup=False)
                field = NumberInput if self._letters_are_keys else Input
                typed = field(compact=True, classes="sheet-typed")
                typed.cursor_blink = False
                yield typed
            yield self.BUTTONS(classes="sheet-buttons")

    def compose_list(self) -> Iterable[Widget]:
        """What stands between the text and the buttons."""
        return ()

    def on_mount(self) -> None:
        buttons = self.query_one(Buttons)
        buttons.verb, buttons.typed = self._verb, bool(self._must_type)
        self._built = True
        self._show_text()
        if self._must_type:
            self.query_one(Input).focus()

    @property
    def around(self) -> int:
        """Return the lines of the sheet besides its text."""
        return _AROUND + (_ASKING if self._must_type else 0)

    def on_resize(self) -> None:
        # Computed here because style sheets cannot say "the rest of the height".
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - self.around)

    def ask_for(self, text: str) -> None:
        """Ask for another text than before, where one is asked for."""
        self._must_type = text
        self.query_one(".sheet-ask", ReadText).update(_asked(text))
        self._disarm()

    def rename(self, title: str, verb: str) -> None:
        """Set another heading and verb, once the checks know them."""
        self.query_one(".sheet").border_title = literal(title)
        self.query_one(Buttons).verb = verb

    # Checks arrive: every changed text disables `y` again

    def _show_text(self) -> None:
        if not self._built:
            return
        styles = tone_styles(self.app.theme_variables)
        self.query_one(".sheet-facts", ReadText).update(facts_text(self.facts, styles))
        told = self.notes
        if width(self.refusal) > _ROOM:
            told = (Cell(self.refusal, Tone.FAILED), *told)
        notes = self.query_one(".sheet-notes", ReadText)
        notes.update(notes_text(told, styles))
        notes.display = bool(told)
        self.query_one(".sheet-curl", ReadText).update(self.curl)
        # Where a text is typed, `D` is one of its letters: the request is simply shown.
        self.query_one(".sheet-curl").set_class(not (self._dry_run and self.curl), "hidden")
        self.query_one(Buttons).dry_run = bool(self.curl) and self._letters_are_keys
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
        if action == "confirm":
            return not self._must_type
        return super().check_action(action, parameters)

    def action_confirm(self) -> None:
        if self._armed:
            self._armed = False
            self.confirmed()

    def confirmed(self) -> None:
        """The user wants it."""
        self.dismiss(True)

    def action_submit(self) -> None:
        self._submit(self.query_one(Input).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        # The value when enter was pressed, not what has been typed since.
        self._submit(event.value)

    def _submit(self, typed: str) -> None:
        if typed == self._must_type:
            self.action_confirm()

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_dry_run(self) -> None:
        self._dry_run = not self._dry_run
        self.query_one(".sheet-curl").set_class(not (self._dry_run and self.curl), "hidden")


def _asked(text: str) -> str:
    return f"Type {text} and press enter"


def facts_text(facts: Sequence[FactLine], styles: Mapping[Tone, Style]) -> RenderableType:
    """Return labels in one column, values and notes in another that wraps."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=styles[Tone.MUTED], no_wrap=True)
    table.add_column(overflow="fold")
    for fact in facts:
        value = Text(clean(fact.value), styles[fact.tone])
        if fact.note:
            value.append("   " + clean(fact.note), styles[Tone.MUTED])
        table.add_row(Text(clean(fact.label)), value)
    return table


def notes_text(notes: Sequence[Cell], styles: Mapping[Tone, Style]) -> Text:
    return Text("\n").join(Text(clean(note.text), styles[note.tone]) for note in notes)
