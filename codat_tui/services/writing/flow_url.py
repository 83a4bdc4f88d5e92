"""Requests a Sync Flow link: a GET that may create a company and connections, so it is treated as a write.

Invariant: the link works once, within 30 seconds; it is passed on at once, stored nowhere, and cannot be read
again.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    PlanFact,
    PlanWarning,
    RequestFlowUrl,
    Verified,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.json.text import canonical_json
from codat_tui.secret import Secret
from codat_tui.services.reading import each_integration
from codat_tui.services.writing.company_reading import companies_known_as
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext, quoted

if TYPE_CHECKING:
    from codat_tui.api import Call

# Seconds, by Codat's documentation.
LIFETIME = 30


class FlowUrlOperation(Operation[RequestFlowUrl]):
    """get-sync-flow-url; takes no Idempotency-Key, so it is repeated only when nothing was sent."""

    NAME = "get-sync-flow-url"

    def exclusive_key(self, write: RequestFlowUrl) -> str:
        return f"flow {write.merchant_identifier}"

    async def prepare(self, context: WriteContext, write: RequestFlowUrl) -> WritePlan:
        from codat_tui.api import requests

        names = {each.key: each.name async for each in each_integration(context.client)}
        known = await companies_known_as(context.client, write.merchant_identifier)
        commerce, accounting = write.commerce_key, write.accounting_key
        request = requests.get_sync_flow_url(commerce, accounting, write.merchant_identifier or None)
        merchant = PlanFact("merchant", write.merchant_identifier or "none", _known_text(known))
        unknown = [key for key in (commerce, accounting) if key not in names]
        return context.plan(
            write,
            request,
            title="Sync Flow link",
            verb="ask for the link",
            company_id=write.company_id,
            company_name=await context.name_of(write.company_id) if write.company_id else "",
            facts=(
                merchant,
                PlanFact("commerce", names.get(commerce, "not an integration"), commerce),
                PlanFact("accounting", names.get(accounting, "not an integration"), accounting),
            ),
            warnings=_warnings(known, unknown),
            requests=1,
            before=canonical_json(sorted(known)),
        )

    async def read_before(self, context: WriteContext, write: RequestFlowUrl) -> str:
        return canonical_json(sorted(await companies_known_as(context.client, write.merchant_identifier)))

    def wanted(self, write: RequestFlowUrl) -> str:
        return canonical_json(
            {
                "merchantIdentifier": write.merchant_identifier,
                "commerceKey": write.commerce_key,
                "accountingKey": write.accounting_key,
            }
        )

    async def send(self, context: WriteContext, write: RequestFlowUrl, call: Call) -> WriteResult:
        answer = await context.client.connections.get_sync_flow_url(
            write.commerce_key,
            write.accounting_key,
            merchant_identifier=write.merchant_identifier or None,
            call=call,
        )
        return WriteResult(company_id=write.company_id, flow_url=Secret(answer.url))

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        # A lost link cannot be read, but what it created can.
        if result is not None and result.flow_url:
            issued = replace(result, issued=context.moment)
            return Verified(f"The link works once, within {LIFETIME} seconds.", issued)
        identifier = json.loads(intent.wanted)["merchantIdentifier"]
        known = await companies_known_as(context.client, identifier)
        new = sorted(set(known) - set(json.loads(intent.before)))
        if new:
            return NotSeen(f"The link was lost, but a company {quoted(known[new[0]])} was created, {new[0]}.")
        return NotSeen("The link was lost and no new company is listed. Ask for a new link.")


def _known_text(known: dict[str, str]) -> str:
    if not known:
        return "no company has this id or name"
    company_id, name = next(iter(known.items()))
    return f"{name}, {company_id}"


def _warnings(known: dict[str, str], unknown: list[str]) -> tuple[PlanWarning, ...]:
    found = [
        PlanWarning(f"There is no integration with the key {key}.", "Choose one of the list.", True)
        for key in unknown
    ]
    if len(known) > 1:
        found.append(PlanWarning(f"{len(known)} companies have this name.", "Use the company's id instead."))
    text = "may add connections to this company" if known else "may create a company and its connections"
    found.append(PlanWarning(f"Asking for the link {text}, although it is a GET request."))
    found.append(PlanWarning(f"The link works once and only for {LIFETIME} seconds."))
    return tuple(found)
