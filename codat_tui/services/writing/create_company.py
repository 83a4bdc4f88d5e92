"""Creates a company; its name is read back, because Codat drops characters silently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    CreateCompany,
    Differs,
    DiffLine,
    PlanFact,
    PlanWarning,
    Verified,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.fleet.company_names import dropped_characters, kept_name, tag_problems
from codat_tui.rules.json.text import canonical_json
from codat_tui.services.writing.company_reading import companies_known_as, read_company
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext, quoted

if TYPE_CHECKING:
    from codat_tui.api import Call


class CreateCompanyOperation(Operation[CreateCompany]):
    NAME = "create-company"

    def exclusive_key(self, write: CreateCompany) -> str:
        return f"company {kept_name(write.name)}"

    async def prepare(self, context: WriteContext, write: CreateCompany) -> WritePlan:
        from codat_tui.api import requests

        kept = kept_name(write.name)
        known = await companies_known_as(context.client, kept)
        facts = [PlanFact("name", kept or "(nothing)")]
        facts += [PlanFact("description", write.description)] if write.description else []
        facts += [PlanFact("tag", key, value) for key, value in write.tags.items()]
        problems = tag_problems(write.tags)
        return context.plan(
            write,
            requests.create_company(write.name, write.description or None, write.tags or None),
            title="New company",
            verb="create",
            company_name=kept,
            facts=tuple(facts),
            diff=(DiffLine("Name", write.name, kept),) if kept != write.name else (),
            warnings=_warnings(write.name, known),
            refused="A company needs a name." if not kept else (problems[0] if problems else ""),
            requests=3,
            before=canonical_json(sorted(known)),
        )

    async def read_before(self, context: WriteContext, write: CreateCompany) -> str:
        return canonical_json(sorted(await companies_known_as(context.client, kept_name(write.name))))

    def wanted(self, write: CreateCompany) -> str:
        return canonical_json(
            {"name": write.name, "description": write.description, "tags": dict(write.tags)}
        )

    async def send(self, context: WriteContext, write: CreateCompany, call: Call) -> WriteResult:
        company = await context.client.advanced_controls.create_company(
            write.name, description=write.description or None, tags=write.tags or None, call=call
        )
        return WriteResult(company_id=company.id)

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        wanted = json.loads(intent.wanted)
        kept = kept_name(wanted["name"])
        company_id = result.company_id if result is not None else ""
        # No answer: it is the company of that name that was not there before.
        if not company_id:
            known = await companies_known_as(context.client, kept)
            new = sorted(set(known) - set(json.loads(intent.before)))
            if not new:
                return NotSeen(f"No new company {quoted(kept)} is listed.")
            company_id = new[-1]
        company = await read_company(context.client, company_id)
        if company is None:
            return Differs((DiffLine("Company", f"{kept}, {company_id}", "not listed"),), result)
        there = {"name": company.name, "description": company.description, "tags": company.tags}
        lines = _differences({**wanted, "name": kept}, there)
        done = WriteResult(company_id=company.id)
        return (
            Differs(lines, done)
            if lines
            else Verified(f"{quoted(company.name)} is listed, {company.id}.", done)
        )


def _differences(wanted: Mapping[str, object], there: Mapping[str, object]) -> tuple[DiffLine, ...]:
    return tuple(
        DiffLine(key.capitalize(), _text(wanted[key]), _text(there[key]))
        for key in ("name", "description", "tags")
        if (wanted[key] or None) != (there[key] or None)
    )


def _text(value: object) -> str:
    return (
        ", ".join(f"{key} {text}" for key, text in value.items())
        if isinstance(value, dict)
        else str(value or "")
    )


def _warnings(name: str, known: dict[str, str]) -> tuple[PlanWarning, ...]:
    found = []
    if dropped := dropped_characters(name):
        found.append(
            PlanWarning(
                f"Codat drops {' '.join(dropped)} from the name.",
                "Letters A to Z, digits, blanks and - ' , & @ . ? ! are kept.",
            )
        )
    for company_id in known:
        found.append(
            PlanWarning(
                f"There is a company of this name already, {company_id}.",
                "Two companies may have the same name.",
            )
        )
    return tuple(found)
