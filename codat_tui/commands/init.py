"""Writes a first configuration file; never overwrites one."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.config import write_starter
from codat_tui.exits import Exit
from codat_tui.paths import config_file


def _run(alone: Alone) -> Exit:
    path = config_file()
    write_starter(path)
    alone.output.text(f"Wrote {path}. It is read-only for production until you set read_only = false.\n")
    return Exit.FINE


COMMAND = Command(
    name="init",
    examples=(
        Example("codat-tui init", "writes config.toml with one read-only profile"),
        Example("CODAT_TUI_CONFIG=./codat.toml codat-tui init", "writes it somewhere else"),
    ),
    run_alone=_run,
    description="Never overwrites one.",
)
