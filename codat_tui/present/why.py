"""What a verdict rests on, line by line: causes, how old each part is, and every statement with its call; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import Cause, Certainty, Evidence
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.overview import PARTS, CompanyOverview
from codat_tui.present.cells import STATES
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.overview import DrawingContext, Line, heading
from codat_tui.present.panels import Problem
from codat_tui.present.text import ago, fit, wrap
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from datetime import datetime

_CALLS = {
    "company": ("company", "list-companies"),
    "connections": ("links", "list-connections"),
    "latest": ("latest sync", "get-latest-sync"),
    "last_successful": ("last good sync", "get-last-successful-sync"),
    "syncs": ("history", "list-syncs"),
    "configuration": ("mapping", "get-configuration"),
}
"""For each part of a company what it is in words, and Codat's name of the call that reads it."""
_NAME, _CALL = 16, 26
_CALLS_FIT = 84
"""Room from which the call stands beside each part; it stands with every statement all the same."""


def why_lines(
    state: RemoteState[CompanyOverview], calls: Mapping[str, str], context: DrawingContext
) -> list[Line]:
    """Headline, causes with who acts and the remedy, the age of every part, and all evidence call by call.

    *calls* gives the request of each of Codat's operations, by its name.
    """
    overview = known(state)
    lines = list(_reading(state, context))
    if overview is None:
        return lines
    judged = verdict(facts_of(overview), context.now, context.zone)
    if any(getattr(overview, part) != Loading() for part in PARTS[1:]):
        glyph, tone = STATES[judged.state]
        lines += _wrapped(judged.headline, context, f"{getattr(context.glyphs, glyph)} ", tone)
        lines += [(), heading("Causes, in the order in which they block")]
        for number, cause in enumerate(judged.causes, 1):
            lines += _cause(number, cause, context)
        if not judged.causes:
            lines += _wrapped("None was found in what has been read.", context, "  ")
    lines += [(), heading(f"How old each fact is, times in {context.zone}")]
    for part in PARTS:
        lines += _part(overview, part, context)
    lines += [(), heading("What the verdict rests on"), *_evidence(judged.evidence, calls, context)]
    return lines


def why_text(
    name: str,
    company_id: str,
    state: RemoteState[CompanyOverview],
    calls: Mapping[str, str],
    context: DrawingContext,
) -> str:
    """The same as text to be copied, under the company's name and id."""
    lines = why_lines(state, calls, context)
    told = ("".join(cell.text for cell in line).rstrip() for line in lines)
    return "\n".join((f"Company: {name}", f"Company id: {company_id}", *told)) + "\n"


def _reading(state: RemoteState[CompanyOverview], context: DrawingContext) -> Iterator[Line]:
    """What is under way, or why nothing could be read; nothing where all is there."""
    overview = known(state)
    if isinstance(state, Loading):
        # The company's own row comes with the list.
        parts: list[RemoteState[object]] = [getattr(overview, part, Loading()) for part in PARTS[1:]]
        done = sum(not isinstance(part, Loading) for part in parts)
        again = " again" if any(known(part) for part in parts) else ""
        text = f"{context.glyphs.running} Reading{again}: {done} of {len(parts)} requests answered."
        yield (Cell(text, Tone.RUNNING),)
        yield ()
    elif isinstance(state, Failed):
        problem = Problem.of(state.error)
        yield from _wrapped(f"{context.glyphs.failed} {problem.title}", context, "", Tone.FAILED)
        for told in problem.lines:
            yield from _wrapped(told, context, "  ")
        if overview is None:
            yield ()
            yield from _wrapped("Nothing is known of this company yet, so there is no verdict.", context)
        else:
            yield from _wrapped("What follows was read before.", context, "  ", Tone.WARNING)
            yield ()


def _cause(number: int, cause: Cause, context: DrawingContext) -> Iterator[Line]:
    yield from _wrapped(cause.text, context, f"{number}  ")
    sure = _sure(cause.certainty, cause.at, context)
    who = f"who acts: {cause.who.words}" if cause.who is not None else "nobody has to act"
    doubt = "" if cause.blocks else "; syncs may pass all the same"
    yield from _wrapped(f"{sure}{doubt}", context, "   ", Tone.MUTED)
    yield from _wrapped(f"{who}; remedy: {cause.remedy.words}", context, "   ", Tone.ACCENT)
    yield from _wrapped(cause.advice, context, "   ")


def _sure(certainty: Certainty, at: datetime | None, context: DrawingContext) -> str:
    """How sure, and when: "read now, 14:02:31 (just now)", later "read, …".

    What is concluded has no time of its own."""
    if at is None or certainty is Certainty.INFERRED:
        return certainty.words
    old = ago(at, context.now)
    words = "read" if certainty is Certainty.NOW and old != "just now" else certainty.words
    return f"{words}, {_clock(at, context)} ({old})"


def _part(overview: CompanyOverview, part: str, context: DrawingContext) -> Iterator[Line]:
    state, at = getattr(overview, part), overview.read_at(part)
    before = f", known from {_clock(at, context)}" if at else ""
    match state:
        case Loaded():
            text, tone = f"read {_clock(at, context)} ({ago(at, context.now)})", Tone.NORMAL
        case Loading():
            text, tone = f"{context.glyphs.running} reading{before}", Tone.RUNNING
        case Failed(error=error):
            text, tone = f"{context.glyphs.failed} not read: {error.title}{before}", Tone.WARNING
    name, call = _CALLS[part]
    head = f"  {fit(name, _NAME)}"
    if context.width >= _CALLS_FIT:
        head += fit(call, _CALL)
    for line in _wrapped(text, context, " " * len(head), tone):
        yield (Cell(head), line[0]._replace(text=line[0].text[len(head) :]))
        head = " " * len(head)


def _clock(at: datetime | None, context: DrawingContext) -> str:
    """The time in the zone of the screen, to the second where it is today's."""
    if at is None:
        return ""
    here = at.astimezone(context.zone)
    today = here.date() == context.now.astimezone(context.zone).date()
    return f"{here:%H:%M:%S}" if today else minute_text(at, context.zone)


def _evidence(
    evidence: tuple[Evidence, ...], calls: Mapping[str, str], context: DrawingContext
) -> Iterator[Line]:
    for (operation, certainty, at), statements in groupby(
        evidence, lambda each: (each.operation, each.certainty, each.at)
    ):
        yield from _wrapped(_source(operation, certainty, at, context), context, "  ", Tone.ACCENT)
        if operation in calls:
            yield from _wrapped(calls[operation], context, "  ", Tone.MUTED)
        for each in statements:
            yield from _wrapped(each.text, context, "    ")


def _source(operation: str, certainty: Certainty, at: datetime | None, context: DrawingContext) -> str:
    """Where statements come from: how sure, when, and from which call."""
    if certainty is Certainty.INFERRED:
        return f"Concluded by this program{f' from {operation}' if operation else ''}"
    if not operation:
        return f"Seen by this machine, {_clock(at, context)}" if at else "Seen by this machine"
    if at is None and certainty is Certainty.NOW:
        return f"Not known: {operation}"
    sure = _sure(certainty, at, context)
    return f"{sure[:1].upper()}{sure[1:]}: {operation}"


def _wrapped(text: str, context: DrawingContext, before: str = "", tone: Tone = Tone.NORMAL) -> list[Line]:
    """*text* in lines that begin with *before*, or with as many blanks below the first."""
    blank = " " * len(before)
    lines = wrap(text, max(10, context.width - len(before)))
    return [(Cell(f"{blank if number else before}{line}", tone),) for number, line in enumerate(lines)]
