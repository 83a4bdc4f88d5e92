"""Writes the user may request and their results, one frozen type for each operation; standard library only.

*shown* is the value the user saw at the start, *wanted* the new one; both are compared with the server's
value just before the write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from codat_tui.secret import Secret

if TYPE_CHECKING:
    from codat_tui.clock import Moment


@dataclass(frozen=True, slots=True)
class StartSync:
    """Sync from the last success to *sync_to*, or to now."""

    company_id: str
    sync_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class StartRangeSync:
    """Sync exactly this range, in UTC."""

    company_id: str
    start: datetime
    finish: datetime


@dataclass(frozen=True, slots=True)
class CreateConnection:
    """Add a connection to this platform; the merchant links it."""

    company_id: str
    platform_key: str
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class UnlinkConnection:
    """Unlink; cannot be undone, the merchant must link again."""

    company_id: str
    connection_id: str
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizeConnection:
    """Send credentials to Codat; they are never kept, shown or logged."""

    company_id: str
    connection_id: str
    credentials: Mapping[str, Secret] = field(repr=False)
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class RequestFlowUrl:
    """Request a Sync Flow link; this may create the company and its connections."""

    commerce_key: str
    accounting_key: str
    merchant_identifier: str
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class SaveConfiguration:
    """A whole configuration with Codat's names; unknown fields go back unchanged."""

    company_id: str
    shown: Mapping[str, Any]
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaveTexts:
    """Changed texts of one locale: a text, "" to show nothing, None for the default."""

    locale: str
    shown: Mapping[str, str | None]
    wanted: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class SaveVisibleAccounts:
    """Account keys shown for a commerce platform: None is the default, () only the required ones."""

    platform_key: str
    shown: tuple[str, ...] | None
    wanted: tuple[str, ...] | None
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class CreateCompany:
    """A new company; Codat removes characters it does not allow from the name."""

    name: str
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


Write: TypeAlias = (
    StartSync
    | StartRangeSync
    | CreateConnection
    | UnlinkConnection
    | AuthorizeConnection
    | RequestFlowUrl
    | SaveConfiguration
    | SaveTexts
    | SaveVisibleAccounts
    | CreateCompany
)


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One line of the sheet, with an id or reason beside it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A warning before confirming; *will_fail* when Codat will refuse the write."""

    text: str
    remedy: str = ""
    will_fail: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One change in words, names beside ids: "Refunds: 4010 Sales returns → 4020 Refunds".

    *note* is Codat's name where the label is not enough.
    """

    label: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value somebody else changed meanwhile."""

    label: str
    shown: str
    now: str
    wanted: str


@dataclass(frozen=True, slots=True)
class WritePlan:
    """A write as the sheet shows it, read again just before: target, effect and request.

    *refused* says why it must not be sent, or "". *doubtful*: the outcome of an earlier one is not known, which is the
    first of *warnings*. *covered*: the whole range is in successful syncs already. With *conflicts*, sending overwrites
    what is there. *must_type* is the text to type for a severe write. *key* is the Idempotency-Key, "" for operations
    without; one plan cannot write twice.
    """

    write: Write
    operation: str
    company_id: str
    company_name: str
    title: str
    verb: str
    key: str
    prepared: Moment
    facts: tuple[PlanFact, ...] = ()
    diff: tuple[DiffLine, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    refused: str = ""
    doubtful: bool = False
    covered: bool = False
    undoable: bool = False
    must_type: str = ""
    requests: int = 1
    curl: str = ""
    # The server's value just before, as JSON, for the journal and undo; "" if none.
    before: str = ""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """Results of a write; "" or None where the operation gives none.

    *flow_url* works once, within 30 seconds of *issued*, and is never stored.
    """

    company_id: str = ""
    connection_id: str = ""
    link_url: str = ""
    flow_url: Secret | None = None
    issued: Moment | None = None
    commerce_sync_id: str = ""
    sync_id: str = ""
    sync_utc: str = ""
    range_start: str = ""
    range_finish: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """The write was read back and is there; *detail* in words."""

    detail: str
    result: WriteResult | None = None


@dataclass(frozen=True, slots=True)
class Differs:
    """Codat accepted the write, but the value read back is another: *before* wanted, *after* found."""

    what: tuple[DiffLine, ...]
    result: WriteResult | None = None
