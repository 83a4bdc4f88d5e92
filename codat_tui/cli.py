"""The command line: starts the app or a command.

Invariant: the only place that ends the process; nothing slow is imported at the top, because the program
paints before it connects.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from codat_tui.clock import Clock, SystemClock
from codat_tui.commands.catalog import SUMMARIES, first_word, load, nearest
from codat_tui.commands.shell.command_error import CommandError, UsageError
from codat_tui.config import ConfigError
from codat_tui.crash import catch_everything
from codat_tui.exits import Exit
from codat_tui.models.errors import CodatError
from codat_tui.paths import NoHomeError

if TYPE_CHECKING:
    import argparse

    from codat_tui.commands.shell.command import Command
    from codat_tui.launch import Launch

OPEN, CHECK = "open", "check"
MAX_AGE = "--max-age"
FRAMES_A_SECOND = 240
"""How many Textual may draw; at its own 60 a key that comes after a change waits longer."""
_BROKEN_PIPE = 128 + 13


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end the process with its exit status."""
    catch_everything(SystemClock())
    sys.exit(run(list(sys.argv[1:] if argv is None else argv)))


def run(argv: list[str], clock: Clock | None = None) -> int:
    """Run one command line; return the exit status."""
    # For the dashboard until the first paint: a collection during the imports delays it.
    gc.disable()
    try:
        return _run(argv, clock or SystemClock())
    except (ConfigError, NoHomeError) as error:
        return _say(Exit.CONFIGURATION, str(error))
    except CommandError as error:
        return _say(error.status, *error.lines)
    except BrokenPipeError:
        # Who read the output has seen enough; Python would complain once more when it ends.
        _write_into_nothing()
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit as ended:
        # argparse, after it has printed help or version.
        return int(ended.code or 0)


def _run(argv: list[str], clock: Clock) -> int:
    word = first_word(argv)
    if word is None or argv[word] not in SUMMARIES:
        return _dashboard(argv)
    name, rest = argv[word], argv[:word] + argv[word + 1 :]
    if name == CHECK and any(each.startswith(MAX_AGE) for each in rest):
        # Before its parser and what it prints with are imported.
        from codat_tui.commands.shell.kept_verdicts import answer

        status = answer(rest, clock.now())
        if status is not None:
            return status
    return _command(name, rest, clock)


def _command(name: str, argv: list[str], clock: Clock) -> int:
    from codat_tui.commands.shell.parser import command_parser

    command = load(name)
    options = command_parser(command).parse(argv)
    if name == OPEN:
        return _open(options)
    # A collection during the imports takes time and finds nothing; after them there is less to look at.
    gc.enable()
    gc.set_threshold(50_000, 20, 100)
    from codat_tui.commands.shell.alone import Alone

    status: int | None = None
    if command.run_alone is not None:
        status = command.run_alone(Alone(command, options, clock))
    elif command.run_known is not None:
        status = command.run_known(Alone(command, options, clock))
    if status is None:
        status = _connected(command, options, clock)
    sys.stdout.flush()
    return status


def _connected(command: Command, options: argparse.Namespace, clock: Clock) -> int:
    from codat_tui.commands.shell.errors import lines_of, status_of
    from codat_tui.commands.shell.session import run_connected
    from codat_tui.composition import prepare

    try:
        return run_connected(command, options, prepare(options, clock))
    except CodatError as error:
        return _say(status_of(error), *lines_of(error))


def _dashboard(argv: list[str]) -> int:
    from codat_tui.commands.shell.parser import dashboard_parser

    options = dashboard_parser().parse(argv)
    if near := _mistyped(options.company):
        import shlex

        raise UsageError(
            f'there is no command "{options.company}"; did you mean {near}?',
            f"codat-tui open {shlex.quote(options.company)} opens a company of that name.",
        )
    return _open(options)


def _open(options: argparse.Namespace) -> int:
    from codat_tui.composition import prepare

    # Textual reads it at import.
    os.environ.setdefault("TEXTUAL_FPS", str(FRAMES_A_SECOND))
    return _show(prepare(options))


def _mistyped(company: str) -> str:
    """Return the command that *company* is probably meant to be, or ""."""
    # A name of a company has capitals or blanks, a command neither.
    return nearest(company) if company.islower() and " " not in company else ""


def _show(launch: Launch) -> int:
    from codat_tui import terminal

    if reason := terminal.missing():
        return _say(Exit.USAGE, reason)
    from codat_tui.app import CodatApp

    if launch.key is not None:
        launch.key.ask_before_the_screen()
    app = CodatApp(launch)
    with terminal.restored_terminal(), terminal.ending_on_signals(app.end):
        app.run()
    if app.crash is not None:
        raise app.crash
    # A closed terminal cannot show anything.
    with suppress(OSError):
        if app.exit_message:
            print(app.exit_message, flush=True)
    return app.return_code or Exit.FINE


def _say(status: int, *lines: str) -> int:
    with suppress(OSError):
        sys.stdout.flush()
        print("\n  ".join((f"codat-tui: {lines[0]}", *lines[1:])), file=sys.stderr, flush=True)
    return status


def _write_into_nothing() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
