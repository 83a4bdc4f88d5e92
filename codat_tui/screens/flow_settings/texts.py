"""The Sync Flow's texts in both languages: edited in place, checked while typing, saved through the sheet.

Each locale is kept as a draft and saved on its own; what one of them meets never touches the other.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from codat_tui.models.errors import CodatError
from codat_tui.models.writes import SaveTexts
from codat_tui.paths import style_sheet
from codat_tui.present.flow import ONLY_CHANGED, ONLY_TO_LOOK_AT, TextFilter, TextRow, Value, state_text
from codat_tui.rules.flow_settings.texts import LOCALES, name_of
from codat_tui.screens.flow_settings.tab import FlowScreen, FlowWrite
from codat_tui.screens.flow_settings.texts_table import TextLine, TextsTable
from codat_tui.screens.flow_settings.texts_view import TextsView
from codat_tui.screens.flow_settings.transfer import Imported, export_locale, import_file
from codat_tui.widgets.jobs import run_job

T = TypeVar("T")


class FlowTextsScreen(TextsView):
    """Texts: a row a key, a column a locale, the cursor in one of them."""

    CSS_PATH = style_sheet("flow_settings/texts.tcss")
    TAB = "Texts"
    OPERATION = "update-config-text-sync-flow"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="flow.review"),
        Binding("slash", "filter", "filter", key_display="/", id="flow.filter"),
        Binding("d", "default", "default", id="flow.default"),
        Binding("0", "show_nothing", "show empty", id="flow.empty"),
        Binding("E", "editor", "in lines", id="flow.editor"),
        Binding("backspace,delete", "put_back", "put back", show=False, id="flow.put_back"),
        Binding(
            "exclamation_mark",
            f"only('{ONLY_TO_LOOK_AT}')",
            "only what is to be looked at",
            key_display="!",
            show=False,
            id="flow.to_look_at",
        ),
        Binding(
            "tilde",
            f"only('{ONLY_CHANGED}')",
            "only what is changed",
            key_display="~",
            show=False,
            id="flow.changed",
        ),
        Binding("c", "copy_key", "copy the key", show=False, id="flow.copy_key"),
        *FlowScreen.FLOW_BINDINGS,
    ]

    # Editing

    def _target(self) -> TextRow | None:
        """The row to change; None on a heading, in a locale that was not read, or where writing is off."""
        row = self.table.cursor_row
        if row is None or row.is_heading or not self.may_edit():
            return None
        if self.session.of(self.table.locale) is None:
            self.notify(
                "r reads it again.", title=f"{self.table.locale} could not be read", severity="warning"
            )
            return None
        return row

    @on(TextsTable.Opened, "#texts")
    def _edit(self) -> None:
        row = self._target()
        if row is None:
            return
        text = self._wanted(row.key)
        if text is not None and "\n" in text:
            self.action_editor()
            return
        self.line.begin(text)
        self.place_line()

    def _wanted(self, key: str) -> str | None:
        texts = self.session.of(self.table.locale)
        return texts.wanted(key) if texts is not None else None

    def _want(self, key: str, text: str | None) -> None:
        self.session.edit(self.table.locale, key, text)
        self.show_rows()

    @on(Input.Changed, "#text-line")
    def _typed(self) -> None:
        key = self.table.cursor_key
        if key is not None and self.line.display:
            self._want(key, self.line.wanted)

    @on(TextLine.Done)
    def _typed_to_the_end(self, event: TextLine.Done) -> None:
        if event.on:
            self.table.action_locale()
            self._edit()

    def action_editor(self) -> None:
        """Edit the text under the cursor in as many lines as it needs."""
        row = self._target()
        if row is None:
            return
        from codat_tui.screens.flow_settings.text_editor import TextEditor

        key, index = row.key, self.table.active
        other = row.values[1 - index]

        def typed(text: str | None) -> Value:
            if text != self._wanted(key):
                self._want(key, text)
            return (self.table.row(key) or row).values[index]

        title = f"{row.stage} {self.desk.glyphs.crumb} {name_of(key)}"
        beside = (LOCALES[1 - index], state_text(other.state, other.text))
        text, glyphs = self._wanted(key), self.desk.glyphs
        self.app.push_screen(TextEditor(title, LOCALES[index], text, beside, typed, glyphs))

    def action_default(self) -> None:
        """Show Codat's own text again."""
        if row := self._target():
            self._want(row.key, None)

    def action_show_nothing(self) -> None:
        """Show no text at all."""
        if row := self._target():
            self._want(row.key, "")

    def action_put_back(self) -> None:
        """Take the edit under the cursor back."""
        if row := self._target():
            self.session.put_back(self.table.locale, row.key)
            self.show_rows()

    def action_discard(self) -> None:
        """Drop every edit; once more brings them back."""
        dropped = self.session.discard()
        if dropped is not None:
            self.notify("Discarded. D brings it back." if dropped else "The edits are back.", timeout=3)
            self.show_rows()

    def settled(self, name: str, write: FlowWrite | None) -> None:
        """Forget the edits that Codat has now."""
        if isinstance(write, SaveTexts):
            self.session.saved(write)
            self.show_rows()

    # Saving

    def action_review(self) -> None:
        """Show what a save would change: one sheet a locale, that under the cursor first."""
        self.line.end()
        changed = sorted(self.session.changed, key=lambda texts: texts.locale != self.table.locale)
        if changed:
            self._review([texts.locale for texts in changed])
        else:
            self.notify("Nothing is changed.")

    def _review(self, locales: list[str]) -> None:
        texts = self.session.of(locales[0]) if locales else None
        if texts is not None and texts.edits:
            title = f"Change texts, {texts.locale}"
            self.save(texts.locale, texts.write(), title, lambda: self._review(locales[1:]))

    def action_copy_key(self) -> None:
        """Copy the key under the cursor."""
        row = self.table.cursor_row
        if row is not None and not row.is_heading:
            self.copy(row.key, "the key")

    # Files

    def argument_commands(self) -> dict[str, tuple[str, Callable[[str], None]]]:
        """`:export LOCALE` and `:import PATH` beside what every screen has."""
        return {
            **super().argument_commands(),
            "filter": ("Show only what matches", self.set_filter_text),
            "export": ("Write the texts of a locale to a TOML file: en-us, fr-fr", self.export_texts),
            "import": ("Read a TOML file of texts; differences become edits", self.import_texts),
        }

    def export_texts(self, locale: str) -> None:
        """Write what Codat has in a locale to a file in the current folder; without a locale, the table."""
        if locale:
            now = self.desk.clock.now()
            self._transfer(export_locale(self.session, locale, Path.cwd(), now), lambda words: words)
        else:
            self.action_export()

    def import_texts(self, path: str) -> None:
        """Make what a file says otherwise than Codat into edits, and show those alone."""
        if not path:
            self.notify("Name the file: :import PATH.", severity="warning")
        elif self.may_edit():
            self._transfer(import_file(self.session, Path(path).expanduser()), self._imported)

    def _transfer(self, work: Coroutine[Any, Any, T], done: Callable[[T], str]) -> None:
        async def run() -> None:
            try:
                self.notify(done(await work), markup=False)
            except CodatError as error:
                self.notify(error.next_step, title=error.title, severity="error", timeout=15, markup=False)

        run_job(self, run, group="transfer", exclusive=True)

    def _imported(self, imported: Imported) -> str:
        self.show_rows()
        if imported.changes:
            self.table.choose_locale(LOCALES.index(imported.locale))
            self.apply(TextFilter(self.filter.words, ONLY_CHANGED))
        return imported.words
