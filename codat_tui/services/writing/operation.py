"""What an operation must say of itself so that every write goes the same one way; nothing here sends by itself.

An operation reads before, compares, sends once, and finds out by reading; it keeps no state of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from codat_tui.clock import Moment
from codat_tui.models.changes import Intent
from codat_tui.models.errors import RefusedError
from codat_tui.models.local import ProfileFacts
from codat_tui.models.writes import Differs, Verified, Write, WritePlan, WriteResult

if TYPE_CHECKING:
    from codat_tui.api import Call, CodatClient
    from codat_tui.api.requests import PreparedRequest
    from codat_tui.models.journal import ConfigurationSnapshot

W = TypeVar("W", bound=Write)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an operation works with: the client, the profile, the time, and who knows names and remembers."""

    client: CodatClient
    profile: ProfileFacts
    moment: Moment
    new_key: Callable[[], str]
    name_of: Callable[[str], Awaitable[str]]
    keep_configuration: Callable[[str, Mapping[str, Any]], Awaitable[None]]
    snapshots: Callable[[str], Awaitable[tuple[ConfigurationSnapshot, ...]]]

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.moment.wall

    def plan(
        self, write: Write, request: PreparedRequest, *, title: str, verb: str, **more: Any
    ) -> WritePlan:
        """The plan that sends *request*, with a key where Codat takes one and the request as masked curl."""
        key = self.new_key() if request.keyed else ""
        company = {"company_id": "", "company_name": ""}
        return WritePlan(
            write=write,
            operation=request.operation,
            title=title,
            verb=verb,
            key=key,
            prepared=self.moment,
            curl=self.client.preview_curl(request, key),
            **company | more,
        )


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Reading shows no trace of the write; *reason* in words. *for_good*: looking again cannot help."""

    reason: str
    for_good: bool = False


Found: TypeAlias = Verified | Differs | NotSeen


class Operation(ABC, Generic[W]):
    """One of Codat's writing operations. Every method that reads or sends raises CodatError."""

    NAME: ClassVar[str]
    """Codat's own name, which the journal keeps."""
    WATCHED: ClassVar[bool] = False
    """True where the result is a sync, to be watched to its end."""

    def lane(self, write: W) -> str:
        """What only one write at a time may change: writes of one lane are not sent side by side."""
        return self.NAME

    @abstractmethod
    async def prepare(self, ground: Ground, write: W) -> WritePlan:
        """Read again, compare what was shown, is there and is wanted, and say what will be sent."""

    @abstractmethod
    async def read_before(self, ground: Ground, write: W) -> str:
        """What is there now as JSON, for the journal, for undo and for finding out; never a secret."""

    def moved_on(self, shown: str, now: str) -> bool:
        """True when what the sheet showed (`read_before` then) is there no more, and it must be shown again."""
        return shown != now

    @abstractmethod
    def wanted(self, write: W) -> str:
        """What is wanted as JSON, for the journal and for finding out; never a secret."""

    @abstractmethod
    async def send(self, ground: Ground, write: W, call: Call) -> WriteResult:
        """Send it, once; the client repeats only what is safe to repeat."""

    @abstractmethod
    async def find_out(self, ground: Ground, intent: Intent, result: WriteResult | None) -> Found:
        """Read whether the write of *intent* is there. *result* is what Codat answered, None for a lost answer."""

    def undo(self, intent: Intent) -> Write:
        """The write that puts the old value back. Raises RefusedError where there is none."""
        raise RefusedError(
            title="This cannot be undone",
            next_step="Undo exists for texts, visible accounts and configurations.",
        )


def quoted(text: str) -> str:
    """*text* as a sentence quotes it."""
    return f"“{text}”"
