"""One locale's Sync Flow texts as a TOML file, for translators.

Invariant: a file with an unknown key, a wrong type or anything unreadable is refused as a whole, with the
line or key.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w

from codat_tui.models.errors import CodatError
from codat_tui.rules.flow_settings.texts import LOCALES
from codat_tui.services.exporting import write_export

# Bytes.
LARGEST = 1_000_000
_KNOWN = ("locale", "default", "texts")
_HEAD = """\
# Texts of Codat's Sync Flow, {locale}, as Codat had them on {at:%Y-%m-%d %H:%M} UTC.
# Under [texts]: a text is shown, "" shows nothing. Keys in the list "default" show Codat's own text.
# A key that is left out stays as it is. Keep the {{placeholders}}.
"""


@dataclass(frozen=True, slots=True)
class TextsFile:
    """The contents of a file: text by key, None for Codat's default, "" to show nothing."""

    locale: str
    texts: Mapping[str, str | None]


async def save_texts(
    folder: Path, locale: str, texts: Mapping[str, str | None], missing: Iterable[str], now: datetime
) -> Path:
    """Write a locale to a new file in *folder*; return its path. Raises CodatError."""
    return await write_export(folder, f"texts-{locale}", "toml", now, as_toml(locale, texts, missing, now))


def as_toml(locale: str, texts: Mapping[str, str | None], missing: Iterable[str], now: datetime) -> str:
    """Return the file's text; missing keys are comments to fill in."""
    default = [key for key, text in texts.items() if text is None]
    body: dict[str, Any] = {"locale": locale, "default": default}
    body["texts"] = {key: text for key, text in texts.items() if text is not None}
    lacking = [f"# {tomli_w.dumps({key: ''})}" for key in missing]
    comment = f"\n# Missing in {locale}:\n{''.join(lacking)}" if lacking else ""
    return _HEAD.format(locale=locale, at=now) + tomli_w.dumps(body) + comment


async def load_texts(path: Path, keys: Collection[str]) -> TextsFile:
    """Read a file; *keys* are the server's. Raises CodatError with the line or key."""
    try:
        data = await asyncio.to_thread(_read, path)
    except OSError as error:
        raise _refused(path, error.strerror or str(error), "Check the path: :import PATH.") from None
    return read_toml(path, data, keys)


def read_toml(path: Path, data: bytes, keys: Collection[str]) -> TextsFile:
    """Return the contents of *data*; *path* is for messages. Raises CodatError."""
    if len(data) > LARGEST:
        raise _refused(path, "It is larger than any file of texts", "Import a file that :export wrote.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, f"Line {line} is not UTF-8", "Save the file as UTF-8.") from None
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(path, f"It is not TOML: {error}", "Correct that line.") from None
    return _understood(path, text, body, keys)


def _understood(path: Path, text: str, body: dict[str, Any], keys: Collection[str]) -> TextsFile:
    for name in body:
        if name not in _KNOWN:
            raise _refused(
                path, f"{_line(text, name)}{name!r} means nothing here", f"Known: {', '.join(_KNOWN)}."
            )
    locale, texts, default = body.get("locale"), body.get("texts", {}), body.get("default", [])
    if locale not in LOCALES:
        said = "It names no locale" if locale is None else f"{_line(text, 'locale')}locale is {locale!r}"
        raise _refused(path, said, f'Write locale = "{LOCALES[0]}" or "{LOCALES[1]}" at the top.')
    if not isinstance(texts, dict):
        raise _refused(path, f"{_line(text, 'texts')}texts is {_kind(texts)}", "Write a table: [texts].")
    if not isinstance(default, list) or not all(isinstance(key, str) for key in default):
        raise _refused(
            path, f"{_line(text, 'default')}default is no list of keys", 'Write default = ["key", …].'
        )
    for key, value in texts.items():
        if not isinstance(value, str):
            said = f"{_line(text, key)}{key} is {_kind(value)}"
            raise _refused(path, said, 'Each text is "in quotes"; a key with dots too.')
    both = next((key for key in default if key in texts), None)
    if both is not None:
        raise _refused(
            path, f"{_line(text, both)}{both} has a text and is in default", "Remove one of the two."
        )
    for key in (*texts, *default):
        if key not in keys:
            raise _refused(
                path, f"{_line(text, key)}Codat has no text {key}", "Remove it, or correct the key."
            )
    return TextsFile(locale, {**texts, **dict.fromkeys(default)})


def _line(text: str, key: str) -> str:
    # The first place of *key* as a key or in a list, for messages.
    found = re.search(rf'(?m)^[^#\n]*?(?<![\w-])["\']?{re.escape(key)}["\']?(?![\w-])', text)
    return f"Line {text.count(chr(10), 0, found.end()) + 1}: " if found else ""


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date" if hasattr(value, "isoformat") else "no text")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _refused(path: Path, said: str, next_step: str) -> CodatError:
    return CodatError(title=f"{path.name} was not imported", next_step=f"{said}. {next_step}")
