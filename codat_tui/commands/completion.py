"""The completion script of a shell, made when the program is built."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import CommandError
from codat_tui.commands.shell.parser import Parser, one_of
from codat_tui.exits import Exit
from codat_tui.paths import PACKAGE

SHELLS = ("bash", "zsh", "fish")


def _arguments(parser: Parser) -> None:
    parser.add_argument("shell", type=one_of(*SHELLS), metavar="SHELL", help=", ".join(SHELLS))


def _run(alone: Alone) -> Exit:
    path = PACKAGE / "shell_completion" / f"codat-tui.{alone.options.shell}"
    try:
        alone.output.text(path.read_text(encoding="utf-8"))
    except OSError:
        raise CommandError(
            Exit.CONFIGURATION,
            "this copy was not built with completion scripts",
            "make shells writes them.",
        ) from None
    return Exit.FINE


COMMAND = Command(
    name="completion",
    examples=(
        Example('eval "$(codat-tui completion bash)"', "for this shell; put it into ~/.bashrc to keep it"),
        Example("codat-tui completion fish > ~/.config/fish/completions/codat-tui.fish", "for fish"),
    ),
    arguments=_arguments,
    run_alone=_run,
)
