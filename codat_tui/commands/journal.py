"""What was changed from this machine."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, duration, whole_number
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.models.changes import IntentState
from codat_tui.present.data.records import INTENT_FIELDS, IntentData, intent_data


def _arguments(parser: Parser) -> None:
    parser.add_argument("--open", action="store_true", help="only those whose outcome is not known yet")
    parser.add_argument("--since", type=duration, metavar="7d", help="only those of the last 7d, 36h, …")
    parser.add_argument(
        "--limit", type=whole_number(1, 1_000_000), default=500, metavar="N", help="at most this many (500)"
    )


async def _run(session: Session) -> Exit:
    options = session.options
    # What an ended program left open is looked up first.
    await session.services.changing.reconcile()
    entries = await session.services.activity.journal(options.limit)
    since = session.clock.now() - options.since if options.since else None
    session.output.rows(
        [
            intent_data(each)
            for each in entries
            if (since is None or each.at >= since)
            and (not options.open or each.state in (IntentState.OPEN, IntentState.UNKNOWN))
        ],
        "Nothing was changed from this machine.",
    )
    return Exit.FINE


COMMAND = Command(
    name="journal",
    examples=(
        Example("codat-tui journal --since 7d", "the last week"),
        Example("codat-tui journal --since 24h --csv > journal.csv", "for a nightly export"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(IntentData,),
    columns=("at", "title", "company", "state", "outcome", "who", "intent_id"),
    tabbed=INTENT_FIELDS,
)
