"""What a part of a soak has done, in figures, and what broke."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Report:
    """One part: how much of what was wanted was done, its figures in the order they came, and what broke."""

    part: str
    wanted: int
    unit: str
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    figures: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    began: float = field(default_factory=monotonic)

    @property
    def held(self) -> bool:
        """Whether something was done and nothing broke."""
        return self.done > 0 and not self.broken

    def goes_on(self, until: float) -> bool:
        """Whether more is wanted and there is time for it; something is done in any case."""
        return self.done < self.wanted and (not self.done or monotonic() < until)

    def check(self, holds: bool, otherwise: str) -> None:
        """Note *otherwise* as broken unless *holds*."""
        if not holds:
            self.broken.append(otherwise)

    def __str__(self) -> str:
        seconds = monotonic() - self.began
        short = "" if self.done >= self.wanted else f" of {self.wanted:,} (time is up)"
        head = f"{self.part:<8} {'held' if self.held else 'BROKEN':<7} {self.done:,}{short} {self.unit}"
        rows = {**self.figures, **{name: f"{number:,}" for name, number in self.counts.items()}}
        lines = [f"{head}, {seconds:.0f} s", *(f"{'':<17}{name}: {value}" for name, value in rows.items())]
        return "\n".join([*lines, *(f"{'':<9}BROKEN  {each}" for each in self.broken)])
