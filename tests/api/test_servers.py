"""The key goes to Codat, to an https address, or nowhere else but this machine."""

from __future__ import annotations

import pytest

from codat_tui.api import SERVERS, CodatClient
from codat_tui.api.servers import base_url
from codat_tui.config import DEFAULT_BASE_URL
from codat_tui.models.errors import InvalidRequestError


@pytest.mark.parametrize(
    ("server", "base"),
    [
        (0, "https://api.codat.io"),
        ("https://api.codat.io/", "https://api.codat.io"),
        ("https://proxy.example:8443/codat/", "https://proxy.example:8443/codat"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_allowed(server: int | str, base: str) -> None:
    assert base_url(server) == base


@pytest.mark.parametrize(
    "server",
    [
        1,
        -1,
        "",
        "api.codat.io",
        "ftp://api.codat.io",
        "http://api.codat.io",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0",
        "https://me:secret@api.codat.io",
        "https://api.codat.io?x=1",
        "https://api.codat.io#x",
        "https://api.codat.io:port",
        "https://[::1",
        "https://",
    ],
)
def test_refused_without_repeating_what_may_be_secret(server: int | str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CodatClient("key", server=server)
    assert "secret" not in str(caught.value)


def test_the_document_lists_one_server() -> None:
    assert SERVERS == ("https://api.codat.io",)


def test_the_profile_s_default_is_the_server_of_the_client() -> None:
    assert SERVERS[0] == DEFAULT_BASE_URL
