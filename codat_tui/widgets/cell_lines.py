"""Lines of cells from `present`, drawn in the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from codat_tui.present import Cell
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

    def render(self) -> Text:
        styles = tone_styles(self.app.theme_variables)
        text = Text("\n").join(
            Text.assemble(*((cell.text, _linked(styles[cell.tone], cell.link)) for cell in line))
            for line in self.lines
        )
        text.no_wrap = True
        text.overflow = "ellipsis"
        return text


def _linked(style: Style, link: str) -> Style:
    return style + Style(link=link) if can_open(link) else style
