"""The program itself: profiles, codes, checks, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.codes import SyncState


@dataclass(frozen=True, slots=True)
class CodeData:
    """A status code of Codat's and what it means."""

    code: int
    state: SyncState
    title: str
    meaning: str
    who: Who | None
    remedy: str
    kind: CauseKind | None


@dataclass(frozen=True, slots=True)
class ProfileData:
    """A profile of `config.toml`; *key_from* is where its API key is, never the key."""

    name: str
    used: bool
    environment: str
    read_only: bool
    base_url: str
    client_id: str | None
    key_from: str


@dataclass(frozen=True, slots=True)
class PathData:
    """A file or folder of the program."""

    what: str
    path: str
    exists: bool


@dataclass(frozen=True, slots=True)
class IdentityData:
    """The client that the API key belongs to, and what the key may do here."""

    client: str | None
    profile: str
    environment: str
    base_url: str
    read_only: bool
    key_from: str
    user: str
    quota_limit: int | None
    quota_left: int | None
    quota_reset: datetime | None


@dataclass(frozen=True, slots=True)
class CheckData:
    """One line of `doctor`; *fine* is null where nothing can be said."""

    subject: str
    fine: bool | None
    text: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class VersionData:
    """A version that matters here."""

    name: str
    version: str
