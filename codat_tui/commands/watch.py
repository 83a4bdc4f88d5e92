"""Follows syncs to their end, a line at each phase."""

from __future__ import annotations

import asyncio

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import add_wait_options, exit_of_watch, follow
from codat_tui.exits import Exit
from codat_tui.models.local import Watch
from codat_tui.present.data.syncs import WatchData, watch_data


def _arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="COMPANY", help="by id or name")
    add_wait_options(parser)


async def _run(session: Session) -> Exit:
    watching, output = session.services.watching, session.output
    entries = await session.chosen()
    watch_ids = [watching.begin(each.company_id, each.name) for each in entries]
    told: dict[str, tuple[object, ...]] = {}
    rows: list[WatchData] = []

    def tell(watch: Watch) -> None:
        phase = (watch.phase, watch.code, watch.word, watch.error)
        if watch.looks == 0 or told.get(watch.watch_id) == phase:
            return
        told[watch.watch_id] = phase
        row = watch_data(watch, session.clock.now())
        rows.append(row)
        if output.lines:
            output.row(row)
            output.flush()
        elif output.for_people:
            output.text(f"{_line(row)}\n")
            output.flush()

    try:
        ended = await follow(session, watch_ids, tell, session.options.timeout)
    except asyncio.CancelledError:
        # Nobody waits for it any more, also not the next dashboard.
        for each in watch_ids:
            watching.stop(each)
        raise
    if not output.lines and not output.for_people:
        output.rows(rows)
    for watch in ended.values():
        if watch.error is not None:
            output.tell(f"{watch.company_name}: {watch.error.title}.", watch.error.next_step)
    return max(map(exit_of_watch, ended.values()))


def _line(row: WatchData) -> str:
    when = f"{row.at:%H:%M:%S} UTC"
    said = f": {row.message}" if row.message else ""
    code = f" {row.code}" if row.code is not None else ""
    return f"{when}  {row.company}  {row.problem or row.word or row.phase.value}{code}{said}"


COMMAND = Command(
    name="watch",
    examples=(
        Example('codat-tui watch "Harbour Lane"', "a line a phase"),
        Example('codat-tui watch "Harbour Lane" --jsonl --timeout 15m', "for a program"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(WatchData,),
    columns=("at", "company", "phase", "code", "word", "message"),
    tabbed=("at", "company_id", "company", "phase", "code", "state", "word", "message"),
    description=f"Ends with status {Exit.PROBLEM_FOUND.value} when a sync failed.",
)
