"""The client in memory: authentication, redirects, custom clients, failures by name, and masked logging."""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Any

import httpx
import pytest

from codat_tui.api import Call, CodatClient, RetryPolicy, Timeouts
from codat_tui.models.errors import (
    CodatError,
    ConnectError,
    InvalidRequestError,
    KeyMissingError,
    NoAnswerError,
    NotFoundError,
    TimedOutError,
    TlsError,
    UnexpectedStatusError,
    UnreadableAnswerError,
)
from tests.api.support import BASE, KEY, InstantClock, Script, answer, client_on, fault

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}


async def test_the_key_and_our_headers_go_with_every_request() -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script, headers={"X-Team": "support", "authorization": "Basic other"})
    async with client:
        await client.sync.get_latest_sync("c")
    sent = script.seen[0].headers
    assert sent.get_list("authorization") == ["Basic a0V5LTdjMWYwZDllNWEzYg=="]
    assert sent["x-team"] == "support"
    assert sent["user-agent"].startswith("codat-tui/")
    assert "idempotency-key" not in sent


@pytest.mark.parametrize("key", ["", "   ", "Basic", "basic "])
def test_an_empty_key_is_refused(key: str) -> None:
    with pytest.raises(KeyMissingError):
        CodatClient(key)


@pytest.mark.parametrize("key", ["Basic abc\ndef", "Basic schlüssel", "schlüssel"])
def test_a_key_no_header_can_carry_is_refused_unseen(key: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CodatClient(key)
    assert key not in str(caught.value)


async def test_no_redirect_is_followed_with_the_key() -> None:
    script = Script(httpx.Response(302, headers={"location": "https://elsewhere.example/x"}))
    for options in (
        {},
        {"http": httpx.AsyncClient(transport=httpx.MockTransport(script), follow_redirects=True)},
    ):
        client, _, _ = client_on(script, **options)
        with pytest.raises(UnexpectedStatusError) as caught:
            await client.sync.get_latest_sync("c")
        assert "elsewhere.example" in caught.value.title
    assert [request.url.host for request in script.seen] == ["127.0.0.1", "127.0.0.1"]


async def test_a_custom_client_is_used_and_left_open() -> None:
    class Own:
        """Builds and sends, as little as the protocol asks for."""

        def __init__(self) -> None:
            self.inner = httpx.AsyncClient(
                transport=httpx.MockTransport(Script(answer(STATUS))), auth=("u", "p")
            )
            self.sent: list[httpx.Request] = []

        def build_request(self, method: str, url: str, **more: Any) -> httpx.Request:
            return self.inner.build_request(method, url, **more)

        async def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
            self.sent.append(request)
            return await self.inner.send(request, **more)

    own = Own()
    async with CodatClient(KEY, server=BASE, http=own) as client:
        assert (await client.sync.get_latest_sync("c")).sync_id == "s"
    assert own.sent[0].headers["authorization"] == "Basic a0V5LTdjMWYwZDllNWEzYg=="
    assert not own.inner.is_closed
    await own.inner.aclose()


def tls_failure() -> httpx.ConnectError:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed certificate in certificate chain")
    return error


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (tls_failure(), TlsError, "CA bundle"),
        (httpx.ProxyError("407 Proxy Authentication Required"), ConnectError, "HTTPS_PROXY"),
        (httpx.ConnectError("Name or service not known"), ConnectError, "network"),
        (httpx.PoolTimeout("busy"), ConnectError, "network"),
        (httpx.DecodingError("bad gzip"), UnreadableAnswerError, "proxy"),
        (httpx.UnsupportedProtocol("gopher"), InvalidRequestError, "."),
        (httpx.TooManyRedirects("round"), NoAnswerError, "."),
    ],
)
async def test_network_failures_are_named_with_a_remedy(
    failure: Exception, kind: type[CodatError], words: str
) -> None:
    client, _, _ = client_on(Script(failure))
    with pytest.raises(kind) as caught:
        await client.sync.get_latest_sync("c")
    assert words in caught.value.next_step


