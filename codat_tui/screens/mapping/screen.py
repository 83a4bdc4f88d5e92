"""A company's mapping as a form, as JSON and as history. Saving goes through the sheet.

Unsaved changes are kept as a draft and survive a new reading of the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget

from codat_tui.models.changes import Change
from codat_tui.models.codat import Configuration
from codat_tui.models.diagnosis import Cause, State
from codat_tui.models.errors import CodatError, NotFoundError
from codat_tui.models.local import Failed, Loaded, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.models.writes import Differs, SaveConfiguration, StartSync, Verified
from codat_tui.paths import folder_of_start, style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.mapping import FormRow, count_cells, detail_lines, form_rows, row_of
from codat_tui.present.panels import EmptyPanel, LoadingPanel, Problem
from codat_tui.present.remedies import Place, remedy_key
from codat_tui.rules.findings import Severity
from codat_tui.rules.json.text import json_text
from codat_tui.rules.mapping.edits import MappingEdit
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.settings import Setting, SettingKind
from codat_tui.rules.mapping.words import change_words
from codat_tui.screens.mapping.editors import editor_of
from codat_tui.screens.mapping.history import HistoryView
from codat_tui.screens.mapping.json_view import JsonView
from codat_tui.screens.mapping.outside_editor import edit_outside, file_stem
from codat_tui.screens.shell.company_tab import CHECK_AGAIN, CompanyScreen
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.write_sheets import ask_for_write, writing_is_off
from codat_tui.services.edits.sessions import mapping_session
from codat_tui.services.exporting import write_export
from codat_tui.services.runner import TaskKind
from codat_tui.services.writing.configuration import SaveConfigurationOperation
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.form import FormTable
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.tabs import Tabs
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from textual import events

VIEWS = ("Form", "JSON", "History")
FORM, JSON, HISTORY = range(3)
DETAIL_LINES = 3
OPERATION = SaveConfigurationOperation.NAME
SYNC_HELPS = frozenset({State.FAILING, State.OVERDUE})
"""States in which a sync is wanted as soon as the mapping is right. One that is off waits for the merchant's word."""
FRESH = 60.0
"""Seconds during which a configuration read by another tab is not read again."""


