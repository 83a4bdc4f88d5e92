"""What one shift leaves to the next: notes, snoozes and what was seen; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class CompanyNote(NamedTuple):
    """A note of a person about a company and one *cause* (see `cause_key`), "" where there was none.

    *short* is the cause in a few words. *until* ends a snooze, None without one; *failing_since* and *days_left* are
    those of Codat's 31 days when it was written, None where they were not certain.
    """

    company_id: str
    company_name: str
    cause: str
    short: str
    text: str
    author: str
    at: datetime
    until: datetime | None = None
    failing_since: datetime | None = None
    days_left: int | None = None


class Seen(NamedTuple):
    """What a company looked like that needed a person: its name, and its cause in a few words."""

    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Look:
    """The companies that needed a person at the end of a look at the fleet, by id."""

    at: datetime
    needing: Mapping[str, Seen]


class SinceLook(NamedTuple):
    """Company ids: those that need a person only now, still, and no longer."""

    new: tuple[str, ...]
    still: tuple[str, ...]
    recovered: tuple[str, ...]
