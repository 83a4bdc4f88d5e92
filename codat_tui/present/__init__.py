"""How things look: models and the current time in, texts and tones out; pure, without Textual."""

from __future__ import annotations

from codat_tui.models.clean_text import clean
from codat_tui.present.cells import (
    age_cell,
    code_cell,
    fleet_cells,
    link_cell,
    link_state_cell,
    status_cell,
    sync_cells,
)
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import ago, elapsed, fit, initials, quota_text, shorten, width, wrap
from codat_tui.present.watching import (
    elapsed_text,
    next_look_text,
    outcome_cell,
    outcome_message,
    phase_cells,
    phase_line,
    present_phase,
    watch_cells,
)

__all__ = [
    "Cell",
    "Glyphs",
    "Tone",
    "age_cell",
    "ago",
    "clean",
    "code_cell",
    "elapsed",
    "elapsed_text",
    "fit",
    "fleet_cells",
    "initials",
    "link_cell",
    "link_state_cell",
    "next_look_text",
    "outcome_cell",
    "outcome_message",
    "phase_cells",
    "phase_line",
    "present_phase",
    "quota_text",
    "shorten",
    "status_cell",
    "sync_cells",
    "watch_cells",
    "width",
    "wrap",
]
