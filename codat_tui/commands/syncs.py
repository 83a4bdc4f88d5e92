"""A company's syncs, newest first."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, add_filter, duration, refuse_unreadable, whole_number
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.present.data.syncs import SYNC_FIELDS, SyncData, sync_data
from codat_tui.rules.syncs.filter import sync_filter


def _codes(text: str) -> tuple[str, ...]:
    codes = tuple(filter(None, (each.strip().casefold() for each in text.split(","))))
    for each in codes:
        if not re.fullmatch(r"[0-9]{4}|[0-9]xxx", each):
            raise ArgumentTypeError(f"{each!r} is no code such as 4000 or 5xxx")
    return codes


def _arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="COMPANY", help="its id, its name or a part of it")
    parser.add_argument("--since", type=duration, metavar="7d", help="only those of the last 7d, 36h, …")
    parser.add_argument("--failed", action="store_true", help="only failed ones")
    parser.add_argument("--code", type=_codes, metavar="A,B", help="only these codes: 4000, 5xxx", default=())
    add_filter(parser, "status: code: since:")
    parser.add_argument("--limit", type=whole_number(1, 100_000), metavar="N", help="at most this many")


async def _run(session: Session) -> Exit:
    options = session.options
    entry = await session.company(options.name)
    options_as_filter = [
        "status:failed" if options.failed else "",
        f"code:{','.join(options.code)}" if options.code else "",
        f"since:{int(options.since.total_seconds())}s" if options.since else "",
    ]
    wanted = sync_filter(" ".join(filter(None, (*options_as_filter, options.filter))), session.clock.now())
    refuse_unreadable(wanted)
    found = [each for each in await session.services.looking.syncs(entry.company_id) if wanted(each)]
    rows = [sync_data(each, entry.company_id) for each in found[: options.limit]]
    session.output.rows(rows, f"{entry.name} has no such sync.")
    return Exit.FINE


COMMAND = Command(
    name="syncs",
    examples=(
        Example('codat-tui syncs "Harbour Lane" --since 7d', "the last week"),
        Example('codat-tui syncs "Harbour Lane" --failed --code 4000 --csv', "its mapping errors as CSV"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(SyncData,),
    columns=("at", "code", "state", "word", "data_pushed", "message"),
    tabbed=SYNC_FIELDS,
)
