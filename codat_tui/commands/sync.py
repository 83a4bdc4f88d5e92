"""Starts a sync, or one for each of several companies."""

from __future__ import annotations

import asyncio
from datetime import datetime

from codat_tui.commands.shell.command import Command, CommandError, Example, UsageError
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.progress import progress
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import (
    COLUMNS,
    TABBED,
    add_wait_options,
    add_write_options,
    ask,
    confirm,
    exit_of,
    exit_of_watch,
    follow,
    phase_line,
    print_change,
    print_plan,
    seconds_text,
    send,
)
from codat_tui.exits import Exit
from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from codat_tui.models.changes import Started
from codat_tui.models.local import FleetEntry, Watch, known
from codat_tui.models.writes import StartRangeSync, StartSync
from codat_tui.present.data.changes import ChangeData, MemberData, change_data, member_data
from codat_tui.present.data.syncs import watch_data
from codat_tui.rules.fleet.batches import failed, summary
from codat_tui.rules.syncs.range_choice import RangeContext, gap_at, read_typed
from codat_tui.services.watching import ending
from codat_tui.words import count

_MEMBER_COLUMNS = ("company", "state", "result", "code", "reason")
_MEMBER_TABBED = ("company_id", "company", "state", "result", "code", "intent_id", "reason")
_MOST_SHOWN = 20


def _arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="*", metavar="COMPANY", help="by id or name")
    parser.add_argument(
        "--from", dest="start", metavar="DATE", help="sync a range: 2026-10-30, '2026-10-30 03:12'"
    )
    parser.add_argument("--to", dest="finish", metavar="DATE", help="the end of the range, or now")
    parser.add_argument("--up-to", metavar="DATE", help="from the last success up to this date")
    parser.add_argument("--gap", action="store_true", help="sync the newest time that is in no sync")
    parser.add_argument("--wait", action="store_true", help="follow it to its end")
    parser.add_argument("--resume", action="store_true", help="go on with several that were paused")
    add_wait_options(parser)
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options = session.options
    ranged = [each for each in (options.start, options.finish, options.up_to, options.gap) if each]
    if options.resume:
        if options.names or ranged:
            raise UsageError("--resume goes on with what was started: it takes no company and no dates")
        return await _resume(session)
    if not options.names:
        raise UsageError("name a company, or give --resume")
    if bool(options.start) != bool(options.finish):
        raise UsageError("a range has --from and --to")
    if len(ranged) - bool(options.start and options.finish) > 1:
        raise UsageError("choose one of --from with --to, --up-to and --gap")
    companies = await session.chosen()
    if len(companies) == 1:
        return await _one(session, companies[0])
    if ranged:
        raise UsageError("dates are for one company: each merchant has a time zone of its own")
    return await _several(session, companies)


# One sync


async def _one(session: Session, entry: FleetEntry) -> Exit:
    options = session.options
    write = await _write(session, entry)
    plan = await session.services.changing.prepare(write)
    if options.dry_run:
        print_plan(session, plan)
        return Exit.FINE
    await confirm(session, plan)
    change = await send(session, plan)
    outcome = change.outcome
    if not (options.wait and isinstance(outcome, Started)):
        print_change(session, plan, change, change_data(plan, change))
        return exit_of(change)
    with progress(session.output) as show:

        def tell(watch: Watch) -> None:
            show(phase_line(watch, session.clock.now()))

        ended = await follow(session, [outcome.watch_id], tell, options.timeout)
    watch = ended[outcome.watch_id]
    print_change(session, plan, change, change_data(plan, change, watch_data(watch, session.clock.now())))
    session.output.remark(f"{watch.company_name}: {ending(watch).text}")
    return exit_of_watch(watch)


async def _write(session: Session, entry: FleetEntry) -> StartSync | StartRangeSync:
    """Return what the options ask for; dates are read in the merchant's time zone."""
    options, company_id = session.options, entry.company_id
    if not (options.start or options.up_to or options.gap):
        return StartSync(company_id)
    state = await session.services.companies.overview(company_id)
    context = RangeContext.of(known(state), session.clock.now())
    if options.gap:
        gap = gap_at(context)
        if gap is None:
            raise CommandError(Exit.NOT_FOUND, f"No time of {entry.name} is known to be in no sync.")
        return StartRangeSync(company_id, gap.start, gap.finish)
    if options.up_to:
        return StartSync(company_id, _typed(session, "--up-to", options.up_to, context))
    start = _typed(session, "--from", options.start, context)
    return StartRangeSync(company_id, start, _typed(session, "--to", options.finish, context))


def _typed(session: Session, option: str, text: str, context: RangeContext) -> datetime:
    typed = read_typed(text, context.zone, context.now)
    if typed.instant is None:
        raise UsageError(f"argument {option}: {text!r}: {typed.problem}")
    if typed.note:
        session.output.say(f"{option} {text} ({context.zone}): {typed.note}.")
    return typed.instant


