"""A text that must not be seen: it prints as stars, and only `reveal` returns it."""

from __future__ import annotations

import base64

MASK = "***"
_of_this_run: dict[str, None] = {}


class Secret:
    """An API key or credential; printing, formatting, comparing and pickling never show it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text
        _of_this_run[text] = None

    def reveal(self) -> str:
        """Return the text; call it only where it is sent."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # Late: it loads OpenSSL, which the first paint needs not.
        import hmac

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


def secrets_of_this_run() -> tuple[Secret, ...]:
    """Return every secret this process has held, for masking."""
    return tuple(Secret(text) for text in tuple(_of_this_run) if text)


def authorization_header(api_key: Secret | str) -> Secret:
    """Return Codat's Authorization header for a raw API key or a ready `Basic …` text; the Portal shows both."""
    text = (api_key.reveal() if isinstance(api_key, Secret) else api_key).strip()
    scheme, _, credentials = text.partition(" ")
    if scheme.lower() == "basic" and credentials.strip():
        return Secret(f"Basic {credentials.strip()}")
    return Secret(f"Basic {base64.b64encode(text.encode()).decode()}")
