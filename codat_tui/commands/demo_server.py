"""The embedded imitation of Codat over HTTP."""

from __future__ import annotations

from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.commands.shell.command_error import CommandError, cannot_listen
from codat_tui.commands.shell.parser import Parser, whole_number
from codat_tui.exits import Exit


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--port", type=whole_number(0, 65_535), default=8080, help="0 picks a free one (default 8080)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )


def _run(alone: Alone) -> Exit:
    from codat_tui.composition import check_faults, demo_options

    options = alone.options
    check_faults(options.faults)
    try:
        import uvicorn  # noqa: F401
    except ModuleNotFoundError:
        raise CommandError(
            Exit.CONFIGURATION, 'demo-server needs uvicorn: pip install "codat-tui[demo-server]"'
        ) from None
    from codat_tui.demo.server import serve

    def announce(line: str) -> None:
        alone.output.text(f"{line}\n")
        alone.output.flush()

    try:
        serve(demo_options(options), options.host, options.port, alone.clock.now, announce)
    except OSError as error:
        raise cannot_listen(options.host, options.port, error) from None
    return Exit.FINE


COMMAND = Command(
    name="demo-server",
    examples=(
        Example("codat-tui demo-server --port 8080", "60 companies on this machine"),
        Example("codat-tui demo-server --port 0 --companies 1000", "1,000 on a free port"),
    ),
    arguments=_arguments,
    run_alone=_run,
)
