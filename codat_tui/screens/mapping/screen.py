"""A company's whole mapping as a form, as JSON, and as it was earlier; saved through the sheet, never from here.

What is edited is kept as a draft until Codat has it, and is carried over whenever the configuration is read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from codat_tui.models.changes import Unknown
from codat_tui.models.errors import CodatError
from codat_tui.models.writes import SaveConfiguration
from codat_tui.paths import style_sheet
from codat_tui.present.mapping import changes_in_words
from codat_tui.rules.json.text import json_text
from codat_tui.rules.mapping.edits import Edits
from codat_tui.rules.mapping.form import Field, FieldKind
from codat_tui.screens.company.tab import CompanyScreen
from codat_tui.screens.mapping.editors import editor_of
from codat_tui.screens.mapping.history import HistoryView
from codat_tui.screens.mapping.json_view import JsonView
from codat_tui.screens.mapping.outside_editor import edit_outside, file_stem
from codat_tui.screens.mapping.views import JSON, MappingViews
from codat_tui.widgets.form import FormTable
from codat_tui.widgets.jobs import run_job


class MappingScreen(MappingViews):
    """The mapping of one company and the edit of it that is not saved yet."""

    CSS_PATH = style_sheet("mapping/screen.tcss")
    TAB = "Mapping"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="mapping.review"),
        Binding("tab", "view(1)", "view", id="mapping.next_view"),
        Binding("shift+tab", "view(-1)", "previous view", show=False, id="mapping.previous_view"),
        Binding("u", "check_again", "check again", id="company.check_again"),
        Binding("F", "show_view(0)", "form", show=False, id="mapping.form"),
        Binding("J", "show_view(1)", "JSON", show=False, id="mapping.json"),
        Binding("H", "show_view(2)", "history", show=False, id="mapping.history"),
        Binding("D", "discard", "discard the edit, or bring it back", show=False, id="mapping.discard"),
        Binding("X", "save_json", "export as JSON", show=False, id="mapping.export_json"),
        Binding("ctrl+o", "edit_outside", "$EDITOR", id="mapping.editor"),
        *CompanyScreen.COMPANY_BINDINGS,
    ]

    # Editing

    def _may_edit(self) -> bool:
        refusal = self.services.changing.refusal
        if refusal is not None:
            self.notify(refusal.next_step, title=refusal.title, severity="warning")
        return refusal is None

    def _edit(self, edits: Edits) -> None:
        self.session.edit(edits)
        self._show_edits()

    def _choose(self, field: Field, value: Any) -> None:
        if self.session.edits is not None:
            self._edit(self.session.edits.choose(field, value))

    @on(FormTable.Opened, "#settings")
    def _change(self, event: FormTable.Opened) -> None:
        row = self.form.row(event.key)
        if row is None or not self._may_edit():
            return
        field = row.field
        if field.kind is FieldKind.SWITCH:
            self._choose(field, field.value is not True)
            return
        now, glyphs = self.desk.clock.now(), self.desk.glyphs
        editor = editor_of(field, now, glyphs, lambda value: self._choose(field, value))
        if editor is not None:
            self.app.push_screen(*editor)
        elif field.kind is FieldKind.FACT:
            self.notify(field.note or "This cannot be changed here.", title=field.label)

    @on(FormTable.SwitchAsked)
    def _turn(self, event: FormTable.SwitchAsked) -> None:
        row = self.form.row(event.key)
        if row is not None and row.field.kind is FieldKind.SWITCH and self._may_edit():
            self._choose(row.field, row.field.value is not True)

    @on(FormTable.PutBackAsked)
    def _put_back(self, event: FormTable.PutBackAsked) -> None:
        row = self.form.row(event.key)
        if row is not None and row.changed and self.session.edits is not None:
            self._edit(self.session.edits.revert(row.field))

    @on(JsonView.Edited)
    def _json_edited(self, event: JsonView.Edited) -> None:
        if self.session.edits is not None:
            self._edit(self.session.edits.want(event.json))

    def action_edit_outside(self) -> None:
        """Edit the JSON in the person's own editor."""
        if self.session.edits is None or not self._may_edit():
            return
        text = edit_outside(self.app, self.json_view.text_area.text, ".json")
        if text is None:
            self.notify("No editor could be run. Set EDITOR, or edit here.", severity="warning")
        else:
            self.json_view.replace(text)

    def action_discard(self) -> None:
        """Drop the edit; once more brings it back."""
        had_errors = self.json_view.drop_errors()
        if self.session.discard() or had_errors:
            dropped = self.session.edits is not None and not self.session.edits.changes
            self.notify("Discarded. D brings it back." if dropped else "The edit is back.", timeout=3)
            self._show_edits()

    # Saving

    def action_review(self) -> None:
        """Show what a save would change, in the sheet that asks for it."""
        edits, problem = self.session.edits, self.json_view.problem
        if problem is not None:
            self.notify(f"{problem}. Mend it first.", title="This is not JSON", severity="warning")
        elif edits is None or not edits.changes:
            self.notify("Nothing is changed.")
        else:
            self.ask(SaveConfiguration(self.company_id, edits.shown, edits.wanted), "Save the mapping")

    @on(HistoryView.RestoreAsked)
    def _restore(self, event: HistoryView.RestoreAsked) -> None:
        edits = self.session.edits
        if edits is None:
            return
        if changes_in_words(edits.shown, event.json):
            title = "Put an earlier mapping back"
            self.ask(SaveConfiguration(self.company_id, edits.shown, event.json), title)
        else:
            self.notify("It is what Codat has now.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each view has its own keys; checking again is for a save whose outcome is unknown."""
        if action == "edit_outside":
            return self.view == JSON
        if action == "check_again":
            return (change := self._last_change()) is not None and isinstance(change.outcome, Unknown)
        return super().check_action(action, parameters)

    def action_check_again(self) -> None:
        """Read whether the save happened; never writes."""
        change = self._last_change()
        if change is not None:
            self.services.changing.check_again(change.intent_id)

    def action_save_json(self) -> None:
        """Write what Codat has, options included, to a file in the current folder."""
        run_job(self, self._save_json, group="export")

    async def _save_json(self) -> None:
        from codat_tui.services.exporting import write_export

        if self.session.edits is None:
            return
        text = json_text(self.session.edits.shown) + "\n"
        name, now = file_stem(self.company_name), self.desk.clock.now()
        try:
            path = await write_export(Path.cwd(), name, "json", now, text)
        except CodatError as error:
            self.notify(error.next_step, title=error.title, severity="error")
            return
        self.notify(f"The configuration as Codat has it is in {path}", title="Exported")
