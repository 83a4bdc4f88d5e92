"""Restores what a change of the journal replaced."""

from __future__ import annotations

from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.parser import Parser
from codat_tui.commands.shell.session import Session
from codat_tui.commands.shell.writing import COLUMNS, TABBED, add_write_options, carry_out
from codat_tui.exits import Exit
from codat_tui.present.data.changes import ChangeData


def _arguments(parser: Parser) -> None:
    parser.add_argument("intent", metavar="INTENT", help="the intent_id that codat-tui journal shows")
    add_write_options(parser)


async def _run(session: Session) -> Exit:
    changing = session.services.changing
    return await carry_out(session, await changing.undo(session.options.intent), undoes=True)


COMMAND = Command(
    name="undo",
    examples=(
        Example("codat-tui undo 0f2c7c1e-2f6b-4a0e-9d7e-0c7c0d4f9b11", "asks first"),
        Example(
            "codat-tui undo 0f2c7c1e-2f6b-4a0e-9d7e-0c7c0d4f9b11 --dry-run", "only shows what it would do"
        ),
    ),
    arguments=_arguments,
    run=_run,
    rows=(ChangeData,),
    columns=COLUMNS,
    tabbed=TABBED,
    description="Mapping, texts and visible accounts can be undone.",
)
