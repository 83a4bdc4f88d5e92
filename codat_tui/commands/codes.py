"""What Codat's status codes mean."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser, whole_number
from codat_tui.exits import Exit
from codat_tui.models.diagnosis import CauseKind
from codat_tui.present.data.program import CodeData
from codat_tui.rules.codes import describe, documented_codes


def _arguments(parser: Parser) -> None:
    parser.add_argument("codes", nargs="*", type=whole_number(0, 9_999), metavar="CODE", help="such as 4000")


def _run(alone: Alone) -> Exit:
    alone.output.rows([_row(code) for code in alone.options.codes or documented_codes()])
    return Exit.FINE


def _row(code: int) -> CodeData:
    meaning = describe(code)
    kind = meaning.kind if meaning.kind is not CauseKind.NOT_KNOWN else None
    return CodeData(code, meaning.state, meaning.title, meaning.meaning, meaning.who, meaning.remedy, kind)


COMMAND = Command(
    name="codes",
    examples=(
        Example("codat-tui codes", "every documented code"),
        Example("codat-tui codes 4000 5130", "these two"),
    ),
    arguments=_arguments,
    run_alone=_run,
    rows=(CodeData,),
    columns=("code", "title", "who", "meaning", "remedy"),
    tabbed=("code", "state", "title", "who", "kind", "meaning", "remedy"),
)
