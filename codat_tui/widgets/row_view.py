"""The half of the virtual table that holds and draws rows; keys and mouse are in `table`.

Invariant: cursor, scroll and marks belong to row keys, not positions; a patch redraws only changed lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any, Generic, NamedTuple, TypeVar

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codat_tui.present import Cell, Glyphs
from codat_tui.widgets.columns import Column, lay_out, total_width
from codat_tui.widgets.painter import GUTTER, Painter, Palettes
from codat_tui.widgets.rows import Rows

R = TypeVar("R")

# Cells beside the columns: left of them, and the scrollbar.
_BESIDE = GUTTER + 1
# Lines above the first row.
HEADER = 1
_CACHED_LINES = 400


def fits(columns: Sequence[Column[Any]], cells: int) -> bool:
    """Return whether a table of *cells* cells shows all these columns whole."""
    return _BESIDE + total_width(lay_out(columns, 0)) <= cells


class Sections(NamedTuple, Generic[R]):
    """Rows that belong together, below a heading that folds.

    *of* gives the section's key of a row, which is no row's key. *heading* draws a section from its key and the keys of
    its rows: cells for the first columns, the last of which takes the rest of the line, and forms of the line's right
    end, the longest first. *labels* and *texts* are what an exported row says of its section.
    """

    of: Callable[[R], str]
    heading: Callable[[str, Sequence[str]], tuple[Sequence[Cell], Sequence[Sequence[Cell]]]]
    labels: Sequence[str] = ()
    texts: Callable[[str, Sequence[str]], Sequence[str]] = lambda section, keys: ()


class RowView(ScrollView, Generic[R], inherit_bindings=False, can_focus=True):
    """Rows of type R under labels that stay; only those on screen are drawn."""

    ALLOW_SELECT = False

    def __init__(
        self,
        columns: Sequence[Column[R]],
        cells: Callable[[R], Sequence[Cell]],
        key: Callable[[R], str],
        *,
        order: Callable[[R], Any] | None = None,
        glyphs: Glyphs | None = None,
        empty_text: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self.sort_column: str | None = None
        self.sort_reverse = False
        self.empty_text = empty_text
        self._columns = tuple(columns)
        self._cells = cells
        self._has_order = order is not None
        self._rows = Rows(key, order)
        self._sections: Sections[R] | None = None
        self._glyphs = glyphs or Glyphs.unicode()
        self._cursor = 0
        self._last_key: str | None = None
        self._notified_key: str | None = None
        self._lines: dict[str, Strip] = {}
        self._painter: Painter | None = None
        self._palettes: Palettes | None = None

    # Reading the rows

    @property
    def cursor_key(self) -> str | None:
        """Return the key of the row or section under the cursor, None without rows."""
        shown = self._rows.shown
        return shown[self._cursor] if self._cursor < len(shown) else None

    @property
    def cursor_row(self) -> R | None:
        """Return the row under the cursor; None on the heading of a section."""
        return self._rows.get(self.cursor_key)

    @property
    def cursor_section(self) -> str | None:
        """Return the section whose heading is under the cursor, else None."""
        key = self.cursor_key
        return key if key in self._rows.sections else None

    @property
    def shown_count(self) -> int:
        return len(self._rows.shown)

    @property
    def total_count(self) -> int:
        return len(self._rows)

    def row(self, key: str) -> R | None:
        """Return the row of *key*, shown or not."""
        return self._rows.get(key)

    def rows(self) -> Iterable[R]:
        """Return every row, shown or not."""
        return self._rows.every()

    @property
    def sections(self) -> Mapping[str, Sequence[str]]:
        """Return the keys of the rows that passed the filter, by section; empty without sections."""
        return self._rows.sections

    def passing_keys(self) -> Iterable[str]:
        """Return the keys of the rows that passed the filter, also those folded away."""
        sections = self._rows.sections
        return self._rows.shown if self._sections is None else chain.from_iterable(sections.values())

    @property
    def passing_count(self) -> int:
        """Return how many rows passed the filter, also those folded away."""
        return sum(map(len, self._rows.sections.values())) if self._sections is not None else self.shown_count

    @property
    def any_unfolded(self) -> bool:
        return any(not self._rows.is_folded(section) for section in self._rows.sections)

    @property
    def is_filtered(self) -> bool:
        return self._rows.is_filtered

    def section_of(self, key: str | None) -> str | None:
        """Return the section in which a row stands, None without sections."""
        return self._rows.section_of(key)

    def passes(self, key: str) -> bool:
        """Return whether a row passes the filter and still belongs to the section it stands in."""
        return self._rows.passes(key)

    def section_keys(self, section: str) -> Sequence[str]:
        """Return the rows of a section that pass the filter and still belong to it, also of a folded one."""
        return self._rows.members(section)

    def visible_keys(self) -> Sequence[str]:
        """Return the keys of the rows on screen, from the top; those of headings too."""
        top = self.scroll_offset.y
        return self._rows.shown[top : top + self._page]

    def as_text(self) -> tuple[list[str], list[list[str]]]:
        """Return the labels, and the cells of every row that passes the filter, as on screen.

        With sections, rows of folded ones too, each after what is said of its section.
        """
        labels = [column.label for column in self._columns]
        said_labels, said = self.section_texts()
        if not said_labels:
            return labels, [self._row_text(key) for key in self.passing_keys()]
        rows = [[*each, *self._row_text(key)] for each, key in zip(said, self.passing_keys(), strict=True)]
        return [*said_labels, *labels], rows

    def section_texts(self) -> tuple[Sequence[str], list[Sequence[str]]]:
        """Return what an export says of sections: labels, and the texts of each row that passes the filter."""
        if self._sections is None:
            return (), []
        texts = self._sections.texts
        sections = self._rows.sections.items()
        said = [text for section, keys in sections for text in [texts(section, keys)] * len(keys)]
        return self._sections.labels, said

    def _row_text(self, key: str) -> list[str]:
        return [cell.text for cell in self._cells(self._rows[key])]

    def shown_rows(self) -> list[R]:
        """Return every row that passes the filter, also those folded away, in the order on screen."""
        return [self._rows[key] for key in self.passing_keys()]

    def all_rows(self) -> list[R]:
        """Return every row, whether it passes the filter or not."""
        return self._rows.all()

    def key_of(self, row: R) -> str:
        return self._rows.key_of(row)

    # Changing the rows

    def set_rows(self, rows: Iterable[R]) -> None:
        """Replace all rows; cursor, scroll and marks stay with their keys."""
        self._keep_cursor(lambda: self._rows.replace(rows))

    def append_rows(self, rows: Iterable[R]) -> None:
        """Add rows below in the given order; `rearrange` sorts them."""
        was_empty = not self.shown_count
        changed = self._rows.append(rows)
        self._forget(changed)
        self._resize_content()
        self.refresh()
        if was_empty:
            self._go(self._rows.position(self._last_key) or 0)

    def patch(self, rows: Mapping[str, R]) -> None:
        """Replace the values of known rows in place; unknown keys are ignored."""
        self._forget(self._rows.patch(rows))

    def set_filter(self, predicate: Callable[[R], bool] | None, *, narrower: bool = False) -> None:
        """Show only rows that pass; one that stops passing later is dimmed, not removed.

        *narrower*: no row that does not pass the present filter passes.
        """
        self._keep_cursor(lambda: self._rows.filter(predicate, narrower))

    def sort_by(self, column_key: str | None, reverse: bool = False) -> None:
        """Sort by a column, unknown values last; None is the given order."""
        self.sort_column, self.sort_reverse = column_key, reverse
        sort = next((column.sort for column in self._columns if column.key == column_key), None)
        self._keep_cursor(lambda: self._rows.sort(sort, reverse))

    def rearrange(self) -> None:
        # Only on request: rows that move under the cursor make the user open the wrong one.
        self._keep_cursor(self._rows.arrange, moves_rows=True)

    def set_sections(self, sections: Sections[R] | None) -> None:
        """Put the rows into sections, or take them out of them."""
        # From a heading the cursor goes to its first row.
        first = next(iter(self._rows.sections.get(self.cursor_key or "", ())), None)
        self._sections = sections
        self._keep_cursor(lambda: self._rows.set_sections(sections.of if sections else None))
        position = self._rows.position(first)
        if position is not None:
            self._go(position)

    def learn_sections(self, sections: Sections[R], most: int) -> None:
        """Find out ahead in which sections so many more rows belong: `set_sections` is then quick the first time."""
        self._rows.learn_sections(sections.of, most)

    def fold(self, folded: bool, sections: Iterable[str] | None = None) -> None:
        """Fold or unfold these sections, or all."""
        chosen = self._rows.sections if sections is None else sections
        self._keep_cursor(lambda: self._rows.fold(tuple(chosen), folded))

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        self._columns = tuple(columns)
        self._resize_content()
        self.redraw()

    def redraw(self) -> None:
        """Draw every row again, because what *cells* reads has changed (ages, time zone)."""
        self._lines.clear()
        self._painter = None
        self.refresh()

    def _go(self, index: int) -> None:
        # The nearest row when there is no such index.
        index = max(0, min(index, self.shown_count - 1))
        if index != self._cursor:
            self._refresh_row(self._cursor)
            self._cursor = index
            self._refresh_row(index)
        top = self.scroll_offset.y
        if index < top:
            self._scroll_rows(index)
        elif index >= top + self._page:
            self._scroll_rows(index - self._page + 1)
        self._notify_cursor()

    def cursor_moved(self, key: str | None) -> None:
        """The cursor is on another row, or on none."""

    def _notify_cursor(self) -> None:
        key = self.cursor_key
        if key != self._notified_key:
            self._notified_key = key
            self._last_key = key or self._last_key
            self.cursor_moved(key)

    def _keep_cursor(self, change: Callable[[], None], moves_rows: bool = False) -> None:
        """Keep cursor and scroll at their keys, or at the nearest ones that are left.

        *moves_rows*: the change does no more than that, so that only lines with another row are drawn again.
        """
        before, cursor, top = self._rows.shown, self._cursor, self.scroll_offset.y
        seen = self.visible_keys()
        line = cursor - top
        change()
        if before:
            self._cursor = self._rows.nearest(before, cursor)
        else:
            self._cursor = self._rows.position(self._last_key) or 0
        self._lines.clear()
        self._resize_content()
        on_screen = 0 <= line < self._page
        self._scroll_rows(self._cursor - line if on_screen else self._rows.nearest(before, top))
        if moves_rows and self._sections is None and self.scroll_offset.y == top:
            for index, (old, new) in enumerate(zip_longest(seen, self.visible_keys()), top):
                if old != new or (index in (cursor, self._cursor) and cursor != self._cursor):
                    self._refresh_row(index)
        else:
            self.refresh()
        self._notify_cursor()

    def _scroll_rows(self, top: int) -> None:
        if self.is_attached:
            self.scroll_to(y=top, animate=False)

    def _resize_content(self) -> None:
        least = sum(column.width for column in self._columns)
        places = lay_out(self._columns, least)
        self.virtual_size = Size(GUTTER + total_width(places), self.shown_count + HEADER)

    def on_resize(self) -> None:
        if self.shown_count:
            self._go(self._cursor)

    # Drawing

    def render_line(self, y: int) -> Strip:
        painter, palettes = self._paint, self._colours
        if y < HEADER:
            return painter.labels(palettes.plain, self.sort_column, self.sort_reverse)
        index = self.scroll_offset.y + y - HEADER
        if index >= self.shown_count:
            text = self.empty_text if y == HEADER and not self.shown_count else ""
            return painter.message(text, palettes.plain)
        key = self._rows.shown[index]
        if key in self._rows.sections:
            return self._render_heading(key, index)
        marked = key in self._rows.marked
        cells = self._cells
        if index == self._cursor:
            palette = palettes.of_row(True, self.has_focus, self._rows.passes(key))
            return painter.row(cells(self._rows[key]), palette, bar=True, marked=marked)
        strip = self._lines.get(key)
        if strip is None:
            palette = palettes.of_row(False, False, self._rows.passes(key))
            strip = painter.row(cells(self._rows[key]), palette, bar=False, marked=marked)
            if len(self._lines) >= _CACHED_LINES:
                self._lines.clear()
            self._lines[key] = strip
        return strip

    def _render_heading(self, section: str, index: int) -> Strip:
        here = index == self._cursor
        strip = None if here else self._lines.get(section)
        if strip is None:
            assert self._sections is not None
            keys = self._rows.sections[section]
            palette = self._colours.of_row(here, self.has_focus, True)
            cells, rights = self._sections.heading(section, keys)
            sign = self._glyphs.folded if self._rows.is_folded(section) else self._glyphs.unfolded
            marked = bool(self._rows.marked) and not self._rows.marked.isdisjoint(keys)
            strip = self._paint.heading(cells, rights, palette, here, marked, sign)
            if not here:
                self._lines[section] = strip
        return strip

    @property
    def _room(self) -> Size:
        return self.scrollable_content_region.size

    @property
    def _page(self) -> int:
        return max(1, self._room.height - HEADER)

    @property
    def _paint(self) -> Painter:
        width, scroll = self._room.width, self.scroll_offset.x
        painter = self._painter
        if painter is None or painter.width != width or painter.scroll != scroll:
            places = lay_out(self._columns, width - GUTTER)
            painter = self._painter = Painter(self._columns, places, width, scroll, self._glyphs)
            self._lines.clear()
        return painter

    @property
    def _colours(self) -> Palettes:
        if self._palettes is None:
            self._palettes = Palettes.of(self.app.theme_variables)
        return self._palettes

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palettes = None
        self._lines.clear()

    def _refresh_row(self, index: int) -> None:
        line = index - self.scroll_offset.y + HEADER
        if HEADER <= line <= self._page:
            self.refresh(Region(0, line, self.size.width, 1))

    def _forget(self, keys: set[str]) -> None:
        if self._sections is not None:
            keys = keys | {section for key in keys if (section := self._rows.section_of(key))}
        for key in keys & self._lines.keys():
            del self._lines[key]
        top = self.scroll_offset.y
        for index, key in enumerate(self.visible_keys(), top):
            if key in keys:
                self._refresh_row(index)
