"""All facts of one sync: messages, ids, meaning, what to do, what it wrote."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import known
from codat_tui.present import Glyphs, Tone, code_cell
from codat_tui.present.ticket import sync_ticket
from codat_tui.present.written_records import pushed_words, written_lines
from codat_tui.rules.codes import describe
from codat_tui.rules.dates import read_instant
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.widgets.sheet import FactLine
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.diagnosis.messages import Explanation


class SyncDetailScreen(DetailScreen):
    """*explained* is the meaning of its message; None when undocumented."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read_again", "read again", show=False, id="detail.read_again"),
        Binding("c", "copy('id')", "copy id", show=False, id="detail.copy"),
        Binding("C", "copy('ticket')", "copy for a ticket", show=False, id="detail.copy_ticket"),
    ]

    def __init__(
        self,
        desk: Desk,
        status: SyncStatus,
        company_name: str,
        zone: tzinfo = UTC,
        explained: Explanation | None = None,
    ) -> None:
        copies = {
            "id": Copy(status.sync_id or status.commerce_sync_id or "", "the sync's id"),
            "ticket": Copy(sync_ticket(company_name, status, desk.profile), "the sync for a ticket"),
        }
        super().__init__(desk, "Sync", _facts(status, desk.glyphs, zone, explained), copies)
        self._status = status
        self._zone = zone

    def on_mount(self) -> None:
        if not self._status.company_id:
            return
        written_records = self._desk.services.written_records
        self.follow(written_records.subscribe(self._status.company_id, lambda _: self._show_arrived()))
        self._show_arrived()
        self._read(again=False)

    def action_read_again(self) -> None:
        if self._status.company_id:
            # Reads even after Codat refused the key before.
            self._read(again=True)

    def _read(self, *, again: bool) -> None:
        reading = self._desk.services.written_records.read(self._status.company_id, again=again)
        self.run_worker(reading, group="arrived", exclusive=True)

    def _show_arrived(self) -> None:
        services, company_id = self._desk.services, self._status.company_id
        overview = known(services.companies.state(company_id))
        syncs = known(overview.syncs) if overview is not None else None
        lines = written_lines(
            services.written_records.state(company_id),
            self._status,
            syncs or (),
            self._desk.clock.now(),
            self._zone,
        )
        self.show_more([FactLine(*line) for line in lines])


def _facts(status: SyncStatus, glyphs: Glyphs, zone: tzinfo, explained: Explanation | None) -> list[FactLine]:
    moment = read_instant(status.sync_utc)
    meaning = describe(status.code, status.data_pushed)
    cell = code_cell(status.code, status.word or "", glyphs, status.data_pushed)
    return [
        FactLine(
            "time",
            f"{minute_text(moment, zone)} {zone}" if moment else status.sync_utc or "not said",
        ),
        FactLine("status", cell.text, status.word or "", cell.tone),
        FactLine("means", meaning.meaning),
        *(_explanation(explained) or [FactLine("to do", meaning.remedy)]),
        FactLine("message", status.error_message or ""),
        FactLine("exception", status.exception_message or ""),
        FactLine("data pushed", pushed_words(status.data_pushed)),
        *_range(status, glyphs, zone),
        FactLine("sync id", status.sync_id or ""),
        FactLine("commerce sync", status.commerce_sync_id or ""),
    ]


def _explanation(explained: Explanation | None) -> list[FactLine]:
    if explained is None:
        return []
    facts = [
        FactLine("in words", explained.problem),
        FactLine("to do", explained.remedy, tone=Tone.ACTION),
        FactLine("who acts", explained.who.words),
    ]
    return facts + ([FactLine("where", explained.label)] if explained.label else [])


def _range(status: SyncStatus, glyphs: Glyphs, zone: tzinfo) -> list[FactLine]:
    # Codat states the range only for a sync that was just requested.
    covers = status.date_range
    if covers is None:
        return []
    ends = [read_instant(text) for text in (covers.start, covers.finish)]
    words = [minute_text(end, zone) or "not said" for end in ends]
    return [FactLine("covers", f" {glyphs.arrow} ".join(words))]
