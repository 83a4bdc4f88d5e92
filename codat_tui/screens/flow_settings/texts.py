"""The Sync Flow's texts in both languages, edited in the table and saved through the sheet.

Each locale is read, kept as a draft and saved independently.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Input

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Loaded, Loading, RemoteState, known
from codat_tui.models.writes import SaveTexts
from codat_tui.paths import expanded, folder_of_start, style_sheet
from codat_tui.present.flow_texts import (
    ONLY_CHANGED,
    ONLY_TO_LOOK_AT,
    TextRow,
    Value,
    best_text,
    detail,
    is_among,
    state_text,
    status_cells,
    text_fields,
    text_filter,
    text_rows,
    with_headings,
)
from codat_tui.present.panels import EmptyPanel, LoadingPanel, Problem
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter
from codat_tui.rules.flow_settings.text_edits import TextsEdit
from codat_tui.rules.flow_settings.texts import LOCALES, name_of
from codat_tui.screens.flow_settings.tab import FlowScreen, FlowWrite, error_of
from codat_tui.screens.flow_settings.texts_table import TextLine, TextsTable
from codat_tui.screens.flow_settings.transfer import Imported, export_locale, import_file
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.argument_commands import beginning_with
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.commands import ArgumentCommand
from codat_tui.screens.shell.filtering import FilteringScreen
from codat_tui.services.edits.sessions import texts_session
from codat_tui.services.writing.texts import SaveTextsOperation
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.filter_line import FilterLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.models.codat import Text
    from codat_tui.services.documents import Document

DETAIL_LINES = 4

T = TypeVar("T")


class FlowTextsScreen(FilteringScreen, FlowScreen):
    """One row per key, one column per locale."""

    CSS_PATH = style_sheet("flow_settings/texts.tcss")
    TAB = "Texts"
    FILTERED = ("text", "texts")
    OPERATION = SaveTextsOperation.NAME
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="flow.review"),
        Binding("slash", "filter", "filter", id="flow.filter"),
        Binding("d", "default", "default", id="flow.default"),
        Binding("0", "show_nothing", "show empty", id="flow.empty"),
        Binding("E", "editor", "in lines", id="flow.editor"),
        Binding("backspace,delete", "put_back", "put back", show=False, id="flow.put_back"),
        Binding(
            "exclamation_mark",
            f"only('{ONLY_TO_LOOK_AT}')",
            "only what is to be looked at",
            show=False,
            id="flow.to_look_at",
        ),
        Binding(
            "tilde",
            f"only('{ONLY_CHANGED}')",
            "only what is changed",
            show=False,
            id="flow.changed",
        ),
        Binding("c", "copy_key", "copy the key", show=False, id="flow.copy_key"),
        *FlowScreen.FLOW_BINDINGS,
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session = texts_session(desk.services.drafts)
        self._rows: tuple[TextRow, ...] = ()
        self._read: list[bool] = []

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        with Container(id="flow"):
            yield TextsTable(self.desk.glyphs, id="texts")
            yield TextLine(lambda: self.table, id="text-line")
        yield CellLines(id="outcomes")
        yield CellLines(id="detail")
        yield StatePanel(self.desk.glyphs)
        yield FilterLine("key, stage or text", id="filter", returns_to="#texts")

    @property
    def locales(self) -> list[TextsEdit | None]:
        """In the order of LOCALES; None for one not read yet."""
        return [self.session.of(locale) for locale in LOCALES]

    @property
    def changed(self) -> list[TextsEdit]:
        return [texts for texts in self.locales if texts is not None and texts.changed]

    @property
    def table(self) -> TextsTable:
        return self.query_one("#texts", TextsTable)

    @property
    def line(self) -> TextLine:
        return self.query_one("#text-line", TextLine)

    # What the services say

    def on_mount(self) -> None:
        self.query_one("#outcomes").display = False
        for locale in LOCALES:
            document = self._document(locale)
            self.follow(document.subscribe(partial(self._texts_changed, locale)))
            self._texts_changed(locale, document.state)
        self.table.focus()
        self.watch(self.table, "scroll_y", self.place_line, init=False)
        run_job(self, partial(self.read, only_unknown=True), group="read", exclusive=True)

    def _document(self, locale: str) -> Document[Mapping[str, Text]]:
        return self.services.documents.texts(locale)

    async def read(self, only_unknown: bool = False) -> None:
        documents = [self._document(locale) for locale in LOCALES]
        if only_unknown:
            documents = [each for each in documents if known(each.state) is None]
        await asyncio.gather(*(each.read() for each in documents))

    def _texts_changed(self, locale: str, state: RemoteState[Mapping[str, Text]]) -> None:
        if isinstance(state, Loaded) and self.session.take(locale, state.value):
            run_job(self, partial(self._take_up_draft, locale), group=f"draft {locale}", exclusive=True)
        if isinstance(state, Loaded):
            self.show_as_of(state.at)
        self._show_state()
        self.show_rows()

    async def _take_up_draft(self, locale: str) -> None:
        if not await self.session.take_up_draft(locale):
            return
        texts = self.session.of(locale)
        taken = len(texts.edits) if texts is not None else 0
        keys = with_keys(self, "{flow.review} reviews, {flow.discard} discards.")
        are = "are" if taken > 1 else "is"
        self.notify(f"{count(taken, 'unsaved change')} {are} back. {keys}", title=locale)
        self.show_rows()

    def _show_state(self) -> None:
        states = {locale: self._document(locale).state for locale in LOCALES}
        errors = {locale: error for locale, state in states.items() if (error := error_of(state))}
        read = [texts for texts in self.locales if texts is not None]
        panel: LoadingPanel | EmptyPanel | Problem | None = None
        if not read:
            waits = any(isinstance(state, Loading) for state in states.values())
            error = next(iter(errors.values()), None)
            panel = (
                LoadingPanel("Reading the texts of the Sync Flow")
                if waits or error is None
                else Problem.of(error)
            )
        elif not any(texts.on_server for texts in read) and len(read) == len(LOCALES):
            panel = EmptyPanel(
                "No texts yet",
                with_keys(self, "Codat sends none for this client. {app.refresh} reads again."),
            )
        self.query_one(StatePanel).state = panel
        self.query_one("#flow").display = self.query_one("#detail").display = panel is None
        if panel is None and self.focused is None:
            # A hidden table loses the focus.
            self.set_focus(self.table)
        banner = self.query_one(Banner)
        which = ", ".join(errors)
        problem = Problem.of(next(iter(errors.values()))) if errors and panel is None else None
        banner.problem = problem and problem._replace(title=f"{which}: {problem.title}")

    # Drawing

    def show_rows(self) -> None:
        rows = text_rows(self.locales)
        read = [texts is not None for texts in self.locales]
        arrived, self._read = read != self._read, read
        if [row.key for row in rows] == [row.key for row in self._rows]:
            # In place: a text that no longer matches stays until the next filtering.
            changed = {row.key: row for row, before in zip(rows, self._rows, strict=True) if row != before}
            self.table.patch(changed)
        else:
            self.table.set_rows(rows)
            if not self._rows:
                self.table.action_move(1)
        self._rows = rows
        if arrived and (self.filter_text or self.filter_only):
            # Typed before there was anything to find.
            self.filter_changed()
        self.breadcrumbs.status = status_cells(self.locales, rows, self.desk.glyphs)
        self._show_detail()
        self.place_line()

    @on(TextsTable.Highlighted, "#texts")
    @on(TextsTable.LocaleChanged)
    def _show_detail(self) -> None:
        table, width = self.table, self.size.width - 4
        lines = detail(table.cursor_row, table.active, table.locale, self.desk.glyphs, width, DETAIL_LINES)
        self.query_one("#detail", CellLines).lines = lines

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_detail)
        self.call_after_refresh(self.place_line)

    def place_line(self) -> None:
        """Keep the input over its cell; close it when the cell is not visible."""
        region = self.table.cell_region() if self.line.display else None
        if region is None:
            self.line.end()
        else:
            self.line.styles.offset = (region.x, region.y)
            self.line.styles.width = region.width

    # Finding

    def read_filter(self, line: str) -> WordFilter[TextRow]:
        return text_filter(line)

    def filter_fields(self) -> Sequence[FilterField[TextRow]]:
        return text_fields()

    def filter_changed(self) -> None:
        passes = is_among(self.filter_only)
        self.table.set_filter(with_headings(self._rows, self.predicate(passes)))
        if not self.table.shown_count:
            self.table.empty_text = self.nothing([row for row in self._rows if not row.is_heading], passes)
        elif self.other_text and self.wanted.terms:
            self._go_to_best()
        row = self.table.cursor_row
        if row is not None and row.is_heading:
            self.table.action_move(1)  # A heading cannot be edited.
        self._show_detail()

    def _go_to_best(self) -> None:
        """Go to the text that was looked for, in its language."""
        best = best_text(self.table.shown_rows(), self.wanted.words)
        if best is not None:
            key, index = best
            self.table.move_to(key)
            if index is not None and self.wanted.words and index != self.table.active:
                self.table.choose_locale(index)

    # Editing

    def _target(self) -> TextRow | None:
        """The row to change; None on a heading, in an unread locale, or when writing is off."""
        row = self.table.cursor_row
        if row is None or row.is_heading or not self.may_edit():
            return None
        if self.session.of(self.table.locale) is None:
            self.notify(
                with_keys(self, "{app.refresh} reads it again."),
                title=f"{self.table.locale} could not be read",
                severity="warning",
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
        texts = self.session.of(self.table.locale)
        if texts is not None:
            self._put(texts.edit(key, text))

    def _put(self, texts: TextsEdit) -> None:
        self.session.put(texts.locale, texts)
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
        row = self._target()
        if row is None:
            return
        key, index = row.key, self.table.active
        other = row.values[1 - index]

        def typed(text: str | None) -> Value:
            if text != self._wanted(key):
                self._want(key, text)
            return (self.table.row(key) or row).values[index]

        title = f"{row.stage} {self.desk.glyphs.crumb} {name_of(key)}"
        beside = (LOCALES[1 - index], state_text(other.state, other.text))
        text, glyphs = self._wanted(key), self.desk.glyphs
        self.app.push_screen(routes.TEXT_EDITOR.screen(title, LOCALES[index], text, beside, typed, glyphs))

    def action_default(self) -> None:
        if row := self._target():
            self._want(row.key, None)

    def action_show_nothing(self) -> None:
        if row := self._target():
            self._want(row.key, "")

    def action_put_back(self) -> None:
        row, texts = self._target(), self.session.of(self.table.locale)
        if row is not None and texts is not None:
            self._put(texts.put_back(row.key))

    def action_discard(self) -> None:
        dropped = self.session.discard(*LOCALES)
        if dropped is not None:
            back = with_keys(self, "Discarded. {flow.discard} restores it.")
            self.notify(back if dropped else "The edits are restored.", timeout=3)
            self.show_rows()

    def settled(self, name: str, write: FlowWrite | None) -> None:
        texts = self.session.of(write.locale) if isinstance(write, SaveTexts) else None
        if isinstance(write, SaveTexts) and texts is not None:
            self._put(texts.saved(write))

    # Saving

    def action_review(self) -> None:
        self.line.end()
        changed = sorted(self.changed, key=lambda texts: texts.locale != self.table.locale)
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
        row = self.table.cursor_row
        if row is not None and not row.is_heading:
            self.copy(row.key, "the key")

    # Files

    def argument_commands(self) -> tuple[ArgumentCommand, ...]:
        return (
            *super().argument_commands(),
            ArgumentCommand(
                "export",
                "Write the texts of a locale to a TOML file",
                self.export_texts,
                beginning_with(LOCALES),
            ),
            ArgumentCommand(
                "import", "Read a TOML file of texts; differences become edits", self.import_texts
            ),
        )

    def export_texts(self, locale: str) -> None:
        """Export Codat's texts of a locale; without *locale*, the table."""
        if locale:
            now = self.desk.clock.now()
            self._transfer(export_locale(self.session, locale, folder_of_start(), now), lambda words: words)
        else:
            self.action_export()

    def import_texts(self, path: str) -> None:
        """Turn the file's differences into edits, and show only those."""
        if not path:
            self.notify("Name the file: :import PATH.", severity="warning")
        elif self.may_edit():
            self._transfer(import_file(self.session, expanded(path)), self._imported)

    def _transfer(self, work: Coroutine[Any, Any, T], done: Callable[[T], str]) -> None:
        async def run() -> None:
            try:
                self.notify(done(await work))
            except CodatError as error:
                self.notify_error(error)

        run_job(self, run, group="transfer", exclusive=True)

    def _imported(self, imported: Imported) -> str:
        self.show_rows()
        if imported.changes:
            self.table.choose_locale(LOCALES.index(imported.locale))
            self.set_filter(self.filter_text, ONLY_CHANGED)
        return imported.words
