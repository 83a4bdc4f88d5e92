"""What stands where data is not: on its way, none, or not to be had, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from codat_tui.present import Glyphs, Tone, clean, shorten
from codat_tui.present.panels import Nothing, OnItsWay, PanelState, Problem
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST = 72
"""Cells of a line of text; longer lines are hard to read."""


class StatePanel(Widget):
    """Shows one state in the middle of its room; None hides the panel."""

    state: reactive[PanelState | None] = reactive(None)

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()
        self.display = False

    def watch_state(self, state: PanelState | None) -> None:
        """Appear and disappear with the state."""
        self.display = state is not None

    def render(self) -> Text:
        """The lines of the state, as one block in the middle."""
        state = self.state
        if state is None:
            return Text()
        block = Block(self, min(WIDEST, self.size.width - 6))
        match state:
            case OnItsWay():
                block.title(self._glyphs.running, state.title, Tone.RUNNING)
                block.add(state.progress)
                block.add(state.hint, Tone.MUTED)
            case Nothing():
                block.title(self._glyphs.nothing, state.title, Tone.NORMAL)
                block.add(state.hint, Tone.MUTED)
            case Problem():
                self._add_problem(block, state)
        return block.placed(self.size)

    def _add_problem(self, block: Block, problem: Problem) -> None:
        block.title(self._glyphs.failed, problem.title, Tone.FAILED)
        block.add(problem.next_step)
        block.blank()
        block.fact("Codat said", problem.said)
        block.fact("HTTP status", "" if problem.status is None else str(problem.status))
        block.fact("Correlation", problem.correlation_id)
        block.blank()
        block.key(problem.key, problem.action)


class Block:
    """Left-aligned lines of tones, wrapped to a width and placed in the middle of a larger room."""

    def __init__(self, widget: Widget, width: int) -> None:
        self._styles = tone_styles(widget.app.theme_variables)
        self._console = widget.app.console
        self._width = max(10, width)
        self._lines: list[Text] = []

    def title(self, glyph: str, text: str, tone: Tone) -> None:
        """The first line, whose glyph hangs out on the left."""
        style = self._styles[tone] + Style(bold=True)
        wrapped = Text(clean(text), style).wrap(self._console, self._width)
        for number, line in enumerate(wrapped):
            self._lines.append(Text(" " if number else glyph, style) + " " + line)

    def add(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """A paragraph; nothing for an empty text."""
        if text:
            wrapped = Text(clean(text), self._styles[tone]).wrap(self._console, self._width)
            self._lines += [Text("  ") + line for line in wrapped]

    def fact(self, label: str, value: str) -> None:
        """A label and a value beside it, wrapped under itself; nothing for an empty value."""
        indent = 13
        wrapped = Text(clean(value), self._styles[Tone.NORMAL]).wrap(self._console, self._width - indent)
        for number, line in enumerate(wrapped if value else ()):
            margin = f"  {'' if number else label:<{indent}}"
            self._lines.append(Text(margin, self._styles[Tone.MUTED]) + line)

    def key(self, key: str, word: str) -> None:
        """A key and what it does; nothing for an empty key."""
        if key:
            self._lines.append(
                Text(f"  {key}  ", self._styles[Tone.ACCENT]) + Text(word, self._styles[Tone.MUTED])
            )

    def blank(self) -> None:
        """An empty line, but never two."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Text(""))

    def placed(self, room: Size) -> Text:
        """The block in the middle of *room*, a little above the centre; from the top if it is too tall."""
        longest = max((line.cell_len for line in self._lines), default=0)
        margin = " " * max(0, (room.width - longest) // 2)
        above = max(0, (room.height - len(self._lines)) * 2 // 5)
        body = Text("\n").join(Text(margin) + line for line in self._lines)
        return Text("\n" * above) + body


class Banner(OneLine):
    """A problem in one line over data that was kept; hidden while *problem* is None."""

    problem: reactive[Problem | None] = reactive(None)
    kept: reactive[str] = reactive("")
    """What is still shown, as "companies as of 14:02"."""

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()
        self.display = False

    def left(self) -> Sequence[Part]:
        """Cause, next step, what was kept."""
        problem = self.problem
        if problem is None:
            return ()
        return (
            Part(f"{self._glyphs.failed} {clean(problem.title)}", Tone.FAILED, shrinks=True),
            Part(shorten(problem.next_step, WIDEST), Tone.NORMAL, rank=1),
        )

    def right(self) -> Sequence[Part]:
        """What was kept, and the key that tries again."""
        problem = self.problem
        if problem is None:
            return ()
        return (
            Part(f"showing {self.kept}" if self.kept else "", Tone.MUTED, rank=2),
            Part(problem.key, Tone.ACCENT, bold=True, gap=1),
            Part(problem.action, Tone.MUTED),
        )

    def watch_problem(self, problem: Problem | None) -> None:
        """Appear and disappear with the problem."""
        self.display = problem is not None
        self.show_again()

    def watch_kept(self) -> None:
        """Say what is shown."""
        self.show_again()
