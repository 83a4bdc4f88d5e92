"""The panel shown in place of data: loading, nothing, or a problem; and the banner above kept data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from codat_tui.present import Glyphs, Tone, clean
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem
from codat_tui.widgets.tones import tone_styles
from codat_tui.widgets.words_of_keys import key_of_action

if TYPE_CHECKING:
    from textual.geometry import Size

    from codat_tui.present.panels import Offer

# Cells; longer lines are hard to read.
WIDEST = 72
# Cells of a fact's label.
_LABEL = 13


class StatePanel(Widget):
    """Shows one state in the middle of its area; None hides the panel."""

    state: reactive[PanelState | None] = reactive(None)

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()
        self.display = False

    def watch_state(self, state: PanelState | None) -> None:
        self.display = state is not None

    def render(self) -> Text:
        state = self.state
        if state is None:
            return Text()
        block = Block(self, min(WIDEST, self.size.width - 6))
        match state:
            case LoadingPanel():
                block.title(self._glyphs.running, state.title, Tone.RUNNING)
                block.add(state.progress)
                block.add(state.hint, Tone.MUTED)
                block.offer(state.offer)
                if state.facts:
                    block.blank()
                for fact in state.facts:
                    block.fact(fact.label, fact.value)
            case EmptyPanel():
                block.title(self._glyphs.nothing, state.title, Tone.NORMAL)
                block.add(state.hint, Tone.MUTED)
            case Problem():
                self._add_problem(block, state)
        return block.placed(self.size)

    def _add_problem(self, block: Block, problem: Problem) -> None:
        block.title(self._glyphs.failed, problem.title, Tone.FAILED)
        block.add(problem.next_step)
        block.blank()
        for fact in problem.facts:
            block.fact(fact.label, fact.value)
        block.blank()
        block.offer(problem.offer)


class Block:
    """Left-aligned lines, wrapped to a width and placed in the middle of an area."""

    def __init__(self, widget: Widget, width: int) -> None:
        self._widget = widget
        self._styles = tone_styles(widget.app.theme_variables)
        self._widget = widget
        self._width = max(10, width)
        self.lines: list[Text] = []

    def _wrapped(self, text: str, style: Style, width: int) -> list[Text]:
        return list(Text(clean(text), style).wrap(self._widget.app.console, max(1, width)))

    def style(self, tone: Tone) -> Style:
        return self._styles[tone]

    def title(self, glyph: str, text: str, tone: Tone, width: int | None = None) -> None:
        """Add the first line, with the glyph left of the text; *width* when it has less room."""
        style = self._styles[tone] + Style(bold=True)
        for number, line in enumerate(self._wrapped(text, style, width or self._width)):
            self.lines.append(Text(" " if number else glyph, style) + " " + line)

    def add(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        if text:
            self.lines += [Text("  ") + line for line in self._wrapped(text, self._styles[tone], self._width)]

    def fact(self, label: str, value: str) -> None:
        """Add a label and a value that wraps beside it."""
        for number, line in enumerate(self._wrapped(value, self._styles[Tone.NORMAL], self._width - _LABEL)):
            margin = f"  {'' if number else label:<{_LABEL}}"
            self.lines.append(Text(margin, self._styles[Tone.MUTED]) + line)

    def fact_on_same_line(self, label: str, value: str) -> None:
        """Add a fact to the previous line, or below it when there is no room."""
        text = Text(f"   {label} ", self._styles[Tone.MUTED]).append(clean(value), self._styles[Tone.NORMAL])
        if self.lines and self.lines[-1].cell_len + text.cell_len <= self._width + 2:
            self.lines[-1].append_text(text)
        else:
            self.fact(label, value)

    def offered(self, offer: Offer | None, before: str = "", gap: int = 2) -> Text:
        """Return the key in force and its words; empty when the screen has no such key."""
        key = key_of_action(self._widget, offer.action) if offer is not None else ""
        if offer is None or not key:
            return Text()
        accent = self._styles[Tone.ACCENT] + Style(bold=None if before else True)
        return Text(f"{before}{key}{' ' * gap}", accent) + Text(offer.words, self._styles[Tone.MUTED])

    def offer(self, offer: Offer | None) -> None:
        if text := self.offered(offer, "  "):
            self.lines.append(text)

    def blank(self) -> None:
        """Add an empty line, never two in a row."""
        if self.lines and self.lines[-1].plain:
            self.lines.append(Text(""))

    def placed(self, room: Size) -> Text:
        """Return the block in the middle of *room*, a little above the centre."""
        longest = max((line.cell_len for line in self.lines), default=0)
        margin = " " * max(0, (room.width - longest) // 2)
        above = max(0, (room.height - len(self.lines)) * 2 // 5)
        body = Text("\n").join(Text(margin) + line for line in self.lines)
        return Text("\n" * above) + body


class Banner(Widget):
    """A problem above kept data, as many lines as it needs; hidden without a problem.

    *outcome* is of a write and is shown before *problem*, which is of reading.
    """

    problem: reactive[Problem | None] = reactive(None, layout=True)
    outcome: reactive[Problem | None] = reactive(None, layout=True)
    # What is still shown, such as "companies as of 14:02".
    kept: reactive[str] = reactive("", layout=True)

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()
        self.display = False

    @property
    def shown(self) -> Problem | None:
        return self.outcome or self.problem

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        # At most half of the screen.
        return len(self._lines(width, viewport.height))

    def render(self) -> Text:
        return Text("\n", no_wrap=True).join(self._lines(self.size.width, self.screen.size.height))

    def _lines(self, width: int, height: int) -> list[Text]:
        problem = self.shown
        if problem is None:
            return []
        block = Block(self, width - 4)
        kept = Text(f"showing {self.kept}" if self.kept else "", block.style(Tone.MUTED))
        offered = block.offered(problem.offer, gap=1)
        room = width - 4 - cell_len(problem.title)
        # The right part of the first line never cuts the cause; what has no room there goes below.
        ways = (Text("   ").join(part for part in (kept, offered) if part), offered, Text())
        right = next(text for text in ways if not text or text.cell_len + 3 <= room)
        block.title(self._glyphs.failed, problem.title, Tone.FAILED)
        if problem.facts or cell_len(problem.next_step) + 3 > room - right.cell_len - 3:
            block.add(problem.next_step)
        else:
            block.lines[0].append(f"  {clean(problem.next_step)}".rstrip(), block.style(Tone.NORMAL))
        for fact in problem.facts:
            (block.fact_on_same_line if fact.beside else block.fact)(fact.label, fact.value)
        if kept.plain not in right.plain:
            block.add(kept.plain, Tone.MUTED)
        if offered.plain not in right.plain:
            block.offer(problem.offer)
        lines = [Text(" ") + line for line in block.lines]
        lines[0].pad_right(width - 1 - lines[0].cell_len - right.cell_len)
        lines[0].append_text(right)
        most = max(2, height // 2)
        if len(lines) > most:
            left_out = f"   {self._glyphs.ellipsis} {len(lines) - most + 1} more lines"
            lines = [*lines[: most - 1], Text(left_out, block.style(Tone.MUTED))]
        return lines

    def watch_problem(self) -> None:
        self.display = self.shown is not None

    watch_outcome = watch_problem
