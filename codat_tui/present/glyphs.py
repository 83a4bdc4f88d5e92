"""Tones, cells and glyphs.

Invariant: a glyph is never shown without its word.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias


class Tone(StrEnum):
    """The meaning of a text's colour; widgets take the colour from the theme."""

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
    """One text and its tone.

    *end* is the end of the text that stays where there is no room for all of it; *link* is the address that a terminal
    opens from it.
    """

    text: str
    tone: Tone = Tone.NORMAL
    end: str = ""
    link: str = ""


SignName: TypeAlias = Literal[
    "ok",
    "nothing",
    "running",
    "failed",
    "action",
    "linked",
    "unlinked",
    "pending",
    "off",
    "overdue",
    "unknown",
    "dash",
    "mark",
    "ellipsis",
]
"""The signs of states, for tables from a state to its sign."""


class Glyphs(NamedTuple):
    """The program's signs, one cell wide each."""

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
    folded: str
    unfolded: str

    @classmethod
    def unicode(cls) -> Glyphs:
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
            folded="▸",
            unfolded="▾",
        )

    @classmethod
    def ascii(cls) -> Glyphs:
        """Return the signs for terminals without Unicode."""
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
            folded="+",
            unfolded="-",
        )

    def sign(self, name: SignName) -> str:
        sign: str = getattr(self, name)
        return sign

    @property
    def is_ascii(self) -> bool:
        """Return whether this set is ASCII; widgets then draw ASCII frames."""
        return self.dash.isascii()