class MappingScreen(CompanyScreen):
    CSS_PATH = style_sheet("mapping/screen.tcss")
    TAB = "Mapping"
    MEND_HERE = "choose another"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="mapping.review"),
        Binding("tab", "view(1)", "view", id="mapping.next_view"),
        Binding("shift+tab", "view(-1)", "previous view", show=False, id="mapping.previous_view"),
        CHECK_AGAIN,
        Binding("F", "show_view(0)", "form", show=False, id="mapping.form"),
        Binding("J", "show_view(1)", "JSON", show=False, id="mapping.json"),
        Binding("H", "show_view(2)", "history", show=False, id="mapping.history"),
        Binding("D", "discard", "discard the edit, or restore it", show=False, id="mapping.discard"),
        Binding("X", "save_json", "export as JSON", show=False, id="mapping.export_json"),
        Binding("ctrl+o", "edit_outside", "$EDITOR", id="mapping.editor"),
        *CompanyScreen.COMPANY_BINDINGS,
    ]

    def __init__(self, desk: Desk, company_id: str, field: str = "") -> None:
        """*field*: where the cursor begins, as a finding names it; "" for the first problem."""
        super().__init__(desk, company_id)
        self._field = field
        self.session = mapping_session(desk.services.drafts)
        self.view = FORM
        self._counts: tuple[Cell, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        yield Tabs(VIEWS)
        with Container(id="form"):
            yield FormTable(self.desk.glyphs, id="settings")
            yield CellLines(id="detail")
        yield JsonView(self.desk.glyphs, id="json")
        yield HistoryView(self.desk.glyphs, id="history")
        yield StatePanel(self.desk.glyphs)

    @property
    def edits(self) -> MappingEdit | None:
        """The edit shown by all views; None before the first reading."""
        return self.session.of(self.company_id)

    @property
    def form(self) -> FormTable:
        return self.query_one("#settings", FormTable)

    @property
    def json_view(self) -> JsonView:
        return self.query_one("#json", JsonView)

    # What the services say

    def on_mount(self) -> None:
        self.form.focus()
        preview = partial(self.services.companies.preview, self.company_id, FRESH)
        run_job(self, preview, group="overview", exclusive=True)

    def on_resize(self, event: events.Resize) -> None:
        self.form.fit_to(event.size.width)
        self.call_after_refresh(self._show_edits)

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        part = self.overview.configuration if self.overview else None
        if isinstance(part, Loaded) and self.session.take(self.company_id, part.value):
            self._keep_seen()
            run_job(self, self._take_up_draft, group="draft")
        error = state.error if isinstance(state, Failed) else None
        if error is None and isinstance(part, Failed):
            error = part.error
        self._show_state(error)
        self._show_edits()
        if self.view == HISTORY:
            self._follow_history()

    def _show_state(self, error: CodatError | None) -> None:
        nothing = self.edits is None
        panel: LoadingPanel | EmptyPanel | Problem | None = None
        if nothing and isinstance(error, NotFoundError):
            panel = EmptyPanel("No mapping yet", "It begins when the merchant goes through the Sync Flow.")
        elif nothing:
            panel = (
                Problem.of(error) if error else LoadingPanel(f"Reading the mapping of {self.company_name}")
            )
        self.query_one(StatePanel).state = panel
        self._show_view()
        banner = self.query_one(Banner)
        banner.kept = "what was read before" if error else ""
        banner.problem = Problem.of(error) if error and not nothing else None

    def _keep_seen(self) -> None:
        if self.edits is not None:
            # For the history. A task of the runner continues after the screen is closed.
            work = self.services.activity.keep_configuration(self.company_id, self.edits.shown)
            self.services.runner.spawn(TaskKind.SAVE, work, f"keep the configuration of {self.company_id}")

    async def _take_up_draft(self) -> None:
        if await self.session.take_up_draft(self.company_id):
            keys = "{mapping.review} reviews them, {mapping.discard} discards them."
            self.notify(with_keys(self, f"Your unsaved changes are back. {keys}"))
            self._show_edits()

    def is_my_write(self, change: Change) -> bool:
        return (change.company_id, change.operation) == (self.company_id, OPERATION)

    def write_heard(self, change: Change) -> None:
        if isinstance(change.outcome, Verified | Differs):
            self.action_refresh()

    # Drawing

    def _show_edits(self) -> None:
        edits = self.edits
        if edits is None or not self.is_mounted:
            return
        connections = known(self.overview.connections) if self.overview else None
        findings = lint(Configuration.model_validate(edits.wanted), connections)
        first = not self.form.total_count
        rows = form_rows(edits, findings)
        self.form.set_rows(rows)
        if first:
            self._go_to_first_problem(rows)
            self.refresh_bindings()
        self.json_view.show(edits, self.services.changing.refusal is not None)
        self._show_detail()
        changed = len(change_words(edits.shown, edits.wanted))
        self._counts = count_cells(findings, changed, len(edits.conflicts), self.desk.glyphs)
        self._show_counts()

    def _go_to_first_problem(self, rows: Sequence[FormRow]) -> None:
        """Select the row of the asked field, else the first with a blocking problem, else the first row."""
        wrong = (row for row in rows if any(each.severity is Severity.BLOCKS for each in row.findings))
        key = row_of(rows, self._field) or next(wrong, rows[0]).key
        self.form.move_to(key)
        # The table can scroll only after its layout.
        self.call_after_refresh(self.form.move_to, key)
        if self._field:
            self.call_after_refresh(self._open_lost)

    def _open_lost(self) -> None:
        """Open the options of the asked field at once where its selection is none of them any more."""
        row = self.form.cursor_row
        on_top = self.is_current and self.services.changing.refusal is None
        if on_top and row is not None and row.field.lost:
            self.mend_here()

    @on(FormTable.Highlighted, "#settings")
    def _show_detail(self) -> None:
        lines = detail_lines(
            self.form.cursor_row, self.desk.glyphs, self.size.width - 4, DETAIL_LINES, partial(key_of, self)
        )
        self.query_one("#detail", CellLines).lines = lines
        self.show_remedy()

    def _show_view(self) -> None:
        known_yet = self.edits is not None
        for index, view in enumerate(("#form", "#json", "#history")):
            self.query_one(view).display = known_yet and index == self.view
        tabs = self.query_one(Tabs)
        tabs.display, tabs.active = known_yet, self.view

    @on(JsonView.Judged)
    def _show_counts(self) -> None:
        problem = self.json_view.problem
        said = f"{self.desk.glyphs.failed} the JSON has an error in line {problem.line}" if problem else ""
        cells = (Cell(said, Tone.FAILED),) if problem else ()
        self.query_one(Tabs).status = (*cells, *self._counts)

    # Moving

    def action_view(self, step: int) -> None:
        self.action_show_view((self.view + step) % len(VIEWS))

    @on(Tabs.Chosen)
    def _view_chosen(self, event: Tabs.Chosen) -> None:
        self.action_show_view(event.index)

    def action_show_view(self, index: int) -> None:
        if self.edits is None:
            return
        row = self.form.cursor_row
        if (self.view, index) == (FORM, JSON) and row is not None and row.field.steps:
            self.call_after_refresh(self.json_view.go_to, row.field.steps)
        self.view = index
        self._show_view()
        history = self.query_one("#history", HistoryView)
        (self.form, self.json_view.text_area, history.table)[index].focus()
        self.refresh_bindings()
        if index == HISTORY:
            self._follow_history()
        self.call_after_refresh(self._show_edits)

    def _follow_history(self) -> None:
        run_job(self, self._read_history, group="history")

    async def _read_history(self) -> None:
        history = self.query_one("#history", HistoryView)
        try:
            snapshots = await self.services.activity.snapshots(self.company_id)
        except CodatError as error:
            history.fail(error)
            return
        if self.edits is not None:
            history.show(snapshots, self.edits.shown, self.desk.clock.now(), self.zone, self.zone_label)

    def action_back(self) -> None:
        if self.view == FORM:
            super().action_back()
        else:
            self.action_show_view(FORM)

    # The remedies

    def stands_on(self, cause: Cause) -> bool:
        if remedy_key(cause).place is not Place.MAPPING:
            return False
        rows = [row for key in self.form.shown_keys() if (row := self.form.row(key)) is not None]
        return row_of(rows, cause.field) in ("", self.form.cursor_key)

    def mend_here(self) -> None:
        """Change the row under the cursor; if that was the last that blocks, open the sheet that saves it."""
        key = self.form.cursor_key
        if key is not None:
            self._change_row(key, self._review_if_mended)

    def _review_if_mended(self) -> None:
        rows = [row for key in self.form.shown_keys() if (row := self.form.row(key)) is not None]
        if not any(each.severity is Severity.BLOCKS for row in rows for each in row.findings):
            self.action_review()

    # Editing

    def _may_edit(self) -> bool:
        return not writing_is_off(self)

    def _edit(self, edits: MappingEdit) -> None:
        self.session.put(self.company_id, edits)
        self._show_edits()

    def _choose(self, field: Setting, value: Any) -> None:
        if self.edits is not None:
            self._edit(self.edits.choose(field, value))

    @on(FormTable.Opened, "#settings")
    def _change(self, event: FormTable.Opened) -> None:
        self._change_row(event.key)

    def _change_row(self, key: str, then: Callable[[], None] = lambda: None) -> None:
        """Change one setting; *then* is called when another value was chosen from its editor."""
        row = self.form.row(key)
        if row is None or not self._may_edit():
            return
        field = row.field
        if field.kind is SettingKind.SWITCH:
            self._choose(field, field.value is not True)
            return
        now, glyphs = self.desk.clock.now(), self.desk.glyphs

        def chosen(value: Any) -> None:
            self._choose(field, value)
            then()

        editor = editor_of(field, now, glyphs, chosen)
        if editor is not None:
            self.app.push_screen(*editor)
        elif field.kind is SettingKind.FACT:
            self.notify(field.note or "This cannot be changed here.", title=field.label)

    @on(FormTable.SwitchAsked)
    def _turn(self, event: FormTable.SwitchAsked) -> None:
        row = self.form.row(event.key)
        if row is not None and row.field.kind is SettingKind.SWITCH and self._may_edit():
            self._choose(row.field, row.field.value is not True)

    @on(FormTable.PutBackAsked)
    def _put_back(self, event: FormTable.PutBackAsked) -> None:
        row = self.form.row(event.key)
        if row is not None and row.changed and self.edits is not None:
            self._edit(self.edits.revert(row.field))

    @on(JsonView.Edited)
    def _json_edited(self, event: JsonView.Edited) -> None:
        if self.edits is not None:
            self._edit(self.edits.want(event.json))

    def action_edit_outside(self) -> None:
        if self.edits is None or not self._may_edit():
            return
        text = edit_outside(self.app, self.json_view.text_area.text, ".json")
        if text is None:
            self.notify("No editor could be run. Set EDITOR, or edit here.", severity="warning")
        else:
            self.json_view.replace(text)

    def action_discard(self) -> None:
        had_errors = self.json_view.drop_errors()
        edited = self.edits is not None and self.edits.changed
        if had_errors and not edited:
            self.notify("The text that could not be read is gone.", timeout=3)
        elif (dropped := self.session.discard(self.company_id)) is not None:
            back = with_keys(self, "Discarded. {mapping.discard} restores it.")
            self.notify(back if dropped else "The edit is restored.", timeout=3)
        self._show_edits()

    # Saving

    def action_review(self) -> None:
        edits, problem = self.edits, self.json_view.problem
        if problem is not None:
            self.notify(f"{problem}. Correct it first.", title="This is not JSON", severity="warning")
        elif edits is None or not edits.changes:
            self.notify("Nothing is changed.")
        else:
            self._ask_to_save(edits.shown, edits.wanted, "Save the mapping")

    def _ask_to_save(self, shown: Mapping[str, Any], wanted: Mapping[str, Any], title: str) -> None:
        """Open the sheet; where sales are missing, it offers a sync once the mapping is saved."""
        helps = self.verdict is not None and self.verdict.state in SYNC_HELPS
        save = SaveConfiguration(self.company_id, shown, wanted)
        ask_for_write(self, save, title, follows=StartSync(self.company_id) if helps else None)

    @on(HistoryView.RestoreAsked)
    def _restore(self, event: HistoryView.RestoreAsked) -> None:
        edits = self.edits
        if edits is None:
            return
        if change_words(edits.shown, event.json):
            self._ask_to_save(edits.shown, event.json, "Restore an earlier mapping")
        else:
            self.notify("It is what Codat has now.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "edit_outside":
            return self.view == JSON
        return super().check_action(action, parameters)

    def action_save_json(self) -> None:
        run_job(self, self._save_json, group="export")

    async def _save_json(self) -> None:
        if self.edits is None:
            return
        text = json_text(self.edits.shown) + "\n"
        name, now = file_stem(self.company_name), self.desk.clock.now()
        try:
            path = await write_export(folder_of_start(), name, "json", now, text)
        except CodatError as error:
            self.notify_error(error)
            return
        self.notify(f"The configuration as Codat has it is in {path}", title="Exported")
