"""A list to choose from, filtered while typing.

Dismisses with the chosen ids, () for none, None when cancelled. A chosen row that is no longer an option is
shown but cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Glyphs, Tone, width
from codat_tui.rules.filtering.best_match import best_match
from codat_tui.rules.filtering.word_filter import WordFilter, in_text
from codat_tui.widgets.columns import Column
from codat_tui.widgets.literal import literal
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

Picked: TypeAlias = tuple[str, ...]

# Lines of the frame besides the rows, and of the tallest picker.
AROUND, TALLEST = 6, 26
# The id of the row that chooses nothing.
UNSET = ""


class PickRow(NamedTuple):
    """One option; *gone* ones are shown but cannot be chosen."""

    id: str
    name: str
    code: str = ""
    classification: str = ""
    note: str = ""
    gone: bool = False

    @property
    def facts(self) -> str:
        """Return all text that is searched."""
        return f"{self.code} {self.name} {self.classification} {self.note}"


class Picker(ModalScreen[Picked | None]):
    """Choose one of *rows*, with *many* several; *unset* is the label for choosing nothing."""

    CSS_PATH = style_sheet("shell/picker.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="picker.leave"),
        Binding("enter", "pick", "choose", id="picker.choose", priority=True),
        Binding("down", "move(1)", "Down", show=False, id="picker.down", priority=True),
        Binding("up", "move(-1)", "Up", show=False, id="picker.up", priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, id="picker.page_down", priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, id="picker.page_up", priority=True),
        Binding("tab", "mark", "mark", show=False, id="picker.mark", priority=True),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[PickRow],
        chosen: Picked,
        glyphs: Glyphs,
        *,
        many: bool = False,
        unset: str = "",
    ) -> None:
        super().__init__(classes="ascii" if glyphs.is_ascii else None)
        self._heading = title
        none = (PickRow(UNSET, unset),) if unset and not many else ()
        self._rows = (*(row for row in rows if row.gone), *none, *(row for row in rows if not row.gone))
        self._chosen = chosen
        self._glyphs = glyphs
        self._many = many
        self._columns = _columns(self._rows)
        self._nothing = "Nothing matches." if rows else "Codat gave no options for this."

    def compose(self) -> ComposeResult:
        with Vertical(id="picker") as box:
            box.border_title = literal(self._heading)
            box.styles.height = min(len(self._rows) + AROUND, TALLEST)
            keys = (
                "{picker.mark} marks   {picker.choose} takes the marked   {picker.leave} leaves"
                if self._many
                else "{picker.choose} chooses   {picker.leave} leaves"
            )
            box.border_subtitle = with_keys(self, keys)
            line = Input(
                placeholder="type to filter", compact=True, id="picker-filter", select_on_focus=False
            )
            line.cursor_blink = False
            yield line
            table: VirtualTable[PickRow] = VirtualTable(
                self._columns, self._cells, _key, glyphs=self._glyphs, empty_text=self._nothing
            )
            table.can_focus = False
            yield table
            yield Static(id="picker-count", classes="muted", markup=False)

    @property
    def table(self) -> VirtualTable[PickRow]:
        return cast("VirtualTable[PickRow]", self.query_one(VirtualTable))

    def _cells(self, row: PickRow) -> tuple[Cell, ...]:
        tone = Tone.FAILED if row.gone else Tone.MUTED if row.id == UNSET else Tone.NORMAL
        sign = (
            f"{self._glyphs.failed} "
            if row.gone
            else f"{self._glyphs.ok} "
            if row.id in self._chosen
            else "  "
        )
        cells = {
            "code": Cell(row.code, tone),
            "name": Cell(f"{sign}{row.name}", tone),
            "classification": Cell(row.classification, Tone.MUTED),
            "note": Cell(row.note, Tone.MUTED),
        }
        return tuple(cells[column.key] for column in self._columns)

    def on_mount(self) -> None:
        self.table.set_rows(self._rows)
        if self._many:
            self.table.set_marked(frozenset(self._chosen))
        for chosen in self._chosen or (UNSET,):
            self.table.move_to(chosen)
        self.query_one("#picker-filter").focus()
        self._count()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        wanted: WordFilter[PickRow] = WordFilter.parse(event.value, in_text(lambda row: row.facts))
        self.table.set_filter(None if wanted.empty else wanted)
        if wanted.words:
            # The best match of those that can be chosen.
            rows = [row for row in self.table.shown_rows() if not row.gone]
            best = best_match(rows, wanted.words, lambda row: row.name, lambda row: row.code)
            if best is not None:
                self.table.move_to(best.id)
        self._count()

    def _count(self) -> None:
        shown, total = self.table.shown_count, len(self._rows)
        self.query_one("#picker-count", Static).update(f"{shown} of {total}")

    def on_virtual_table_opened(self) -> None:
        self.action_pick()

    def action_move(self, step: int) -> None:
        self.table.action_move(step)

    def action_page(self, step: int) -> None:
        self.table.action_page(step)

    def action_mark(self) -> None:
        if self._many:
            self.table.action_mark()

    def action_pick(self) -> None:
        if self._many:
            gone = {row.id for row in self._rows if row.gone}
            marked = self.table.marked - gone
            self.dismiss(tuple(row.id for row in self._rows if row.id in marked))
            return
        row = self.table.cursor_row
        if row is None:
            return
        if row.gone:
            self.notify("It is not an option any more. Choose another.", severity="warning")
            return
        self.dismiss(() if row.id == UNSET else (row.id,))

    def action_leave(self) -> None:
        self.dismiss(None)


def _key(row: PickRow) -> str:
    return row.id


def _columns(rows: Sequence[PickRow]) -> tuple[Column[PickRow], ...]:
    columns: list[Column[PickRow]] = []
    noted = any(row.note for row in rows)

    def add(key: str, label: str, least: int, flex: int, longest: int) -> None:
        # What the others do not need is the note's.
        columns.append(Column(key, label, least, flex, most=max(least, longest) if noted else 0))

    if any(row.code for row in rows):
        columns.append(Column("code", "Code", 6))
    # Before the name stands a sign.
    add("name", "Name", 24, 2, max((width(row.name) for row in rows), default=0) + 2)
    longest = max((width(row.classification) for row in rows), default=0)
    if longest:
        add("classification", "Classification", 18, 1, longest)
    if noted:
        columns.append(Column("note", "", 12, flex=1))
    return tuple(columns)
