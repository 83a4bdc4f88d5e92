"""Codat's status codes as facts and lines; pure."""

from __future__ import annotations

from codat_tui.present.glyphs import Cell, Tone
from codat_tui.rules.codes import SyncState, describe, documented_codes

_TONES = {
    SyncState.RUNNING: Tone.RUNNING,
    SyncState.WRITTEN: Tone.OK,
    SyncState.NOTHING_WRITTEN: Tone.MUTED,
    SyncState.FAILED: Tone.FAILED,
}


def code_tone(code: int) -> Tone:
    return _TONES.get(describe(code).state, Tone.UNKNOWN)


def code_facts(code: int) -> tuple[tuple[str, str], ...]:
    """Return what a code means, who must act, and what to do, each with its label."""
    meaning = describe(code)
    facts = (
        ("state", meaning.state.value),
        ("meaning", meaning.meaning),
        ("who acts", meaning.who.words if meaning.who is not None else ""),
        ("remedy", meaning.remedy),
    )
    return tuple((label, text) for label, text in facts if text)


def codes_lines() -> list[tuple[Cell, ...]]:
    """Return a line for every documented code: its title and meaning."""
    return [
        (
            Cell(f"{code}  ", code_tone(code)),
            Cell(f"{describe(code).title}: "),
            Cell(describe(code).meaning, Tone.MUTED),
        )
        for code in documented_codes()
    ]
