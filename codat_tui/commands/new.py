"""Creates a company."""

from __future__ import annotations

from argparse import ArgumentTypeError

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import COLUMNS, TABBED, add_write_options, carry_out
from codat_tui.exits import Exit
from codat_tui.models.writes import CreateCompany
from codat_tui.present.data.changes import ChangeData


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise ArgumentTypeError(f"{text!r} is no tag such as region=north")
    return key, value


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help="Codat keeps letters, digits, blanks and - ' , & @ . ? !"
    )
    parser.add_argument("--description", default="", metavar="TEXT")
    parser.add_argument(
        "--tag",
        type=_tag,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="may be given several times",
    )
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    options = session.options
    tags = dict(options.tag)
    if len(tags) < len(options.tag):
        raise UsageError("two tags have the same key")
    return await carry_out(session, CreateCompany(options.name, options.description, tags))


COMMAND = Command(
    name="new",
    examples=(
        Example('codat-tui new "Harbour Lane Coffee" --tag region=north', "asks first"),
        Example('codat-tui new "Harbour Lane Coffee" --yes --fields company_id', "prints the new id"),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData,),
    columns=COLUMNS,
    tabbed=TABBED,
)
