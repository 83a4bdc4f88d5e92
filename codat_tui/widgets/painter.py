"""Lines of the virtual table: cells in, strips of exactly the asked width out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codat_tui.present import Cell, Glyphs, Tone, fit, shorten, width
from codat_tui.widgets.columns import GAP, Column, Place, total_width
from codat_tui.widgets.tones import tone_styles

# Left of the first column: the cursor's bar, the mark, a space. It does not scroll sideways.
GUTTER = 3
# Cells of a text's beginning that are left where its end stays whole.
_LEAST_BEGINNING = 6

Palette = Mapping[Tone, Style]


class Palettes(NamedTuple):
    """The styles of a row: plain, or under the cursor with and without focus; each also faint."""

    plain: Palette
    cursor: Palette
    unfocused_cursor: Palette
    faint: Palette
    faint_cursor: Palette
    faint_resting: Palette

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Palettes:
        """Return the palettes of an app's `theme_variables`."""
        bright = [tone_styles(variables, name) for name in ("background", "cursor", "cursor-resting")]
        return cls(*bright, *(_faint(palette) for palette in bright))

    def of_row(self, cursor: bool, focus: bool, passes: bool) -> Palette:
        """Return the palette of a row; faint when it no longer passes the filter."""
        index = (1 if focus else 2) if cursor else 0
        return self[index if passes else index + 3]


def _faint(palette: Palette) -> Palette:
    return dict.fromkeys(palette, palette[Tone.MUTED] + Style(italic=True, dim=True))


class Painter(NamedTuple):
    """Draws lines of one width, scrolled sideways by *scroll* cells."""

    columns: Sequence[Column[Any]]
    places: Sequence[Place]
    width: int
    scroll: int
    glyphs: Glyphs

    def row(self, cells: Sequence[Cell], palette: Palette, bar: bool, marked: bool) -> Strip:
        """Return one row, with the cursor's *bar* and the mark."""
        ellipsis = self.glyphs.ellipsis
        gap = Segment(" " * GAP, palette[Tone.NORMAL])
        segments: list[Segment] = []
        for cell, column, place in zip(cells, self.columns, self.places, strict=True):
            text = self._shortened(cell, place.width)
            segments.append(Segment(fit(text, place.width, column.right, ellipsis), palette[cell.tone]))
            segments.append(gap)
        left = Segment(
            (self.glyphs.bar if bar else " ") + (self.glyphs.mark if marked else " ") + " ",
            palette[Tone.ACCENT],
        )
        return self._line(left, segments, palette[Tone.NORMAL])

    def _shortened(self, cell: Cell, cells: int) -> str:
        """Return the text of a cell; where there is no room, its beginning is cut before its end."""
        if not cell.end or width(cell.text) <= cells:
            return self._whole_parts(cell.text, cells)
        ellipsis = self.glyphs.ellipsis
        end = shorten(cell.end, max(0, cells - _LEAST_BEGINNING), ellipsis)
        return shorten(cell.text.removesuffix(cell.end), cells - width(end), ellipsis) + end

    def _whole_parts(self, text: str, cells: int) -> str:
        """Drop the last parts of "cause · code" where there is no room: half a code says nothing."""
        separator = f" {self.glyphs.nothing} "
        while width(text) > cells and separator in text:
            text = text.rpartition(separator)[0]
        return text

    def heading(
        self,
        cells: Sequence[Cell],
        rights: Sequence[Sequence[Cell]],
        palette: Palette,
        bar: bool,
        marked: bool,
        sign: str,
    ) -> Strip:
        """Return the heading of a section: cells at the first columns, the last up to the line's right end.

        *rights* are forms of that end, the longest first: the first that leaves the last cell whole is shown. The line
        does not scroll sideways, because it has nothing there.
        """
        plain = palette[Tone.NORMAL]
        ellipsis = self.glyphs.ellipsis
        left = (self.glyphs.bar if bar else " ") + (self.glyphs.mark if marked else " ") + " "
        segments = [Segment(f"{left}{sign} ", palette[Tone.ACCENT])]
        *firsts, last = cells
        parts: list[tuple[Cell, bool, int]] = []
        for cell, column, place in zip(firsts, self.columns, self.places, strict=False):
            if parts and not cell.text:
                # What stands before an empty cell has its room too.
                before, aligned, room = parts[-1]
                parts[-1] = (before, aligned, room + GAP + place.width)
            else:
                parts.append((cell, column.right, place.width - (0 if parts else len(sign) + 1)))
        for cell, aligned, room in parts:
            text = self._shortened(cell, room)
            segments.append(Segment(fit(text, room, aligned, ellipsis), palette[cell.tone]))
            segments.append(Segment(" " * GAP, plain))
        room = self.width - 1 - sum(width(segment.text) for segment in segments)
        right: Sequence[Cell] = ()
        for right in rights:
            if _cells_of(right) + width(last.text) <= room:
                break
        segments.append(
            Segment(fit(last.text, max(0, room - _cells_of(right)), ellipsis=ellipsis), palette[last.tone])
        )
        for cell in right:
            segments += [Segment(" " * GAP, plain), Segment(cell.text, palette[cell.tone])]
        return Strip(segments).adjust_cell_length(self.width, plain)

    def labels(self, palette: Palette, sorted_by: str | None, reverse: bool) -> Strip:
        """Return the line of labels, with an arrow at the sorted column."""
        plain = palette[Tone.MUTED]
        segments: list[Segment] = []
        for column, place in zip(self.columns, self.places, strict=True):
            label, style = column.label, plain
            if column.key == sorted_by:
                arrow = self.glyphs.descending if reverse else self.glyphs.ascending
                label = (
                    f"{fit(label, min(len(label), place.width - 2), ellipsis=self.glyphs.ellipsis)} {arrow}"
                )
                style = palette[Tone.ACCENT] + Style(bold=True)
            segments.append(Segment(fit(label, place.width, column.right, self.glyphs.ellipsis), style))
            segments.append(Segment(" " * GAP, plain))
        return self._line(Segment(" " * GUTTER, plain), segments, plain)

    def message(self, text: str, palette: Palette) -> Strip:
        style = palette[Tone.MUTED]
        room = max(0, self.width - GUTTER)
        return Strip([Segment(" " * GUTTER, style), Segment(fit(text, room), style)], GUTTER + room)

    def column_at(self, x: int) -> Column[Any] | None:
        """Return the column at cell *x*; a gap belongs to the column on its left."""
        inside = x - GUTTER + self.scroll
        for column, place in zip(self.columns, self.places, strict=True):
            if place.start <= inside < place.start + place.width + GAP:
                return column
        return None

    def _line(self, left: Segment, segments: list[Segment], base: Style) -> Strip:
        room = max(0, self.width - GUTTER)
        length = total_width(self.places) + (GAP if segments else 0)
        body = Strip(segments, length).crop(self.scroll, self.scroll + room)
        return Strip.join([Strip([left], GUTTER), body.adjust_cell_length(room, base)])


def _cells_of(cells: Sequence[Cell]) -> int:
    return sum(GAP + width(cell.text) for cell in cells)
