"""The version."""

from __future__ import annotations

import platform
from importlib import metadata

from codat_tui import __version__
from codat_tui.commands.shell.alone import Alone
from codat_tui.commands.shell.command import Command, Example
from codat_tui.exits import Exit
from codat_tui.present.data.program import VersionData

_LIBRARIES = ("textual", "httpx", "pydantic", "starlette")


def _run(alone: Alone) -> Exit:
    if alone.output.structured:
        alone.output.rows(versions())
    else:
        alone.output.text(f"codat-tui {__version__}\n")
    return Exit.FINE


def versions() -> list[VersionData]:
    """Return the versions of the program, of Python and of the libraries that matter."""
    rows = [VersionData("codat-tui", __version__), VersionData("python", platform.python_version())]
    for name in _LIBRARIES:
        try:
            rows.append(VersionData(name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return rows


COMMAND = Command(
    name="version",
    examples=(
        Example("codat-tui version", "one line"),
        Example("codat-tui version --json", "with Python and the libraries"),
    ),
    run_alone=_run,
    rows=(VersionData,),
    columns=("name", "version"),
)
