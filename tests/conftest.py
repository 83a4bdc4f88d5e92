"""Nothing here reads the developer's home, time zone or terminal; animations and blinking are off."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path

_TESTS = Path(__file__).parent
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
    sys.pycache_prefix = str(_TESTS.parent / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
# Started in the background or by nohup, this process ignores these, and so would every program it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(_number, signal.SIG_DFL)

from codat_tui.cli import FRAMES_A_SECOND  # noqa: E402

# As in the program; Textual reads it when it is imported.
os.environ["TEXTUAL_FPS"] = str(FRAMES_A_SECOND)

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from codat_tui import secret  # noqa: E402
from tests import pilot_frames, same_day  # noqa: E402

same_day.begin()
pilot_frames.begin()

# No deadline: a busy machine is no failure. Derandomized: a failure comes back, and the same examples do as well, so
# half as many as Hypothesis's own hundred; `make fuzz` explores.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("exploring", deadline=None, max_examples=400)
settings.load_profile("steady")


# Folders whose tests take half a second and more, the longest first.
_DEAR = ("e2e", "commands", "screens", "services")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker its share of the dear tests first: what is left to share out in the end is then cheap.

    Workers begin with parts of equal length, one after the other.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    dear: dict[str, dict[Path, list[pytest.Item]]] = {name: {} for name in _DEAR}
    cheap: list[pytest.Item] = []
    for item in items:
        files = dear.get(item.path.relative_to(_TESTS).parts[0])
        (cheap if files is None else files.setdefault(item.path, [])).append(item)
    files_of = [tests for files in dear.values() for tests in files.values()]
    parts = [[item for tests in files_of[number::workers] for item in tests] for number in range(workers)]
    length = len(items) // workers
    for part in parts:
        missing = max(0, length - len(part))
        part += cheap[:missing]
        del cheap[:missing]
    items[:] = [item for part in (*parts, cheap) for item in part]


_homes = itertools.count()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a home of its own, which is not there yet."""
    # Not in tmp_path: to make one of those pytest looks at all that are there, longer than most tests take.
    homes = tmp_path_factory.getbasetemp() / "homes"
    homes.mkdir(exist_ok=True)
    home = str(homes / str(next(_homes)))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, home)


@pytest.fixture(autouse=True)
def _own_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test holds as a secret is not masked in the next one."""
    monkeypatch.setattr(secret, "_of_this_run", dict(secret._of_this_run))
