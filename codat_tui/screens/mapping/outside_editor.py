"""Edits a text in the person's own editor, and makes file names."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App


def edit_outside(app: App[Any], text: str, suffix: str) -> str | None:
    """The edited text; None when no editor could be run."""
    try:
        command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        return None
    with tempfile.TemporaryDirectory(prefix="codat-tui-") as folder:
        path = Path(folder, f"edit{suffix}")
        try:
            path.write_text(text, encoding="utf-8", errors="replace")
            with app.suspend():
                ended = subprocess.run([*command, str(path)], check=False)
            # The editor failed or was cancelled: keep the text.
            if ended.returncode != 0:
                return text
            return path.read_text(encoding="utf-8-sig", errors="replace").removesuffix("\n")
        except (SuspendNotSupported, OSError):
            return None


def file_stem(name: str) -> str:
    """A file name of letters, digits and dashes from a company's name."""
    return re.sub(r"[^a-z0-9]+", "-", f"{name.casefold()} configuration").strip("-")
