"""Toasts: foreign text in them is shown as it is, never read as markup, and an error is told in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from codat_tui.present.panels import Problem

PROBLEM_SECONDS = 15.0
"""How long an error stays: it is several lines to read, and a correlation id."""


def notify_problem(
    where: Screen[None] | App[None], problem: Problem, severity: SeverityLevel = "error"
) -> None:
    """Show a problem as a toast: the cause as its title, then the next step and what Codat said, a line each."""
    text = "\n".join(problem.lines)
    where.notify(text, title=problem.title, severity=severity, timeout=PROBLEM_SECONDS)
