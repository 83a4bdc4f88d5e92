"""What stands where data is not: on its way, none, or a problem with its next step; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError


@dataclass(frozen=True)
class OnItsWay:
    """Loading: *title* says what, *progress* how far ("1,500 of 5,000 companies"), *hint* how long."""

    title: str
    progress: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Nothing:
    """There is nothing: *title* says so, *hint* says what to do."""

    title: str
    hint: str = ""


@dataclass(frozen=True)
class Problem:
    """It failed: cause, next step, and what a support ticket needs."""

    title: str
    next_step: str = ""
    said: str = ""
    status: int | None = None
    correlation_id: str = ""
    key: str = "r"
    action: str = "try again"

    @classmethod
    def of(cls, error: CodatError) -> Problem:
        """The problem a typed error describes."""
        return cls(error.title, error.next_step, error.codat_message, error.status, error.correlation_id)


PanelState: TypeAlias = OnItsWay | Nothing | Problem
