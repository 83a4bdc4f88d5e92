"""The command line: starts the app or a command.

Invariant: the only place that ends the process; nothing slow is imported at the top, because the program
paints before it connects.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from codat_tui import __version__
from codat_tui.clock import SystemClock
from codat_tui.config import ConfigError
from codat_tui.crash import catch_everything
from codat_tui.exits import Exit
from codat_tui.paths import NoHomeError

if TYPE_CHECKING:
    from codat_tui.launch import Launch


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end the process with its exit status."""
    catch_everything(SystemClock())
    sys.exit(run(list(sys.argv[1:] if argv is None else argv)))


def run(argv: list[str]) -> int:
    """Run one command line; return the exit status."""
    # Enabled after the first paint: a collection during the imports delays it.
    gc.disable()
    # Textual reads it at import; at its default of 60 frames a second a key waits longer.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    try:
        if argv[:1] == ["demo-server"]:
            return _demo_server(argv[1:])
        if argv[:1] == ["init"]:
            return _init(argv[1:])
        return _dashboard(_dashboard_parser().parse_args(argv))
    except (ConfigError, NoHomeError) as error:
        print(f"codat-tui: {error}", file=sys.stderr)
        return Exit.CONFIGURATION
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _dashboard(options: argparse.Namespace) -> int:
    from codat_tui.composition import prepare

    if options.faults or options.companies or options.seed or options.demo_sync_seconds:
        options.demo = True
    return _open(prepare(options))


def _open(launch: Launch) -> int:
    from codat_tui import terminal

    if reason := terminal.missing():
        print(f"codat-tui: {reason}", file=sys.stderr)
        return Exit.USAGE
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


def _demo_server(argv: list[str]) -> int:
    from codat_tui.composition import check_faults, demo_options

    parser = argparse.ArgumentParser(
        prog="codat-tui demo-server", description="Serve the embedded imitation of Codat over HTTP."
    )
    parser.add_argument("--port", type=int, default=8080, help="0 picks a free one (default 8080)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )
    _demo_options(parser)
    options = parser.parse_args(argv)
    gc.enable()
    check_faults(options.faults)
    try:
        import uvicorn  # noqa: F401
    except ModuleNotFoundError:
        print('codat-tui: demo-server needs uvicorn: pip install "codat-tui[demo-server]"', file=sys.stderr)
        return Exit.CONFIGURATION
    from codat_tui.demo.server import serve

    def announce(line: str) -> None:
        print(line, flush=True)

    return serve(demo_options(options), options.host, options.port, SystemClock().now, announce)


def _init(argv: list[str]) -> int:
    from codat_tui.config import write_starter
    from codat_tui.paths import config_file

    parser = argparse.ArgumentParser(
        prog="codat-tui init", description="Write a first configuration file; never overwrites one."
    )
    parser.parse_args(argv)
    path = config_file()
    write_starter(path)
    print(f"Wrote {path}. It is read-only for production until you set read_only = false.")
    return 0


def _dashboard_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="codat-tui",
        description="The terminal dashboard for Codat's Sync for Commerce.",
        epilog="Commands: 'codat-tui demo-server' serves the demo over HTTP; 'codat-tui init' writes a first "
        "configuration file. Environment: CODAT_API_KEY, CODAT_TUI_PROFILE, CODAT_TUI_CONFIG.",
    )
    parser.add_argument("company", nargs="?", default="", help="open this company, by id or by name")
    parser.add_argument(
        "--profile", default=os.environ.get("CODAT_TUI_PROFILE", ""), help="the profile in config.toml"
    )
    parser.add_argument(
        "--write", action="store_true", help="allow changes for this run (the default is read-only)"
    )
    parser.add_argument("--demo", action="store_true", help="use the embedded demo: no key, no network")
    parser.add_argument("--debug", action="store_true", help="write a log of the requests, keys masked")
    parser.add_argument("--ascii", action="store_true", help="plain letters instead of glyphs")
    parser.add_argument("--theme", default="", help="codat-dark, codat-light, or any theme of Textual")
    parser.add_argument("--version", action="version", version=f"codat-tui {__version__}")
    _demo_options(parser.add_argument_group("demo"))
    return parser


_FAULTS = (
    "what goes wrong on purpose, separated by commas: [METHOD ][path-glob:]fault[@N|@N-M|:probability], e.g. "
    "'POST */latest:lost-answer@1, 429:0.1, latency=300ms, */push*:403'. Faults: an HTTP status (400 401 402 403 404 "
    "408 409 422 429 500 502 503 504), html-502, latency=DURATION, drop, lost-answer, truncated, gzip-bomb, endless, "
    "huge-numbers, text=FIELD, deleted, ignored, quirks"
)


def _demo_options(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--companies", type=int, default=0, help="how many companies the demo has (default 60)"
    )
    parser.add_argument("--seed", type=int, default=0, help="another set of companies")
    parser.add_argument(
        "--demo-sync-seconds", type=float, default=0.0, help="how long a sync takes (default 20)"
    )
    parser.add_argument("--faults", default="", help=_FAULTS)
