"""What a person may ask to be written, and what came of it: one frozen type an operation; standard library only.

*shown* is always the value the person saw when they began, *wanted* what they want instead: between the two stands
what the server says just before the write.
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
    """Sync from the last success up to *sync_to*, or to now."""

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
    """Add a connection of this platform; the merchant has to link it."""

    company_id: str
    platform_key: str
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class UnlinkConnection:
    """Cut a link; cannot be undone, the merchant has to link again."""

    company_id: str
    connection_id: str
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizeConnection:
    """Hand credentials to Codat; they are never kept, shown or logged."""

    company_id: str
    connection_id: str
    credentials: Mapping[str, Secret] = field(repr=False)
    platform_name: str = ""


@dataclass(frozen=True, slots=True)
class RequestFlowUrl:
    """Ask for a Sync Flow link, which may create the company and its connections."""

    commerce_key: str
    accounting_key: str
    merchant_identifier: str
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class SaveConfiguration:
    """A company's whole configuration on the wire's names; unknown fields go back as they came."""

    company_id: str
    shown: Mapping[str, Any]
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaveTexts:
    """Texts of one locale, changed keys only: a text, "" to show nothing, None for the default."""

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
    """A new company; Codat drops characters it does not allow from the name."""

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
    """One line of the sheet: what is addressed, with its id or reason beside it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something to know before confirming; *will_fail* when the write is doomed."""

    text: str
    remedy: str = ""
    will_fail: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One change in words, names beside ids: "Refunds: 4010 Sales returns → 4020 Refunds".

    *note* says what Codat calls it, where the label alone is not enough.
    """

    label: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed this meanwhile: what was shown, what is there now, what is wanted."""

    label: str
    shown: str
    now: str
    wanted: str


@dataclass(frozen=True, slots=True)
class WritePlan:
    """A write as the sheet shows it, after reading again: exact target, effect and request.

    *refused* is empty or says why it must not be sent. *conflicts* asks the person to choose: sending the plan
    overwrites what is there now. *must_type* is the text a severe write asks for. *key* is the Idempotency-Key
    ("" for the operations that take none): confirming one plan twice cannot write twice.
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
    undoable: bool = False
    must_type: str = ""
    requests: int = 1
    curl: str = ""
    before: str = ""
    """The server's value just before, as JSON, for the journal and for undo; "" where there is none."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a write gave that the person goes on with; "" or None where the operation gives none.

    *flow_url* works once within 30 seconds of *issued*; it is never stored.
    """

    company_id: str = ""
    connection_id: str = ""
    link_url: str = ""
    flow_url: Secret | None = None
    issued: Moment | None = None
    commerce_sync_id: str = ""
    sync_id: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """The write was read back and is there; *detail* says in words what was seen."""

    detail: str
    result: WriteResult | None = None


@dataclass(frozen=True, slots=True)
class Differs:
    """Codat accepted the write, but what was read back is not what was wanted: *before* wanted, *after* there."""

    what: tuple[DiffLine, ...]
    result: WriteResult | None = None
