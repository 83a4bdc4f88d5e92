"""Tones, cells and the glyph set; a glyph never stands without its word."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """What a text means to the eye; widgets turn it into a colour of the theme."""

    NORMAL = "normal"
    MUTED = "muted"
    OK = "ok"
    RUNNING = "running"
    FAILED = "failed"
    ACTION = "action"
    WARNING = "warning"
    ACCENT = "accent"
    UNKNOWN = "unknown"


class Cell(NamedTuple):
    """One piece of text and its tone."""

    text: str
    tone: Tone = Tone.NORMAL


class Glyphs(NamedTuple):
    """The signs of the program, one cell wide each; `ascii` is the twin for terminals without Unicode."""

    ok: str
    nothing: str
    running: str
    failed: str
    action: str
    linked: str
    unlinked: str
    pending: str
    off: str
    overdue: str
    unknown: str
    done: str
    ahead: str
    dash: str
    ellipsis: str
    bar: str
    mark: str
    ascending: str
    descending: str
    crumb: str
    close: str
    arrow: str

    @classmethod
    def unicode(cls) -> Glyphs:
        """The signs for any terminal of today."""
        return cls(
            ok="✔",
            nothing="·",
            running="◐",
            failed="✖",
            action="!",
            linked="●",
            unlinked="○",
            pending="◌",
            off="■",
            overdue="◔",
            unknown="?",
            done="●",
            ahead="○",
            dash="─",
            ellipsis="…",
            bar="▌",
            mark="•",
            ascending="▲",
            descending="▼",
            crumb="›",
            close="✕",
            arrow="→",
        )

    @classmethod
    def ascii(cls) -> Glyphs:
        """The signs for a terminal or font that knows ASCII only."""
        return cls(
            ok="+",
            nothing=".",
            running=">",
            failed="x",
            action="!",
            linked="*",
            unlinked="o",
            pending=":",
            off="#",
            overdue="@",
            unknown="?",
            done="*",
            ahead="o",
            dash="-",
            ellipsis="~",
            bar="|",
            mark="*",
            ascending="^",
            descending="v",
            crumb=">",
            close="x",
            arrow=">",
        )

    @property
    def is_ascii(self) -> bool:
        """True for the set without Unicode; widgets then draw their frames in ASCII too."""
        return self.dash.isascii()
