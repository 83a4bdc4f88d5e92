"""Exports one locale's texts to a file, and imports a file as edits. Sends nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from codat_tui.models.errors import CodatError
from codat_tui.present.flow_texts import import_words
from codat_tui.rules.flow_settings.texts import LOCALES
from codat_tui.services.edits.sessions import TextsSession
from codat_tui.services.flow_files import load_texts, save_texts


class Imported(NamedTuple):
    """The result of an import: number of changed texts, and a message."""

    locale: str
    changes: int
    words: str


async def export_locale(session: TextsSession, locale: str, folder: Path, now: datetime) -> str:
    """Write Codat's texts to a new file; returns the message. Raises CodatError."""
    texts = session.of(locale) if locale in LOCALES else None
    if texts is None:
        raise CodatError(title=f"No texts of {locale!r}", next_step=f"Known: {', '.join(LOCALES)}.")
    missing = sorted(_keys(session) - texts.on_server.keys())
    path = await save_texts(folder, locale, texts.on_server, missing, now)
    unsent = " Edits that are not sent are not in it." if texts.edits else ""
    return f"{locale} as Codat has it is in {path}.{unsent}"


async def import_file(session: TextsSession, path: Path) -> Imported:
    """Turn differences from Codat's texts into edits. Raises CodatError."""
    file = await load_texts(path, _keys(session))
    texts = session.of(file.locale)
    if texts is None:
        raise CodatError(
            title=f"{file.locale} was not read from Codat yet",
            next_step="Refresh, and import the file again.",
        )
    differing = {key: text for key, text in file.texts.items() if text != texts.on_server.get(key)}
    for key, text in differing.items():
        texts = texts.edit(key, text)
    session.put(file.locale, texts)
    return Imported(file.locale, len(differing), import_words(file.locale, len(differing)))


def _keys(session: TextsSession) -> set[str]:
    """The keys of all locales."""
    read = [texts for locale in LOCALES if (texts := session.of(locale)) is not None]
    return {key for texts in read for key in texts.on_server}
