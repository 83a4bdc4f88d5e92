"""Lines of cells from `present`, drawn in the theme's colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from codat_tui.present import Cell, Tone, shorten, width
from codat_tui.present.text import can_open
from codat_tui.widgets.tones import tone_styles


class CellLines(Widget):
    """A block of lines, as tall as its lines, each cut at the right edge."""

    DEFAULT_CSS = """
    CellLines {
        height: auto;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    lines: reactive[tuple[Sequence[Cell], ...]] = reactive((), layout=True)
    # The drawn lines, of one width; None after a change.
    _drawn: list[Strip] | None = None

    def watch_lines(self, before: Sequence[object], now: Sequence[object]) -> None:
        self._drawn = None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn = None

    def render(self) -> Text:
        styles = tone_styles(self.app.theme_variables)
        text = Text("\n").join(
            Text.assemble(*((cell.text, _linked(styles[cell.tone], cell.link)) for cell in line))
            for line in self.lines
        )
        text.no_wrap = True
        text.overflow = "ellipsis"
        return text

    def render_line(self, y: int) -> Strip:
        if self.text_selection is not None:
            return super().render_line(y)
        cells = self.size.width
        drawn = self._drawn
        # The framework draws a rich text anew as a whole, at thrice the cost: too slow for every cursor key.
        if drawn is None or (drawn and drawn[0].cell_length != cells):
            styles, plain = tone_styles(self.app.theme_variables), self.visual_style.rich_style
            drawn = self._drawn = [
                _line(line, y, styles, cells).adjust_cell_length(cells, plain)
                for y, line in enumerate(self.lines)
            ]
        return drawn[y] if y < len(drawn) else Strip.blank(cells, self.visual_style.rich_style)


def _line(line: Sequence[Cell], y: int, styles: Mapping[Tone, Style], cells: int) -> Strip:
    """Draw one line, cut at *cells*; a mouse that selects text learns from it where it is."""
    segments: list[Segment] = []
    used = start = 0
    for cell in line:
        text = shorten(cell.text, cells - used)
        style = _linked(styles[cell.tone], cell.link) + Style.from_meta({"offset": (start, y)})
        segments.append(Segment(text, style))
        used += width(text)
        start += len(cell.text)
    return Strip(segments, used)


def _linked(style: Style, link: str) -> Style:
    return style + Style(link=link) if can_open(link) else style
