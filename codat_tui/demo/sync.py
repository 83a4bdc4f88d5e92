"""A sync: when it began, its window, its outcome.

Invariant: it never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from codat_tui.demo.deterministic import uuid_of
from codat_tui.demo.documented import LONG_RUNNING_SECONDS

# Parts of the duration at which a sync leaves NotStarted and Started; then it is Pushing.
NOT_STARTED_UNTIL, STARTED_UNTIL = 0.15, 0.5


# Seconds.
NEVER_ENDS = 1e8


@dataclass(frozen=True, slots=True)
class Refusal:
    """Records of `data_type` that the accounting software refuses: `every` one, or the oldest only."""

    data_type: str
    message: str
    every: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sync ends; one that fails in validation never reaches Pushing.

    `refusal` names the records that were not written.
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


# The outcome of a sync just requested.
NOT_YET_KNOWN = Outcome(1000, "NotStarted")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A requested sync; `label` is unique in the company.

    Without `start` it begins where the last successful one ended.
    """

    at: datetime
    start: datetime | None
    finish: datetime
    seconds: float
    label: str


@dataclass(frozen=True, slots=True)
class View:
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
        # A sync that hangs reaches Pushing after a minute.
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
        if now >= self.ends or self.outcome is NOT_YET_KNOWN:
            outcome = self.outcome
            return View(outcome.code, outcome.word, outcome.message, outcome.pushed)
        elapsed = (now - self.at).total_seconds()
        part = elapsed / self.work_seconds if self.seconds else 1.0
        word = "NotStarted" if part < NOT_STARTED_UNTIL else "Started" if part < STARTED_UNTIL else "Pushing"
        return View(1010 if elapsed > LONG_RUNNING_SECONDS else 1000, word, "", False)
