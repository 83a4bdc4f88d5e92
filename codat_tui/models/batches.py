"""Several syncs asked for at once, and what became of each; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BatchState(StrEnum):
    """RUNNING: the rest is being started. PAUSED: nothing more is started until somebody resumes it."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class MemberState(StrEnum):
    """What is known of one sync of a batch.

    SKIPPED: a check said that it must not start now. NOT_STARTED: an error; nothing was started. UNKNOWN: nobody
    knows whether it started or how it ended; a batch never sends it again.
    """

    WAITING = "waiting"
    SENDING = "sending"
    RUNNING = "running"
    ENDED = "ended"
    SKIPPED = "skipped"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        return self not in (MemberState.WAITING, MemberState.SENDING, MemberState.RUNNING)


@dataclass(frozen=True, slots=True)
class BatchMember:
    """One sync of a batch: from the last success to now or to *finish*, or with *start* exactly that range.

    *intent_id* names its entry in the journal and is stored before the entry, which is stored before the request:
    without such an entry nothing was sent. *code*, *word* and *data_pushed* are Codat's of an ended sync; *reason* is
    Codat's message of a failed one, otherwise why it did not start or is unknown.
    """

    company_id: str
    company_name: str
    start: datetime | None = None
    finish: datetime | None = None
    state: MemberState = MemberState.WAITING
    intent_id: str = ""
    watch_id: str = ""
    code: int | None = None
    word: str = ""
    data_pushed: bool | None = None
    reason: str = ""

    @property
    def active(self) -> bool:
        """Whether it is being sent or runs."""
        return self.state in (MemberState.SENDING, MemberState.RUNNING)


@dataclass(frozen=True, slots=True)
class Batch:
    """Syncs that were confirmed together; *note* says why it is paused, "" when somebody paused it."""

    batch_id: str
    at: datetime
    members: tuple[BatchMember, ...]
    state: BatchState = BatchState.RUNNING
    note: str = ""

    @property
    def active(self) -> int:
        """Return how many of its syncs are being sent or run."""
        return sum(member.active for member in self.members)

    @property
    def settled(self) -> int:
        return sum(member.state.settled for member in self.members)

    @property
    def waiting(self) -> int:
        """Return how many were not started yet."""
        return sum(member.state is MemberState.WAITING for member in self.members)

    @property
    def over(self) -> bool:
        """Whether nothing happens any more unless somebody resumes it."""
        return self.state is not BatchState.RUNNING and not self.active
