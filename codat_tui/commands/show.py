"""One company: verdict, causes, evidence, links."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.errors import lines_of, status_of
from codat_tui.commands.shell.parser import Parser, nearest
from codat_tui.commands.shell.progress import progress
from codat_tui.commands.shell.session import Session
from codat_tui.exits import Exit
from codat_tui.models.evidence_pack import PackStep
from codat_tui.models.local import Failed, FleetEntry, known
from codat_tui.models.overview import PARTS, CompanyOverview
from codat_tui.present.data.companies import (
    EvidenceData,
    ShownData,
    VerdictData,
    shown_data,
    verdict_of_entry,
    verdict_of_overview,
)
from codat_tui.present.evidence_pack import evidence_pack
from codat_tui.present.overview import DrawingContext
from codat_tui.present.ticket import company_ticket
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.rules.merchant.message import merchant_message
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.services.evidence_pack import folder_name, write_pack
from codat_tui.words import minute_text


def _folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        raise ArgumentTypeError(f"{text} is no folder")
    return folder


def _arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="COMPANY", help="its id, its name or a part of it")
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--ticket", action="store_true", help="print it for a support ticket")
    forms.add_argument(
        "--merchant", metavar="LANGUAGE", help="print the message to the merchant: en, fr or one of your own"
    )
    forms.add_argument(
        "--evidence",
        type=_folder,
        metavar="DIR",
        help="collect the evidence for Codat's support in a new folder there",
    )


async def _run(session: Session) -> Exit:
    entry = await session.company(session.options.name)
    if session.options.evidence:
        return await _evidence(session, entry, session.options.evidence)
    state = await session.services.companies.overview(entry.company_id)
    overview = known(state)
    if overview is None:
        assert isinstance(state, Failed)
        raise state.error
    missing = isinstance(state, Failed)
    output, zone = session.output, schedule_zone(known(overview.configuration))
    row = _row(session, entry, overview)
    message = ticket = ""
    if session.options.merchant:
        message = await _message(session, overview)
    elif session.options.ticket:
        context = DrawingContext(session.clock.now(), session.launch.glyphs, 100, zone)
        ticket = company_ticket(entry.name, entry.company_id, overview, context, (), session.profile)
    if output.structured:
        output.rows([shown_data(row, ticket=ticket, message=message)])
    elif message or ticket:
        output.text(f"{message}\n" if message else ticket)
    else:
        output.facts([*_facts(row, str(zone)), *_not_read(overview)])
    return Exit.NOT_FOUND if missing else _unread(session, overview)


def _row(session: Session, entry: FleetEntry, overview: CompanyOverview) -> VerdictData:
    zone, now = schedule_zone(known(overview.configuration)), session.clock.now()
    return verdict_of_overview(entry, overview, verdict(facts_of(overview), now, zone), zone, now)


async def _evidence(session: Session, entry: FleetEntry, folder: Path) -> Exit:
    """Collect and write the evidence, and print where it is."""
    with progress(session.output) as show:

        def step(now: PackStep) -> None:
            show(now.value)

        facts = await session.services.evidence.collect(entry.company_id, entry.name, step)
        name = folder_name(entry.name, session.clock.now())
        made = await write_pack(folder / name, evidence_pack(facts), step)
    if session.output.structured:
        read = facts.overview
        row = _row(session, entry, read) if read is not None else verdict_of_entry(entry)
        session.output.rows([shown_data(row, evidence_folder=str(made))])
    else:
        session.output.text(f"{made}\n")
    if facts.problem is not None:
        session.output.tell("Not all could be read.", *lines_of(facts.problem))
        return status_of(facts.problem)
    return Exit.FINE


async def _message(session: Session, overview: CompanyOverview) -> str:
    languages = await session.services.merchant_words.languages()
    wanted = session.options.merchant
    if wanted not in languages:
        known_ones = sorted(languages)
        said = nearest(wanted, known_ones) or f"{wanted!r} is no language; known: {', '.join(known_ones)}"
        raise UsageError(f"argument --merchant: {said}")
    zone = schedule_zone(known(overview.configuration))
    message = merchant_message(facts_of(overview), languages[wanted], session.clock.now(), zone)
    if message.needs_flow_link:
        session.output.say(
            "A Sync Flow link belongs to it, which counts as a change: codat-tui link asks for one."
        )
    return message.whole


def _facts(row: VerdictData, zone: str) -> Iterator[tuple[str, str]]:
    yield "company", row.company.name
    yield "id", row.company.id
    yield "state", row.state.words
    yield "verdict", row.headline
    for cause in row.causes:
        yield "cause", cause.text
    if row.remedy:
        yield "to do", row.remedy
    if row.who is not None:
        yield "who acts", row.who.words
    for link in row.links:
        yield link.side or "link", f"{link.platform}, {link.status}"
    if row.latest is not None:
        said = f": {row.latest.message}" if row.latest.message else ""
        yield "latest sync", f"{_moment(row.latest.at)}, {row.latest.code} {row.latest.word}{said}"
    for label, at in (
        ("last success", row.last_success),
        ("last written", row.last_written),
        ("next due", row.next_due),
    ):
        yield label, _moment(at)
    yield "zone", zone
    for each in row.evidence or ():
        yield "evidence", f"{each.text} ({_source(each)})"


def _moment(at: datetime | None) -> str:
    return f"{minute_text(at, UTC)} UTC" if at is not None else "none known"


def _source(each: EvidenceData) -> str:
    when = f", {_moment(each.at)}" if each.at is not None else ""
    call = f", {each.operation}" if each.operation else ""
    return f"{each.certainty.words}{when}{call}"


def _not_read(overview: CompanyOverview) -> Iterator[tuple[str, str]]:
    for name in PARTS:
        part = getattr(overview, name)
        if isinstance(part, Failed):
            yield "not read", f"{name.replace('_', ' ')}: {part.error.title}"


def _unread(session: Session, overview: CompanyOverview) -> Exit:
    """Say what could not be read: the verdict rests on the rest."""
    for name, text in _not_read(overview):
        session.output.say(f"{name}: {text}.")
    return Exit.FINE


COMMAND = Command(
    name="show",
    examples=(
        Example('codat-tui show "Harbour Lane"', "why its sales do not arrive"),
        Example("codat-tui show 8a210b68-6988-11ed-a1eb-0242ac120002 --json", "the same for a program"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ShownData,),
    columns=("company.id", "company.name", "state", "since", "failing_days", "days_left", "who", "headline"),
)
