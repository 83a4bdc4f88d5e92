"""What a figure depends on besides the program: the machine, its load, the versions."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = ("textual", "httpx", "pydantic", "codat-sync-for-commerce")


def facts() -> dict[str, object]:
    """The facts of this moment, before anything is measured."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted_changes": bool(_git("status", "--porcelain")),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
        "cpu": _cpu(),
        "load_before": [round(each, 2) for each in os.getloadavg()],
    }


def _git(*args: str) -> str:
    """What git says, empty where this is no checkout."""
    done = subprocess.run(["git", *args], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _cpu() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        told = ""
    found = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return found[1] if found else platform.processor()
