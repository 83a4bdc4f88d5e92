"""What the user chooses on the screen and the configuration keeps."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from codat_tui.config import ConfigError, with_theme
from codat_tui.models.errors import CodatError


async def keep_theme(path: Path, theme: str) -> bool:
    """Write *theme* into the configuration, whose other lines stay; return False where there is none.

    Raises CodatError.
    """
    try:
        return await asyncio.to_thread(_keep_theme, path, theme)
    except (OSError, UnicodeDecodeError, ConfigError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CodatError(
            title="The theme is used until the end, and not kept", next_step=f"{path}: {reason}"
        ) from None


def _keep_theme(path: Path, theme: str) -> bool:
    # Of a link, the file that it leads to.
    real = path.resolve()
    try:
        with real.open(encoding="utf-8", newline="") as file:
            text = file.read()
    except FileNotFoundError:
        return False
    changed = with_theme(text, theme)
    if changed != text:
        _replace(real, changed)
    return True


def _replace(path: Path, text: str) -> None:
    """Whoever reads the file meanwhile reads the old or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
