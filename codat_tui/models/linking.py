"""A connection followed until the merchant has linked it; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codat_tui.models.errors import CodatError


@dataclass(frozen=True, slots=True)
class LinkFollow:
    """One followed connection; *status* is Codat's text, "" before the first request."""

    connection_id: str
    company_id: str
    company_name: str
    platform_name: str
    started_at: datetime
    status: str = ""
    linked: bool = False
    looks: int = 0
    next_look_at: datetime | None = None
    error: CodatError | None = None
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.ended_at is None
