"""The dashboard in a browser."""

from __future__ import annotations

import argparse
import sys

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import CommandError, cannot_listen
from codat_tui.commands.shell.parser import THEME_HELP, Parser, whole_number
from codat_tui.exits import Exit

_OWN = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches."""
_PASSED_ON = ("profile", "theme", "companies", "seed", "demo_sync_seconds", "faults")
"""Options with a value that each dashboard gets."""
_FLAGS = ("demo", "debug", "ascii")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--port", type=whole_number(0, 65_535), default=8000, help="0 picks a free one (default 8000)"
    )
    parser.add_argument(
        "--host", default=_OWN[0], help="the address to listen on (default: this machine only)"
    )
    parser.add_argument("--theme", default="", help=THEME_HELP)


def _run(alone: Alone) -> Exit:
    from codat_tui.composition import prepare

    options, output = alone.options, alone.output
    options.read_only = not options.write
    # The dashboards would fail by it one by one.
    launch = prepare(options, alone.clock)
    if launch.key is not None and launch.key.asks_on_the_terminal:
        raise CommandError(
            Exit.CONFIGURATION,
            f"the key of profile {launch.profile.name} is asked for on a terminal, and a browser is none",
            "Use api_key_command without api_key_prompts, api_key_file or api_key_env for it.",
        )
    try:
        from codat_tui.browser.server import serve
    except ModuleNotFoundError:
        raise CommandError(
            Exit.CONFIGURATION, 'serve needs textual-serve: pip install "codat-tui[serve]"'
        ) from None
    if options.host not in _OWN:
        output.tell(
            f"Warning: everybody who reaches {options.host} and learns the address can use this dashboard with "
            "your key, and it is not encrypted. Put a proxy with TLS and a login in front of it."
        )

    def announce(address: str) -> None:
        output.text(f"address  {address}\n")
        facts = launch.profile
        writes = "read-only" if facts.read_only else "changes allowed"
        output.text(f"profile  {facts.name}, {facts.environment}, {writes}\n")
        output.text("Each visitor has a dashboard. ctrl+c ends them all.\n")
        output.flush()

    try:
        serve(_dashboard(options), options.host, options.port, announce)
    except OSError as error:
        raise cannot_listen(options.host, options.port, error) from None
    return Exit.FINE


def _dashboard(options: argparse.Namespace) -> list[str]:
    """Return the command of one visitor's dashboard."""
    # -P: no module of the folder in which the server was started.
    command = [sys.executable, "-P", "-m", "codat_tui", "--write" if options.write else "--read-only"]
    command += [f"--{name}" for name in _FLAGS if getattr(options, name)]
    for name in _PASSED_ON:
        if value := getattr(options, name):
            command += [f"--{name.replace('_', '-')}={value}"]
    return command


COMMAND = Command(
    name="serve",
    examples=(
        Example("codat-tui serve", "read-only, on this machine"),
        Example("codat-tui serve --demo --port 0", "the demo, on a free port"),
    ),
    arguments=_arguments,
    run_alone=_run,
    description="Each visitor gets a process of its own, read-only unless --write is given. The address cannot be "
    "guessed: it is the only key to the dashboard.",
)
