"""The fleet: state, cause, who acts."""

from __future__ import annotations

import argparse
import asyncio
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.errors import lines_of, status_of
from codat_tui.commands.shell.kept_verdicts import in_order, is_kept, young_verdicts
from codat_tui.commands.shell.output import Output
from codat_tui.commands.shell.parser import Parser, add_filter, duration, one_of, refuse_unreadable, some_of
from codat_tui.commands.shell.progress import progress
from codat_tui.composition import uses_demo
from codat_tui.exits import Exit
from codat_tui.models.diagnosis import Basis, State, Who
from codat_tui.models.local import SweepPhase
from codat_tui.present.data.companies import COMPANY_FIELDS, VerdictData, known_verdict, tells_of
from codat_tui.present.data.encoding import Plain
from codat_tui.present.data.groups import GroupData, Row, by_cause, by_platform
from codat_tui.rules.fleet.filter import FleetSearch
from codat_tui.rules.fleet.parts import part_of
from codat_tui.words import count, listed

if TYPE_CHECKING:
    from codat_tui.commands.shell.alone import Alone
    from codat_tui.commands.shell.session import Session
    from codat_tui.models.known_verdict import KnownVerdict
    from codat_tui.models.local import FleetEntry

NEVER, NEEDS_PERSON, FAILING = "never", "needs-person", "failing"
_GROUPS = {"cause": by_cause, "platform": by_platform}


def _arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="*", metavar="COMPANY", help="only these, by id or name (else all)")
    parser.add_argument("--needs-person", action="store_true", help="only those that need a person")
    states = [each.value for each in State]
    parser.add_argument(
        "--state", type=some_of(*states), metavar="A,B", help=f"only these states: {', '.join(states)}"
    )
    parser.add_argument(
        "--cause", metavar="TEXT", help="only with a cause of this kind, or with this text in it"
    )
    parser.add_argument(
        "--who", type=one_of(*Who), metavar="WHO", help="only where us, merchant or codat must act"
    )
    parser.add_argument("--platform", metavar="TEXT", help="only on this platform, by name or key")
    add_filter(parser, "status: platform: code: since: who: cause: tag: note: snoozed:")
    parser.add_argument(
        "--group", type=one_of(*_GROUPS), metavar="BY", help="count by cause or platform instead"
    )
    parser.add_argument(
        "--max-age",
        type=duration,
        metavar="10m",
        help="do not ask again what is known and younger than this; nothing at all when all is, the list too",
    )
    parser.add_argument(
        "--part",
        type=_part,
        metavar="1/3",
        help="only this part of the companies, for machines that share them out",
    )
    parser.add_argument(
        "--fail-on",
        type=one_of(NEEDS_PERSON, FAILING, NEVER),
        default=NEVER,
        metavar="WHAT",
        help=f"end with status {Exit.PROBLEM_FOUND.value} when one is {NEEDS_PERSON} or {FAILING} (default {NEVER})",
    )


def _run_known(alone: Alone) -> Exit | None:
    options, now = alone.options, alone.clock.now()
    # Of a part, companies without a verdict cannot be told from those of the other parts; a filter reads whole rows.
    if options.max_age is None or options.part or options.filter or uses_demo(options):
        return None
    kept = young_verdicts(options.profile, options.max_age, now)
    chosen = _named(options.names, kept.verdicts.values()) if kept is not None else None
    if kept is None or chosen is None:
        return None
    profile = {"profile": kept.profile.name, "environment": str(kept.profile.environment)}
    output = Output(options, alone.clock, COMMAND, profile)
    return _show(output, options, chosen, {each.company_id for each in chosen})


def _named(names: Sequence[str], verdicts: Iterable[KnownVerdict]) -> list[KnownVerdict] | None:
    """Return the kept verdicts that the command line means; None where a name must be looked up at Codat."""
    everything = list(verdicts)
    if not names:
        return everything
    found: dict[str, KnownVerdict] = {}
    for name in (each.strip() for each in names):
        fits = [
            each for each in everything if name == each.company_id or name.casefold() == each.name.casefold()
        ]
        if len(fits) != 1:
            return None
        found[fits[0].company_id] = fits[0]
    return list(found.values())


async def _run(session: Session) -> Exit:
    options, fleet = session.options, session.services.fleet
    search = FleetSearch(lambda: fleet.state.entries.values())
    if options.names:
        chosen = [each.company_id for each in await session.chosen()]
        if not fleet.state.as_of:
            await session.companies()
    else:
        chosen = list(await session.companies())
    if options.part:
        number, parts = options.part
        chosen = [each for each in chosen if part_of(each, parts) == number]
    refuse_unreadable(search.filter(options.filter, session.clock.now()))
    entries = {each: entry for each in chosen if (entry := fleet.entry(each)) is not None}
    kept = await _kept(session, entries) if options.max_age is not None else {}
    due = [each for each in chosen if each not in kept]
    bases: dict[str, Basis] = {}
    status = await _ask(session, due, bases) if due else Exit.FINE
    verdicts = [
        kept.get(each) or known_verdict(entry, fleet.checked_at(each), bases.get(each))
        for each in chosen
        if (entry := fleet.entry(each)) is not None
    ]
    wanted = search.filter(options.filter, session.clock.now())
    fitting = {each for each in chosen if (entry := fleet.entry(each)) is not None and wanted(entry)}
    shown = _show(session.output, options, verdicts, fitting)
    return shown if shown is not Exit.FINE else status


