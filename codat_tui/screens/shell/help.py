"""The keys that work on the current screen, by group, searched and run from here; the signs and codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.filtering import filter_words, nothing_found
from codat_tui.present.legend import LegendRow, codes, signs
from codat_tui.rules.filtering.best_match import best_match
from codat_tui.rules.filtering.word_filter import WordFilter, culprit, in_text
from codat_tui.screens.shell.commands import runner
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.columns import Column
from codat_tui.widgets.filter_line import FilterLine
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

GROUPS = {
    "table": "Table",
    "company": "Company",
    "companies": "Companies",
    "new_company": "New company",
    "onboarding": "Guided path",
    "connections": "Connections",
    "authorize": "Credentials",
    "syncs": "Syncs",
    "days": "Days",
    "merchant": "Message for the merchant",
    "evidence": "Evidence for Codat",
    "note": "Note",
    "handover": "Hand-over",
    "range": "Range",
    "mapping": "Mapping",
    "watching": "Watching",
    "batch": "Several syncs",
    "gaps": "Gaps",
    "integrations": "Integrations",
    "integration": "Integration",
    "flow": "Flow settings",
    "editor": "Editor",
    "text_line": "Text",
    "accounts": "Visible accounts",
    "activity": "Activity",
    "detail": "Details",
    "filter": "Filter",
    "line": "Command line",
    "palette": "Palette",
    "picker": "List to choose from",
    "sheet": "Confirmation",
    "export": "Export",
    "help": "Help",
    "reading": "Text",
    "find": "Search in a text",
    "set_up": "First start",
    "app": "Everywhere",
}
"""Headings by the first part of a binding's id."""
SIGNS, CODES = "Signs", "Status codes of Codat"
_LIST_KEYS = "table"
_KEYS_WIDTH, _WIDEST_KEYS = 12, 17


class HelpRow(NamedTuple):
    """A key, a sign or a code and what it means; without *first*, the heading of a group.

    *identifier* is the binding's, for `[keys]` of the configuration; *run* does what the key does.
    """

    key: str
    group: str
    first: Cell = Cell("")
    words: str = ""
    identifier: str = ""
    run: Callable[[], Any] | None = None

    @property
    def is_heading(self) -> bool:
        return not self.first.text

    @property
    def facts(self) -> str:
        return f"{self.first.text} {self.words} {self.identifier} {self.group}"


class HelpTable(VirtualTable[HelpRow]):
    """Its rows are not marked, nor sorted; `enter` runs one."""

    MARKS = SORTS = OPENS = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "sideways" and super().check_action(action, parameters)


