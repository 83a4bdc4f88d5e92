"""A batch of syncs as text: what speaks against each before it is confirmed, and how it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from codat_tui.present.cells import code_cell, status_cell
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import elapsed
from codat_tui.rules.fleet.batch_concerns import Concern, Proposed
from codat_tui.rules.fleet.batches import failed, succeeded, summary
from codat_tui.words import count, minute_text

if TYPE_CHECKING:
    from datetime import tzinfo

_CONCERNS: dict[Concern, tuple[str, Tone]] = {
    Concern.RUNNING: ("running already: skipped while they run", Tone.RUNNING),
    Concern.IN_A_BATCH: ("in another batch that has not ended", Tone.RUNNING),
    Concern.UNLINKED: ("not linked: will fail", Tone.ACTION),
    Concern.WILL_FAIL: ("will fail as they are", Tone.FAILED),
    Concern.OUTAGE: ("in what looks like an outage", Tone.WARNING),
    Concern.OFF_AFTER_ERRORS: ("off after 31 days: ask the merchant first", Tone.WARNING),
    Concern.OFF: ("switched off", Tone.WARNING),
    Concern.OVERLAPS: ("overlap a sync that was", Tone.WARNING),
    Concern.NOT_CHECKED: ("not checked yet", Tone.MUTED),
    Concern.NONE: ("with nothing known against them", Tone.NORMAL),
}


def concern_cells(
    concern: Concern, these: Sequence[Proposed], out: int, folded: bool, glyphs: Glyphs
) -> tuple[Cell, Cell]:
    """Return the heading of the syncs with one concern, of which *out* are left out."""
    words, tone = _CONCERNS[concern]
    sign = glyphs.folded if folded else glyphs.unfolded
    left_out = "" if not out else "left out: " if out == len(these) else f"{out} left out of "
    tone = Tone.MUTED if out == len(these) else tone
    return Cell(f"{sign} {left_out}{len(these):,} {words}", tone), Cell(_causes(concern, these), Tone.MUTED)


def _causes(concern: Concern, these: Sequence[Proposed]) -> str:
    if concern not in (Concern.WILL_FAIL, Concern.UNLINKED, Concern.OFF, Concern.OFF_AFTER_ERRORS):
        return ""
    found = Counter(
        each.entry.judgement.cause.short
        for each in these
        if each.entry is not None and each.entry.judgement is not None and each.entry.judgement.cause
    )
    return ", ".join(f"{short} {times}" if times > 1 else short for short, times in found.most_common())


def proposed_cells(
    each: Proposed, out: bool, now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell]:
    """Return the line of one sync below its heading."""
    member = each.member
    name = each.entry.full_name if each.entry is not None else member.company_name or member.company_id
    span = range_text(each.member, zone)
    status = status_cell(each.entry, now, glyphs) if each.entry is not None else Cell("")
    if span:
        status = Cell(span)
    if out:
        return Cell(f"    {name}", Tone.MUTED), Cell("left out", Tone.MUTED)
    return Cell(f"    {name}"), status


def range_text(member: BatchMember, zone: tzinfo) -> str:
    """Return the range of a sync in *zone*; "" for one up to now."""
    if member.finish is None:
        return ""
    if member.start is None:
        return f"up to {minute_text(member.finish, zone)} {zone}"
    return f"{minute_text(member.start, zone)} to {minute_text(member.finish, zone)} {zone}"


def batch_title(batch: Batch) -> str:
    """Return what it is: "20 syncs", or "3 gaps" where ranges were asked for."""
    ranged = any(member.start is not None for member in batch.members)
    return count(len(batch.members), "gap") if ranged else count(len(batch.members), "sync", "syncs")


def batch_cells(batch: Batch, now: datetime, folded: bool, glyphs: Glyphs) -> tuple[Cell, Cell, Cell, Cell]:
    """Return a batch as a row of Watching: what, how far, since when, what happens next."""
    sign = glyphs.folded if folded else glyphs.unfolded
    done = f"{batch.settled} of {len(batch.members)}"
    what = Cell(f"{sign} Batch of {batch_title(batch)}")
    since = Cell(elapsed((now - batch.at).total_seconds()) if not batch.over else "")
    words = summary(batch.members)
    match batch.state:
        case BatchState.RUNNING:
            return what, Cell(f"{glyphs.running} {done}: {words}", Tone.RUNNING), since, _next(batch)
        case BatchState.PAUSED:
            text = f"{glyphs.action} paused at {done}: {words}"
            return what, Cell(text, Tone.ACTION), since, Cell("paused", Tone.ACTION)
        case BatchState.CANCELLED:
            return what, Cell(f"{glyphs.nothing} cancelled: {words}", Tone.MUTED), since, Cell("")
    good, bad = all(map(succeeded, batch.members)), any(map(failed, batch.members))
    glyph, tone = (
        (glyphs.ok, Tone.OK)
        if good
        else (glyphs.failed, Tone.FAILED)
        if bad
        else (glyphs.action, Tone.WARNING)
    )
    return what, Cell(f"{glyph} {words}", tone), since, Cell("")


def _next(batch: Batch) -> Cell:
    if not batch.waiting:
        return Cell("")
    return Cell(f"{batch.waiting} to come", Tone.MUTED)


def member_cell(member: BatchMember, glyphs: Glyphs) -> Cell:
    """Return the state of one sync that is not being followed at the moment."""
    match member.state:
        case MemberState.WAITING:
            return Cell(f"{glyphs.ahead} not started yet", Tone.MUTED)
        case MemberState.SENDING:
            return Cell(f"{glyphs.running} being sent", Tone.RUNNING)
        case MemberState.RUNNING:
            return Cell(f"{glyphs.running} started", Tone.RUNNING)
        case MemberState.ENDED:
            cell = code_cell(member.code, member.word, glyphs, member.data_pushed)
            return Cell(f"{cell.text}: {member.reason}", cell.tone) if member.reason else cell
        case MemberState.SKIPPED:
            return Cell(f"{glyphs.nothing} skipped: {member.reason}", Tone.WARNING)
        case MemberState.NOT_STARTED:
            return Cell(f"{glyphs.failed} not started: {member.reason}", Tone.FAILED)
    return Cell(f"{glyphs.unknown} unknown: {member.reason}", Tone.UNKNOWN)


def batch_words(batch: Batch) -> tuple[str, str]:
    """Return how a batch stands in full and why it does not go on, and for a paused one the keys that help."""
    said = f"{summary(batch.members)[:1].upper()}{summary(batch.members)[1:]}."
    if batch.state is not BatchState.PAUSED:
        return said, ""
    why = f"Paused, because {batch.note}." if batch.note else "Paused."
    sent = f" {count(batch.active, 'sync runs', 'syncs run')} on." if batch.active else ""
    keys = "{watching.pause} looks at what was sent and goes on with one, {watching.stop} gives it up."
    return f"{why} {said}{sent}", keys


def batches_words(batches: Sequence[Batch]) -> str:
    """Return the progress for the header: "batch 7 of 20", with several together; "" when none runs."""
    running = [batch for batch in batches if batch.state is BatchState.RUNNING]
    if not running:
        return ""
    settled = sum(batch.settled for batch in running)
    return f"{'batch' if len(running) == 1 else 'batches'} {settled} of {sum(len(each.members) for each in running)}"
