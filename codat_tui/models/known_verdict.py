"""A verdict as it is kept between runs; standard library only, because a check that asks nothing waits for it."""

from __future__ import annotations

from typing import Any, NamedTuple


class KnownVerdict(NamedTuple):
    """*checked_at* is ISO text, "" for never; *urgency* sorts; *row* is what `check` prints, ready for JSON."""

    company_id: str
    name: str
    checked_at: str
    urgency: int
    row: dict[str, Any]
