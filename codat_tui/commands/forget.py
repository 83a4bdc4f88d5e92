"""Removes what is kept of a profile's companies for the next start."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import CommandError
from codat_tui.commands.shell.parser import Parser
from codat_tui.config import choose_profile, load_config
from codat_tui.exits import Exit
from codat_tui.paths import config_file, state_folder
from codat_tui.store.known_fleet import forget


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--all", action="store_true", help="of every profile, also of those that are configured no more"
    )


def _run(alone: Alone) -> Exit:
    every = alone.options.all
    profile = None if every else choose_profile(load_config(config_file()), alone.options.profile).name
    whose = "of any profile" if profile is None else f'of the profile "{profile}"'
    try:
        removed = forget(state_folder(), profile)
    except OSError as error:
        raise CommandError(Exit.BUG, f"{error.filename} cannot be removed: {error.strerror}.") from None
    for path in removed:
        alone.output.text(f"Removed {path}\n")
    if not removed:
        alone.output.say(f"No companies {whose} are kept.")
    alone.output.remark(
        "The journal, notes and latest syncs stay; a dashboard that is open keeps its companies again."
    )
    return Exit.FINE


COMMAND = Command(
    name="forget",
    examples=(
        Example("codat-tui forget", "the next start knows no company until Codat has told them"),
        Example("codat-tui forget --all", "of every profile"),
    ),
    arguments=_arguments,
    run_alone=_run,
    description="What a start shows before Codat has answered: names, states and causes.",
)