async def test_an_answer_that_never_ends_is_cut_off() -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    transport = httpx.MockTransport(hang)
    async with CodatClient(KEY, server=BASE, transport=transport, clock=InstantClock()) as client:
        brief = Call(timeout=Timeouts(whole=0.01), retry=RetryPolicy.never())
        with pytest.raises(TimedOutError) as caught:
            await client.sync.request("c", call=brief)
    assert caught.value.effect_unknown


async def test_an_unreadable_answer_shows_its_beginning_masked() -> None:
    page = f"<html>key {KEY} otp=123456 " + "x" * 500
    client, _, _ = client_on(Script(httpx.Response(200, content=page.encode())))
    with pytest.raises(UnreadableAnswerError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.excerpt.startswith("<html>key *** otp=***")
    assert len(caught.value.excerpt) == 200
    assert caught.value.status == 200
    assert "web page" in caught.value.title


async def test_an_error_that_echoes_the_key_is_masked() -> None:
    client, _, _ = client_on(Script(fault(401, f"The key {KEY} is not valid")))
    with pytest.raises(CodatError) as caught:
        await client.sync.get_latest_sync("c")
    assert KEY not in repr(caught.value) + str(caught.value)
    assert "***" in caught.value.codat_message


@pytest.mark.parametrize("given", [KEY, "Basic a0V5LTdjMWYwZDllNWEzYg=="])
async def test_debug_logging_shows_everything_but_secrets(
    given: str, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("tests.api.wire")
    echo = {"id": "x", "url": "https://sync-flow.codat.io/c?otp=654321", "token": "hidden-1", "echo": KEY}
    client, _, _ = client_on(
        Script(fault(503), answer(echo, set_cookie="session=hidden-2")), api_key=given, logger=logger
    )
    with caplog.at_level(logging.DEBUG, logger=logger.name):
        await client.advanced_controls.create_company("Oak & Ember")
        await client.connections.get_sync_flow_url("fztf", "gbol")
        await client.connections.update_authorization("c", "d", {"anything": "hidden-3"})
        failing, _, _ = client_on(Script(fault(404, f"{KEY}")), api_key=given, logger=logger)
        with pytest.raises(NotFoundError):
            await failing.sync.get_latest_sync("c")
    text = caplog.text
    for shown in (
        "POST",
        f"{BASE}/companies",
        "200",
        "Oak & Ember",
        "503",
        "again in",
        "idempotency-key",
        "Accept".lower(),
    ):
        assert shown in text
    for secret in (KEY, "a0V5LTdjMWYwZDllNWEzYg", "654321", "hidden-"):
        assert secret not in text


async def test_a_failure_is_logged_with_its_masked_cause(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tests.api.failures")
    script = Script(httpx.ConnectError(f"Name or service not known: {KEY}.example"))
    client, _, _ = client_on(script, logger=logger, retry=RetryPolicy.never())
    with caplog.at_level(logging.DEBUG, logger=logger.name), pytest.raises(ConnectError):
        await client.sync.get_latest_sync("c")
    assert "Name or service not known: ***.example" in caplog.text
    assert KEY not in caplog.text


async def test_nothing_is_logged_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tests.api.quiet")
    client, _, _ = client_on(Script(answer(STATUS)), logger=logger)
    with caplog.at_level(logging.INFO, logger=logger.name):
        await client.sync.get_latest_sync("c")
    assert [record for record in caplog.records if record.name == logger.name] == []


async def test_the_curl_preview_hides_the_key() -> None:
    from codat_tui.api import requests

    client, _, _ = client_on(Script(answer(STATUS)))
    shown = client.preview_curl(requests.request_sync(KEY), "11111111-1111-4111-8111-111111111111")
    assert KEY not in shown
    assert shown.startswith(f"curl -X POST {BASE}/companies/***/sync/commerce/latest")
