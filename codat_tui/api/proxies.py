"""Chooses the proxy from a setting or the environment."""

from __future__ import annotations

import ipaddress
import os
import re
import urllib.request
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import httpx

from codat_tui.models.errors import ConfigurationError
from codat_tui.secret import MASK

# httpx would read the environment itself, but it fails on a NO_PROXY with a network or an IPv6 address and on
# a # in a password, without naming the variable.
SCHEMES = ("http", "https", "socks5", "socks5h")
_SYSTEM = "the system's proxy settings"
_HOST = re.compile(r"[A-Za-z0-9._\-:%]+")


def proxy_for(base: str, setting: str | httpx.Proxy | None, *, environment: bool) -> httpx.Proxy | None:
    """The proxy for *base*: the *setting*, else the environment's, else None.

    Raises ConfigurationError with the setting or variable and its value, user and password masked.
    """
    if isinstance(setting, httpx.Proxy):
        return setting
    if setting:
        return read_proxy(setting, "proxy")
    if not environment:
        return None
    parts = urlsplit(base)
    value, name = _from_environment(parts.scheme, os.environ)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if value and not is_excepted(parts.hostname or "", port, _no_proxy(os.environ)):
        return read_proxy(value, name)
    if not value and (value := urllib.request.getproxies().get(parts.scheme, "")):
        return None if urllib.request.proxy_bypass(parts.hostname or "") else read_proxy(value, _SYSTEM)
    return None


def read_proxy(text: str, name: str) -> httpx.Proxy:
    """Parse *text*; the scheme is http by default. Raises ConfigurationError, which mentions *name*."""
    scheme, found, rest = text.strip().partition("://")
    scheme, rest = (scheme.lower(), rest) if found else ("http", text.strip())
    scheme = "socks5" if scheme == "socks" else scheme
    # The last @ ends the login: a password may contain @, / and #.
    login, _, place = rest.rpartition("@")
    shown = f"{name} is {scheme}://{f'{MASK}@' if login else ''}{place}"
    if scheme not in SCHEMES:
        raise _refusal(f"{shown}: write http, https, socks5 or socks5h before ://.")
    place = place.split("/")[0]
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refusal(f"{shown}: its port is no number from 1 to 65535.") from None
    if not _HOST.fullmatch(host) or parts.netloc != place:
        raise _refusal(f"{shown}: write it like http://proxy.example.com:3128.")
    user, _, password = login.partition(":")
    address = f"{scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
    try:
        return httpx.Proxy(address, auth=(unquote(user), unquote(password)) if login else None)
    except (ValueError, httpx.InvalidURL):
        raise _refusal(f"{shown}: write it like http://proxy.example.com:3128.") from None


def is_excepted(host: str, port: int, no_proxy: str) -> bool:
    """Whether *no_proxy* lists *host*: name, domain, address, network (CIDR) or `*`, with or without port.

    Invalid entries are ignored.
    """
    return any(
        _excepts(entry, host.lower(), port) for entry in re.split(r"[\s,]+", no_proxy.lower()) if entry
    )


def _excepts(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    entry = entry.partition("://")[2] or entry
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(\d+))?", entry)
    named = re.fullmatch(r"([^:]*):(\d+)", entry)
    if match := bracketed or named:
        if match[2] and int(match[2][:6]) != port:
            return False
        entry = match[1]
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        domain = entry.removeprefix("*").lstrip(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
    try:
        return ipaddress.ip_address(host) in network
    except ValueError:
        return False


def _from_environment(scheme: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The proxy's address and the variable; lower case first."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            if value := environment.get(spelling, "").strip():
                return value, spelling
    return "", ""


def _no_proxy(environment: Mapping[str, str]) -> str:
    return environment.get("no_proxy") or environment.get("NO_PROXY") or ""


def _refusal(next_step: str) -> ConfigurationError:
    return ConfigurationError(title="The proxy's address cannot be used", next_step=next_step)
