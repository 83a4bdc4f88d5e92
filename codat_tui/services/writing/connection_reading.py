"""Reads one connection of a company, for every write about connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.errors import NotFoundError
from codat_tui.services.reading import list_connections

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import Connection


async def find_connection(client: CodatClient, company_id: str, connection_id: str) -> Connection:
    """Return the connection. Raises CodatError; NotFoundError when the company has none with this id."""
    for connection in await list_connections(client, company_id):
        if connection.id.lower() == connection_id.lower():
            return connection
    raise NotFoundError(
        title="The company has no connection of this id",
        next_step="Refresh its connections: it may have been deleted.",
        status=404,
    )


def link_key(connection_id: str) -> str:
    """Return the exclusive key of every write that changes the connection's link."""
    return f"link {connection_id}"


def platform_words(connection: Connection, known_name: str) -> str:
    """Return what the sheet calls the connection's platform: as Codat does, else as the person's screen did."""
    return connection.platform_name or known_name or connection.integration_key
