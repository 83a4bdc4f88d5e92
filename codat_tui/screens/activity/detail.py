"""One entry of the journal or of the ledger in full; it only shows and copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.activity import (
    change_lines,
    curl_text,
    duration,
    outcome_words,
    second,
    state_cell,
    status_cell,
)
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.outside import copy_text
from codat_tui.widgets.sheet import Fact, facts_text
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codat_tui.models.journal import JournalEntry, LedgerEntry

CODAT = "https://api.codat.io"


class ActivityDetailScreen(ModalScreen[None]):
    """*changes* are lines of cells below the facts; *curl* is "" where there is no request to copy."""

    CSS_PATH = style_sheet("activity/detail.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "close", id="activity_detail.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="activity_detail.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="activity_detail.up"),
        Binding("c", "copy", "copy correlation id", show=False, id="activity_detail.copy"),
        Binding("D", "copy_curl", "copy as curl", show=False, id="activity_detail.copy_curl"),
    ]

    def __init__(
        self,
        desk: Desk,
        title: str,
        facts: Sequence[Fact],
        changes: Sequence[Sequence[Cell]] = (),
        *,
        correlation_id: str = "",
        curl: str = "",
    ) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._title = title
        self._facts = [fact if fact.value else fact._replace(value="–", tone=Tone.MUTED) for fact in facts]
        self._changes = changes
        self._correlation_id = correlation_id
        self._curl = curl

    def compose(self) -> ComposeResult:
        """Labels and values, then what changed, then the request."""
        styles = tone_styles(self.app.theme_variables)
        keys = ["c copy correlation id"] if self._correlation_id else []
        keys += ["D copy as curl"] if self._curl else []
        with VerticalScroll(id="detail") as box:
            box.border_title = self._title
            box.border_subtitle = "   ".join([*keys, "esc close"])
            yield Static(facts_text(self._facts, styles))
            if self._changes:
                lines = (
                    Text.assemble(*((cell.text, styles[cell.tone]) for cell in line))
                    for line in self._changes
                )
                yield Static(Text("\n").join(lines), id="changes")
            if self._curl:
                yield Static(self._curl, id="curl", markup=False)

    def action_copy(self) -> None:
        """Copy the correlation id."""
        if self._correlation_id:
            copy_text(self, self._desk, self._correlation_id, "the correlation id")

    def action_copy_curl(self) -> None:
        """Copy the request."""
        if self._curl:
            copy_text(self, self._desk, self._curl, "the request; the key is masked")

    def action_scroll(self, lines: int) -> None:
        """Move the text by *lines*."""
        self.query_one("#detail", VerticalScroll).scroll_relative(y=lines, animate=False)


def journal_detail(desk: Desk, entry: JournalEntry) -> ActivityDetailScreen:
    """A change: who, when, to whom, what, and what became of it."""
    zone = desk.zones.zone()
    state = state_cell(entry.state, desk.glyphs)
    facts = [
        Fact("what", entry.title, entry.operation),
        Fact("company", entry.company_name, entry.company_id),
        Fact("when", f"{second(entry.at, zone)} {zone}"),
        Fact("who", entry.who, f"profile {entry.profile}"),
        Fact("state", state.text, "z undoes it" if entry.undoable else "", state.tone),
        Fact("outcome", outcome_words(entry)),
        Fact("settled", second(entry.settled_at, zone) if entry.settled_at else ""),
        Fact("correlation id", entry.correlation_id),
        Fact("intent", entry.intent_id),
    ]
    facts = [fact for fact in facts if fact.value or fact.note]
    changes = change_lines(entry, desk.glyphs)
    return ActivityDetailScreen(desk, "Change", facts, changes, correlation_id=entry.correlation_id)


def ledger_detail(desk: Desk, entry: LedgerEntry) -> ActivityDetailScreen:
    """A call: what was asked, what came back, how long it took."""
    zone = desk.zones.zone()
    status = status_cell(entry)
    company = desk.services.fleet.entry(entry.company_id) if entry.company_id else None
    name = company.name if company else ""
    facts = [
        Fact(entry.method, entry.path),
        Fact("company", name or entry.company_id, entry.company_id if name else ""),
        Fact("ended", f"{second(entry.at, zone)} {zone}"),
        Fact("answer", status.text, "", status.tone),
        Fact("took", duration(entry.seconds), f"{entry.attempts} attempts" if entry.attempts > 1 else ""),
        Fact("quota left", "" if entry.quota_left is None else f"{entry.quota_left:,} requests today"),
        Fact("correlation id", entry.correlation_id),
        Fact("for", entry.label),
    ]
    return ActivityDetailScreen(
        desk,
        "Request",
        [fact for fact in facts if fact.value],
        correlation_id=entry.correlation_id,
        curl=curl_of(desk, entry),
    )


def curl_of(desk: Desk, entry: LedgerEntry) -> str:
    """The call as curl against the profile's server; the demo in process has no address of its own."""
    base_url = desk.profile.base_url
    return curl_text(entry, base_url if base_url.startswith("http") else CODAT)
