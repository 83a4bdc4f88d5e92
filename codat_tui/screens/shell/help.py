"""The keys that work on the current screen, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from rich.table import Table
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from codat_tui.paths import style_sheet
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
    "picker": "List to choose from",
    "sheet": "Confirmation",
    "export": "Export",
    "help": "Help",
    "app": "Everywhere",
}
"""Headings by the first part of a binding's id."""
KEYS_WIDTH = 12
Row: TypeAlias = tuple[str, str, str]
"""Keys, description, and the id for `[keys]` in the configuration."""


class HelpScreen(ModalScreen[None]):
    CSS_PATH = style_sheet("shell/help.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close", id="help.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="help.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="help.up"),
    ]

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        self._groups = _groups(behind)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys that work here"
            box.border_subtitle = with_keys(self, "{help.close} close")
            for heading, rows in self._groups.items():
                yield Static(heading, classes="help-heading", markup=False)
                yield Static(_table(rows), markup=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#help", VerticalScroll).scroll_relative(y=lines, animate=False)


def _groups(behind: Screen[Any]) -> dict[str, list[Row]]:
    found: dict[str, dict[str, tuple[list[str], str]]] = {}
    for active in behind.active_bindings.values():
        binding = active.binding
        group, _, name = (binding.id or "").partition(".")
        if not name or not active.enabled:
            continue
        heading = GROUPS.get(group, group.capitalize())
        identifier = binding.id or ""
        keys, _ = found.setdefault(heading, {}).setdefault(identifier, ([], binding.description))
        keys.append(behind.app.get_key_display(binding))
    # The screen's own groups first.
    own = [heading for heading in found if heading not in ("Table", "Everywhere")]
    return {
        heading: [(" ".join(keys), words, identifier) for identifier, (keys, words) in found[heading].items()]
        for heading in (*own, "Table", "Everywhere")
        if heading in found
    }


def _table(rows: list[Row]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(style="bold", min_width=KEYS_WIDTH, no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(style="dim", no_wrap=True, justify="right")
    for keys, words, identifier in rows:
        table.add_row(keys, words[:1].upper() + words[1:], identifier)
    return table
