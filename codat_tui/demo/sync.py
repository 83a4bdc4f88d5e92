"""A sync: when it began, which window it covers, how it will end, and how it looks at a given moment.

Invariant: a sync never changes; only the moment at which it is looked at does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.deterministic import uuid_of
from codat_tui.demo.documented import LONG_RUNNING_SECONDS

NOT_STARTED_UNTIL, STARTED_UNTIL = 0.15, 0.5
"""Parts of a sync's duration after which it leaves NotStarted and Started; then it is Pushing until its
end.
"""


NEVER_ENDS = 1e8
"""The seconds of a sync that hangs."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Records that the accounting software refuses, by their data type; `every` of them or the oldest alone."""

    data_type: str
    message: str
    every: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sync ends: code, word and message. One that fails in validation never reaches Pushing.

    `refusal` tells what was not written of a sync that wrote, or tried to.
    """

    code: int
    word: str
    message: str = ""
    pushed: bool = False
    in_validation: bool = False
    refusal: Refusal | None = None

    @property
    def good(self) -> bool:
        return 2000 <= self.code < 3000


NOT_YET_KNOWN = Outcome(1000, "NotStarted")
"""The outcome of a sync that has only just been asked for."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A sync that somebody asked for: its duration in seconds and a label unique to the company.

    Without a `start` it begins where the last successful one ended.
    """

    at: datetime
    start: datetime | None
    finish: datetime
    seconds: float
    label: str


@dataclass(frozen=True, slots=True)
class View:
    """A sync at one moment."""

    code: int
    word: str
    message: str
    pushed: bool


@dataclass(frozen=True, slots=True)
class Sync:
    """One run over the window from `start` to `finish`, begun at `at`."""

    company_id: str
    label: str
    at: datetime
    start: datetime
    finish: datetime
    seconds: float
    outcome: Outcome

    @property
    def ends(self) -> datetime:
        part = STARTED_UNTIL if self.outcome.in_validation else 1.0
        return self.at + timedelta(seconds=self.seconds * part)

    @property
    def hangs(self) -> bool:
        return self.seconds >= NEVER_ENDS

    @property
    def work_seconds(self) -> float:
        """How long it takes to come to the writing and through it; one that hangs comes to it in a minute."""
        return 120.0 if self.hangs else self.seconds

    @property
    def sync_id(self) -> str:
        return uuid_of(self.company_id, "sync", self.label)

    @property
    def commerce_sync_id(self) -> str:
        return uuid_of(self.company_id, "commerce sync", self.label)

    def overlaps(self, start: datetime, finish: datetime) -> bool:
        return self.start < finish and start < self.finish

    def seen_at(self, now: datetime) -> View:
        """What Codat says about it at `now`."""
        if now >= self.ends or self.outcome is NOT_YET_KNOWN:
            outcome = self.outcome
            return View(outcome.code, outcome.word, outcome.message, outcome.pushed)
        elapsed = (now - self.at).total_seconds()
        part = elapsed / self.work_seconds if self.seconds else 1.0
        word = "NotStarted" if part < NOT_STARTED_UNTIL else "Started" if part < STARTED_UNTIL else "Pushing"
        return View(1010 if elapsed > LONG_RUNNING_SECONDS else 1000, word, "", False)
