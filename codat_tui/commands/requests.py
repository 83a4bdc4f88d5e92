"""The requests made from this machine."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, duration, whole_number
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.present.activity import has_failed
from codat_tui.present.data.records import REQUEST_FIELDS, RequestData, request_data


def _arguments(parser: Parser) -> None:
    parser.add_argument("--failed", action="store_true", help="only those that failed")
    parser.add_argument("--since", type=duration, metavar="7d", help="only those of the last 7d, 36h, …")
    parser.add_argument(
        "--limit", type=whole_number(1, 1_000_000), default=500, metavar="N", help="at most this many (500)"
    )


async def _run(session: Session) -> Exit:
    options = session.options
    entries = await session.services.activity.ledger(options.limit)
    since = session.clock.now() - options.since if options.since else None
    session.output.rows(
        [
            request_data(each)
            for each in entries
            if (since is None or each.at >= since) and (not options.failed or has_failed(each))
        ],
        "No request is recorded.",
    )
    return Exit.FINE


COMMAND = Command(
    name="requests",
    examples=(
        Example("codat-tui requests --failed", "what Codat refused, with correlation ids"),
        Example("codat-tui requests --limit 20 --fields at,path,status", "the last twenty"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(RequestData,),
    columns=("at", "method", "path", "status", "seconds", "attempts", "error"),
    tabbed=REQUEST_FIELDS,
)
