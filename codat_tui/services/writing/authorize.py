"""Sends a connection's credentials to Codat.

Invariant: only the credentials' names are kept; only the status can be read back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    AuthorizeConnection,
    Differs,
    DiffLine,
    PlanFact,
    PlanWarning,
    Verified,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.rules.json.text import canonical_json
from codat_tui.services.writing.connection_reading import find_connection, link_key, platform_words
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext

if TYPE_CHECKING:
    from codat_tui.api import Call

LINKED = "Linked"


class AuthorizeOperation(Operation[AuthorizeConnection]):
    """update-connection-authorization; takes no Idempotency-Key, so it is repeated only when nothing was
    sent.
    """

    NAME = "update-connection-authorization"

    def exclusive_key(self, write: AuthorizeConnection) -> str:
        return link_key(write.connection_id)

    async def prepare(self, context: WriteContext, write: AuthorizeConnection) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        connection = await find_connection(context.client, write.company_id, write.connection_id)
        platform = platform_words(connection, write.platform_name)
        # The sheet names the credentials, never their values.
        hidden = {key: value.reveal() for key, value in write.credentials.items()}
        linked = read_link(connection.status) is LinkState.LINKED
        warning = PlanWarning(f"{platform} is Linked already; its credentials are replaced.")
        return context.plan(
            write,
            requests.update_connection_authorization(write.company_id, write.connection_id, hidden),
            title=f"Authorise {platform}",
            verb="authorise",
            company_id=write.company_id,
            company_name=name,
            facts=(
                PlanFact("connection", platform, connection.id),
                *(PlanFact("credential", key, "hidden, not kept") for key in write.credentials),
            ),
            diff=(DiffLine("Link", connection.status, LINKED),),
            warnings=(warning,) if linked else (),
            refused="" if all(write.credentials.values()) and write.credentials else "A value is missing.",
            requests=3,
            before=canonical_json({"status": connection.status}),
        )

    async def read_before(self, context: WriteContext, write: AuthorizeConnection) -> str:
        connection = await find_connection(context.client, write.company_id, write.connection_id)
        return canonical_json({"status": connection.status})

    def wanted(self, write: AuthorizeConnection) -> str:
        return canonical_json({"connectionId": write.connection_id, "credentials": sorted(write.credentials)})

    async def send(self, context: WriteContext, write: AuthorizeConnection, call: Call) -> WriteResult:
        values = {key: value.reveal() for key, value in write.credentials.items()}
        update = context.client.connections.update_authorization
        await update(write.company_id, write.connection_id, values, call=call)
        return WriteResult(company_id=write.company_id, connection_id=write.connection_id)

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        connection_id = json.loads(intent.wanted)["connectionId"]
        connection = await find_connection(context.client, intent.company_id, connection_id)
        was_linked = read_link(json.loads(intent.before)["status"]) is LinkState.LINKED
        # Linked proves the write, unless it was Linked before and no answer came.
        if read_link(connection.status) is LinkState.LINKED and (result is not None or not was_linked):
            done = WriteResult(intent.company_id, connection_id, connection.link_url)
            return Verified(f"{connection.platform_name} is {connection.status}.", done)
        if result is not None:
            return Differs((DiffLine("Link", LINKED, connection.status),), result)
        said = (
            "was Linked before, too: its status proves nothing" if was_linked else f"is {connection.status}"
        )
        return NotSeen(f"{connection.platform_name} {said}.")
