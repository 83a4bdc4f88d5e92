"""What is left behind when the program fails: a masked traceback in a file, three lines for the user.

Locals are never written: a key in a local would be a leak.
"""

from __future__ import annotations

import os
import re
import traceback
from datetime import datetime
from pathlib import Path

_MASKS = (
    (re.compile(r"(?i)\b(basic|bearer)\s+[A-Za-z0-9+/=_\-.]{6,}"), r"\1 ***"),
    (re.compile(r"(?i)(otp=)\w+"), r"\1***"),
    (re.compile(r"(?i)(api[_-]?key\W{1,4})[^\s'\",)]+"), r"\1***"),
)


def mask(text: str) -> str:
    """*text* without authorization headers, one-time passwords and key-like values."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def write_crash(error: BaseException, folder: Path, now: datetime, version: str) -> Path | None:
    """Append the masked traceback of *error* to `crash.log` in *folder*; None if it cannot be written."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    report = f"--- {now.isoformat(timespec='seconds')} codat-tui {version}\n{mask(''.join(lines))}\n"
    path = folder / "crash.log"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return None
    with os.fdopen(handle, "a", encoding="utf-8", errors="replace") as file:
        file.write(report)
    return path


def crash_lines(error: BaseException, path: Path | None) -> tuple[str, str, str]:
    """The three lines the user reads."""
    kept = (
        f"The details, without keys, are in {path}."
        if path
        else "The details could not be written to a file."
    )
    return (
        f"codat-tui met an error it did not expect ({type(error).__name__}) and stopped.",
        "Nothing you confirmed is lost: a write under way is looked up again at the next start.",
        kept,
    )
