"""Files named on the command line; "-" is standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from codat_tui.commands.shell.command_error import UsageError

# Bytes; a mapping with all its options has less than a hundredth of it.
LARGEST = 10_000_000


def read_object(name: str) -> dict[str, Any]:
    """Return the JSON object in a file. Raises UsageError with the place of a mistake."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _read(Path(name))
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from None
    if len(data) > LARGEST:
        raise UsageError(f"{name} is larger than any mapping")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8: byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply") from None
    if not isinstance(value, dict):
        raise UsageError(f"{name} holds no JSON object")
    return value


def write_text(name: str, text: str) -> None:
    """Write a new file. Raises UsageError, also when there is one of this name."""
    try:
        with Path(name).open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{name} exists already and was not changed") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror or error}") from None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
