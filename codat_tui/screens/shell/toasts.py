"""Toasts of errors, with other people's text never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from codat_tui.present.panels import Problem

PROBLEM_SECONDS = 15.0
"""Long, for several lines and a correlation id."""


def notify_problem(
    where: Screen[None] | App[None], problem: Problem, severity: SeverityLevel = "error"
) -> None:
    """Title: the cause. Lines: the next step and what Codat said."""
    text = "\n".join(problem.lines)
    where.notify(text, title=problem.title, severity=severity, timeout=PROBLEM_SECONDS)
