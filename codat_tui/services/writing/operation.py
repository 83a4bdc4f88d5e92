"""The interface of a writing operation, so that every write follows the same steps.

An operation reads before, compares, sends once, and verifies by reading; it keeps no state.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from codat_tui.clock import Moment
from codat_tui.models.changes import Intent, ToldRange
from codat_tui.models.errors import RefusedError
from codat_tui.models.local import ProfileFacts
from codat_tui.models.writes import Differs, Verified, Write, WritePlan, WriteResult

if TYPE_CHECKING:
    from codat_tui.api import Call, CodatClient
    from codat_tui.api.requests import PreparedRequest
    from codat_tui.models.journal import ConfigurationSnapshot

W = TypeVar("W", bound=Write)

ASKED_AT = "asked_at"
"""Where an intent's details hold the moment it was journaled by Codat's clock, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class WriteContext:
    """What an operation uses: client, profile, time, names of companies, memory of configurations."""

    client: CodatClient
    profile: ProfileFacts
    moment: Moment
    new_key: Callable[[], str]
    name_of: Callable[[str], Awaitable[str]]
    keep_configuration: Callable[[str, Mapping[str, Any]], Awaitable[None]]
    snapshots: Callable[[str], Awaitable[tuple[ConfigurationSnapshot, ...]]]
    told_ranges: Callable[[str], Awaitable[tuple[ToldRange, ...]]]

    @property
    def now(self) -> datetime:
        return self.moment.wall

    def plan(
        self, write: Write, request: PreparedRequest, *, title: str, verb: str, **more: Any
    ) -> WritePlan:
        """Return the plan that sends *request*, with a key where Codat takes one, and masked curl."""
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
    """No trace of the write was read; *final*: reading again cannot help."""

    reason: str
    final: bool = False


Found: TypeAlias = Verified | Differs | NotSeen


class Operation(ABC, Generic[W]):
    """One of Codat's writing operations. Every method that reads or sends raises CodatError."""

    # Codat's name, kept in the journal.
    NAME: ClassVar[str]
    # True when the result is a sync, which is then watched.
    WATCHED: ClassVar[bool] = False

    def exclusive_key(self, write: W) -> str:
        """Return a name shared by writes that must not be sent at the same time."""
        return self.NAME

    @abstractmethod
    async def prepare(self, context: WriteContext, write: W) -> WritePlan:
        """Read again, compare shown, current and wanted values, and return what will be sent."""

    @abstractmethod
    async def read_before(self, context: WriteContext, write: W) -> str:
        """Return the current value as JSON, for journal, undo and verification; never a secret."""

    def changed_since_sheet(self, shown: str, now: str) -> bool:
        """Return whether `read_before` changed since the sheet, which must then be shown again."""
        return shown != now

    @abstractmethod
    def wanted(self, write: W) -> str:
        """Return the wanted value as JSON, for journal and verification; never a secret."""

    @abstractmethod
    async def send(self, context: WriteContext, write: W, call: Call) -> WriteResult:
        """Send once; the client repeats only what is safe to repeat."""

    @abstractmethod
    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        """Read whether the write of *intent* is there; *result* is Codat's answer, None when lost."""

    def undo(self, intent: Intent) -> Write:
        """Return the write that restores the old value. Raises RefusedError when there is none."""
        raise RefusedError(
            title="This cannot be undone",
            next_step="Undo exists for texts, visible accounts and configurations.",
        )


def quoted(text: str) -> str:
    return f"“{text}”"
