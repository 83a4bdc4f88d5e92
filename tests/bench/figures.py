"""Figures and their lines: ratios are medians over pairs measured one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One goal and how far it is met."""

    number: int
    what: str
    goal: str
    figure: str
    met: bool

    def __str__(self) -> str:
        verdict = "met" if self.met else "NOT met"
        return f"{self.number:>2}  {verdict:<7}  {self.what}: {self.figure}  (goal: {self.goal})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of pairs."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def p95(values: Sequence[float]) -> float:
    """The value that 95 % of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def milliseconds(seconds: float) -> str:
    """Seconds as a person reads a latency."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"
