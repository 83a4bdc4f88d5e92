"""Unlinks a connection that is Linked; only the merchant can link it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    Differs,
    DiffLine,
    PlanFact,
    PlanWarning,
    UnlinkConnection,
    Verified,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.fleet.company_names import name_to_type
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.rules.json.text import canonical_json
from codat_tui.services.writing.connection_reading import find_connection, link_key, platform_words
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext

if TYPE_CHECKING:
    from codat_tui.api import Call

UNLINKED = "Unlinked"


class UnlinkOperation(Operation[UnlinkConnection]):
    NAME = "update-connection"

    def exclusive_key(self, write: UnlinkConnection) -> str:
        return link_key(write.connection_id)

    async def prepare(self, context: WriteContext, write: UnlinkConnection) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        connection = await find_connection(context.client, write.company_id, write.connection_id)
        platform = platform_words(connection, write.platform_name)
        linked = read_link(connection.status) is LinkState.LINKED
        return context.plan(
            write,
            requests.update_connection(write.company_id, write.connection_id, UNLINKED),
            title=f"Unlink {platform}",
            verb="unlink",
            company_id=write.company_id,
            company_name=name,
            facts=(
                PlanFact("connection", platform, connection.id),
                PlanFact("kind", connection.source_type or "not stated"),
            ),
            diff=(DiffLine("Link", connection.status, UNLINKED),),
            warnings=(
                PlanWarning("No sync runs until the merchant links it again through its link."),
                PlanWarning("Data that Codat has read already stays."),
            ),
            refused=""
            if linked
            else f"Only a Linked connection can be unlinked; this one is {connection.status}.",
            must_type=name_to_type(name) or name_to_type(write.company_id),
            requests=3,
            before=canonical_json({"status": connection.status}),
        )

    async def read_before(self, context: WriteContext, write: UnlinkConnection) -> str:
        connection = await find_connection(context.client, write.company_id, write.connection_id)
        return canonical_json({"status": connection.status})

    def wanted(self, write: UnlinkConnection) -> str:
        return canonical_json(
            {"connectionId": write.connection_id, "platformName": write.platform_name, "status": UNLINKED}
        )

    async def send(self, context: WriteContext, write: UnlinkConnection, call: Call) -> WriteResult:
        update = context.client.connections.update_connection
        await update(write.company_id, write.connection_id, UNLINKED, call=call)
        return WriteResult(company_id=write.company_id, connection_id=write.connection_id)

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        connection_id = json.loads(intent.wanted)["connectionId"]
        connection = await find_connection(context.client, intent.company_id, connection_id)
        if read_link(connection.status) is LinkState.UNLINKED:
            done = WriteResult(intent.company_id, connection_id, connection.link_url)
            return Verified(f"{connection.platform_name} is {connection.status}.", done)
        if result is not None:
            return Differs((DiffLine("Link", UNLINKED, connection.status),), result)
        return NotSeen(f"{connection.platform_name} is still {connection.status}.")
