"""A modal with all facts about one thing, and keys that copy parts of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.screens.shell.copy_and_open import copy_text
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.literal import literal
from codat_tui.widgets.reading import ReadingScreen, ReadText
from codat_tui.widgets.sheet import FactLine, facts_text
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from textual.app import ComposeResult

FRAME = 5
"""Cells taken by frame, padding and scrollbar."""
WIDEST = 92


class Copy(NamedTuple):
    """A text to copy, and its name: "the sync's id"."""

    text: str
    what: str


class DetailScreen(ReadingScreen[None]):
    """Subclasses bind `copy('NAME')` for each name in *copies*, and `read_again` if there is more to read.

    *lines* makes the lines below the facts for a width in cells; *code* is shown unchanged.
    """

    CSS_PATH = style_sheet("shell/detail.tcss")
    HINTED: ClassVar[tuple[str, ...]] = ("read_again", "copy(")
    """Beginnings of the actions that the frame names with their keys, besides the one that closes."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,backspace,h", "dismiss", "close", id="detail.close"),
    ]
    AREA = FRAME = "#detail"

    def __init__(
        self,
        desk: Desk,
        title: str,
        facts: Sequence[FactLine],
        copies: Mapping[str, Copy],
        *,
        lines: Callable[[int], Sequence[Sequence[Cell]]] | None = None,
        code: str = "",
    ) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._title = title
        self._facts = [_said(fact) for fact in facts]
        self._copies = copies
        self._lines = lines
        self._code = code

    def compose(self) -> ComposeResult:
        styles = tone_styles(self.app.theme_variables)
        with VerticalScroll(id="detail") as box:
            box.border_title = literal(self._title)
            yield ReadText(facts_text(self._facts, styles), id="facts", markup=False)
            if self._lines is not None:
                yield ReadText(id="lines", markup=False)
            if self._code:
                yield ReadText(self._code, id="code", markup=False)

    def on_resize(self) -> None:
        self.draw_lines()

    def on_mount(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """Name in the frame the keys that act now."""
        self.show_subtitle()

    def subtitle(self) -> str:
        """Return the keys that act now, the first of each action."""
        mine = [each.binding for each in self.active_bindings.values() if each.node is self and each.enabled]
        hinted = [each for each in mine if each.action.startswith(self.HINTED)]
        keys = list({each.action: each for each in reversed(hinted)}.values())[::-1]
        keys += [each for each in mine if each.action == "dismiss"][:1]
        return "   ".join(f"{self.app.get_key_display(each)} {each.description}" for each in keys)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "copy":
            # No key for an empty text.
            copied = self._copies.get(str(parameters[0]))
            return copied is not None and bool(copied.text)
        return super().check_action(action, parameters)

    def draw_lines(self) -> None:
        """Draw the lines below the facts again, for the present width."""
        if self._lines is None or not self.is_mounted:
            return
        styles = tone_styles(self.app.theme_variables)
        lines = self._lines(min(WIDEST, self.app.size.width) - FRAME)
        texts = (Text.assemble(*((cell.text, styles[cell.tone]) for cell in line)) for line in lines)
        shown = self.query_one("#lines", ReadText)
        shown.display = bool(lines)
        shown.update(Text("\n").join(texts))

    def show_more(self, facts: Sequence[FactLine]) -> None:
        """Show *facts* below the first ones; replaces earlier additions."""
        shown = [*self._facts, *(_said(fact) for fact in facts)]
        self.query_one("#facts", ReadText).update(facts_text(shown, tone_styles(self.app.theme_variables)))

    def action_copy(self, name: str) -> None:
        copied = self._copies[name]
        copy_text(self, self._desk, copied.text, copied.what)


def _said(fact: FactLine) -> FactLine:
    return fact if fact.value else fact._replace(value="–", tone=Tone.MUTED)
