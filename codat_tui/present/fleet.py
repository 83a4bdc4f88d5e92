"""The fleet's state in words: counts, progress, panels in place of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import State
from codat_tui.models.errors import CodatError, KeyMissingError
from codat_tui.models.local import FleetState, LoadPhase, SweepCost, SweepPhase
from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.cells import STATES
from codat_tui.present.panels import EmptyPanel, LoadingPanel, Offer, PanelState, Problem
from codat_tui.words import count, moment_text, some

if TYPE_CHECKING:
    from codat_tui.rules.fleet.outages import Outage

# Cells.
BAR = 24
# In the line of counts these keep their own word longest: sales certainly do not arrive.
_FIRST = (State.OFF, State.UNLINKED, State.FAILING)


def counts(
    tally: Counter[State], state: FleetState, glyphs: Glyphs, snoozed: int = 0
) -> tuple[tuple[Cell, ...], ...]:
    """Return how many companies are in which state, in forms from the longest to the shortest.

    The most urgent stand last; in each form all together are all companies, and "40 of 61 checked" stands
    while it is true. *snoozed* of them are left for later.
    """
    known = [each for each in reversed(State) if tally[each] and each is not State.NOT_CHECKED]
    needing = [each for each in known if each.needs_person]
    soft = [each for each in needing if each not in _FIRST]
    others = [each for each in known if not each.needs_person and each is not State.FINE]

    def own(*states: State) -> list[Cell]:
        return [
            Cell(f"{glyphs.sign(STATES[each][0])} {tally[each]:,} {each.words}", STATES[each][1])
            for each in states
            if tally[each]
        ]

    def together(
        states: Sequence[State], words: Callable[[int], str], glyph: str, tone: Tone, without: int = 0
    ) -> list[Cell]:
        number = sum(tally[each] for each in states) - without
        return [Cell(f"{glyph} {number:,} {words(number)}", tone)] if number else []

    def other(number: int) -> str:
        return "other" if number == 1 else "others"

    def need(number: int) -> str:
        return "needs a person" if number == 1 else "need a person"

    def need_too(number: int) -> str:
        return f"more {need(number)}" if len(soft) < len(needing) else need(number)

    checked = checked_words(tally, state)
    head = [Cell(checked, Tone.MUTED)] if checked else []
    asleep = [Cell(f"{snoozed:,} of them snoozed", Tone.MUTED)] if snoozed else []
    apart = [Cell(f"{snoozed:,} snoozed", Tone.MUTED)] if snoozed else []
    rest = [*together(others, other, glyphs.nothing, Tone.MUTED), *own(State.FINE)]
    forms = (
        [*own(*known), *asleep],
        [*rest, *own(*needing), *asleep],
        [*rest, *together(soft, need_too, glyphs.action, Tone.ACTION), *own(*reversed(_FIRST)), *asleep],
        [*rest, *together(needing, need, glyphs.action, Tone.ACTION, snoozed), *apart],
    )
    return tuple((*form, *head) for form in forms)


def health_bar(tally: Counter[State], glyphs: Glyphs) -> tuple[Cell, ...]:
    """Return all companies as one bar, fine ones first and those that need a person last; () for less than two.

    Each part that is not empty has at least one cell, and a sign of its own, for eyes that see no colours.
    """
    total = tally.total()
    if total < 2:
        return ()
    needing = sum(number for state, number in tally.items() if state.needs_person)
    rest = total - tally[State.FINE] - tally[State.NOT_CHECKED] - tally[State.RUNNING] - needing
    parts = (
        (tally[State.FINE], glyphs.dash, Tone.OK),
        (rest, glyphs.dash, Tone.MUTED),
        (tally[State.NOT_CHECKED], glyphs.nothing, Tone.MUTED),
        (tally[State.RUNNING], glyphs.running, Tone.RUNNING),
        (needing, glyphs.off, Tone.FAILED),
    )
    cells = [max(1, BAR * number // total) if number else 0 for number, _, _ in parts]
    # What rounding has left or taken is the largest part's.
    cells[cells.index(max(cells))] += BAR - sum(cells)
    return tuple(Cell(sign * many, tone) for many, (_, sign, tone) in zip(cells, parts, strict=True) if many)


def checked_words(tally: Counter[State], state: FleetState) -> str:
    """Return "40 of 61 checked", or "" when all are and no sweep runs."""
    if state.sweep is SweepPhase.RUNNING or (state.swept < state.to_sweep and state.to_sweep):
        return f"{state.swept:,} of {state.to_sweep:,} checked"
    total = tally.total()
    return (
        f"{total - tally[State.NOT_CHECKED]:,} of {total:,} checked" if tally[State.NOT_CHECKED] > 0 else ""
    )


def companies_words(state: FleetState) -> str:
    """Return how many companies there are, or how many have arrived."""
    have = len(state.entries)
    arriving = state.recalling or state.phase is LoadPhase.LOADING
    if arriving and state.total_expected and have < state.total_expected:
        return f"{have:,} of {count(state.total_expected, 'company', 'companies')}"
    words = count(have, "company", "companies") if have else ""
    return f"{words}, {state.unreadable} unreadable" if state.unreadable else words


def panel_for(state: FleetState) -> PanelState | None:
    """Return the panel in place of the table or above it; None when all is well."""
    if state.error is not None:
        return Problem.of(state.error)
    if state.entries:
        return None
    match state.phase:
        case LoadPhase.LOADED:
            return EmptyPanel(
                "No companies yet",
                "Codat knows no company for this key. Merchants appear here once they have been created.",
            )
        case _:
            return LoadingPanel(
                "Reading the companies",
                hint="The table fills as pages arrive.",
                offer=Offer("back", "stop"),
            )


def connection_panel(error: CodatError, config_path: str) -> Problem:
    """Return why there is no connection to Codat; without a key, how to begin."""
    if not isinstance(error, KeyMissingError):
        return Problem.of(error)
    return Problem(
        title=error.title,
        next_step=f"{error.next_step} Profiles live in {config_path}; `codat-tui init` writes a first one. "
        "To look around without a key: codat-tui --demo",
    )


def sweep_question(cost: SweepCost) -> str:
    """Return the cost of asking every company; companies with problems cost more."""
    share = "" if cost.share_of_quota is None else f", {cost.share_of_quota * 100:.1f} % of today's requests"
    minutes = cost.seconds / 60
    time = f"about {minutes:.0f} min" if minutes >= 1.5 else f"about {cost.seconds:.0f} s"
    return f"{cost.requests:,} requests{share}, {time}; up to 2 more for each in trouble"


def outage_words(outage: Outage, now: datetime, zone: tzinfo) -> str:
    """Return what looks like an outage, what that rests on, and what to do, without an end."""
    if outage.over:
        well = f"{outage.recovered:,} synced well after that"
        return f"Probably an outage that is over: {_failed_alike(outage, now, zone)}, but {well}; sync again"
    return f"Looks like an outage: {_failed_alike(outage, now, zone)}; wait"


def outage_heading(outage: Outage, now: datetime, zone: tzinfo) -> str:
    """Return the same for a heading: "Looks like an outage: 14 of 15 on Xero since 01:00; wait"."""
    shares = f"{outage.failing:,} of {outage.synced:,}{_where(outage)} since {_since(outage, now, zone)}"
    return (
        f"Outage probably over, sync again: {shares}"
        if outage.over
        else f"Looks like an outage: {shares}; wait"
    )


def _failed_alike(outage: Outage, now: datetime, zone: tzinfo) -> str:
    since = _since(outage, now, zone)
    return f"{outage.failing:,} of {outage.synced:,} that synced{_where(outage)} since {since} failed alike"


def _where(outage: Outage) -> str:
    return f" on {outage.platform}" if outage.platform else ""


def _since(outage: Outage, now: datetime, zone: tzinfo) -> str:
    began = outage.since.astimezone(zone)
    today = began.date() == now.astimezone(zone).date()
    return f"{began:%H:%M}" if today else moment_text(outage.since, zone, now)


def unseen_marks(hidden: Sequence[str], elsewhere: Sequence[str], not_marked: str) -> tuple[str, ...]:
    """Return sentences about marked companies that the filter hides or that are off the screen, by name, and about
    the one under the cursor when it is not marked.
    """
    said = (
        f"Marked, and hidden by the filter: {some(hidden)}." if hidden else "",
        f"Marked, and not on this screen: {some(elsewhere)}." if elsewhere else "",
        f"Under the cursor, but not marked, so not synced: {not_marked}." if not_marked else "",
    )
    return tuple(filter(None, said))
