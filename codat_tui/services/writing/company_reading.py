"""Companies by name or id: by a query where the name allows one, else from the whole list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codat_tui.models.errors import BadRequestError

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import Company

# Names that are no part of Codat's query language.
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .'\-]*")
# Characters that make a part of a name worth a query.
SHORTEST_PART = 3
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


async def companies_known_as(client: CodatClient, identifier: str) -> dict[str, str]:
    """Return the names by id of companies whose id or whole name is *identifier*. Raises CodatError."""
    if not identifier:
        return {}
    if _GUID.fullmatch(identifier):
        company = await read_company(client, identifier)
        return {company.id: company.name} if company is not None else {}
    try:
        return await _named(client, identifier, _query(identifier))
    except BadRequestError:
        return await _named(client, identifier, None)


async def read_company(client: CodatClient, company_id: str) -> Company | None:
    """Return the company in full, or None. Raises CodatError."""
    page = await client.advanced_controls.list_companies(query=f"id={company_id.lower()}")
    return next((each for each in page.results if each.id.lower() == company_id.lower()), None)


def _query(name: str) -> str | None:
    # It finds at least the companies of that name; None when only the whole list will do.
    if _PLAIN.fullmatch(name):
        return f"name={name}"
    part = max((each.strip() for each in _PLAIN.findall(name)), key=len, default="")
    return f"name~{part}" if len(part) >= SHORTEST_PART else None


async def _named(client: CodatClient, name: str, query: str | None) -> dict[str, str]:
    companies = client.advanced_controls.companies(page_size=500, query=query)
    return {each.id: each.name async for each in companies if each.name == name}
