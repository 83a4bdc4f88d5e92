"""The base of one-line widgets: parts on the left and right; the least important are dropped first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from codat_tui.present import Tone, shorten, width
from codat_tui.widgets.tones import alarm_style, tone_styles

# The rank of a part that is never dropped.
KEEP = 100


class Part(NamedTuple):
    """A piece of a line; all parts of the lowest *rank* are dropped first.

    *target* is given to `pressed` on a click; *gap* cells follow; *shrinks*: shortened when nothing can be
    dropped.
    """

    text: str
    tone: Tone = Tone.NORMAL
    rank: int = KEEP
    bold: bool = False
    alarm: bool = False
    target: str = ""
    gap: int = 2
    shrinks: bool = False


def fit_parts(
    left: Sequence[Part], right: Sequence[Part], cells: int
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the parts that fit on *cells* cells: lowest ranks dropped, then shortened."""
    kept_left, kept_right = [p for p in left if p.text], [p for p in right if p.text]
    while length(kept_left) + length(kept_right) > cells:
        droppable = [part for part in (*kept_left, *kept_right) if part.rank < KEEP]
        if not droppable:
            break
        least = min(part.rank for part in droppable)
        kept_left = [part for part in kept_left if part.rank != least]
        kept_right = [part for part in kept_right if part.rank != least]
    over = length(kept_left) + length(kept_right) - cells
    for index, part in enumerate(kept_left):
        if over > 0 and part.shrinks:
            short = part._replace(text=shorten(part.text, max(4, width(part.text) - over)))
            over -= width(part.text) - width(short.text)
            kept_left[index] = short
    return tuple(kept_left), tuple(kept_right)


def length(parts: Sequence[Part]) -> int:
    """Return the cells of the parts with their gaps."""
    return sum(width(part.text) + part.gap for part in parts)


class OneLine(Widget):
    """One line; subclasses return `left` and `right` and call `redraw` after a change."""

    ALLOW_SELECT = False
    # A theme variable.
    BACKGROUND: ClassVar[str] = "background"

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._targets: list[tuple[int, int, str]] = []
        # The drawn line, kept so that an unchanged line costs nothing.
        self._strip: Strip | None = None

    def left(self) -> Sequence[Part]:
        return ()

    def right(self) -> Sequence[Part]:
        return ()

    def pressed(self, target: str) -> None:
        """A part with this target was clicked."""

    def redraw(self) -> None:
        self._strip = None
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strip = None

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if y:
            return Strip.blank(cells, self.rich_style)
        if self._strip is None or self._strip.cell_length != cells:
            self._strip = self._draw(cells)
        return self._strip

    def _draw(self, cells: int) -> Strip:
        variables = self.app.theme_variables
        styles = tone_styles(variables, self.BACKGROUND)
        alarm = alarm_style(variables)
        right_parts = [part for part in self.right() if part.text]
        if right_parts:
            right_parts[-1] = right_parts[-1]._replace(gap=1)
        left, right = fit_parts(self.left(), right_parts, cells - 1)
        self._targets = []
        segments = [Segment(" ", styles[Tone.NORMAL])]
        x = 1
        spare = max(0, cells - 1 - length(left) - length(right))
        for part in (*left, Part(" " * spare, gap=0), *right):
            style = alarm if part.alarm else styles[part.tone] + Style(bold=True if part.bold else None)
            segments += [Segment(part.text, style), Segment(" " * part.gap, styles[Tone.NORMAL])]
            if part.target:
                self._targets.append((x, x + width(part.text), part.target))
            x += width(part.text) + part.gap
        return Strip(segments, x).adjust_cell_length(cells, styles[Tone.NORMAL])

    def on_click(self, event: events.Click) -> None:
        for start, end, target in self._targets:
            if start <= event.x < end:
                event.stop()
                self.pressed(target)
                return