class HelpScreen(ModalScreen[None]):
    CSS_PATH = style_sheet("shell/help.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,backspace,h", "dismiss", "close", id="help.close"),
        Binding("slash", "find", "search", id="help.find"),
        Binding("i", "ids", "ids for [keys]", id="help.ids"),
    ]

    def __init__(self, desk: Desk, behind: Screen[Any]) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._glyphs = desk.glyphs
        self._rows = tuple(_rows(behind, desk))
        self._ids = False

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as box:
            box.border_title = "Keys that work here, signs and codes"
            box.border_subtitle = with_keys(
                self, "{table.open} runs it   {help.find} search   {help.ids} ids   {help.close} close"
            )
            yield HelpTable(
                self._columns(), self._cells, lambda row: row.key, glyphs=self._glyphs, id="help-table"
            )
            yield Static(id="help-words", markup=False)
            yield FilterLine("key, words, sign or code", id="help-filter", returns_to="#help-table")

    @property
    def table(self) -> HelpTable:
        return self.query_one("#help-table", HelpTable)

    def on_mount(self) -> None:
        self.table.set_rows(self._rows)
        self.table.action_move(1)
        self.set_focus(self.table)

    def _columns(self) -> tuple[Column[HelpRow], ...]:
        widest = max((len(row.first.text) for row in self._rows), default=0)
        first: Column[HelpRow] = Column("keys", "Key", min(max(widest, _KEYS_WIDTH), _WIDEST_KEYS))
        ids: Column[HelpRow] = Column("id", "Id for [keys]", 26)
        return (first, Column("words", "", 24, flex=1), *((ids,) if self._ids else ()))

    def _cells(self, row: HelpRow) -> tuple[Cell, ...]:
        cells = (Cell(""), Cell(row.group, Tone.ACCENT)) if row.is_heading else (row.first, Cell(row.words))
        return (*cells, Cell(row.identifier, Tone.MUTED)) if self._ids else cells

    def action_ids(self) -> None:
        """Show or hide the ids of the bindings."""
        self._ids = not self._ids
        self.table.set_columns(self._columns())

    @on(VirtualTable.Highlighted, "#help-table")
    def _show_words(self) -> None:
        # In full: a sign's or a code's sentence is often longer than its line.
        row = self.table.cursor_row
        shown = self.query_one("#help-words", Static)
        shown.display = row is not None and row.run is None and bool(row.words)
        if row is not None:
            shown.update(f"{row.first.text}: {row.words}")

    # Searching

    def action_find(self) -> None:
        line = self.query_one(FilterLine)
        line.begin()
        self._find(line)

    @on(FilterLine.Changed)
    def _typed(self) -> None:
        self._find(self.query_one(FilterLine))

    def _find(self, line: FilterLine) -> None:
        wanted: WordFilter[HelpRow] = WordFilter.parse(line.text, in_text(lambda row: row.facts))
        line.say(filter_words(wanted, ()))
        rows = [row for row in self._rows if not row.is_heading]
        groups = {row.group for row in rows if wanted(row)}
        self.table.set_filter(lambda row: row.group in groups if row.is_heading else wanted(row))
        parts = [(term.typed, term.passes) for term in wanted.terms if term.passes is not None]
        self.table.empty_text = nothing_found("key", "keys", culprit(parts, rows))
        best = best_match(
            filter(wanted, rows), wanted.words, lambda row: row.words, lambda row: row.first.text
        )
        if best is not None:
            self.table.move_to(best.key)

    # Running

    @on(VirtualTable.Opened, "#help-table")
    def _run(self, event: VirtualTable.Opened) -> None:
        row = self.table.row(event.key)
        if row is not None and row.run is not None:
            self.dismiss()
            self.app.call_later(row.run)


def _rows(behind: Screen[Any], desk: Desk) -> Iterator[HelpRow]:
    """Yield the rows of every group, each below its heading; the screen's own groups first."""
    groups: dict[str, dict[str, HelpRow]] = {}
    for active in behind.active_bindings.values():
        binding = active.binding
        identifier = binding.id or ""
        group, _, name = identifier.partition(".")
        if not name or not active.enabled:
            continue
        heading = GROUPS.get(group, group.capitalize())
        key = behind.app.get_key_display(binding)
        rows = groups.setdefault(heading, {})
        earlier = rows.get(identifier)
        keys = f"{earlier.first.text} {key}" if earlier is not None else key
        words = f"{binding.description[:1].upper()}{binding.description[1:]}"
        # What moves in the list behind means nothing from here.
        run = None if group == _LIST_KEYS else runner(behind, binding, active.node)
        rows[identifier] = HelpRow(identifier, heading, Cell(keys, Tone.ACCENT), words, identifier, run)
    last = (GROUPS[_LIST_KEYS], GROUPS["app"])
    own = [heading for heading in groups if heading not in last]
    for heading in (*own, *last):
        if heading in groups:
            yield HelpRow(f" {heading}", heading)
            yield from groups[heading].values()
    yield from _legend(SIGNS, signs(desk.glyphs))
    yield from _legend(CODES, codes())


def _legend(heading: str, rows: Iterable[LegendRow]) -> Iterator[HelpRow]:
    yield HelpRow(f" {heading}", heading)
    for number, row in enumerate(rows):
        yield HelpRow(f" {heading} {number}", heading, row.sign, row.meaning)
