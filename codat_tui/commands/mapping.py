"""A company's mapping as JSON: read it, compare a file with it, write a file."""

from __future__ import annotations

import json

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.files import read_object, write_text
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import COLUMNS, TABBED, add_write_options, carry_out
from codat_tui.exits import Exit
from codat_tui.models.codat import to_wire
from codat_tui.models.writes import SaveConfiguration
from codat_tui.present.data.changes import ChangeData, DifferenceData, difference_data
from codat_tui.present.data.settings import MappingData
from codat_tui.rules.mapping.parts import choices_of, with_options
from codat_tui.rules.mapping.words import change_words

GET, DIFF, PUT = "get", "diff", "put"


def _arguments(parser: Parser) -> None:
    parser.add_argument("what", type=one_of(GET, DIFF, PUT), metavar="WHAT", help=f"{GET}, {DIFF} or {PUT}")
    parser.add_argument("name", metavar="COMPANY", help="its id, its name or a part of it")
    parser.add_argument(
        "--file",
        metavar="F",
        help=f"the JSON file to compare or to write; {GET} makes a new one; - is a pipe",
    )
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options, output = session.options, session.output
    if options.what != GET and not options.file:
        raise UsageError(f"mapping {options.what} needs --file")
    # Before anything is asked: a mistake in it is found at once.
    wanted = read_object(options.file) if options.what != GET else {}
    entry = await session.company(options.name)
    now = to_wire(await session.services.looking.configuration(entry.company_id))
    if options.what == GET:
        text = json.dumps(now, indent=2, ensure_ascii=False) + "\n"
        if options.file and options.file != "-":
            write_text(options.file, text)
            output.say(f"The mapping of {entry.name} is in {options.file}.")
        elif output.structured:
            output.rows([MappingData(entry.company_id, entry.name, now)])
        else:
            output.text(text)
        return Exit.FINE
    if options.what == DIFF:
        output.show(("label", "before", "after"), ("label", "before", "after", "note"))
        lines = change_words(now, dict(with_options(choices_of(wanted), now)))
        output.rows(map(difference_data, lines), "The file is as the mapping is.")
        return Exit.FINE
    return await carry_out(session, SaveConfiguration(entry.company_id, shown=now, wanted=wanted))


COMMAND = Command(
    name="mapping",
    examples=(
        Example('codat-tui mapping get "Harbour Lane" > mapping.json', "to be edited"),
        Example(
            'codat-tui mapping put "Harbour Lane" --file mapping.json', "shows the difference, then asks"
        ),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData, MappingData, DifferenceData),
    columns=COLUMNS,
    tabbed=TABBED,
    description=f"{GET} prints it with Codat's names, {DIFF} compares a file with it, {PUT} writes a file and reads "
    "it back.",
)
