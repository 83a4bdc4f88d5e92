"""The languages in which merchants are written to: those of the package, and what a team changes or adds.

A team's file is `merchant.toml` beside `config.toml`, or the profile's `merchant_texts`; it has a table for each
language, such as `[en.causes.account_lost]`.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codat_tui.models.errors import RefusedError
from codat_tui.paths import PACKAGE
from codat_tui.rules.merchant.texts import Language, TextsError, merged, read_language

if TYPE_CHECKING:
    from codat_tui.models.local import ProfileFacts
    from codat_tui.services.context import ServiceContext

TITLE = "The texts for merchants cannot be used"


class MerchantTextsError(RefusedError):
    """A file of texts with a mistake; the next step names file and line or key."""


class MerchantWords:
    """The languages of one run, and the one that was last chosen by hand."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self.last_chosen = ""

    async def languages(self) -> Mapping[str, Language]:
        """Return all languages by code, read anew so that a corrected file works at once.

        Raises CodatError: no connection, or MerchantTextsError.
        """
        profile = (await self._context.backend()).profile
        return await asyncio.to_thread(languages_of, profile)

    async def built_in(self) -> Mapping[str, Language]:
        """Return the languages of the package, for when a team's file has a mistake."""
        return await asyncio.to_thread(built_in_languages)

    async def preferred(self) -> tuple[str, str]:
        """Return the languages to use where the merchant's country decides nothing: the profile's, the last."""
        return (await self._context.backend()).profile.merchant_language, self.last_chosen


def languages_of(profile: ProfileFacts) -> dict[str, Language]:
    """Return all languages of a profile by code. Raises MerchantTextsError."""
    texts = _packaged()
    if profile.merchant_texts:
        own = Path(profile.merchant_texts)
        texts = merged(texts, _read(own))
        return _languages(texts, str(own))
    return _languages(texts, "the texts of this program")


def built_in_languages() -> dict[str, Language]:
    return _languages(_packaged(), "the texts of this program")


def _packaged() -> dict[str, Any]:
    return {path.stem: _read(path) for path in sorted((PACKAGE / "merchant_texts").glob("*.toml"))}


def _languages(texts: Mapping[str, Any], file: str) -> dict[str, Language]:
    found = {}
    for code, data in texts.items():
        if not isinstance(data, Mapping):
            raise _mistake(file, f"{code} must be a language: write its texts under [{code}.frame] and so on")
        try:
            found[code] = read_language(code, data)
        except TextsError as error:
            raise _mistake(file, str(error)) from None
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _mistake(str(path), f"it cannot be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise _mistake(str(path), f"not valid TOML: {error}") from None


def _mistake(file: str, reason: str) -> MerchantTextsError:
    return MerchantTextsError(title=TITLE, next_step=f"{file}: {reason}. Correct the file.")
