"""Checks the caller's headers before sending; removes secrets from headers that are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from codat_tui.models.clean_text import clean, cut
from codat_tui.models.errors import InvalidRequestError
from codat_tui.secret import MASK

OWN = frozenset(("authorization", "idempotency-key", "content-length", "host", "transfer-encoding"))
"""Set by the client itself."""
LONGEST_HEADER = 2_000
"""Characters of a header that are shown."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET = re.compile(r"(?i)auth|cookie|token|secret|api-?key")


def checked_headers(extra: Mapping[str, str] | None) -> dict[str, str]:
    """*extra* without the client's own headers. Raises InvalidRequestError when one cannot be sent."""
    for name, value in (extra or {}).items():
        if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise InvalidRequestError(
                title=f"The header {clean(name)} cannot be sent",
                next_step="Names and values of headers are plain ASCII on one line.",
            )
    return {name: value for name, value in (extra or {}).items() if name.lower() not in OWN}


def shown_headers(headers: Mapping[str, str], mask: Callable[[str], str]) -> dict[str, str]:
    return {
        clean(name): MASK if _SECRET.search(name) else cut(clean(mask(value)), LONGEST_HEADER)
        for name, value in headers.items()
    }
