"""A Sync Flow link for a merchant, valid for 30 seconds.

The one-time password is kept only while it is valid; an expired link is never copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.clock import Moment, moment_of, seconds_since
from codat_tui.models.changes import Change, Sending
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, known
from codat_tui.models.writes import RequestFlowUrl, Verified
from codat_tui.paths import state_folder, style_sheet
from codat_tui.present import Cell, Tone, wrap
from codat_tui.present.connections import link_lines, masked_link
from codat_tui.present.overview import DrawingContext, Line, heading
from codat_tui.present.panels import Problem
from codat_tui.rules.fleet.links import PlatformKind, of_kind
from codat_tui.screens.company.pick_platform import pick_platform
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.write_sheets import ask_for_write
from codat_tui.services.linking import write_link
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.form_input import FormInput
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from textual.screen import Screen

    from codat_tui.secret import Secret

LIFETIME = 30
"""Seconds that a link's one-time password is valid (Codat's documentation)."""
MERCHANT = "merchant"
NOT_CHOSEN = "not chosen yet"
_WARNING = (
    "Asking for a link may create the company and its connections, although it is a GET request.",
    f"The link works once and for {LIFETIME} seconds: have the merchant ready before you ask.",
)


class LinkField(NamedTuple):
    key: str
    label: str
    value: str
    note: str


class FlowLinkScreen(CodatScreen):
    CSS_PATH = style_sheet("company/flow_link.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "ask_for_link", "ask for a link", id="flow.ask"),
        Binding("c", "copy_link", "copy", id="flow.copy"),
        Binding("f", "write_file", "to a file", id="flow.file"),
        Binding("v", "show_password", "show it in full", id="flow.show"),
        *leaving(back=True),
    ]

    def __init__(self, desk: Desk, company_id: str = "", company_name: str = "") -> None:
        super().__init__(desk)
        self._company_id = company_id
        self._company_name = company_name
        self._merchant = company_id
        self._platforms: dict[str, str] = {}
        self._intent_id = ""
        self._url: Secret | None = None
        self._issued: Moment | None = None
        self._spent = ""
        self._whole = False

    def another(self) -> Screen[None]:
        return FlowLinkScreen(self.desk, self._company_id, self._company_name)

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        table: VirtualTable[LinkField] = VirtualTable(
            (
                Column("label", "", 10),
                Column("value", "Sync Flow for", 18, flex=1),
                Column("note", "Key", 36),
            ),
            _cells,
            lambda choice: choice.key,
            glyphs=self.desk.glyphs,
            id="choices",
        )
        yield table
        yield CellLines(id="warning")
        yield CellLines(id="link")

    @property
    def table(self) -> VirtualTable[LinkField]:
        return cast("VirtualTable[LinkField]", self.query_one("#choices", VirtualTable))

    @property
    def _setting(self) -> DrawingContext:
        return DrawingContext(self.desk.clock.now(), self.desk.glyphs, self.size.width - 7, UTC)

    @property
    def seconds_left(self) -> float:
        """0 without a valid link."""
        if self._issued is None:
            return 0.0
        return max(0.0, LIFETIME - seconds_since(self.desk.clock, self._issued))

    def on_mount(self) -> None:
        full_name = self.services.fleet.full_name(self._company_id, self._company_name)
        name = (full_name,) if self._company_name else ()
        self.breadcrumbs.crumbs = ("Companies", *name, "Sync Flow link")
        self.follow(self.outcomes.begin())
        self._prefill()
        self._draw()
        self.table.focus()
        self.action_refresh()

    def on_resize(self) -> None:
        warning = [line for text in _WARNING for line in wrap(text, self._setting.width)]
        self.query_one("#warning", CellLines).lines = tuple((Cell(line, Tone.MUTED),) for line in warning)
        self._draw_link()

    def action_refresh(self) -> None:
        run_job(self, self._read, group="flow", exclusive=True)

    async def _read(self) -> None:
        state = await self.services.documents.integrations().read()
        if isinstance(state, Failed):
            self.query_one(Banner).problem = Problem.of(state.error)
        self._draw()
        if self._company_id:
            await self.services.companies.preview(self._company_id)
            self._prefill()
            self._draw()

    def _prefill(self) -> None:
        """Use the company's platforms where the person has not chosen."""
        overview = known(self.services.companies.state(self._company_id)) if self._company_id else None
        connections = (known(overview.connections) if overview else None) or ()
        for kind in PlatformKind:
            rows = of_kind(connections, kind)
            if rows and rows[0].integration_key:
                self._platforms.setdefault(kind, rows[0].integration_key)

    # What is shown

    def _draw(self) -> None:
        integrations = known(self.services.documents.integrations().state) or ()
        names = {each.key: each.name for each in integrations}
        full_name = self.services.fleet.full_name(self._company_id, self._company_name)
        merchant = full_name if self._merchant == self._company_id else self._merchant
        rows = [LinkField(MERCHANT, "Merchant", merchant or NOT_CHOSEN, self._merchant)]
        for kind in PlatformKind:
            key = self._platforms.get(kind, "")
            rows.append(LinkField(kind, kind.capitalize(), names.get(key, key) or NOT_CHOSEN, key))
        self.table.set_rows(rows)
        self.table.redraw()
        self._draw_link()

    def _draw_link(self) -> None:
        self.query_one("#link", CellLines).lines = tuple(self._link_lines())
        self.refresh_bindings()

    def _link_lines(self) -> list[Line]:
        head, context, key = heading("Link"), self._setting, partial(key_of, self)
        if self._url is not None:
            url = self._url.reveal()
            return [
                head,
                *link_lines(url if self._whole else masked_link(url), self.seconds_left, context, key),
            ]
        if self._spent:
            return [head, *link_lines(self._spent, 0, context, key)]
        sending = self._intent_id and isinstance(self._outcome(), Sending)
        text = "Asking Codat…" if sending else with_keys(self, "None yet. {flow.ask} asks for one.")
        return [head, (Cell(text, Tone.MUTED),)]

    def _outcome(self) -> object:
        change = self.services.changing.changes.get(self._intent_id)
        return change.outcome if change is not None else None

    # Choosing

    @on(VirtualTable.Opened, "#choices")
    def _choose(self, event: VirtualTable.Opened) -> None:
        if event.key == MERCHANT:
            self._type_merchant()
            return
        kind = PlatformKind(event.key)

        def picked(key: str, name: str) -> None:
            self._platforms[kind] = key
            self._draw()

        pick_platform(self, kind, f"{kind.capitalize()} platform", picked, self._platforms.get(kind, ""))

    def _type_merchant(self) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._merchant = text.strip()
                self._draw()

        form = FormInput("Merchant: a company's id or name", self._merchant, _judge, self.desk.glyphs)
        self.app.push_screen(form, typed)

    # Asking

    def action_ask_for_link(self) -> None:
        missing = [kind for kind in PlatformKind if not self._platforms.get(kind)]
        if not self._merchant:
            self.notify(
                with_keys(self, "Choose the merchant first: {table.open} on Merchant."),
                severity="warning",
            )
        elif missing:
            self.notify(
                f"Choose the {missing[0]} platform first: {key_of(self, 'table.open')} on it.",
                severity="warning",
            )
        else:
            company_id = self._company_id if self._merchant == self._company_id else ""
            commerce, accounting = (
                self._platforms[PlatformKind.COMMERCE],
                self._platforms[PlatformKind.ACCOUNTING],
            )
            write = RequestFlowUrl(commerce, accounting, self._merchant, company_id)
            ask_for_write(self, write, "Sync Flow link", self._asked)

    def _asked(self, intent_id: str) -> None:
        self._intent_id = intent_id
        self._forget()
        self._spent = ""
        self._draw_link()
        change = self.services.changing.changes.get(intent_id)
        if change is not None:
            self.outcomes.take(change)

    def is_my_write(self, change: Change) -> bool:
        return bool(self._intent_id) and change.intent_id == self._intent_id

    def write_heard(self, change: Change) -> None:
        match change.outcome:
            case Verified(result=result) if result is not None and result.flow_url is not None:
                self._url, self._issued = result.flow_url, result.issued or moment_of(self.desk.clock)
                self._whole = False
                # Copied at once: it is valid for 30 seconds.
                self.action_copy_link()
                run_job(self, self._run_out, group="countdown", exclusive=True)
        self._draw_link()

    async def _run_out(self) -> None:
        while (left := self.seconds_left) > 0:
            self._draw_link()
            await self.desk.clock.sleep(min(1.0, left))
        if self._url is not None:
            self._spent = masked_link(self._url.reveal())
        self._forget()
        self._draw_link()

    def _forget(self) -> None:
        self._url = self._issued = None
        self._whole = False

    # The link in hand

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"copy_link", "write_file", "show_password"}:
            return self._url is not None
        return super().check_action(action, parameters)

    def action_copy_link(self) -> None:
        if self._url is not None and self.seconds_left > 0:
            what = f"the link (it works once, for {self.seconds_left:.0f} s)"
            self.copy(self._url.reveal(), what, secret=True)

    def action_show_password(self) -> None:
        self._whole = not self._whole
        self._draw_link()

    def action_write_file(self) -> None:
        if self._url is not None and self.seconds_left > 0:
            run_job(self, partial(self._write, self._url), group="link file", exclusive=True)

    async def _write(self, url: Secret) -> None:
        try:
            path = await write_link(state_folder(), url)
        except CodatError as error:
            self.notify_error(error)
            return
        self.notify(str(path), title="The link is in a file that only you can read")


def _cells(choice: LinkField) -> tuple[Cell, ...]:
    tone = Tone.ACTION if choice.value == NOT_CHOSEN else Tone.NORMAL
    return (Cell(choice.label, Tone.MUTED), Cell(choice.value, tone), Cell(choice.note, Tone.MUTED))


def _judge(text: str) -> tuple[str, bool]:
    if not text.strip():
        return "The id of a company, its name, or the name of a new one.", False
    return "A new name creates a company.", True
