"""Text files the user asked for; never over an existing one."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from codat_tui.models.errors import CodatError


async def write_export(folder: Path, name: str, ending: str, now: datetime, text: str) -> Path:
    """Write *text* to a new file in *folder*; return its path. Raises CodatError."""
    stem = f"codat-tui-{name}-{now:%Y%m%d-%H%M%S}"
    try:
        return await asyncio.to_thread(_write_new, folder, stem, ending, text)
    except OSError as error:
        raise CodatError(
            title="The export could not be written",
            next_step=f"{error.strerror or error}: {folder}. Start codat-tui in a folder you may write to.",
        ) from None


def _write_new(folder: Path, stem: str, ending: str, text: str) -> Path:
    for number in range(1, 1000):
        path = folder / (f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}")
        try:
            with path.open("x", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"too many files named {stem}")
