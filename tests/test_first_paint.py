"""Nothing slow is imported before the first paint: start-up is import time."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("httpx", "pydantic", "sqlite3", "starlette", "uvicorn", "tomli_w")
PROGRAM = """
import sys
from codat_tui import composition
from codat_tui.commands.shell import parser
from codat_tui.app import CodatApp

options = parser.dashboard_parser().parse_args({argv!r})
app = CodatApp(composition.prepare(options))

def painted():
    print("PAINTED", *sorted(name for name in {slow!r} if name in sys.modules), file=sys.stderr)
    app.exit()

app._after_first_paint = painted
app.run(headless=True, size=(120, 40))
"""


@pytest.mark.parametrize("argv", [[], ["--demo"], ["--demo", "--companies", "50000"], ["acme", "--write"]])
def test_the_slow_libraries_come_after_the_first_paint(argv: list[str]) -> None:
    program = PROGRAM.format(argv=argv, slow=SLOW)
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert "PAINTED" in run.stderr, run.stderr
    told = next(line for line in run.stderr.splitlines() if line.startswith("PAINTED"))
    assert told == "PAINTED"
