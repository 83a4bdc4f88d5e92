"""Little is imported before the first paint, and nothing slow: start-up is import time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

SLOW = (
    "aiohttp",
    "click",
    "httpx",
    "importlib.metadata",
    "markdown_it",
    "pydantic",
    "pygments",
    "sqlite3",
    "starlette",
    "tomli_w",
    "uvicorn",
    "zoneinfo",
)
MOST_MODULES = 114
"""Of our own. Who needs more there can import another later, where it is used."""
DATACLASSES = ["CodatError", "Lasting"]
"""Of our own. To create another takes ten times as long as a named tuple."""
PROGRAM = """
import json
import sys
from codat_tui import cli, composition
from codat_tui.commands.shell import parser
from codat_tui.app import CodatApp

options = parser.dashboard_parser().parse_args({argv!r})
app = CodatApp(composition.prepare(options))

def is_own(name):
    return name.partition(".")[0] == "codat_tui"

def subclasses(kind):
    for each in type.__subclasses__(kind):
        yield each
        yield from subclasses(each)

def painted():
    found = {{
        "slow": [name for name in {slow!r} if name in sys.modules],
        "modules": sorted(name for name in sys.modules if is_own(name)),
        "dataclasses": sorted(
            {{each.__qualname__ for each in subclasses(object)
             if is_own(each.__module__) and "__dataclass_fields__" in vars(each)}}
        ),
    }}
    print("PAINTED" + json.dumps(found), file=sys.stderr)
    app.exit()

app._after_first_paint = painted
app.run(headless=True, size=(120, 40))
"""


def at_first_paint(argv: list[str]) -> Any:
    program = PROGRAM.format(argv=argv, slow=SLOW)
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert "PAINTED" in run.stderr, run.stderr
    told = next(line for line in run.stderr.splitlines() if line.startswith("PAINTED"))
    return json.loads(told.removeprefix("PAINTED"))


@pytest.mark.parametrize("argv", [[], ["--demo"], ["--demo", "--companies", "50000"], ["acme", "--write"]])
def test_little_comes_before_the_first_paint_and_nothing_slow(argv: list[str]) -> None:
    found = at_first_paint(argv)
    assert found["slow"] == []
    assert found["dataclasses"] == DATACLASSES
    assert len(found["modules"]) <= MOST_MODULES, "\n".join(found["modules"])
