"""Figures, each with the most that its goal allows, and the lines that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; the goal is met while it is at most *most*."""

    name: str
    value: float
    most: float
    unit: str = "×"
    digits: int = 2

    @property
    def met(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        name = f"{self.name} " if self.name else ""
        return f"{name}{self.value:,.{self.digits}f}{self.unit} (≤ {self.most:,g})"


@dataclass(frozen=True, slots=True)
class Line:
    """One goal by its id and how far it is met; *beside* tells what the figures were made of."""

    goal: str
    what: str
    figures: tuple[Figure, ...]
    beside: str = ""

    @property
    def met(self) -> bool:
        return all(figure.met for figure in self.figures)

    def __str__(self) -> str:
        verdict = "met" if self.met else "NOT met"
        beside = f"; {self.beside}" if self.beside else ""
        return f"{self.goal:>3}  {verdict:<7}  {self.what}: {', '.join(map(str, self.figures))}{beside}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of pairs measured one after the other."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def against(
    goal: str, what: str, ours: Sequence[float], theirs: Sequence[float], *, most: float, whom: str
) -> Line:
    """The line of a goal that is one ratio of times measured in pairs; *whom* are *theirs*."""
    times = f"{milliseconds(median(ours))} against {milliseconds(median(theirs))}"
    return Line(goal, what, (Figure("", ratio(ours, theirs), most, f"× {whom}"),), times)


def p95(values: Sequence[float]) -> float:
    """The value that 95 % of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def milliseconds(seconds: float) -> str:
    """Seconds as a person reads a latency."""
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"
