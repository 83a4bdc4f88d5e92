"""Nothing here reads the developer's home, time zone or terminal; animations and blinking are off."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TZ"] = "UTC"
time.tzset()
for _name in ("NO_COLOR", "COLORTERM", "CODAT_API_KEY", "CODAT_TUI_PROFILE", "CODAT_TUI_CONFIG"):
    os.environ.pop(_name, None)
# Where Python writes no bytecode (containers mostly), every worker and every program that a test starts would compile
# everything anew. What is compiled is kept beside what pytest keeps.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
# Started in the background or by nohup, this process ignores these, and so would every program it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(_number, signal.SIG_DFL)

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from codat_tui import secret  # noqa: E402

# No deadline: a busy machine is no failure. Derandomized: a failure comes back; `make fuzz` explores.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a home of its own, empty."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _own_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test holds as a secret is not masked in the next one."""
    monkeypatch.setattr(secret, "_of_this_run", dict(secret._of_this_run))
