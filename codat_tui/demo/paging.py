"""Pages of a listing.

Invariant: `self` has no query, the last page no `next`, the first no `previous`; totals count after the
filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from codat_tui.demo.documented import MAXIMUM_PAGE_SIZE, ApiError, Json


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: path, parameters repeated in every link, number from 1, and size."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    number: int
    size: int

    @classmethod
    def of(cls, request: Request) -> Page:
        """Raises ApiError 400 for numbers out of the documented range."""
        query = request.query_params
        kept = tuple((name, query[name]) for name in ("query", "orderBy") if name in query)
        number = _whole(query.get("page", "1"), "page", None)
        size = _whole(query.get("pageSize", "100"), "pageSize", MAXIMUM_PAGE_SIZE)
        return cls(request.url.path, kept, number, size)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return self.first + self.size

    def _link(self, number: int) -> Json:
        parameters = urlencode([("page", number), ("pageSize", self.size), *self.parameters])
        return {"href": f"{self.path}?{parameters}"}

    def frame(self, total: int) -> Json:
        """Return the envelope without results."""
        links: Json = {"self": {"href": self.path}, "current": self._link(self.number)}
        if self.last < total:
            links["next"] = self._link(self.number + 1)
        if self.number > 1:
            links["previous"] = self._link(self.number - 1)
        return {"pageNumber": self.number, "pageSize": self.size, "totalResults": total, "_links": links}

    def envelope(self, rows: Sequence[Json], total: int) -> Json:
        return {"results": list(rows), **self.frame(total)}


def _whole(text: str, name: str, highest: int | None) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1 or (highest is not None and value > highest):
        limit = f" and at most {highest}" if highest else ""
        raise ApiError(400, problems=((name, f"{name} must be at least 1{limit}."),))
    return value
