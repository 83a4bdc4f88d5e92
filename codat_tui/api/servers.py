"""Chooses the server. The key is sent only to Codat's servers or a safe URL."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from codat_tui.models.errors import InvalidRequestError

SERVERS = ("https://api.codat.io",)
"""From Codat's OpenAPI document."""


def base_url(server: int | str) -> str:
    """The server's URL without a trailing slash, from an index into `SERVERS` or a URL.

    Raises InvalidRequestError for a URL that would expose the key or is not clear.
    """
    if isinstance(server, int):
        if not 0 <= server < len(SERVERS):
            raise _refusal(f"There is no server number {server}", "Use 0 for Codat's production server.")
        return SERVERS[server]
    try:
        parts = urlsplit(server.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _refusal("The server's address cannot be read", "Write it like https://api.codat.io.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _refusal("The server's address is not a URL", "Write it like https://api.codat.io.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise _refusal(
            "The server's address says too much", "Leave out user, password, query and fragment from it."
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise _refusal(
            "The key would be sent unencrypted", f"Use https:// for {host}; http:// is for this machine only."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether *host* is certainly this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refusal(title: str, next_step: str) -> InvalidRequestError:
    return InvalidRequestError(title=title, next_step=next_step)
