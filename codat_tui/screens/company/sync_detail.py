"""One sync in full: both messages, the ids, what the code means and what to do about it."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.present import Tone, code_cell, exact
from codat_tui.present.ticket import sync_ticket
from codat_tui.rules.codes import describe
from codat_tui.rules.dates import read_instant
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.outside import copy_text
from codat_tui.widgets.sheet import Fact, facts_text
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.diagnosis.messages import Explanation


class SyncDetailScreen(ModalScreen[None]):
    """Closed by `esc`; scrolls where the messages are long."""

    CSS_PATH = style_sheet("company/sync_detail.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "close", id="detail.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="detail.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="detail.up"),
        Binding("c", "copy", "copy id", show=False, id="detail.copy"),
        Binding("C", "copy_ticket", "copy for a ticket", show=False, id="detail.copy_ticket"),
    ]

    def __init__(
        self,
        desk: Desk,
        status: SyncStatus,
        company_name: str,
        zone: tzinfo = UTC,
        explained: Explanation | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._status = status
        self._company_name = company_name
        self._zone = zone
        self._explained = explained

    def compose(self) -> ComposeResult:
        """Labels and values, the messages whole."""
        with VerticalScroll(id="detail") as box:
            box.border_title = "Sync"
            box.border_subtitle = "c copy id   C copy for a ticket   esc close"
            yield Static(facts_text(self._facts(), tone_styles(self.app.theme_variables)))

    def _facts(self) -> list[Fact]:
        status = self._status
        moment = read_instant(status.sync_utc)
        meaning = describe(status.code)
        cell = code_cell(status.code, status.word or "", self._desk.glyphs)
        pushed = {True: "yes", False: "no", None: "not said"}[status.data_pushed]
        facts = [
            Fact(
                "time",
                f"{exact(moment, self._zone)} {self._zone}" if moment else status.sync_utc or "not said",
            ),
            Fact("status", cell.text, status.word or "", cell.tone),
            Fact("means", meaning.meaning),
            *(self._explanation() or [Fact("to do", meaning.remedy)]),
            Fact("message", status.error_message or ""),
            Fact("exception", status.exception_message or ""),
            Fact("data pushed", pushed),
            *self._range(),
            Fact("sync id", status.sync_id or ""),
            Fact("commerce sync", status.commerce_sync_id or ""),
        ]
        return [fact if fact.value else fact._replace(value="–", tone=Tone.MUTED) for fact in facts]

    def _explanation(self) -> list[Fact]:
        """What the message means, with names beside ids; nothing for an undocumented one."""
        explained = self._explained
        if explained is None:
            return []
        facts = [
            Fact("in words", explained.problem),
            Fact("to do", explained.remedy, tone=Tone.ACTION),
            Fact("who acts", explained.who.words),
        ]
        return facts + ([Fact("where", explained.label)] if explained.label else [])

    def _range(self) -> list[Fact]:
        """The time it covers, which Codat states for a sync that was just asked for."""
        covers = self._status.date_range
        if covers is None:
            return []
        ends = [read_instant(text) for text in (covers.start, covers.finish)]
        words = [exact(end, self._zone) or "not said" for end in ends]
        return [Fact("covers", f" {self._desk.glyphs.arrow} ".join(words))]

    def action_copy(self) -> None:
        """Copy the sync's id."""
        identifier = self._status.sync_id or self._status.commerce_sync_id or ""
        copy_text(self, self._desk, identifier, "the sync's id")

    def action_copy_ticket(self) -> None:
        """Copy the sync as text for a ticket."""
        copy_text(self, self._desk, sync_ticket(self._company_name, self._status), "the sync for a ticket")

    def action_scroll(self, lines: int) -> None:
        """Move the text by *lines*."""
        self.query_one("#detail", VerticalScroll).scroll_relative(y=lines, animate=False)
