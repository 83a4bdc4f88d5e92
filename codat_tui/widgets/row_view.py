"""The half of the virtual table that holds and draws rows; keys and mouse are in `table`.

Invariant: cursor, scroll and marks belong to row keys, not positions; a patch redraws only changed lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codat_tui.present import Cell, Glyphs
from codat_tui.widgets.columns import Column, lay_out, total_width
from codat_tui.widgets.painter import GUTTER, Painter, Palettes
from codat_tui.widgets.rows import Rows

R = TypeVar("R")

# Lines above the first row.
HEADER = 1
_CACHED_LINES = 400


class RowView(ScrollView, Generic[R], inherit_bindings=False, can_focus=True):
    """Rows of type R under labels that stay; only those on screen are drawn."""

    ALLOW_SELECT = False

    def __init__(
        self,
        columns: Sequence[Column[R]],
        cells: Callable[[R], Sequence[Cell]],
        key: Callable[[R], str],
        *,
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
        self._rows = Rows(key)
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
        """Return the key of the row under the cursor, None without rows."""
        shown = self._rows.shown
        return shown[self._cursor] if self._cursor < len(shown) else None

    @property
    def cursor_row(self) -> R | None:
        return self._rows.get(self.cursor_key)

    @property
    def shown_count(self) -> int:
        return len(self._rows.shown)

    @property
    def total_count(self) -> int:
        return len(self._rows)

    def row(self, key: str) -> R | None:
        """Return the row of *key*, shown or not."""
        return self._rows.get(key)

    def visible_keys(self) -> Sequence[str]:
        """Return the keys of the rows on screen, from the top."""
        top = self.scroll_offset.y
        return self._rows.shown[top : top + self._page]

    def as_text(self) -> tuple[list[str], list[list[str]]]:
        """Return the labels, and the cells of every row that passes the filter, as on screen."""
        rows = (self._cells(self._rows[key]) for key in self._rows.shown)
        return [column.label for column in self._columns], [[cell.text for cell in row] for row in rows]

    def shown_rows(self) -> list[R]:
        """Return every row that passes the filter, in the order on screen."""
        return [self._rows[key] for key in self._rows.shown]

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

    def set_filter(self, predicate: Callable[[R], bool] | None) -> None:
        """Show only rows that pass; one that stops passing later is dimmed, not removed."""
        self._keep_cursor(lambda: self._rows.filter(predicate))

    def sort_by(self, column_key: str | None, reverse: bool = False) -> None:
        """Sort by a column, unknown values last; None keeps the given order."""
        self.sort_column, self.sort_reverse = column_key, reverse
        sort = next((column.sort for column in self._columns if column.key == column_key), None)
        self._keep_cursor(lambda: self._rows.sort(sort, reverse))

    def rearrange(self) -> None:
        # Only on request: rows that move under the cursor make the user open the wrong one.
        self._keep_cursor(self._rows.arrange)

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

    def _keep_cursor(self, change: Callable[[], None]) -> None:
        # Keep cursor and scroll at their keys, or at the nearest ones that are left.
        before, cursor, top = self._rows.shown, self._cursor, self.scroll_offset.y
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
        for key in keys & self._lines.keys():
            del self._lines[key]
        top = self.scroll_offset.y
        for index, key in enumerate(self.visible_keys(), top):
            if key in keys:
                self._refresh_row(index)
