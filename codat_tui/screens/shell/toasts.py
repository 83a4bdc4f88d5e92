"""Toasts, with other people's text never read as markup."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from textual.notifications import Notification

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from codat_tui.present.panels import Problem

PROBLEM_SECONDS = 15.0
"""Long, for several lines and a correlation id."""
_SHORTEST = 0.05


@dataclass
class Lasting(Notification):
    """A notification by the monotonic clock, with some time left to the last.

    Textual's, drawn in the moment it expires, starts a timer of less than no time, which never lets the program
    go on; by the wall clock, that moment may be hours away.
    """

    def __post_init__(self) -> None:
        self._ends = monotonic() + self.timeout

    @property
    def time_left(self) -> float:
        return max(_SHORTEST, self._ends - monotonic())

    @property
    def has_expired(self) -> bool:
        return monotonic() >= self._ends


def notify_problem(
    where: Screen[None] | App[None], problem: Problem, severity: SeverityLevel = "error"
) -> None:
    """Title: the cause. Lines: the next step and what Codat said."""
    text = "\n".join(problem.lines)
    where.notify(text, title=problem.title, severity=severity, timeout=PROBLEM_SECONDS)
