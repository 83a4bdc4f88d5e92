"""All facts of one journal or ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.config import DEFAULT_BASE_URL
from codat_tui.present import Cell
from codat_tui.present.activity import (
    change_lines,
    curl_text,
    duration,
    journal_state,
    outcome_words,
    second,
    status_cell,
    sync_end_cell,
)
from codat_tui.present.panels import Problem
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.widgets.sheet import FactLine

if TYPE_CHECKING:
    from codat_tui.models.journal import JournalEntry, LedgerEntry
    from codat_tui.present import Glyphs

# Seconds below which a wait is not told.
SHORTEST_WAIT = 0.05
WAITED = "for its turn in the queue of this machine, and for pauses after a 429"


class ActivityDetailScreen(DetailScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c", "copy('correlation id')", "copy correlation id", show=False, id="detail.copy_correlation"
        ),
        Binding("D", "copy('curl')", "copy as curl", show=False, id="detail.copy_curl"),
    ]

    def __init__(
        self,
        desk: Desk,
        title: str,
        facts: Sequence[FactLine],
        changes: Sequence[Sequence[Cell]] = (),
        *,
        correlation_id: str = "",
        curl: str = "",
    ) -> None:
        copies = {
            "correlation id": Copy(correlation_id, "the correlation id"),
            "curl": Copy(curl, "the request; the key is masked"),
        }
        super().__init__(desk, title, facts, copies, lines=lambda _: changes, code=curl)


def journal_detail(desk: Desk, entry: JournalEntry) -> ActivityDetailScreen:
    zone = desk.zones.zone()
    state = journal_state(replace(entry, sync_end=None), desk.glyphs)
    problems = [Problem.of(entry.error)] if entry.error is not None else []
    facts = [
        FactLine("what", entry.title, entry.operation),
        FactLine(
            "company", desk.services.fleet.full_name(entry.company_id, entry.company_name), entry.company_id
        ),
        FactLine("when", f"{second(entry.at, zone)} {zone}"),
        FactLine("who", entry.who, f"profile {entry.profile}"),
        FactLine("state", state.text, "can be undone" if entry.undoable else "", state.tone),
        *_sync_end(entry, desk.glyphs),
        FactLine("outcome", outcome_words(replace(entry, error=None))),
        *(FactLine("to do", problem.next_step) for problem in problems),
        *(FactLine(fact.label, fact.value) for problem in problems for fact in problem.facts),
        FactLine("settled", second(entry.settled_at, zone) if entry.settled_at else ""),
        FactLine("correlation id", "" if problems else entry.correlation_id),
        FactLine("intent", entry.intent_id),
    ]
    facts = [fact for fact in facts if fact.value or fact.note]
    changes = change_lines(entry, desk.glyphs)
    return ActivityDetailScreen(desk, "Change", facts, changes, correlation_id=entry.correlation_id)


def _sync_end(entry: JournalEntry, glyphs: Glyphs) -> list[FactLine]:
    if entry.sync_end is None:
        return []
    ended = sync_end_cell(entry.sync_end, glyphs)
    return [FactLine("sync ended", ended.text, "", ended.tone)]


def ledger_detail(desk: Desk, entry: LedgerEntry) -> ActivityDetailScreen:
    zone = desk.zones.zone()
    status = status_cell(entry)
    company = desk.services.fleet.entry(entry.company_id) if entry.company_id else None
    name = company.name if company else ""
    facts = [
        FactLine(entry.method, entry.path),
        FactLine("company", name or entry.company_id, entry.company_id if name else ""),
        FactLine("ended", f"{second(entry.at, zone)} {zone}"),
        FactLine("answer", status.text, "", status.tone),
        FactLine("took", duration(entry.seconds), f"{entry.attempts} attempts" if entry.attempts > 1 else ""),
        FactLine("waited here", duration(entry.waited) if entry.waited >= SHORTEST_WAIT else "", WAITED),
        FactLine("quota left", "" if entry.quota_left is None else f"{entry.quota_left:,} requests today"),
        FactLine("correlation id", entry.correlation_id),
        FactLine("for", entry.label),
    ]
    return ActivityDetailScreen(
        desk,
        "Request",
        [fact for fact in facts if fact.value],
        correlation_id=entry.correlation_id,
        curl=curl_of(desk, entry),
    )


def curl_of(desk: Desk, entry: LedgerEntry) -> str:
    """The request as curl, against the profile's server."""
    # The in-process demo has no URL: use Codat's.
    base_url = desk.profile.base_url
    return curl_text(entry, base_url if base_url.startswith("http") else DEFAULT_BASE_URL)
