"""What the program's signs and Codat's status codes mean, for the help; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from codat_tui.models.diagnosis import State
from codat_tui.present.cells import STATES
from codat_tui.present.codes import code_tone
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.rules.codes import describe, documented_codes

_STATES = {
    State.OFF: "Codat's sync of this company is switched off",
    State.UNLINKED: "a link is lost, or was never made",
    State.FAILING: "its latest sync failed",
    State.STUCK: "its sync has been running for far longer than usual",
    State.OVERDUE: "a sync that was due did not run",
    State.QUIET: "its syncs have written nothing for long, unlike before",
    State.STALLED: "the merchant has not finished its set-up for days",
    State.UNKNOWN: "Codat's answer is not understood",
    State.RUNNING: "a sync runs",
    State.WAITING: "it has never synced, and need not yet",
    State.FINE: "its latest sync succeeded",
    State.NOT_CHECKED: "nobody has asked Codat for its latest sync",
}
"""Every state of a company in one sentence."""


class LegendRow(NamedTuple):
    """One sign or code, and what it means."""

    sign: Cell
    meaning: str


def signs(glyphs: Glyphs) -> Iterator[LegendRow]:
    """Yield the signs of the lists."""
    for state, (name, tone) in STATES.items():
        yield LegendRow(Cell(f"{glyphs.sign(name)} {state.words}", tone), _STATES[state])
    yield LegendRow(Cell(f"{glyphs.linked} linked", Tone.OK), "the merchant's permission works")
    yield LegendRow(Cell(f"{glyphs.pending} pending", Tone.WARNING), "the merchant has not finished to link")
    yield LegendRow(
        Cell(f"{glyphs.mark} marked", Tone.ACCENT), "keys such as the one for a sync mean all marked"
    )
    yield LegendRow(Cell(f"{glyphs.folded} {glyphs.unfolded}", Tone.ACCENT), "a group, folded and unfolded")
    yield LegendRow(
        Cell("25/31", Tone.FAILED), "failed days in a row, of the 31 after which Codat switches off"
    )


def codes() -> Iterator[LegendRow]:
    """Yield Codat's documented status codes."""
    for code in documented_codes():
        meaning = describe(code)
        yield LegendRow(Cell(str(code), code_tone(code)), f"{meaning.title}: {meaning.meaning}")
