"""Asks for a Sync Flow link: it works once, within 30 seconds."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import (
    COLUMNS,
    add_write_options,
    confirm,
    exit_of,
    prepared,
    print_change,
    print_plan,
    send,
)
from codat_tui.exits import Exit
from codat_tui.models.writes import RequestFlowUrl, Verified
from codat_tui.present.data.changes import ChangeData, change_data


def _arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="COMPANY", help="its id, its name or a part of it")
    parser.add_argument(
        "--commerce",
        required=True,
        metavar="KEY",
        help="the commerce platform's key (codat-tui integrations)",
    )
    parser.add_argument("--accounting", required=True, metavar="KEY", help="the accounting software's key")
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options = session.options
    entry = await session.company(options.name)
    write = RequestFlowUrl(options.commerce, options.accounting, entry.company_id, entry.company_id)
    plan = await prepared(session, write)
    if options.dry_run:
        print_plan(session, plan)
        return Exit.FINE
    await confirm(session, plan)
    change = await send(session, plan)
    result = change.outcome.result if isinstance(change.outcome, Verified) else None
    # Asked for to be passed on: the one secret that is printed.
    url = result.flow_url.reveal() if result is not None and result.flow_url else None
    if url is not None and not session.output.structured:
        session.output.text(f"{url}\n")
        session.output.say("It works once, within 30 seconds.")
    else:
        print_change(session, plan, change, change_data(plan, change, link=url))
    return exit_of(change)


COMMAND = Command(
    name="link",
    examples=(
        Example(
            'codat-tui link "Harbour Lane" --commerce ugxp --accounting gbol', "asks first, prints the link"
        ),
        Example('codat-tui link "Harbour Lane" --commerce ugxp --accounting gbol --dry-run', "sends nothing"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData,),
    columns=COLUMNS,
    tabbed=("link",),
    description="Asking may create connections, so it counts as a change. The link is printed and kept nowhere.",
)
