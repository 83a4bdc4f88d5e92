"""The API key of a client, which is never shown."""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import TypeAlias

from codat_tui.masking import key_forms, mask
from codat_tui.models.errors import InvalidRequestError, KeyMissingError
from codat_tui.secret import Secret, authorization_header

GivenKey: TypeAlias = str | Secret
ApiKey: TypeAlias = GivenKey | Callable[[], GivenKey | Awaitable[GivenKey]]
"""A raw key, a `Basic …` header, or a function (async or not) that returns one."""

KEYS_MASKED = 8
"""Only the latest keys are masked."""


class KeyRing:
    """Gives the Authorization header. Raises KeyMissingError and InvalidRequestError."""

    def __init__(self, key: ApiKey) -> None:
        self._ask = key if callable(key) else None
        self._current = Secret("")
        self._forms: deque[tuple[str, ...]] = deque(maxlen=KEYS_MASKED)
        if not callable(key):
            self._use(key)

    async def authorization(self) -> Secret:
        if self._ask is not None:
            # Asked for each call: the key may have been replaced.
            given = self._ask()
            self._use(await given if inspect.isawaitable(given) else given)
        return authorization_header(self._current)

    def mask(self, text: str) -> str:
        """*text* without any key used, one-time passwords and credentials."""
        return mask(text, tuple(chain.from_iterable(self._forms)))

    def _use(self, key: GivenKey) -> None:
        checked = _checked(key)
        if checked != self._current:
            self._current = checked
            self._forms.append(key_forms(checked))


def _checked(key: GivenKey | None) -> Secret:
    # Not typed as such, but what an unset environment variable gives.
    if key is None:
        raise KeyMissingError()
    if not isinstance(key, (str, Secret)):
        raise InvalidRequestError(
            title=f"The API key is not text but {type(key).__name__}",
            next_step="Give the key or header that Codat's Portal shows, or a function that returns it.",
        )
    text = (key.reveal() if isinstance(key, Secret) else key).strip()
    if not text or text.lower() == "basic":
        raise KeyMissingError()
    if not authorization_header(text).reveal().isprintable() or not text.isascii():
        raise InvalidRequestError(
            title="The API key holds characters that cannot be sent",
            next_step="Copy the key again from Codat's Portal.",
        )
    return Secret(text)
