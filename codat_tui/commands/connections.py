"""A company's connections and their errors."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.present.data.connections import CONNECTION_FIELDS, ConnectionData, connection_data


def _arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="COMPANY", help="its id, its name or a part of it")


async def _run(session: Session) -> Exit:
    entry = await session.company(session.options.name)
    found = await session.services.looking.connections(entry.company_id)
    session.output.rows(
        [connection_data(each, entry.company_id) for each in found], f"{entry.name} has no connection."
    )
    return Exit.FINE


COMMAND = Command(
    name="connections",
    examples=(
        Example('codat-tui connections "Harbour Lane"', "what is linked"),
        Example('codat-tui connections "Harbour Lane" --fields platform,link_url', "the pages to send"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ConnectionData,),
    columns=("platform", "side", "status", "last_read", "errors.message", "id"),
    tabbed=CONNECTION_FIELDS,
)
