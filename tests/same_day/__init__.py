"""One day for all programs that a test starts: the demo's merchants sync by night, so on the machine's own clock a
test would find one of them syncing now and then.

What is told to them in the environment, `sitecustomize` beside this file reads: Python imports it first.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from tests.manual_clock import START

VARIABLES = ("PYTHONPATH", "SECONDS_TO_THE_SAME_DAY")


def begin() -> None:
    """Let `SystemClock` of this process and of those it starts show `START` now, and go on from there."""
    folders, seconds = VARIABLES
    if seconds not in os.environ:
        here = str(Path(__file__).parent)
        others = os.environ.get(folders)
        os.environ[folders] = f"{here}{os.pathsep}{others}" if others else here
        os.environ[seconds] = str((START - datetime.now(UTC)).total_seconds())
    # Now that it is told when; in a process that a test started Python has done so.
    import_module("tests.same_day.sitecustomize")
