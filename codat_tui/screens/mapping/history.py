"""Earlier configurations of a company, and what restoring one would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message

from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.mapping import change_lines, restored, snapshot_cells
from codat_tui.rules.mapping.words import change_words
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable
from codat_tui.words import count

if TYPE_CHECKING:
    from textual.widget import Widget

    from codat_tui.models.errors import CodatError
    from codat_tui.models.journal import ConfigurationSnapshot


class SnapshotList(VirtualTable["ConfigurationSnapshot"]):
    OPENS = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "restore it", id="mapping.restore")]


def _columns(zone: str) -> tuple[Column[ConfigurationSnapshot], ...]:
    return (
        Column("first", f"First seen ({zone})", 23),
        Column("seen", f"Last seen ({zone})", 22),
        Column("age", "Age", 10, right=True),
        Column("differs", "Against now", 14, flex=1),
    )


class HistoryView(Container):
    @dataclass
    class RestoreAsked(Message):
        json: dict[str, Any]

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._now: Mapping[str, Any] = {}
        self._moment: datetime | None = None
        self._zone: tzinfo | None = None

    def compose(self) -> Iterable[Widget]:
        yield SnapshotList(
            _columns("UTC"),
            self._cells,
            _key,
            glyphs=self._glyphs,
            empty_text="Reading what was kept…",
            id="snapshots",
        )
        with VerticalScroll(id="history-says", can_focus=False):
            yield CellLines(id="history-lines")

    @property
    def table(self) -> SnapshotList:
        return self.query_one("#snapshots", SnapshotList)

    def show(
        self,
        snapshots: Iterable[ConfigurationSnapshot],
        now: Mapping[str, Any],
        moment: datetime,
        zone: tzinfo,
        zone_label: str,
    ) -> None:
        """Compare the snapshots with *now*, the latest configuration from Codat."""
        self.table.set_columns(_columns(zone_label))
        self._now, self._moment, self._zone = now, moment, zone
        self.table.empty_text = "No configuration of this company was kept yet."
        self.table.set_rows(snapshots)
        self.table.redraw()
        self._compare()

    def fail(self, error: CodatError) -> None:
        """Show the error instead of the history."""
        self.table.empty_text = f"{error.title}. {error.next_step}"
        self.table.set_rows(())

    def _cells(self, snapshot: ConfigurationSnapshot) -> tuple[Cell, ...]:
        assert self._moment is not None
        assert self._zone is not None
        return snapshot_cells(snapshot, self._now, self._moment, self._zone, self._glyphs)

    @on(VirtualTable.Highlighted)
    def _compare(self) -> None:
        snapshot = self.table.cursor_row
        lines: list[tuple[Cell, ...]] = []
        if snapshot is not None:
            width = max(20, self.query_one("#history-says").size.width - 2)
            changes = change_words(self._now, restored(snapshot.configuration, self._now))
            if changes:
                lines = [(Cell(f"Restoring it makes {count(len(changes), 'change')}:", Tone.MUTED),), ()]
                lines += change_lines(changes, self._glyphs, width)
            else:
                lines = [(Cell("The same as what Codat has now.", Tone.MUTED),)]
        self.query_one("#history-lines", CellLines).lines = tuple(lines)

    def on_resize(self) -> None:
        self._compare()

    @on(VirtualTable.Opened)
    def _ask(self, event: VirtualTable.Opened) -> None:
        event.stop()
        snapshot = self.table.row(event.key)
        if snapshot is not None:
            self.post_message(self.RestoreAsked(restored(snapshot.configuration, self._now)))


def _key(snapshot: ConfigurationSnapshot) -> str:
    return snapshot.content
