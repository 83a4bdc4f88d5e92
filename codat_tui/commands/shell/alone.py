"""What a command works with that needs no connection."""

from __future__ import annotations

import argparse

from codat_tui.clock import Clock
from codat_tui.commands.shell.command import Command
from codat_tui.commands.shell.output import Output


class Alone:
    """Its options and output, which name no profile."""

    def __init__(self, command: Command, options: argparse.Namespace, clock: Clock) -> None:
        self.command = command
        self.options = options
        self.clock = clock
        self.output = Output(options, clock, command, {"profile": None, "environment": None})
