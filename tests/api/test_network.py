"""Proxies and trust stores, from settings and the environment: they work, or the culprit is named without secrets."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.api import CodatClient, RetryPolicy
from codat_tui.api.proxies import is_excepted, proxy_for, read_proxy
from codat_tui.models.errors import ConfigurationError, ConnectError, TlsError
from tests.api.proxy_servers import connect_proxy, socks_proxy
from tests.api.support import InstantClock
from tests.api.tls_server import CERTIFICATE, tls_server

CODAT = "https://api.codat.io"
VARIABLES = [
    spelling
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")
    for spelling in (name, name.upper())
]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """None of this machine's own settings."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def client(server: str, proxy: str | None = None, ca_bundle: str | None = None) -> CodatClient:
    return CodatClient(
        "key",
        server=server,
        proxy=proxy,
        ca_bundle=ca_bundle,
        clock=InstantClock(),
        retry=RetryPolicy.never(),
    )


# Proxies that are really there

LOGINS = ["", "user:plain", "user:with#hash", "user:with/slash@and:colon", "us er:é"]


@pytest.mark.parametrize("login", LOGINS)
async def test_requests_go_through_an_http_proxy(tmp_path: Path, login: str) -> None:
    async with tls_server(tmp_path) as address, connect_proxy(login) as (port, asked):
        proxy = f"http://{login}@127.0.0.1:{port}" if login else f"127.0.0.1:{port}"
        async with client(address, proxy, str(tmp_path / "certificate.pem")) as codat:
            await codat.sync.request("c")
        assert asked == [address.removeprefix("https://")]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks"])
@pytest.mark.parametrize("login", ["", "user:with#hash"])
async def test_requests_go_through_a_socks_proxy(tmp_path: Path, scheme: str, login: str) -> None:
    async with tls_server(tmp_path) as address, socks_proxy(login) as (port, asked):
        proxy = f"{scheme}://{login}@127.0.0.1:{port}" if login else f"{scheme}://127.0.0.1:{port}"
        async with client(address, proxy, str(tmp_path / "certificate.pem")) as codat:
            await codat.sync.request("c")
        assert asked == [address.removeprefix("https://")]


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
async def test_the_environments_proxy_is_asked_for_codat(
    plain_environment: pytest.MonkeyPatch, name: str
) -> None:
    async with connect_proxy("user:pa#ss") as (port, asked):
        plain_environment.setenv(name, f"http://user:pa#ss@127.0.0.1:{port}")
        async with client(CODAT) as codat:
            with pytest.raises(ConnectError):
                await codat.sync.get_latest_sync("c")
        assert asked == ["api.codat.io:443"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_the_environments_socks_proxy_is_asked_for_codat(plain_environment: pytest.MonkeyPatch) -> None:
    async with socks_proxy() as (port, asked):
        plain_environment.setenv("ALL_PROXY", f"socks5://127.0.0.1:{port}")
        async with client(CODAT) as codat:
            with pytest.raises(ConnectError):
                await codat.sync.get_latest_sync("c")
        assert asked == ["api.codat.io:443"]
    # httpcore leaves the connection to a SOCKS proxy that refuses to be collected.
    gc.collect()


# What is written in the variables

NO_PROXY = (
    "10.0.0.0/8,[::1],fd00::/8, .corp.example;bad, localhost:8080 *.example.org 192.168.1.300/99,http://x/y"
)


@pytest.mark.parametrize(
    ("host", "port", "excepted"),
    [
        ("api.codat.io", 443, False),
        ("10.1.2.3", 443, True),
        ("11.1.2.3", 443, False),
        ("::1", 443, True),
        ("fd00::7", 443, True),
        ("a.example.org", 443, True),
        ("badexample.org", 443, False),
        ("localhost", 8080, True),
        ("localhost", 443, False),
    ],
)
def test_what_no_proxy_excepts(host: str, port: int, excepted: bool) -> None:
    assert is_excepted(host, port, NO_PROXY) is excepted


@pytest.mark.parametrize(
    "text", ["*", "codat.io", ".codat.io", "*.codat.io", "api.codat.io:443", "API.CODAT.IO"]
)
def test_ways_to_except_codat(text: str) -> None:
    assert is_excepted("api.codat.io", 443, text)


@given(st.text())
def test_whatever_no_proxy_holds_is_read(text: str) -> None:
    assert is_excepted("api.codat.io", 443, text) in (True, False)


@pytest.mark.parametrize("text", [NO_PROXY, "[::1]", "10.0.0.0/8", "::1,::/0,[", "\x1b"])
async def test_no_start_fails_over_no_proxy(plain_environment: pytest.MonkeyPatch, text: str) -> None:
    plain_environment.setenv("NO_PROXY", text)
    plain_environment.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    async with client(CODAT):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "ftp://user:secret@proxy:1",
        "socks4://user:secret@proxy:1",
        "http://user:secret@",
        "http://user:secret@proxy:99999",
        "http://user:secret@proxy:port",
        "http://user:secret@pro xy:1",
        "http://user:secret@[::1",
    ],
)
def test_a_proxy_that_makes_no_sense_is_named_without_its_password(
    plain_environment: pytest.MonkeyPatch, text: str
) -> None:
    plain_environment.setenv("ALL_PROXY", text)
    ways: dict[str, Callable[[], CodatClient]] = {
        "ALL_PROXY": lambda: client(CODAT),
        "proxy": lambda: client(CODAT, proxy=text),
    }
    for name, make in ways.items():
        with pytest.raises(ConfigurationError) as caught:
            make()
        assert caught.value.next_step.startswith(f"{name} is ")
        assert "secret" not in repr(caught.value)
        assert "ca_bundle" not in repr(caught.value)


