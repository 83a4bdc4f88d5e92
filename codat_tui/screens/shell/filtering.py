"""The filter of a screen's table: filter line, chips, `esc` and `:filter`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from codat_tui.screens.shell.base import CodatScreen
from codat_tui.widgets.breadcrumbs import Breadcrumbs

# Not at run time: an input's style rules are the longest of all, and would delay the first paint.
if TYPE_CHECKING:
    from codat_tui.widgets.filter_line import FilterLine


class FilteringScreen(CodatScreen):
    """Has a FilterLine with id "filter", and at most one extra restriction such as "needs a person".

    Subclasses bind `filter` and `only('WORD')`, and show the matching rows in `filter_changed`.
    """

    filter_text: str = ""
    filter_only: str = ""
    """"" for none."""

    def filter_changed(self) -> None:
        """Show the rows that match `filter_text` and `filter_only`."""
        raise NotImplementedError

    @property
    def filter_line(self) -> FilterLine:
        return cast("FilterLine", self.query_one("#filter"))

    def set_filter(self, text: str, only: str = "") -> None:
        """Replace both the text and the restriction."""
        line = self.filter_line
        if line.text != text:
            with line.prevent(line.Changed):
                line.value = text
        self._apply(text, only)

    def set_filter_text(self, text: str) -> None:
        """Replace the text; the restriction stays."""
        self.set_filter(text.strip(), self.filter_only)

    def _apply(self, text: str, only: str) -> None:
        self.filter_text, self.filter_only = text, only
        self.breadcrumbs.chips = tuple(chip for chip in (text, only) if chip)
        self.filter_changed()

    def action_filter(self) -> None:
        self.filter_line.display = True
        # Not line.focus(), which acts later: fast typing would go to the table.
        self.set_focus(self.filter_line)

    def action_only(self, only: str) -> None:
        """Switch this restriction on or off."""
        self.set_filter(self.filter_text, "" if self.filter_only == only else only)

    def on_filter_line_changed(self) -> None:
        self._apply(self.filter_line.text, self.filter_only)

    def on_breadcrumbs_chip_cleared(self, event: Breadcrumbs.ChipCleared) -> None:
        if self.filter_text and event.index == 0:
            self.set_filter("", self.filter_only)
        else:
            self.set_filter(self.filter_text)

    def action_back(self) -> None:
        if self.filter_text or self.filter_only:
            self.set_filter("")
        else:
            super().action_back()

    def argument_commands(self) -> dict[str, tuple[str, Callable[[str], None]]]:
        return {**super().argument_commands(), "filter": ("Show only what matches", self.set_filter_text)}
