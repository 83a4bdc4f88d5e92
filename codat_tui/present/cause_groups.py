"""Groups of companies with the same cause in words: headings, preview, the fleet's headline; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, CauseKind, State, Who
from codat_tui.models.local import FleetEntry
from codat_tui.present.cells import STATES, days_cell, fleet_cells, fuse_cell
from codat_tui.present.fleet import outage_heading, outage_words
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import first_words, fit, width, wrap
from codat_tui.rules.codes import describe
from codat_tui.rules.diagnosis.cause_table import KINDS
from codat_tui.rules.fleet.cause_groups import CauseGroup
from codat_tui.rules.fleet.first_thing import FirstThing
from codat_tui.rules.fleet.onset import Onset
from codat_tui.rules.fleet.outages import Outage
from codat_tui.rules.fleet.query import Fuse
from codat_tui.words import count, day

# Companies named beside a group; below them, how many more there are.
MOST_NAMES = 40
_OF_STATE = {
    State.OFF: "Switched off",
    State.UNLINKED: "Not linked",
    State.UNKNOWN: "State not known",
    State.RUNNING: "A sync is running",
    State.WAITING: "Never synced",
    State.FINE: "Fine",
    State.NOT_CHECKED: "Not checked yet",
}
_WHO = {Who.US: "we act", Who.MERCHANT: "merchant", Who.CODAT: "Codat"}


class GroupFacts(NamedTuple):
    """What is told of a group: *short* is the most frequent short text of its cause, *state* the most urgent."""

    group: CauseGroup
    number: int
    state: State
    short: str = ""
    worst: Fuse | None = None
    outage: Outage | None = None
    onset: Onset | None = None


def group_words(facts: GroupFacts, now: datetime, zone: tzinfo) -> str:
    """Return the group's sentence, without an end."""
    return _words(facts) if facts.outage is None else outage_words(facts.outage, now, zone)


def _words(facts: GroupFacts) -> str:
    group = facts.group
    if group.kind is None:
        state = group.state or State.UNKNOWN
        if state is not State.FAILING:
            return _OF_STATE.get(state, state.words.capitalize())
        code, _, said = group.pattern.partition(" ")
        words = describe(int(code)).title if code.isdigit() else "Failing"
    else:
        words, said = _cause_words(group, group.kind, facts.short), group.pattern
    if group.platform and group.platform not in words:
        words += f" {'in' if group.field.startswith('configuration') else 'on'} {group.platform}"
    return f"{words}: {said}" if said else words


def _cause_words(group: CauseGroup, kind: CauseKind, short: str) -> str:
    if group.certain_field and short:
        return short
    # The members name different tax rates.
    words = KINDS[kind].short.removeprefix("{label}: ").replace("{label} ", "").strip()
    return words[:1].upper() + words[1:]


def _began(facts: GroupFacts) -> str:
    # What looks like an outage names its moment itself.
    return facts.onset.words if facts.onset is not None and facts.outage is None else ""


def heading_cells(
    facts: GroupFacts,
    remedy: tuple[str, str],
    sole: FleetEntry | None,
    now: datetime,
    zone: tzinfo,
    glyphs: Glyphs,
) -> tuple[Sequence[Cell], Sequence[Sequence[Cell]]]:
    """Return the heading's cells, and forms of its right end: since when, who acts, the key and word of the *remedy*.

    *sole* is the only company, whose name needs no unfolding to be seen.
    """
    glyph, tone = STATES[facts.state]
    # The end may be what tells it from another of the same name.
    name, end = (
        (sole.full_name, sole.bracket)
        if facts.number == 1 and sole is not None
        else (count(facts.number, "merchant"), "")
    )
    words = _words(facts) if facts.outage is None else outage_heading(facts.outage, now, zone)
    began = Cell(_began(facts), Tone.MUTED)
    cells = (
        Cell(name, Tone.NORMAL if facts.group.who is not None else Tone.MUTED, end),
        fuse_cell(facts.worst),
        Cell(f"{glyphs.sign(glyph)} {words}", tone),
    )
    if facts.group.who is None:
        return cells, ((),)
    who = Cell(_WHO[facts.group.who], Tone.MUTED)
    key, word = remedy
    keys = (f"{key} {first_words(word)}", key) if word else ()
    forms: list[tuple[Cell, ...]] = [*((who, Cell(text, Tone.ACCENT)) for text in keys), (who,), ()]
    # The day gives way first: it also stands beside the list.
    return cells, ([(began, *forms[0])] if began.text else []) + forms


def member_cells(
    entry: FleetEntry, now: datetime, zone: tzinfo, glyphs: Glyphs, narrow: bool
) -> tuple[Cell, ...]:
    """Return a row below the heading of its group, which says what is wrong: since when, instead of that again."""
    name, days, status, *rest = fleet_cells(entry, now, glyphs, narrow)
    judgement, sync = entry.judgement, entry.sync
    if judgement is not None and judgement.cause is not None and judgement.since is not None:
        year = (
            ""
            if judgement.since.astimezone(zone).year == now.astimezone(zone).year
            else f"{judgement.since.year}"
        )
        since = f"since {day(judgement.since, zone)} {year}".rstrip() + (
            " or earlier" if judgement.at_least else ""
        )
        more = f", and {count(judgement.more_causes, 'more cause')}" if judgement.more_causes else ""
        failed = sync is not None and judgement.state is State.FAILING
        code = f" {glyphs.nothing} {sync.code}" if failed and sync else ""
        status = Cell(f"{since}{more}{code}", Tone.MUTED)
    return (name._replace(text=f"  {name.text}"), days, status, *rest)


def group_lines(
    facts: GroupFacts,
    members: Sequence[FleetEntry],
    remedy: str,
    now: datetime,
    zone: tzinfo,
    glyphs: Glyphs,
    cells: int,
) -> list[tuple[Cell, ...]]:
    """Return what stands beside the list while the cursor is on a group: sentence, who acts, its first *members*."""
    glyph, tone = STATES[facts.state]
    sign = f"{glyphs.sign(glyph)} "
    lines: list[tuple[Cell, ...]] = [(Cell(count(facts.number, "merchant")),)]
    words = wrap(group_words(facts, now, zone), max(10, cells - 2))
    lines += [(Cell("  " if number else sign, tone), Cell(line, tone)) for number, line in enumerate(words)]
    if began := _began(facts):
        lines.append((Cell(f"  {began}", Tone.MUTED),))
    if facts.group.who is not None:
        lines.append((Cell("  who acts: ", Tone.MUTED), Cell(facts.group.who.words, Tone.ACCENT)))
    if remedy:
        lines.append((Cell(f"  {remedy}", Tone.ACCENT),))
    lines.append(())
    for member in members:
        days = days_cell(member)
        room = max(4, cells - width(days.text) - 2)
        lines.append(
            (
                Cell(fit(member.full_name, room, ellipsis=glyphs.ellipsis)),
                Cell(f"  {days.text}", days.tone),
            )
        )
    if facts.number > len(members):
        lines.append((Cell(f"and {facts.number - len(members):,} more", Tone.MUTED),))
    return lines


def headline_words(thing: FirstThing, facts: GroupFacts, sole: str, now: datetime, zone: tzinfo) -> str:
    """Return the one thing to do first: "Refunds account gone in Xero at 3 merchants, 25/31 days".

    *sole* is the name of the only company.
    """
    words = group_words(facts, now, zone)
    words = f"{sole}: {words}" if sole else f"{words} at {count(facts.number, 'merchant')}"
    return f"{words}, {thing.days}/{DAYS_UNTIL_OFF} days" if thing.days else words
