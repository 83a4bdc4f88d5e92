"""Adds a connection to a company; after a lost answer it is the one that was not listed before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    CreateConnection,
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
from codat_tui.services.reading import list_connections
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext

if TYPE_CHECKING:
    from codat_tui.api import Call
    from codat_tui.models.codat import Connection


class CreateConnectionOperation(Operation[CreateConnection]):
    NAME = "create-connection"

    def exclusive_key(self, write: CreateConnection) -> str:
        return f"connection {write.company_id} {write.platform_key}"

    async def prepare(self, context: WriteContext, write: CreateConnection) -> WritePlan:
        from codat_tui.api import requests

        name = await context.name_of(write.company_id)
        connections = await list_connections(context.client, write.company_id)
        platform = write.platform_name or write.platform_key
        there = [each for each in connections if each.integration_key == write.platform_key]
        return context.plan(
            write,
            requests.create_connection(write.company_id, write.platform_key),
            title="New connection",
            verb="create",
            company_id=write.company_id,
            company_name=name,
            facts=(PlanFact("platform", platform, write.platform_key),),
            diff=(
                DiffLine("Connections", str(len(connections)), f"{len(connections) + 1}, with {platform}"),
            ),
            warnings=tuple(
                PlanWarning(
                    f"There is a connection to {platform} already: {each.status}, {each.id}.",
                    ""
                    if read_link(each.status) is LinkState.LINKED
                    else "The merchant can use its link instead.",
                )
                for each in there
            ),
            requests=2,
            before=_ids(connections),
        )

    async def read_before(self, context: WriteContext, write: CreateConnection) -> str:
        return _ids(await list_connections(context.client, write.company_id))

    def changed_since_sheet(self, shown: str, now: str) -> bool:
        # Another new connection does not affect this one.
        return False

    def wanted(self, write: CreateConnection) -> str:
        return canonical_json({"platformKey": write.platform_key, "platformName": write.platform_name})

    async def send(self, context: WriteContext, write: CreateConnection, call: Call) -> WriteResult:
        create = context.client.connections.create
        return _result(write.company_id, await create(write.company_id, write.platform_key, call=call))

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        connections = await list_connections(context.client, intent.company_id)
        platform = json.loads(intent.wanted)
        name = platform["platformName"] or platform["platformKey"]
        if result is not None and result.connection_id:
            listed = [each for each in connections if each.id == result.connection_id]
            missing = Differs(
                (DiffLine("Connection", f"{name}, {result.connection_id}", "not listed"),), result
            )
        else:
            before = set(json.loads(intent.before))
            key = platform["platformKey"]
            listed = [each for each in connections if each.id not in before and each.integration_key == key]
            missing = None
        if listed:
            found = listed[-1]
            return Verified(
                f"{name} is listed as {found.status}, {found.id}.", _result(intent.company_id, found)
            )
        return missing or NotSeen(f"No new connection to {name} is listed.")


def _ids(connections: tuple[Connection, ...]) -> str:
    return canonical_json(sorted(each.id for each in connections))


def _result(company_id: str, connection: Connection) -> WriteResult:
    return WriteResult(company_id=company_id, connection_id=connection.id, link_url=connection.link_url)
