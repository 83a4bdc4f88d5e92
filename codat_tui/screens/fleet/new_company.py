"""The form for a new company, and the companies whose steps are unfinished.

The form is saved as a draft after every key.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from codat_tui.models.changes import Change, Unknown
from codat_tui.models.writes import CreateCompany, Differs, Verified
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.overview import Line
from codat_tui.rules.fleet.company_names import dropped_characters, kept_name, read_tags
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.write_sheets import ask_for_write
from codat_tui.services.edits import guided_paths
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from codat_tui.models.writes import WriteResult

DRAFT = ("new company", "form")
FIELDS = (
    ("name", "Name", "the merchant's name"),
    ("description", "Description", "optional"),
    ("tags", "Tags", "optional, as region: north, tier: gold"),
)


class Unfinished(NamedTuple):
    company_id: str
    name: str


class NewCompanyScreen(CodatScreen):
    CSS_PATH = style_sheet("fleet/new_company.tcss")
    CRUMBS = ("Companies", "New company")
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="new_company.review"),
        Binding("u", "check_again", "check again", show=False, id="new_company.check_again"),
        *leaving(back=True),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._intent_id = ""
        self._typing = False

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        with Vertical(id="form"):
            for name, label, hint in FIELDS:
                with Horizontal(classes="field"):
                    yield Static(label, classes="label", markup=False)
                    field = Input(placeholder=hint, compact=True, id=name, select_on_focus=False)
                    field.cursor_blink = False
                    yield field
        yield CellLines(id="says")
        yield Static(
            with_keys(self, "Not finished: {table.open} continues"), id="unfinished-title", markup=False
        )
        table: VirtualTable[Unfinished] = VirtualTable(
            (Column("name", "Company", 24, flex=1), Column("id", "Id", 38)),
            self._cells,
            lambda row: row.company_id,
            glyphs=self.desk.glyphs,
            id="unfinished",
        )
        yield table

    def _cells(self, row: Unfinished) -> tuple[Cell, Cell]:
        name = self.services.fleet.full_name(row.company_id, row.name)
        return Cell(name), Cell(row.company_id, Tone.MUTED)

    @property
    def table(self) -> VirtualTable[Unfinished]:
        return cast("VirtualTable[Unfinished]", self.query_one("#unfinished", VirtualTable))

    def typed(self, name: str) -> str:
        """A field's value without surrounding blanks."""
        return self.query_one(f"#{name}", Input).value.strip()

    def on_mount(self) -> None:
        self.follow(self.outcomes.begin())
        self.query_one("#name", Input).focus()
        self._show_unfinished({})
        self._judge()
        run_job(self, self._take_up, group="drafts", exclusive=True)

    def on_screen_resume(self) -> None:
        self.action_refresh()

    def action_refresh(self) -> None:
        run_job(self, self._look_for_unfinished, group="unfinished", exclusive=True)

    async def _take_up(self) -> None:
        draft = await self.services.drafts.load(*DRAFT) or {}
        if not self._typing:
            for name, _, _ in FIELDS:
                self.query_one(f"#{name}", Input).value = str(draft.get(name, ""))

    async def _look_for_unfinished(self) -> None:
        self._show_unfinished(await guided_paths.unfinished(self.services.drafts))

    def _show_unfinished(self, companies: dict[str, str]) -> None:
        self.table.set_rows(Unfinished(company_id, name) for company_id, name in companies.items())
        for selector in ("#unfinished-title", "#unfinished"):
            self.query_one(selector).display = bool(companies)

    # Typing

    @on(Input.Changed)
    def _field_changed(self, event: Input.Changed) -> None:
        self._judge()
        values = {name: self.query_one(f"#{name}", Input).value for name, _, _ in FIELDS}
        self._typing = self._typing or (event.input.has_focus and bool(event.value))
        if self._typing:
            run_job(self, partial(self.services.drafts.save, *DRAFT, values), group="draft", exclusive=True)

    @on(Input.Submitted)
    def _field_left(self, event: Input.Submitted) -> None:
        names = [name for name, _, _ in FIELDS]
        place = names.index(event.input.id or names[0])
        if place + 1 < len(names):
            self.query_one(f"#{names[place + 1]}", Input).focus()
        else:
            self.action_review()

    def _judge(self) -> None:
        self.query_one("#says", CellLines).lines = tuple(self._judged())

    def _judged(self) -> list[Line]:
        """Which characters and tags Codat keeps, from its documentation."""
        name, sign = self.typed("name"), self.desk.glyphs.action
        tags, problems = read_tags(self.query_one("#tags", Input).value)
        kept = kept_name(name)
        lines: list[Line] = []
        if dropped := dropped_characters(name):
            signs = " ".join(dropped)
            lines.append((Cell(f"{sign} Codat drops {signs} without an error. ", Tone.WARNING),))
            lines.append((Cell("Codat keeps it as  ", Tone.MUTED), Cell(kept or "(nothing)")))
        elif name:
            lines.append((Cell("Codat keeps the name as it is.", Tone.MUTED),))
        else:
            lines.append((Cell("Letters A to Z, digits, blanks and - ' , & @ . ? ! are kept.", Tone.MUTED),))
        if tags and not problems:
            text = "   ".join(f"{key}: {value}" for key, value in tags.items())
            lines.append((Cell("Tags  ", Tone.MUTED), Cell(text)))
        lines += [(Cell(f"{sign} {problem}", Tone.ACTION),) for problem in problems]
        return lines

    # Creating

    def action_review(self) -> None:
        tags, problems = read_tags(self.query_one("#tags", Input).value)
        if not kept_name(self.typed("name")):
            self.notify(
                "A company needs a name with at least one character that Codat keeps.", severity="warning"
            )
        elif problems:
            self.notify(problems[0], severity="warning")
        else:
            write = CreateCompany(self.typed("name"), self.typed("description"), tags)
            ask_for_write(self, write, "New company", self._asked)

    def _asked(self, intent_id: str) -> None:
        self._intent_id = intent_id
        change = self.services.changing.changes.get(intent_id)
        if change is not None:
            self.outcomes.take(change)

    def is_my_write(self, change: Change) -> bool:
        return bool(self._intent_id) and change.intent_id == self._intent_id

    def write_heard(self, change: Change) -> None:
        match change.outcome:
            case Unknown():
                # In a field, the key for "check again" would be typed as text.
                self.set_focus(None)
            case Verified(result=result) | Differs(result=result) if result is not None:
                self._intent_id = ""
                run_job(
                    self, partial(self._go_on, result, change.company_name), group="go on", exclusive=True
                )

    async def _go_on(self, result: WriteResult, name: str) -> None:
        """Replace this screen by the guided path of the created company."""
        await self.services.drafts.drop(*DRAFT)
        await guided_paths.begin(self.services.drafts, result.company_id, name)
        self.services.fleet.refresh()
        if self.is_current:
            self.app.switch_screen(routes.ONBOARDING.screen(self.desk, result.company_id, name))

    @on(VirtualTable.Opened, "#unfinished")
    def _open(self, event: VirtualTable.Opened) -> None:
        row = self.table.row(event.key)
        if row is not None:
            self.app.push_screen(routes.ONBOARDING.screen(self.desk, row.company_id, row.name))