@given(st.text())
def test_whatever_a_proxy_setting_holds_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ConfigurationError):
        read_proxy(text, "proxy")


def test_the_environment_is_not_asked_for_this_machine(plain_environment: pytest.MonkeyPatch) -> None:
    plain_environment.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert proxy_for("http://127.0.0.1:9", None, environment=False) is None
    assert proxy_for(CODAT, None, environment=True) is not None


# Whom to trust


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("content", [None, "nothing"])
def test_a_broken_variable_is_named_and_no_setting_blamed(
    plain_environment: pytest.MonkeyPatch, tmp_path: Path, name: str, content: str | None
) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    plain_environment.setenv(name, str(path))
    with pytest.raises(ConfigurationError) as caught:
        client(CODAT)
    assert caught.value.next_step.startswith(f"{name} is {path}: ")
    assert "ca_bundle" not in repr(caught.value)


@pytest.mark.parametrize("ca_bundle", [None, "system", "~/ca.pem", "file"])
async def test_a_companys_authority_is_trusted(
    plain_environment: pytest.MonkeyPatch, tmp_path: Path, ca_bundle: str | None
) -> None:
    """The system's store is the one OpenSSL names; on the test's machine that is a file of the test's own."""
    async with tls_server(tmp_path) as address:
        async with client(address, ca_bundle="system" if ca_bundle == "system" else None) as codat:
            with pytest.raises(TlsError):
                await codat.sync.get_latest_sync("c")
        bundle = tmp_path / "home" / "ca.pem"
        bundle.parent.mkdir(exist_ok=True)
        bundle.write_text(CERTIFICATE)
        plain_environment.setenv("HOME", str(bundle.parent))
        if ca_bundle in (None, "system"):
            plain_environment.setenv("SSL_CERT_FILE", str(bundle))
        async with client(address, ca_bundle=str(bundle) if ca_bundle == "file" else ca_bundle) as codat:
            await codat.sync.request("c")


async def test_a_tilde_in_the_variable_is_this_persons_home(
    plain_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with tls_server(tmp_path) as address:
        (tmp_path / "ca.pem").write_text(CERTIFICATE)
        plain_environment.setenv("HOME", str(tmp_path))
        plain_environment.setenv("SSL_CERT_FILE", "~/ca.pem")
        async with client(address) as codat:
            await codat.sync.request("c")
