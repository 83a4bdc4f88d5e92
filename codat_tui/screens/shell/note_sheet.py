"""A note about a company and its present cause, and until when it is snoozed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.models.errors import CodatError
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.notes import note_lines
from codat_tui.present.panels import Problem
from codat_tui.present.text import wrap
from codat_tui.rules.fleet.snooze import cause_key, read_until
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.shift import CompanyNote
    from codat_tui.present.overview import Line
    from codat_tui.screens.shell.desk import Desk

FRAME = 6
WIDEST = 84
LONGEST = 500
"""Characters of a note: the row and the hand-over show it."""
KEYS = "enter keeps it   tab next field   {note.forget} forgets it   {note.leave} leaves"


class NoteScreen(ModalScreen[None]):
    CSS_PATH = style_sheet("shell/note_sheet.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        # A key that no hand presses to scroll or to edit.
        Binding("f8", "forget", "forget the note", show=False, priority=True, id="note.forget"),
        Binding("escape", "leave", "leave", show=False, id="note.leave"),
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str, judgement: Judgement | None) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._shift = desk.services.shift
        self._company_id = company_id
        self._company_name = company_name
        self._full_name = desk.services.fleet.full_name(company_id, company_name)
        self._judgement = judgement
        self._key = cause_key(judgement.cause if judgement is not None else None)

    @property
    def _note(self) -> CompanyNote | None:
        """The note about the present cause, if there is one."""
        notes = self._shift.of(self._company_id)
        return next((note for note in notes if note.cause == self._key), None)

    def compose(self) -> ComposeResult:
        note, zone = self._note, self._desk.zones.zone()
        until = f"{note.until.astimezone(zone):%Y-%m-%d %H:%M}" if note and note.until else ""
        with Vertical(id="note") as frame:
            frame.border_title = literal(f"Note: {self._full_name}")
            frame.border_subtitle = literal(with_keys(self, KEYS))
            yield CellLines(id="about")
            fields = (
                ("text", "note", note.text if note else "", "who does what, and what is waited for"),
                ("until", "snooze until", until, "2 d, 4 h, 1 w, tomorrow, 2026-11-30; empty: no snooze"),
            )
            for name, label, value, hint in fields:
                with Horizontal(classes="note-line"):
                    yield Static(label, classes="note-label", markup=False)
                    field = Input(
                        value,
                        compact=True,
                        id=name,
                        placeholder=hint,
                        max_length=LONGEST,
                        select_on_focus=False,
                    )
                    field.cursor_blink = False
                    yield field
            yield CellLines(id="says")

    def on_mount(self) -> None:
        self.query_one("#text", Input).focus()
        self._check()

    def on_resize(self) -> None:
        self._check()

    @on(Input.Changed)
    def _check(self) -> None:
        width = max(20, min(WIDEST, self.app.size.width) - FRAME)
        self.query_one("#about", CellLines).lines = tuple(self._about(width))
        zone = self._desk.zones.zone()
        until, problem = read_until(self.query_one("#until", Input).value, self._desk.clock.now(), zone)
        told, tone = (
            "It stays on this machine, and shows in the list, the preview and the hand-over.",
            Tone.MUTED,
        )
        if problem:
            told, tone = problem[:1].upper() + problem[1:], Tone.WARNING
        elif until is not None:
            told = (
                f"Left out of what needs a person until {minute_text(until, zone)} {zone}, or until its cause or its "
                "days change."
            )
        self.query_one("#says", CellLines).lines = tuple((Cell(line, tone),) for line in wrap(told, width))

    def _about(self, width: int) -> list[Line]:
        cause = self._judgement.cause if self._judgement is not None else None
        about = f"About: {cause.short}" if cause is not None else "About the company: no cause is known now."
        lines: list[Line] = [(Cell(line, Tone.ACCENT),) for line in wrap(about, width)]
        others = tuple(note for note in self._shift.of(self._company_id) if note.cause != self._key)
        now, zone = self._desk.clock.now(), self._desk.zones.zone()
        return lines + note_lines(others, self._judgement, now, zone, width)

    @on(Input.Submitted)
    def _keep(self) -> None:
        text = self.query_one("#text", Input).value.strip()
        zone = self._desk.zones.zone()
        until, problem = read_until(self.query_one("#until", Input).value, self._desk.clock.now(), zone)
        if problem:
            self.query_one("#until", Input).focus()
        elif not text and until is None:
            self.action_forget()
        else:
            note = self._shift.new_note(self._company_id, self._company_name, self._judgement, text, until)
            words = "Snoozed." if until is not None else "The note is kept."
            run_job(self, partial(self._do, partial(self._shift.write, note), words), group="note")

    def action_forget(self) -> None:
        """Remove the note about the present cause."""
        if self._note is None:
            self.dismiss()
            return
        work = partial(self._shift.remove, self._company_id, self._key)
        run_job(self, partial(self._do, work, "The note is forgotten."), group="note")

    async def _do(self, work: Callable[[], Awaitable[None]], words: str) -> None:
        try:
            await work()
        except CodatError as error:
            notify_problem(self, Problem.of(error))
            return
        self.dismiss()
        self.app.notify(words, title=self._full_name, timeout=4)

    def action_leave(self) -> None:
        self.dismiss()
