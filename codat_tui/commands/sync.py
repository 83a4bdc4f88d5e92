"""Starts a sync, or one for each of several companies."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import CommandError, UsageError
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
    prepared,
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
from codat_tui.present.batches import range_text
from codat_tui.present.data.changes import ChangeData, MemberData, change_data, member_data
from codat_tui.present.data.syncs import watch_data
from codat_tui.rules.fleet.batches import failed, summary
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.rules.syncs.range_choice import RangeContext, gap_at, read_typed
from codat_tui.services.context import QUOTA_IS_LOW
from codat_tui.services.gaps import SIDE_BY_SIDE
from codat_tui.services.watching import ending
from codat_tui.words import count, some

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
    return await _several(session, companies)


# One sync


async def _one(session: Session, entry: FleetEntry) -> Exit:
    options = session.options
    write = await _write(session, entry)
    plan = await prepared(session, write)
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
    start, finish = _dates(session, context.zone)
    return StartSync(company_id, finish) if start is None else StartRangeSync(company_id, start, finish)


def _dates(session: Session, zone: tzinfo) -> tuple[datetime | None, datetime]:
    """Return the typed range of a merchant in *zone*; without a start for --up-to."""
    options = session.options
    if options.up_to:
        return None, _typed(session, "--up-to", options.up_to, zone)
    start = _typed(session, "--from", options.start, zone)
    return start, _typed(session, "--to", options.finish, zone)


def _typed(session: Session, option: str, text: str, zone: tzinfo) -> datetime:
    typed = read_typed(text, zone, session.clock.now())
    if typed.instant is None:
        raise UsageError(f"argument {option}: {text!r}: {typed.problem}")
    if typed.note:
        session.output.say(f"{option} {text} ({zone}): {typed.note}.")
    return typed.instant


# Several syncs


async def _several(session: Session, companies: list[FleetEntry]) -> Exit:
    batches, options = session.services.batches, session.options
    refusal = session.services.changing.refusal
    if refusal is not None and not options.dry_run:
        raise refusal
    zones, members = await _members(session, companies)
    if options.dry_run:
        if session.output.structured:
            _print_members(session, members)
        else:
            session.output.text("\n".join((*batches.dry_run(members), "")))
        return Exit.FINE
    lines = [
        f"Sync {count(len(members), 'company', 'companies')}",
        *(_member_line(each, zones.get(each.company_id, UTC)) for each in members[:_MOST_SHOWN]),
        *([f"  and {len(members) - _MOST_SHOWN} more"] if len(members) > _MOST_SHOWN else []),
        f"  {_extent(options)} First one, then three, then the rest; two alike failures stop it.",
        "  A company whose sync is running is skipped. Cannot be undone.",
    ]
    if any(each.start for each in members):
        lines.append(
            "  A range that is in a successful sync is skipped; of one in part Codat may refuse it (5080)."
        )
    if session.options.yes:
        session.output.remark(*lines)
    else:
        production = session.profile.environment == "production"
        await ask(session, lines, "sync all", str(len(members)) if production else "")
    return await _to_the_end(session, [batches.start(members)])


async def _members(
    session: Session, companies: list[FleetEntry]
) -> tuple[Mapping[str, tzinfo], list[BatchMember]]:
    """Return the syncs that the options ask for, and the merchants' time zones where they were needed."""
    options = session.options
    if options.gap:
        return {}, await _gaps(session, companies)
    if not (options.start or options.up_to):
        return {}, [BatchMember(each.company_id, each.name) for each in companies]
    zones = await _zones(session, companies)
    dates = {zone: _dates(session, zone) for zone in dict.fromkeys(zones.values())}
    return zones, [
        BatchMember(each.company_id, each.name, *dates[zones[each.company_id]]) for each in companies
    ]


async def _zones(session: Session, companies: list[FleetEntry]) -> dict[str, tzinfo]:
    """Read the time zone of each merchant. Raises CodatError when one cannot be read: its days are not known."""
    looking, few = session.services.looking, asyncio.Semaphore(SIDE_BY_SIDE)

    async def zone_of(entry: FleetEntry) -> tzinfo:
        async with few:
            return schedule_zone(await looking.configuration(entry.company_id))

    try:
        async with asyncio.TaskGroup() as group:
            asked = {each.company_id: group.create_task(zone_of(each)) for each in companies}
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return {company_id: task.result() for company_id, task in asked.items()}


async def _gaps(session: Session, companies: list[FleetEntry]) -> list[BatchMember]:
    """Look for the newest gap of each company; those without one are named and left out."""
    gaps, over = session.services.gaps, asyncio.Event()
    with progress(session.output) as show:

        def heard(_: None) -> None:
            looking = gaps.looking
            show(f"looking for gaps: {looking.done} of {looking.total}")
            if not looking.running:
                over.set()

        leave = gaps.subscribe(heard)
        try:
            gaps.look([each.company_id for each in companies])
            await over.wait()
        finally:
            leave()
    names = {each.company_id: each.name for each in companies}
    if unread := gaps.not_known(names):
        why = gaps.looking.note or "Codat did not answer"
        raise CommandError(
            Exit.QUOTA if why.startswith(QUOTA_IS_LOW) else Exit.NETWORK,
            f"The gaps of {some([names[each] for each in unread])} could not be read: {why}.",
            "Nothing was sent.",
        )
    found = {each: known.gaps for each in names if (known := gaps.known(each)) is not None and known.gaps}
    without = [name for each, name in names.items() if each not in found]
    if without:
        session.output.tell(f"No time of {some(without)} is known to be in no sync.")
    if not found:
        raise CommandError(Exit.NOT_FOUND, "Nothing was sent.")
    return [BatchMember(each, names[each], of[-1].start, of[-1].finish) for each, of in found.items()]


def _extent(options: Namespace) -> str:
    if options.gap:
        return "Each syncs its newest time in no sync."
    if options.up_to:
        return "Each from its last success up to this date in its time zone."
    return (
        "Each syncs this range in its time zone." if options.start else "Each from its last success to now."
    )


def _member_line(member: BatchMember, zone: tzinfo) -> str:
    line = f"  {member.company_name}   {member.company_id}"
    span = range_text(member, zone)
    return f"{line}   {span}" if span else line


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
    _print_members(session, [member for batch in ended for member in batch.members])
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


def _print_members(session: Session, members: Iterable[BatchMember]) -> None:
    session.output.show(_MEMBER_COLUMNS, _MEMBER_TABBED)
    session.output.rows(map(member_data, members))


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
    description="Several companies are started one, three, the rest; two alike failures stop them, --resume goes on. "
    "Dates are in each merchant's time zone.",
)
