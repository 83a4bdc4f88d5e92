"""The hand-over to the next shift as Markdown; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from codat_tui.models.clean_text import clean
from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, State
from codat_tui.models.local import FleetEntry, ProfileFacts
from codat_tui.models.shift import Look, SinceLook
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.notes import written
from codat_tui.present.overview import Line
from codat_tui.present.text import wrap
from codat_tui.rules.fleet.query import needs_person, state_of, urgency
from codat_tui.rules.fleet.snooze import is_snoozed, note_of, woken_by
from codat_tui.words import count, minute_text


class HandoverFacts(NamedTuple):
    """*earlier* is the look before this run, *since* the comparison with it; both None for the first."""

    profile: ProfileFacts
    entries: Mapping[str, FleetEntry]
    earlier: Look | None
    since: SinceLook | None
    now: datetime
    zone: tzinfo


def handover_text(facts: HandoverFacts) -> str:
    """Return the whole hand-over; the most urgent companies come first in each part."""
    return "\n".join(_lines(facts)) + "\n"


def handover_lines(text: str, width: int) -> list[Line]:
    """Return the same for the screen: headings in the accent, items wrapped under their dash."""
    lines: list[Line] = []
    # The first line is the title of the screen.
    for line in text.rstrip().split("\n")[2:]:
        if line.startswith("#"):
            lines.append((Cell(line.lstrip("# "), Tone.ACCENT),))
            continue
        indent = "  " if line.startswith("- ") else ""
        told = wrap(line[len(indent) :], max(10, width - len(indent))) or [""]
        head = line[: len(indent)]
        lines += [(Cell(f"{indent if number else head}{part}"),) for number, part in enumerate(told)]
    return lines


def _lines(facts: HandoverFacts) -> Iterator[str]:
    entries = sorted(facts.entries.values(), key=urgency)
    awake = [entry for entry in entries if needs_person(entry) and not is_snoozed(entry)]
    asleep = [entry for entry in entries if needs_person(entry) and is_snoozed(entry)]
    unchecked = sum(state_of(entry) is State.NOT_CHECKED for entry in entries)
    yield f"# Hand-over: {facts.profile.name} ({facts.profile.environment})"
    yield ""
    yield f"{minute_text(facts.now, facts.zone)} {facts.zone}. {_total(entries, awake, asleep, unchecked)}"
    if facts.since is None or facts.earlier is None:
        yield "This is the first look at these companies from this machine: nothing to compare with."
        yield from _part("Needs a person", awake, facts)
    else:
        new, still = set(facts.since.new), set(facts.since.still)
        yield f"Compared with the last look, {minute_text(facts.earlier.at, facts.zone)}."
        yield from _part("New", [each for each in awake if each.company_id in new], facts)
        yield from _part("Still", [each for each in awake if each.company_id in still], facts)
    yield from _part("Snoozed", asleep, facts)
    if facts.since is not None and facts.earlier is not None:
        yield from _recovered(facts, facts.earlier, facts.since.recovered)
    noted = [entry for entry in entries if entry.notes and not needs_person(entry)]
    yield from _part("Notes on others", noted, facts)


def _total(
    entries: list[FleetEntry], awake: list[FleetEntry], asleep: list[FleetEntry], unchecked: int
) -> str:
    need = "needs" if len(awake) == 1 else "need"
    said = f"{count(len(entries), 'company', 'companies')}: {len(awake):,} {need} a person"
    said += f", {len(asleep):,} snoozed" if asleep else ""
    return f"{said}, {unchecked:,} not checked." if unchecked else f"{said}."


def _part(title: str, entries: Iterable[FleetEntry], facts: HandoverFacts) -> Iterator[str]:
    rows = list(entries)
    if not rows:
        return
    yield ""
    yield f"## {title} ({len(rows)})"
    yield ""
    for entry in rows:
        yield f"- {_company(entry, facts)}"


def _company(entry: FleetEntry, facts: HandoverFacts) -> str:
    judgement = entry.judgement
    cause = judgement.cause if judgement is not None else None
    said = [cause.short if cause is not None else state_of(entry).words]
    if judgement is not None and judgement.failing_days is not None:
        more = "+" if judgement.at_least else ""
        said.append(f"day {min(judgement.failing_days, DAYS_UNTIL_OFF)}{more} of {DAYS_UNTIL_OFF}")
    if cause is not None and cause.who is not None:
        named = cause.who.words in cause.remedy.words
        said.append(cause.remedy.words if named else f"{cause.who.words}: {cause.remedy.words}")
    text = f"{clean(entry.full_name)}: {', '.join(said)}."
    note = note_of(entry)
    if note is None:
        return text
    if note.until is not None:
        woken = woken_by(note, judgement)
        end = (
            f"was snoozed, awake again: {woken}" if woken else f"until {minute_text(note.until, facts.zone)}"
        )
        text += f" Snoozed {end}." if not woken else f" {end[:1].upper()}{end[1:]}."
    return f"{text} Note: {clean(note.text)} ({written(note, facts.now, facts.zone)})" if note.text else text


def _recovered(facts: HandoverFacts, earlier: Look, company_ids: tuple[str, ...]) -> Iterator[str]:
    if not company_ids:
        return
    yield ""
    yield f"## Recovered ({len(company_ids)})"
    yield ""
    for company_id in company_ids:
        seen = earlier.needing[company_id]
        yield f"- {clean(seen.name)}. It was: {clean(seen.short)}."
