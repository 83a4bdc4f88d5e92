"""The help of everything, or of one command."""

from __future__ import annotations

from codat_tui.commands.catalog import SUMMARIES, load, nearest
from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import UsageError
from codat_tui.commands.shell.parser import Parser, command_parser, dashboard_parser
from codat_tui.exits import Exit
from codat_tui.support import support_address


def _arguments(parser: Parser) -> None:
    parser.add_argument("about", nargs="?", metavar="COMMAND", help="the command to explain")


def _run(alone: Alone) -> Exit:
    about = alone.options.about
    if about is not None and about not in SUMMARIES:
        near = nearest(about)
        hint = f"; did you mean {near}?" if near else "; codat-tui help lists all"
        raise UsageError(f'there is no command "{about}"{hint}')
    parser = command_parser(load(about)) if about is not None else dashboard_parser()
    alone.output.text(parser.format_help())
    if support := support_address():
        alone.output.text(f"\nsupport: {support}\n")
    return Exit.FINE


COMMAND = Command(
    name="help",
    examples=(
        Example("codat-tui help", "every command"),
        Example("codat-tui help check", "all about one, with examples"),
    ),
    arguments=_arguments,
    run_alone=_run,
)
