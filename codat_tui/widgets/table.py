"""The one table of the program: its keys, mouse and messages, over `row_view`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from codat_tui.widgets.columns import Column
from codat_tui.widgets.row_view import HEADER, RowView, Sections, fits

__all__ = ["Column", "Sections", "VirtualTable", "fits"]

R = TypeVar("R")

# Cells that left and right scroll.
SIDEWAYS = 8


class _Extending(NamedTuple):
    """Marks being extended from *anchor*: the marks *before*, and where cursor and marks were left."""

    anchor: str
    before: frozenset[str]
    cursor: str | None
    marked: frozenset[str]


class TableMessage(Message):
    """Something the user did in a table."""

    def __init__(self, table: VirtualTable[Any]) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> VirtualTable[Any]:
        """Return the table, for `@on` with a selector."""
        return self.table


class VirtualTable(RowView[R]):
    """Rows of type R under column labels that stay.

    *cells* draws a row, one cell a column; *key* names it. Change it by `set_rows`, `append_rows`, `patch`,
    `set_filter`, `sort_by` and `set_sections`. On the heading of a section, the keys of a row mean its rows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="table.open"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("g,home", "first", "First row", show=False, id="table.first"),
        Binding("G,end", "last", "Last row", show=False, id="table.last"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="table.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="table.page_up"),
        Binding("ctrl+d", "half_page(1)", "Half a page down", show=False, id="table.half_down"),
        Binding("ctrl+u", "half_page(-1)", "Half a page up", show=False, id="table.half_up"),
        Binding("l", "go_in", "Open, or unfold", show=False, id="table.go_in"),
        Binding("h", "go_out", "Fold, or to the heading", show=False, id="table.go_out"),
        Binding("n", "needing(1)", "Next that needs a person", show=False, id="table.next_needing"),
        Binding("N", "needing(-1)", "Previous that needs a person", show=False, id="table.previous_needing"),
        Binding("left", "sideways(-1)", "Left", show=False, id="table.left"),
        Binding("right", "sideways(1)", "Right", show=False, id="table.right"),
        Binding("space", "mark", "Mark", show=False, id="table.mark"),
        Binding("shift+down", "extend(1)", "Mark downwards", show=False, id="table.extend_down"),
        Binding("shift+up", "extend(-1)", "Mark upwards", show=False, id="table.extend_up"),
        Binding("asterisk", "mark_shown", "Mark shown", show=False, id="table.mark_shown"),
        Binding("U", "unmark", "Unmark all", show=False, id="table.unmark"),
        Binding("greater_than_sign", "sort_step(1)", "Sort column", show=False, id="table.sort_next"),
        Binding("less_than_sign", "sort_step(-1)", "Sort column", show=False, id="table.sort_previous"),
    ]

    # Whether rows are marked, columns sorted, and whether `enter` opens a row and changes nothing.
    MARKS: ClassVar[bool] = True
    SORTS: ClassVar[bool] = True
    OPENS: ClassVar[bool] = True

    # Which rows need a person; None where none does.
    needs_person: Callable[[R], bool] | None = None
    _extending: _Extending | None = None

    # Plain classes: to make a dataclass of each takes a hundred times as long, before the first paint.
    class Said(TableMessage):
        """Something to say quietly about the last key."""

        def __init__(self, table: VirtualTable[Any], words: str) -> None:
            super().__init__(table)
            self.words = words

    class Highlighted(TableMessage):
        """The cursor is on another row or section; None without rows."""

        def __init__(self, table: VirtualTable[Any], key: str | None) -> None:
            super().__init__(table)
            self.key = key

    class Opened(TableMessage):
        """This row was chosen by enter or a double click."""

        def __init__(self, table: VirtualTable[Any], key: str) -> None:
            super().__init__(table)
            self.key = key

    class SortChanged(TableMessage):
        def __init__(self, table: VirtualTable[Any], column: str, reverse: bool) -> None:
            super().__init__(table)
            self.column = column
            self.reverse = reverse

    class MarksChanged(TableMessage):
        def __init__(self, table: VirtualTable[Any], marked: frozenset[str]) -> None:
            super().__init__(table)
            self.marked = marked

    def cursor_moved(self, key: str | None) -> None:
        self.post_message(self.Highlighted(self, key))

    @property
    def marked(self) -> frozenset[str]:
        """Return the keys of the marked rows, shown or not."""
        return self._rows.marked

    def shown_keys(self) -> Sequence[str]:
        """Return the keys of the rows that pass the filter and are not folded away, in order."""
        sections = self._rows.sections
        return tuple(key for key in self._rows.shown if key not in sections)

    def move_to(self, key: str) -> bool:
        """Put the cursor on *key*, in whose section it may be folded away; return False if that row is not shown."""
        position = self._rows.position(key)
        if position is None and (section := self._rows.section_of(key)) is not None:
            self.fold(False, [section])
            position = self._rows.position(key)
        if position is None:
            return False
        self._go(position)
        return True

    def move_near(self, key: str) -> None:
        """Put the cursor on *key*, or on the heading below which it is folded away."""
        section = self._rows.section_of(key)
        self.move_to(section if section is not None and self._rows.is_folded(section) else key)

    def set_marked(self, marked: frozenset[str]) -> None:
        """Mark exactly these keys."""
        self._rows.marked = marked
        self._lines.clear()
        self.refresh()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "mark" | "mark_shown" | "unmark" | "extend":
                return self.MARKS
            case "sort_step":
                return self.SORTS
            case "go_in":
                return self.OPENS
            case "go_out":
                # Outside a section the key belongs to the screen.
                return self._open_section is not None
            case "needing":
                return self.needs_person is not None
        return super().check_action(action, parameters)

    def action_move(self, step: int) -> None:
        self._go(self._cursor + step)

    def action_page(self, step: int) -> None:
        self._go(self._cursor + step * self._page)

    def action_half_page(self, step: int) -> None:
        self._go(self._cursor + step * max(1, self._page // 2))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(self.shown_count - 1)

    def action_sideways(self, step: int) -> None:
        section = self.cursor_section
        if section is not None:
            self.fold(step < 0, [section])
            return
        self.scroll_to(x=self.scroll_offset.x + step * SIDEWAYS, animate=False)

    @property
    def _open_section(self) -> str | None:
        """Return the unfolded section under the cursor, or that of the row under it."""
        section = self.cursor_section or self._rows.section_of(self.cursor_key)
        return None if section is None or self._rows.is_folded(section) else section

    def action_go_in(self) -> None:
        """Open the row under the cursor; of a section, unfold it and go to its first row."""
        section = self.cursor_section
        if section is None:
            self.action_open()
        elif self._rows.is_folded(section):
            self.fold(False, [section])
        else:
            self.action_move(1)

    def action_go_out(self) -> None:
        """Go to the heading of the row under the cursor; on it, fold the section."""
        section = self._open_section
        if section is None:
            return
        if self.cursor_section is None:
            self.move_to(section)
        else:
            self.fold(True, [section])

    def action_needing(self, step: int) -> None:
        """Put the cursor on the next row that needs a person, or on the heading below which one is folded away; after
        the last one, on the first.
        """
        shown = self._rows.shown
        ahead = range(1, len(shown) + 1)
        places = ((self._cursor + step * distance) % len(shown) for distance in ahead)
        found = next((place for place in places if self._needs_person(shown[place])), None)
        if found is None:
            self.post_message(self.Said(self, "Nothing here needs a person."))
            return
        if found == self._cursor:
            self.post_message(self.Said(self, "Nothing else here needs a person."))
        elif (found < self._cursor) is (step > 0):
            self.post_message(self.Said(self, f"Again from the {'top' if step > 0 else 'end'}."))
        self._go(found)

    def _needs_person(self, key: str) -> bool:
        needs = self.needs_person
        if needs is None:
            return False
        if key in self._rows.sections:
            return self._rows.is_folded(key) and any(map(self._needs_person, self.section_keys(key)))
        return needs(self._rows[key])

    def action_open(self) -> None:
        if self._turned():
            return
        if self.cursor_key is not None:
            self.post_message(self.Opened(self, self.cursor_key))

    def _turned(self) -> bool:
        """Fold or unfold the section under the cursor, if there is one."""
        section = self.cursor_section
        if section is not None:
            self.fold(not self._rows.is_folded(section), [section])
        return section is not None

    def action_mark(self) -> None:
        if self._turned():
            return
        if self.cursor_key is not None:
            self._mark_as_asked(self._rows.marked ^ {self.cursor_key})

    def action_extend(self, step: int) -> None:
        """Move the cursor, and mark every row from where this began; going back takes the marks away again."""
        at = self.cursor_key
        if at is None:
            return
        begun = self._extending
        if begun is None or (begun.cursor, begun.marked) != (at, self.marked):
            begun = _Extending(at, self.marked, at, self.marked)
        self._go(self._cursor + step)
        anchor = self._rows.position(begun.anchor)
        first, last = sorted((self._cursor if anchor is None else anchor, self._cursor))
        sections = self._rows.sections
        between = (key for key in self._rows.shown[first : last + 1] if key not in sections)
        marked = begun.before.union(between)
        self._extending = begun._replace(cursor=self.cursor_key, marked=marked)
        self._mark_as_asked(marked)

    def action_mark_shown(self) -> None:
        section = self.cursor_section
        keys = self.shown_keys() if section is None else self.section_keys(section)
        self._mark_as_asked(self._rows.marked.union(keys))

    def action_unmark(self) -> None:
        """Remove all marks, also of rows not shown."""
        self._mark_as_asked(frozenset())

    def action_sort_step(self, step: int) -> None:
        # Each column ascending, then descending, then the next column; the given order, if there is one, first.
        orders = [(column.key, way) for column in self._columns if column.sort for way in (False, True)]
        if not orders:
            return
        if self._has_order:
            orders.insert(0, ("", False))
        now = (self.sort_column or "", self.sort_reverse)
        index = orders.index(now) + step if now in orders else min(step, 0)
        self._sort_as_asked(*orders[index % len(orders)])

    # Mouse

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y < HEADER:
            column = self._paint.column_at(event.x)
            if column is not None and column.sort is not None:
                again = column.key == self.sort_column
                self._sort_as_asked(column.key, again and not self.sort_reverse)
            return
        index = self.scroll_offset.y + event.y - HEADER
        if index < self.shown_count:
            self._go(index)
            on_heading = self.cursor_section is not None
            if event.chain == (1 if on_heading else 2):
                self.action_open()

    def _sort_as_asked(self, column: str, reverse: bool) -> None:
        self.sort_by(column or None, reverse)
        self.post_message(self.SortChanged(self, column, reverse))

    def _mark_as_asked(self, marked: frozenset[str]) -> None:
        self.set_marked(marked)
        self.post_message(self.MarksChanged(self, marked))