# Several syncs


async def _several(session: Session, companies: list[FleetEntry]) -> Exit:
    members = [BatchMember(each.company_id, each.name) for each in companies]
    batches = session.services.batches
    if session.options.dry_run:
        session.output.text("\n".join((*batches.dry_run(members), "")))
        return Exit.FINE
    refusal = session.services.changing.refusal
    if refusal is not None:
        raise refusal
    lines = [
        f"Sync {count(len(members), 'company', 'companies')}",
        *(f"  {each.company_name}   {each.company_id}" for each in members[:_MOST_SHOWN]),
        *([f"  and {len(members) - _MOST_SHOWN} more"] if len(members) > _MOST_SHOWN else []),
        "  Each from its last success to now. First one, then three, then the rest; two alike failures stop it.",
        "  A company whose sync is running is skipped. Cannot be undone.",
    ]
    if session.options.yes:
        session.output.remark(*lines)
    else:
        production = session.profile.environment == "production"
        await ask(session, lines, "sync all", str(len(members)) if production else "")
    return await _to_the_end(session, [batches.start(members)])


async def _resume(session: Session) -> Exit:
    batches = session.services.batches
    left = await batches.unfinished()
    if not left:
        session.output.say("No batch of syncs is paused.")
        return Exit.FINE
    lines = [f"Resume {count(len(left), 'batch', 'batches')}"]
    lines += [f"  {_batch_words(each)}" for each in left]
    if session.options.dry_run:
        session.output.text("\n".join((*lines, "")))
        return Exit.FINE
    if session.options.yes:
        session.output.remark(*lines)
    else:
        await ask(session, lines, "resume")
    for each in left:
        batches.resume(each.batch_id)
    return await _to_the_end(session, [each.batch_id for each in left])


async def _to_the_end(session: Session, batch_ids: list[str]) -> Exit:
    """Wait until these batches are over, print every sync of them, and say what is left to do."""
    batches, output, timeout = session.services.batches, session.output, session.options.timeout
    late = None
    with progress(output) as show:

        def tell(_: object) -> None:
            found = [each for each in batches.batches if each.batch_id in batch_ids]
            show("; ".join(map(_batch_words, found)))

        leave = batches.subscribe(tell)
        loop = asyncio.get_running_loop()
        waiting = loop.create_task(_all_over(session, batch_ids))
        if timeout is not None:
            late = loop.create_task(session.clock.sleep(timeout.total_seconds()))
        try:
            await asyncio.wait({waiting, late} if late else {waiting}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            output.tell("Interrupted. codat-tui sync --resume goes on with what was not started.")
            raise
        finally:
            leave()
            for task in (waiting, late):
                if task is not None and not task.done():
                    task.cancel()
    ended = [batch for each in batch_ids if (batch := batches.batch(each)) is not None]
    output.show(_MEMBER_COLUMNS, _MEMBER_TABBED)
    output.rows([member_data(member) for batch in ended for member in batch.members])
    for batch in ended:
        output.remark(f"{_batch_words(batch)}.")
    if late is not None and not all(batch.over for batch in ended):
        for batch in ended:
            batches.pause(batch.batch_id)
        raise CommandError(
            Exit.TIMED_OUT,
            f"After {seconds_text(timeout)} not all have ended. codat-tui sync --resume goes on.",
        )
    return _status_of(ended, session)


async def _all_over(session: Session, batch_ids: list[str]) -> None:
    for each in batch_ids:
        await session.services.batches.over(each)


def _status_of(ended: list[Batch], session: Session) -> Exit:
    members = [member for batch in ended for member in batch.members]
    paused = [batch for batch in ended if batch.state is BatchState.PAUSED]
    for batch in paused:
        session.output.tell(
            f"Paused, because {batch.note}.", "codat-tui sync --resume goes on with the rest."
        )
    if paused or any(map(failed, members)):
        return Exit.PROBLEM_FOUND
    if any(batch.state is BatchState.CANCELLED for batch in ended):
        session.output.tell(*(f"Cancelled: {batch.note}." for batch in ended if batch.note))
        return Exit.REFUSED
    return Exit.REFUSED if all(each.state is MemberState.SKIPPED for each in members) else Exit.FINE


def _batch_words(batch: Batch) -> str:
    return f"{batch.settled} of {len(batch.members)}: {summary(batch.members)}"


COMMAND = Command(
    name="sync",
    examples=(
        Example('codat-tui sync "Harbour Lane" --wait', "from its last success to now, to the end"),
        Example(
            "codat-tui sync 8a210b68-6988-11ed-a1eb-0242ac120002 --from 2026-10-30 --to 2026-11-02 --yes",
            "these days, without asking",
        ),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData, MemberData),
    columns=COLUMNS,
    tabbed=(*TABBED, "sync.code", "sync.state", "sync.message"),
    description="Several companies are started one, three, the rest; two alike failures stop them, --resume goes on.",
)
