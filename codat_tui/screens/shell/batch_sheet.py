"""The sheet that confirms several syncs: what speaks against them, counted and folded, above the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.batches import BatchMember
from codat_tui.present import Cell, Tone, wrap
from codat_tui.present.batches import concern_cells, proposed_cells
from codat_tui.present.fleet import outage_words
from codat_tui.rules.fleet.batch_concerns import Concern, Proposed, concern_of
from codat_tui.rules.fleet.outages import outages, outages_touching
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.columns import Column
from codat_tui.widgets.one_line import Part
from codat_tui.widgets.sheet import Buttons, Sheet
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of
from codat_tui.words import count

# Headings of at most this many syncs are unfolded where nothing speaks against them.
_FEW = 40
# Cells inside the frame.
_INSIDE = 76


class _Row(NamedTuple):
    """A heading, or below it one sync by its position."""

    concern: Concern
    position: int | None = None

    @property
    def key(self) -> str:
        return self.concern if self.position is None else str(self.position)


class BatchButtons(Buttons):
    """With the keys that leave syncs out."""

    troubled = 0
    all_out = False

    def left(self) -> Sequence[Part]:
        key = key_of(self, "batch.leave_out")
        words = f"{'take in' if self.all_out else 'leave out'} these {self.troubled}"
        keys = (Part(key, Tone.ACCENT, bold=True, target="leave_out", gap=1), Part(words, target="leave_out"))
        return (*(keys if self.troubled else ()), Part(self.waiting, Tone.WARNING, rank=1))


class BatchSheet(Sheet):
    """Dismisses with True when confirmed; *chosen* are then the syncs to start.

    *unseen* are sentences about marks that are not under the cursor: they come first.
    """

    BUTTONS = BatchButtons
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "leave_out", "leave out what would not work", id="batch.leave_out", show=False),
        Binding("space", "leave_out_one", "leave out or take in", id="batch.leave_out_one", show=False),
        Binding("f,enter", "fold", "fold or unfold", id="batch.fold", show=False),
    ]

    def __init__(
        self,
        desk: Desk,
        members: Sequence[BatchMember],
        unseen: Sequence[str] = (),
        overlapping: Sequence[BatchMember] = (),
    ) -> None:
        self._production = desk.profile.environment == "production"
        # In production, the person types the number of syncs.
        must_type = str(len(members)) if self._production else ""
        super().__init__(
            desk.clock, self._title(members), "sync all", must_type=must_type, glyphs=desk.glyphs
        )
        self._desk = desk
        self._unseen = unseen
        self._members = tuple(members)
        self._outages = outages(desk.services.fleet.state.entries.values())
        self._proposed = tuple(self._proposals(overlapping))
        self._groups: dict[Concern, list[int]] = {}
        for concern in Concern:
            places = [place for place, each in enumerate(self._proposed) if each.concern is concern]
            if places:
                self._groups[concern] = places
        self._folded = {
            concern for concern, places in self._groups.items() if concern.troubling or len(places) > _FEW
        }
        self._out: frozenset[int] = frozenset()

    def _proposals(self, overlapping: Sequence[BatchMember]) -> Iterator[Proposed]:
        services = self._desk.services
        in_a_batch = {
            each.company_id
            for batch in services.batches.batches
            if not batch.over or batch.waiting
            for each in batch.members
            if not each.state.settled
        }
        running = {watch.company_id for watch in services.watching.watches if watch.running}
        for member in self._members:
            entry = services.fleet.entry(member.company_id)
            concern = concern_of(
                member,
                entry,
                self._outages,
                running=running,
                in_a_batch=in_a_batch,
                overlapping=overlapping,
            )
            yield Proposed(member, entry, concern)

    @property
    def chosen(self) -> tuple[BatchMember, ...]:
        """Return the syncs that were not left out."""
        return tuple(each for place, each in enumerate(self._members) if place not in self._out)

    @property
    def _troubled(self) -> frozenset[int]:
        return frozenset(
            place for concern, places in self._groups.items() if concern.troubling for place in places
        )

    def compose_list(self) -> Iterable[Widget]:
        table: VirtualTable[_Row] = VirtualTable(
            (Column("company", "Company", 45), Column("known", "Known now", 20, flex=1)),
            self._cells,
            lambda row: row.key,
            glyphs=self._desk.glyphs,
            id="batch",
        )
        # Its keys are the sheet's: in production the number is typed at the same time.
        table.can_focus = False
        yield table

    @property
    def table(self) -> VirtualTable[_Row]:
        return cast("VirtualTable[_Row]", self.query_one("#batch", VirtualTable))

    def on_mount(self) -> None:
        self._show_rows()
        self._show_choice()
        self.ready = True

    def _cells(self, row: _Row) -> tuple[Cell, ...]:
        glyphs = self._desk.glyphs
        if row.position is None:
            places = self._groups[row.concern]
            out = sum(place in self._out for place in places)
            these = [self._proposed[place] for place in places]
            return concern_cells(row.concern, these, out, row.concern in self._folded, glyphs)
        now = self._desk.clock.now()
        out_one = row.position in self._out
        return proposed_cells(self._proposed[row.position], out_one, now, glyphs, self._desk.zones.zone())

    def _show_rows(self) -> None:
        rows = []
        for concern, places in self._groups.items():
            rows.append(_Row(concern))
            if concern not in self._folded:
                rows += [_Row(concern, place) for place in places]
        self.table.set_rows(rows)
        self._fit()

    def _show_choice(self) -> None:
        chosen = self.chosen
        verb = f"sync {len(chosen)}" if self._out else "sync all"
        self.rename(self._title(chosen), verb)
        buttons = self.query_one(BatchButtons)
        buttons.troubled = len(self._troubled)
        buttons.all_out = self._troubled <= self._out
        self.notes = tuple(self._notes(chosen))
        self.refusal = "" if chosen else "all are left out"
        self.curl = "\n".join(self._desk.services.batches.dry_run(chosen))
        if self._production:
            self.ask_for(str(len(chosen)))
        buttons.redraw()
        self._fit()

    def _title(self, members: Sequence[BatchMember]) -> str:
        if any(each.start is not None for each in members):
            companies = len({each.company_id for each in members})
            return f"Sync {count(len(members), 'gap')} of {count(companies, 'company', 'companies')}"
        return f"Sync {count(len(members), 'company', 'companies')}"

    def _notes(self, chosen: Sequence[BatchMember]) -> Iterable[Cell]:
        for sentence in self._unseen:
            yield Cell(sentence, Tone.ACTION)
        now, zone = self._desk.clock.now(), self._desk.zones.zone()
        for outage, _ in outages_touching(self._outages, [each.company_id for each in chosen]):
            yield Cell(f"{outage_words(outage, now, zone)} until one of them succeeds.", Tone.WARNING)
        begins = (
            "Each syncs its range."
            if any(each.start for each in chosen)
            else "Each begins at its last success."
        )
        yield Cell(
            f"One first, then three, then the rest; pauses when two fail alike. {begins} Cannot be undone.",
            Tone.WARNING,
        )
        cost = self._desk.services.batches.cost(chosen)
        share = "" if cost.share_of_quota is None else f", {cost.share_of_quota * 100:.1f} % of today's"
        yield Cell(f"Costs about {count(cost.requests, 'request')}{share}.", Tone.MUTED)

    # Layout: the notes as tall as they are, the list in what is left

    def on_resize(self) -> None:
        super().on_resize()
        self._fit()

    def _fit(self) -> None:
        if not self.is_mounted or not self.size.height:
            return
        room = min(_INSIDE, self.size.width - 4)
        notes = sum(len(wrap(note.text, room)) for note in self.notes)
        # A blank line stands above the notes and above the list.
        left = self.size.height - self.around - 2 - notes
        self.table.styles.height = max(3, min(self.table.total_count + 1, left))

    # Keys

    def action_scroll(self, step: int) -> None:
        if self.table.display:
            self.table.action_move(step)
        else:
            super().action_scroll(step)

    def action_scroll_pages(self, pages: float) -> None:
        if self.table.display:
            self.table.action_move(int(pages * max(1, self.table.size.height - 1)))
        else:
            super().action_scroll_pages(pages)

    def action_scroll_to_end(self, way: int) -> None:
        if not self.table.display:
            super().action_scroll_to_end(way)
        elif way > 0:
            self.table.action_last()
        else:
            self.table.action_first()

    def action_dry_run(self) -> None:
        super().action_dry_run()
        self.table.display = self.query_one(".sheet-curl").has_class("hidden")

    def action_fold(self) -> None:
        row = self.table.cursor_row
        if row is None:
            return
        self._folded ^= {row.concern}
        self._show_rows()
        self.table.move_to(row.concern)

    def action_leave_out(self) -> None:
        """Leave out every sync that something speaks against, or take them in again."""
        self._leave_out(self._troubled)

    def action_leave_out_one(self) -> None:
        """Leave out the sync under the cursor, or all below a heading; or take them in again."""
        row = self.table.cursor_row
        if row is not None:
            self._leave_out(frozenset(self._groups[row.concern] if row.position is None else [row.position]))

    def _leave_out(self, places: frozenset[int]) -> None:
        if not places:
            return
        self._out = self._out - places if places <= self._out else self._out | places
        self._show_choice()
        self.table.redraw()

    @on(VirtualTable.Opened, "#batch")
    def _opened(self) -> None:
        self.action_fold()
