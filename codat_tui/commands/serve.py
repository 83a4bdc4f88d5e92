"""The dashboard in a browser."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, CommandError, Example
from codat_tui.exits import Exit


def _run(alone: Alone) -> Exit:
    raise CommandError(Exit.CONFIGURATION, 'serve needs textual-serve: pip install "codat-tui[serve]"')


COMMAND = Command(
    name="serve",
    examples=(
        Example("codat-tui serve", "read-only, on this machine"),
        Example("codat-tui serve --demo", "the demo"),
    ),
    run_alone=_run,
)
