"""The filter of a screen's table: filter line, chips, `esc` and `:filter`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from codat_tui.present.filtering import filter_words, nothing_found
from codat_tui.rules.filtering.best_match import best_match
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter, culprit
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.widgets.breadcrumbs import Breadcrumbs
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

# Not at run time: an input's style rules are the longest of all, and would delay the first paint.
if TYPE_CHECKING:
    from codat_tui.screens.shell.commands import ArgumentCommand
    from codat_tui.widgets.filter_line import FilterLine

R = TypeVar("R")


class FilteringScreen(CodatScreen):
    """Has a FilterLine with id "filter", and at most one extra restriction such as "needs a person".

    Subclasses bind `filter` and `only('WORD')`, and show the matching rows in `filter_changed`.
    """

    FILTERED: ClassVar[tuple[str, str]] = ("row", "rows")
    """What is filtered: one and many."""

    filter_text: str = ""
    filter_only: str = ""
    """"" for none."""
    wanted: WordFilter[Any] = WordFilter()
    """What `filter_text` means."""
    other_text = False
    """Whether the last change was one of the text."""
    _narrower = False

    def read_filter(self, line: str) -> WordFilter[Any]:
        """Return what *line* means for the rows that are shown."""
        raise NotImplementedError

    def filter_fields(self) -> Sequence[FilterField[Any]]:
        """Return the fields that may be typed."""
        return ()

    def filter_changed(self) -> None:
        """Show the rows that match `wanted` and `filter_only`."""
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
        self.other_text = text != self.filter_text
        before, same = self.wanted, only == self.filter_only
        self.filter_text, self.filter_only = text, only
        self.breadcrumbs.chips = tuple(chip for chip in (text, only) if chip)
        self.wanted = self.read_filter(text)
        self._narrower = same and self.wanted.narrows(before)
        self.filter_changed()
        self._narrower = False
        self._explain()

    def _explain(self) -> None:
        line = self.filter_line
        if line.display:
            line.say(filter_words(self.wanted, line.fields))

    def show_matches(
        self,
        table: VirtualTable[R],
        passes: Callable[[R], bool] | None = None,
        *names: Callable[[R], str],
    ) -> None:
        """Show the rows of *table* that match `wanted` and *passes*, the test of `filter_only`.

        After another text, the cursor goes to the best match by *names*; to the first row when its own is restricted
        away.
        """
        before = table.cursor_key
        table.set_filter(self.predicate(passes), narrower=self._narrower)
        if not table.passing_count:
            table.empty_text = self.nothing(table.all_rows(), passes)
        elif self.other_text and self.wanted.terms:
            best = best_match(table.shown_rows(), self.wanted.words, *names)
            if best is not None:
                table.move_near(table.key_of(best))
        elif passes is not None and table.cursor_key != before:
            table.move_near(next(iter(table.passing_keys())))

    def predicate(self, passes: Callable[[R], bool] | None) -> Callable[[R], bool] | None:
        """Return the test of `wanted` and *passes* together; None: every row passes."""
        wanted = self.wanted
        if passes is None:
            return None if wanted.empty else wanted.test
        test = wanted.test
        return lambda row: passes(row) and test(row)

    def nothing(self, rows: Sequence[R], passes: Callable[[R], bool] | None) -> str:
        """Return which part of the filter keeps all *rows* out, and the key that clears it."""
        parts = [(term.typed, term.passes) for term in self.wanted.terms if term.passes is not None]
        if passes is not None:
            parts.append((f'"{self.filter_only}"', passes))
        said = nothing_found(*self.FILTERED, culprit(parts, rows))
        return with_keys(self, f"{said} {{app.back}} clears the filter.")

    def action_filter(self) -> None:
        line = self.filter_line
        line.fields = self.filter_fields()
        line.begin()
        self._explain()

    def action_only(self, only: str) -> None:
        """Switch this restriction on or off."""
        self.set_filter(self.filter_text, "" if self.filter_only == only else only)

    def on_filter_line_changed(self) -> None:
        self._apply(self.filter_line.text, self.filter_only)

    def on_filter_line_accepted(self) -> None:
        if self.wanted.problems:
            said = "; ".join(self.wanted.problems)
            title = "Not all of the filter is understood"
            self.notify(f"{said[:1].upper()}{said[1:]}.", title=title, severity="warning", timeout=8)

    def on_breadcrumbs_chip_cleared(self, event: Breadcrumbs.ChipCleared) -> None:
        if self.filter_text and event.index == 0:
            self.set_filter("", self.filter_only)
        else:
            self.set_filter(self.filter_text)

    @property
    def goes_back(self) -> bool:
        return bool(self.filter_text or self.filter_only) or super().goes_back

    def action_back(self) -> None:
        if self.filter_text or self.filter_only:
            self.set_filter("")
        else:
            super().action_back()

    def argument_commands(self) -> tuple[ArgumentCommand, ...]:
        # The first paint needs no commands.
        from codat_tui.rules.filtering.completion import completed
        from codat_tui.screens.shell.commands import ArgumentCommand

        fields = self.filter_fields()
        offered = partial(completed, fields=fields)
        mine = ArgumentCommand("filter", "Show only what matches", self.set_filter_text, offered)
        return (*super().argument_commands(), mine)
