"""Links and mapping against Codat's documented rules."""

from __future__ import annotations

import asyncio

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.errors import lines_of, status_of
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.progress import progress
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.models.errors import CodatError
from codat_tui.present.data.connections import FindingData, finding_data
from codat_tui.rules.findings import Severity
from codat_tui.rules.mapping.lint import lint
from codat_tui.words import count


def _arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="*", metavar="COMPANY", help="by id or name")
    parser.add_argument("--all", action="store_true", help="every company: two requests each")


async def _run(session: Session) -> Exit:
    options, output, looking = session.options, session.output, session.services.looking
    if bool(options.names) == options.all:
        raise UsageError("name companies, or give --all")
    entries = await session.companies() if options.all else {e.company_id: e for e in await session.chosen()}

    async def read(company_id: str) -> list[FindingData]:
        configuration, connections = await asyncio.gather(
            looking.configuration(company_id), looking.connections(company_id)
        )
        name = entries[company_id].name
        return [finding_data(each, company_id, name) for each in lint(configuration, connections)]

    rows: list[FindingData] = []
    failures: dict[str, CodatError] = {}
    with progress(output) as show:
        done = 0
        async for company_id, answer in looking.each(entries, read):
            done += 1
            show(f"reading {done:,} of {len(entries):,}")
            if isinstance(answer, CodatError):
                failures[entries[company_id].name] = answer
            else:
                rows += answer
    output.rows(rows, f"{count(len(entries) - len(failures), 'company', 'companies')}, nothing found.")
    for name, error in failures.items():
        output.tell(f"{name} could not be read.", *lines_of(error))
    if any(row.severity is Severity.BLOCKS for row in rows):
        return Exit.PROBLEM_FOUND
    return status_of(next(iter(failures.values()))) if failures else Exit.FINE


COMMAND = Command(
    name="lint",
    examples=(
        Example('codat-tui lint "Harbour Lane"', "what is wrong in its mapping"),
        Example("codat-tui lint --all --jsonl", "every finding of every company, for a program"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(FindingData,),
    columns=("company", "severity", "label", "problem", "remedy"),
    tabbed=("company_id", "company", "severity", "kind", "field", "problem", "remedy", "who"),
    description=f"Ends with status {Exit.PROBLEM_FOUND.value} when something makes the next sync fail.",
)
