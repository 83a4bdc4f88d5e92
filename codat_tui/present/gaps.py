"""Gaps as text: what is missing, how sure that is, and what was looked at to say so."""

from __future__ import annotations

from datetime import datetime, tzinfo

from codat_tui.models.local import SweepCost
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.history import span
from codat_tui.present.text import ago
from codat_tui.rules.syncs.periods import Gap
from codat_tui.words import count, minute_column


def gap_cells(
    name: str, gap: Gap, outdated: bool, at: datetime, now: datetime, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Return a row: company, from, to, length, how sure and as of when."""
    tone = Tone.MUTED if outdated else Tone.NORMAL
    if outdated:
        sure = Cell("a sync has ended since: look again", Tone.WARNING)
    elif gap.certain:
        sure = Cell(f"in no sync, as of {ago(at, now)}", Tone.MUTED)
    else:
        sure = Cell("perhaps in a sync of unknown range", Tone.WARNING)
    return (
        Cell(name, tone),
        Cell(minute_column(gap.missing_from, zone), tone),
        Cell(minute_column(gap.finish, zone), tone),
        Cell(span(gap.missing_from, gap.finish), tone),
        sure,
    )


def looked_words(looked: int, total: int) -> str:
    """Return of how many companies the gaps are known: "12 of 60 companies looked at"."""
    return f"{looked:,} of {count(total, 'company', 'companies')} looked at"


def look_question(companies: int, cost: SweepCost) -> str:
    """Return the cost of looking at the others."""
    share = "" if cost.share_of_quota is None else f", {cost.share_of_quota * 100:.1f} % of today's"
    return f"{count(companies, 'company', 'companies')}: {count(cost.requests, 'request')}{share}"