async def _kept(session: Session, entries: Mapping[str, FleetEntry]) -> dict[str, KnownVerdict]:
    """Return the kept verdicts of these companies that are young enough, and of which the list tells nothing new."""
    max_age, now = session.options.max_age, session.clock.now()
    return {
        each.company_id: each
        for each in await session.services.known_verdicts()
        if is_kept(each, max_age, now)
        and each.company_id in entries
        and tells_of(each.row, entries[each.company_id])
    }


def _show(
    output: Output,
    options: argparse.Namespace,
    verdicts: Sequence[KnownVerdict],
    fitting: Container[str],
) -> Exit:
    """Print those of the companies *fitting* that the options want, and return what `--fail-on` makes of it."""
    ordered = [(each.company_id, Plain(each.row)) for each in in_order(verdicts)]
    rows = [row for _, row in ordered]
    shown = [row for company_id, row in ordered if company_id in fitting and _matches(row, options)]
    checked = sum(row["state"] != State.NOT_CHECKED for row in rows)
    if options.group:
        since = ("onset.text",) if options.group == "cause" else ()
        output.show(
            ("companies", "need_person", "text", *since), ("key", "companies", "need_person", "text", *since)
        )
        output.rows(_GROUPS[options.group](shown), checked=checked, total=len(rows))
    else:
        output.rows(shown, "No company fits.", checked=checked, total=len(rows))
    output.remark(_summary(rows, checked))
    if options.fail_on == NEEDS_PERSON and any(row["needs_person"] for row in shown):
        return Exit.PROBLEM_FOUND
    if options.fail_on == FAILING and any(row["state"] in (State.FAILING, State.OFF) for row in shown):
        return Exit.PROBLEM_FOUND
    return Exit.FINE


async def _ask(session: Session, due: Sequence[str], bases: dict[str, Basis]) -> Exit:
    """Ask for the latest syncs, fill *bases*, and return why not all were asked."""
    fleet, output = session.services.fleet, session.output
    try:
        with progress(output) as show:

            def tell(_: object) -> None:
                state = fleet.state
                show(f"checking {state.swept + state.sweep_failures:,} of {state.to_sweep:,}")

            leave = fleet.subscribe(tell)
            try:
                unanswered = await fleet.check(due, bases)
            finally:
                leave()
    except asyncio.CancelledError:
        output.tell(
            f"Interrupted. {count(fleet.state.swept, 'company', 'companies')} of {len(due):,} are kept; "
            "with --max-age 1h the next check takes up the rest."
        )
        raise
    state = fleet.state
    if state.sweep is SweepPhase.STOPPED:
        output.tell(f"Stopped after {state.swept:,} of {state.to_sweep:,}: {state.sweep_note}.")
    if unanswered:
        first = next(iter(unanswered.values()))
        output.tell(f"{count(len(unanswered), 'company', 'companies')} gave no answer.", *lines_of(first))
        return status_of(first)
    return Exit.QUOTA if state.sweep is SweepPhase.STOPPED else Exit.FINE


def _matches(row: Row, options: argparse.Namespace) -> bool:
    if options.needs_person and not row["needs_person"]:
        return False
    if options.state and row["state"] not in options.state:
        return False
    if options.who and row["who"] != options.who:
        return False
    if options.platform and not _names(
        options.platform, (text for link in row["links"] for text in (link["platform_key"], link["platform"]))
    ):
        return False
    return not options.cause or _names(
        options.cause, (cause[name] for cause in row["causes"] for name in ("kind", "text", "short"))
    )


def _part(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no part such as 1/3, 2/3 or 3/3")
    return int(match[1]), int(match[2])


def _names(wanted: str, texts: Iterable[str]) -> bool:
    folded = wanted.casefold()
    return any(folded in text.casefold() for text in texts)


def _summary(rows: Sequence[Row], checked: int) -> str:
    tally = Counter(row["state"] for row in rows)
    states = [f"{tally[state]:,} {state.words}" for state in State if tally[state]]
    need = sum(row["needs_person"] for row in rows)
    head = f"{count(len(rows), 'company', 'companies')}, {checked:,} checked"
    return f"{head}: {listed(states)}. {need:,} need a person." if rows else f"{head}."


COMMAND = Command(
    name="check",
    examples=(
        Example("codat-tui check --needs-person", "who needs somebody, the most urgent first"),
        Example(
            "codat-tui check --max-age 1h --fail-on failing --json", "for a job that fails when a sync fails"
        ),
    ),
    arguments=_arguments,
    run=_run,
    run_known=_run_known,
    rows=(VerdictData, GroupData),
    columns=("company.name", "state", "failing_days", "days_left", "who", "causes.short"),
    tabbed=COMPANY_FIELDS,
    more={"checked": int, "total": int},
    description="Asks every company for its latest sync, within Codat's quota.",
)
