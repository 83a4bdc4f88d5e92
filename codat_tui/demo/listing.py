"""A listing: filter by `query`, sort by `orderBy`, take one page."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from codat_tui.demo.documented import Json
from codat_tui.demo.handler_support import answer
from codat_tui.demo.paging import Page
from codat_tui.demo.query import compile_query, sort_key


def list_answer(request: Request, rows: Iterable[Json], sample: Json) -> Response:
    """Return the requested page of `rows`; `sample` names every property a row may have."""
    page = Page.of(request)
    query, order = request.query_params.get("query"), request.query_params.get("orderBy")
    if query:
        wanted = compile_query(query, sample)
        rows = (row for row in rows if wanted(row))
    if order:
        key, descending = sort_key(order, sample)
        chosen = sorted(rows, key=key, reverse=descending)
    else:
        chosen = list(rows)
    return answer(page.envelope(chosen[page.first : page.last], len(chosen)))
