"""What is collected about one company for Codat's support; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError
    from codat_tui.models.journal import JournalEntry, LedgerEntry
    from codat_tui.models.local import ProfileFacts, RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.models.written_records import WrittenRecords


class PackStep(StrEnum):
    """The steps of collecting and writing, in their order; the value is what they do."""

    COMPANY = "read the company"
    WRITTEN = "ask what was written"
    RECORDS = "look up requests and changes of this machine"
    FILES = "write the files"


@dataclass(frozen=True, slots=True)
class PackFacts:
    """All that is known of a company, with this machine's records about it.

    *problem*: why the company could not be read. *requests* and *changes* are newest first; *records_problem*: why
    this machine has none.
    """

    at: datetime
    profile: ProfileFacts
    company_id: str
    company_name: str
    overview: CompanyOverview | None
    written: RemoteState[WrittenRecords]
    versions: Mapping[str, str]
    problem: CodatError | None = None
    requests: tuple[LedgerEntry, ...] = ()
    changes: tuple[JournalEntry, ...] = ()
    records_problem: CodatError | None = None


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """Files by name; *markdown* is the one to paste, *cut* says what was too large to be whole."""

    files: Mapping[str, str]
    cut: tuple[str, ...]

    @property
    def markdown(self) -> str:
        return self.files[MARKDOWN]


MARKDOWN = "evidence.md"
