"""A write from the command line: shown as its sheet shows it, confirmed, sent by `services.changing`, followed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from codat_tui.commands.shell.command_error import CommandError
from codat_tui.commands.shell.errors import status_of
from codat_tui.commands.shell.parser import Parser, duration
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.models.changes import Refused, Sending, Started, Unknown
from codat_tui.models.local import Watch
from codat_tui.models.writes import Differs, Verified
from codat_tui.present.data.changes import ChangeData, change_data
from codat_tui.present.data.syncs import watch_data
from codat_tui.present.outcomes import outcome_problem
from codat_tui.present.plans import plan_facts, plan_notes
from codat_tui.rules.codes import SyncState, describe

if TYPE_CHECKING:
    from codat_tui.models.changes import Change
    from codat_tui.models.writes import Write, WritePlan

_YES = frozenset({"y", "yes"})
# Characters of one answer.
_LONGEST_ANSWER = 4_096
COLUMNS = ("title", "company", "outcome", "text")
TABBED = ("intent_id", "operation", "company_id", "company", "outcome", "text")


def add_write_options(parser: Parser) -> None:
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")


def add_wait_options(parser: Parser) -> None:
    parser.add_argument("--timeout", type=duration, metavar="15m", help="wait no longer than this")


async def carry_out(session: Session, write: Write, *, undoes: bool = False) -> Exit:
    """Prepare, confirm and send *write*, and print its outcome; return the exit status. Raises CodatError."""
    plan = await prepared(session, write)
    if session.options.dry_run:
        print_plan(session, plan)
        return Exit.FINE
    await confirm(session, plan, undoes=undoes)
    change = await send(session, plan)
    print_change(session, plan, change, change_data(plan, change))
    return exit_of(change)


async def prepared(session: Session, write: Write) -> WritePlan:
    """Read again what *write* would change. Raises CodatError: when writing is off, unless this is a dry run."""
    return await session.services.changing.prepare(write, dry_run=session.options.dry_run)


def print_plan(session: Session, plan: WritePlan) -> None:
    """Print what would be sent."""
    if session.output.structured:
        session.output.rows([change_data(plan, None)])
        return
    session.output.text("\n".join((*plan_lines(session, plan), plan.curl, "")))


def print_change(session: Session, plan: WritePlan, change: Change, row: ChangeData) -> None:
    """Print the outcome of a write; what went wrong also in words."""
    session.output.rows([row])
    problem = outcome_problem(change)
    if problem is not None:
        session.output.tell(f"{problem.title}.", *problem.lines)
        if isinstance(change.outcome, Unknown):
            session.output.tell(f"codat-tui journal --open looks it up again ({change.intent_id}).")


def exit_of(change: Change) -> Exit:
    match change.outcome:
        case Started() | Verified():
            return Exit.FINE
        case Differs():
            return Exit.PROBLEM_FOUND
        case Refused(error):
            return status_of(error)
        case _:
            return Exit.NETWORK


def plan_lines(session: Session, plan: WritePlan, *, undoes: bool = False) -> list[str]:
    """Return what the sheet of *plan* shows, as lines."""
    glyphs = session.launch.glyphs
    company = session.services.fleet.full_name(plan.company_id, plan.company_name)
    facts = plan_facts(plan, glyphs, company)
    width = max((len(each.label) for each in facts), default=0) + 2
    lines = [f"Undo: {plan.title}" if undoes else plan.title]
    lines += [
        f"  {each.label:<{width}}{each.value}{f'   {each.note}' if each.note else ''}" for each in facts
    ]
    return lines + [f"  {note.text}" for note in plan_notes(plan, glyphs)]


async def confirm(session: Session, plan: WritePlan, *, undoes: bool = False) -> None:
    """Return when *plan* may be sent. Raises CommandError when it must not be, or nobody confirmed it."""
    output = session.output
    if plan.refused:
        output.remark(*plan_lines(session, plan, undoes=undoes))
        raise CommandError(Exit.REFUSED, f"Nothing was sent. {plan.refused}")
    if session.options.yes:
        output.remark(*plan_lines(session, plan, undoes=undoes))
        return
    await ask(session, plan_lines(session, plan, undoes=undoes), plan.verb, plan.must_type)


async def ask(session: Session, lines: Iterable[str], verb: str, must_type: str = "") -> None:
    """Show *lines* and wait for a yes. Raises CommandError without one, and without a terminal."""
    output = session.output
    output.tell(*lines)
    if not (sys.stdin.isatty() and output.err.isatty()):
        raise CommandError(Exit.REFUSED, "Nothing was sent: nobody confirmed it. --yes confirms it.")
    question = f'Type "{must_type}" to {verb}: ' if must_type else f"{verb.capitalize()}? [y/N] "
    output.err.write(question)
    output.err.flush()
    answer = (await _line()).strip()
    if answer != must_type if must_type else answer.casefold() not in _YES:
        raise CommandError(Exit.REFUSED, "Nothing was sent.")


async def _line() -> str:
    """Read one line from the terminal; ctrl+c ends the waiting at once."""
    loop, number = asyncio.get_running_loop(), sys.stdin.fileno()
    answered: asyncio.Future[bytes] = loop.create_future()

    def readable() -> None:
        if not answered.done():
            answered.set_result(os.read(number, _LONGEST_ANSWER))

    loop.add_reader(number, readable)
    try:
        return (await answered).decode("utf-8", "replace")
    finally:
        loop.remove_reader(number)


async def send(session: Session, plan: WritePlan) -> Change:
    """Send *plan* and return the write with its outcome."""
    changing, loop = session.services.changing, asyncio.get_running_loop()
    ended: asyncio.Future[Change] = loop.create_future()
    mine: list[str] = []

    def heard(change: Change) -> None:
        if change.intent_id in mine and not isinstance(change.outcome, Sending) and not ended.done():
            ended.set_result(change)

    leave = changing.subscribe(heard)
    try:
        mine.append(changing.start(plan))
        # It may have been refused before it began.
        heard(changing.changes[mine[0]])
        return await ended
    except asyncio.CancelledError:
        session.output.tell(
            f"Interrupted. The journal has it ({mine[0]}): codat-tui journal --open looks up what became of it."
        )
        raise
    finally:
        leave()


async def follow(
    session: Session, watch_ids: Iterable[str], tell: Callable[[Watch], None], timeout: timedelta | None
) -> dict[str, Watch]:
    """Call *tell* at each change of these watches until all have ended; return them by id.

    Raises CommandError after *timeout*.
    """
    wanted, watching = set(watch_ids), session.services.watching
    over, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(watches: tuple[Watch, ...]) -> None:
        mine = [each for each in watches if each.watch_id in wanted]
        for watch in mine:
            tell(watch)
        if not any(each.running for each in mine):
            over.set()

    leave = watching.subscribe(heard)
    ending = loop.create_task(over.wait())
    waits = {ending}
    late = loop.create_task(session.clock.sleep(timeout.total_seconds())) if timeout is not None else None
    try:
        heard(watching.watches)
        await asyncio.wait({*waits, late} if late else waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leave()
        for task in (ending, late):
            if task is not None:
                task.cancel()
    if not over.is_set():
        running = sum(each.running for each in watching.watches if each.watch_id in wanted)
        raise CommandError(
            Exit.TIMED_OUT,
            f"After {seconds_text(timeout)} the end is not known ({running} of {len(wanted)} running). "
            "It goes on at Codat.",
        )
    return {each.watch_id: each for each in watching.watches if each.watch_id in wanted}


def seconds_text(timeout: timedelta | None) -> str:
    """Return the time that was waited: "90 s"."""
    return f"{timeout.total_seconds():,.0f} s" if timeout is not None else ""


def exit_of_watch(watch: Watch) -> Exit:
    """Return the exit status of a sync that was followed to its end."""
    if watch.error is not None:
        return status_of(watch.error)
    failed = describe(watch.code).state in (SyncState.FAILED, SyncState.UNKNOWN)
    return Exit.PROBLEM_FOUND if failed else Exit.FINE


def phase_line(watch: Watch, now: datetime) -> str:
    """Return one line about a sync under way, for the progress."""
    seconds = watch_data(watch, now).seconds
    usual = f", usually {watch.usual_seconds:.0f} s" if watch.usual_seconds else ""
    return f"{watch.company_name or watch.company_id}: {watch.word or watch.phase.value} ({seconds:.0f} s{usual})"
