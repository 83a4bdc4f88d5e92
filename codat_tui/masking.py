"""Removes secrets from text before it is kept or shown.

Invariant: the result never holds the key.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import quote, unquote

from codat_tui.secret import MASK, Secret, secrets_of_this_run


# Compiled at first use: most runs never need them before the first paint.
@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(r"(?i)(\botp(?:=|%3D))[^&\s\"'<>\\]*"),
        re.compile(r"(?i)(\b(?:basic|bearer)\s+)[\w+/=.~-]{16,}"),
        re.compile(r"(?i)(\bapi[_-]?key\W{1,4})[^\s'\",)]+"),
        re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:)[^\s'\"]+(?=@)"),
        re.compile(
            r"(?i)(\"[\w-]*(?:password|secret|token|api_?-?key|credential|authorization)[\w-]*\"\s*:\s*\")"
            r"(?:[^\"\\]|\\.)*"
        ),
    )


# Of a variable: CODAT_API_KEY, ACME_TOKEN.
_SECRET_NAME = ("key", "token", "secret", "password")

# A shorter secret may be part of ordinary words.
SHORT = 6


def key_forms(api_key: Secret) -> tuple[str, ...]:
    """Return every form of the key in a text: raw, in the header, base64, decoded, in JSON and in a URL."""
    # Late: nothing is masked before the first paint.
    import json

    text = api_key.reveal().strip()
    if text[:6].lower() == "basic ":
        encoded = text[6:].strip()
        decoded = _decoded(encoded)
        forms = {text, encoded} | ({decoded} if decoded else set())
    else:
        forms = {text, base64.b64encode(text.encode()).decode()}
    forms |= {json.dumps(form)[1:-1] for form in forms} | {quote(form, safe="") for form in forms}
    return tuple(sorted((form for form in forms if form), key=len, reverse=True))


def mask_all(text: str) -> str:
    """Return *text* without any secret of this run; a short secret only as a whole word."""
    forms = [form for secret in secrets_of_this_run() for form in key_forms(secret)]
    # The long ones first: a short one inside would leave the rest of a long one to read.
    text = mask(text, sorted((form for form in forms if len(form) >= SHORT), key=len, reverse=True))
    for form in forms:
        if len(form) < SHORT:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", MASK, text)
    return text


def keep_password_of(url: str) -> None:
    """Add the password in *url* (of a proxy, well formed or not) to the secrets of this run."""
    before, at, _ = url.rpartition("@")
    both = before.rpartition("://")[2]
    user, colon, password = both.partition(":")
    if at and colon and password:
        for form in {password, unquote(password)}:
            Secret(form)
            Secret(f"{user}:{form}")


def keep_secrets_of(environ: Mapping[str, str]) -> None:
    """Add what *environ* holds under the name of a secret, and its proxies' passwords, to the secrets of this run."""
    for name, value in environ.items():
        if name.lower().endswith(_SECRET_NAME) and len(value) >= SHORT:
            Secret(value)
        elif name.lower().endswith("_proxy"):
            keep_password_of(value)


def mask(text: str, forms: Iterable[str] = ()) -> str:
    """Return *text* with one-time passwords, credentials and all *forms* (see `key_forms`) as stars."""
    for pattern in _patterns():
        text = pattern.sub(rf"\g<1>{MASK}", text)
    forms = tuple(forms)
    for form in forms:
        text = text.replace(form, MASK)
    # If a secret is still there after replacing, nothing of the text is kept.
    return MASK if any(form in text for form in forms) else text


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().strip()
    except ValueError:
        return ""
