"""The dashboard on one company; `cli` opens it, because nothing here knows the screens."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.parser import THEME_HELP, Parser
from codat_tui.exits import Exit


def _arguments(parser: Parser) -> None:
    parser.add_argument("company", metavar="COMPANY", help="its id, its name or a part of it")
    parser.add_argument("--theme", default="", help=THEME_HELP)


def _run(alone: Alone) -> Exit:
    raise UsageError("the dashboard is opened by the command line itself")


COMMAND = Command(
    name="open",
    examples=(
        Example("codat-tui open check", "a company whose name is a command"),
        Example('codat-tui open "Harbour Lane" --write', "changes allowed"),
    ),
    arguments=_arguments,
    run_alone=_run,
)
