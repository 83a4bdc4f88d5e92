"""The client's loop in memory: keys, retries, announcements, budgets, read-only, redirects and logging."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from codat_tui.api import BACKGROUND, Call, CodatClient, RetryPolicy, Timeouts
from codat_tui.api.retry import Kind
from codat_tui.models.codat import VisibleAccounts
from codat_tui.models.errors import (
    CodatError,
    ConflictError,
    ConnectError,
    DroppedConnectionError,
    InvalidRequestError,
    KeyMissingError,
    NoAnswerError,
    NotFoundError,
    ReadOnlyError,
    ServerFaultError,
    TimedOutError,
    TlsError,
    TooManyRequestsError,
    UnavailableError,
    UnexpectedStatusError,
    UnreadableAnswerError,
)
from codat_tui.models.traffic import QuotaSeen
from tests.api.support import BASE, KEY, InstantClock, Script, answer, client_on, fault
from tests.manual_clock import ManualClock

Write = Callable[[CodatClient, Call], Awaitable[Any]]

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}
KEYED_WRITES: dict[str, Write] = {
    "request": lambda us, call: us.sync.request("c", call=call),
    "range": lambda us, call: us.sync.request_for_date_range("c", "2026-11-01", "2026-11-02", call=call),
    "create company": lambda us, call: us.advanced_controls.create_company("A", call=call),
    "configuration": lambda us, call: us.advanced_controls.set_configuration("c", {}, call=call),
    "create connection": lambda us, call: us.connections.create("c", "gbol", call=call),
    "unlink": lambda us, call: us.connections.update_connection("c", "d", "Unlinked", call=call),
    "texts": lambda us, call: us.sync_flow_settings.update_config_text_sync_flow("en-us", {}, call=call),
    "accounts": lambda us, call: us.sync_flow_settings.update_visible_accounts_sync_flow(
        "gbol", VisibleAccounts(visible_accounts=("a",)), call=call
    ),
}
BARE_WRITES: dict[str, Write] = {
    "authorization": lambda us, call: us.connections.update_authorization(
        "c", "d", {"a": "hidden"}, call=call
    ),
    "flow url": lambda us, call: us.connections.get_sync_flow_url("fztf", "gbol", call=call),
}
WRITES = KEYED_WRITES | BARE_WRITES
DEFAULT = Call()


async def test_the_key_and_our_headers_go_with_every_request() -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script, headers={"X-Team": "support", "Authorization": "Basic other"})
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


@pytest.mark.parametrize("write", WRITES)
async def test_read_only_refuses_every_write_before_the_network(write: str) -> None:
    script = Script(answer(STATUS))
    client, events, _ = client_on(script, read_only=True)
    with pytest.raises(ReadOnlyError) as caught:
        await WRITES[write](client, DEFAULT)
    assert script.seen == []
    assert list(events) == []
    assert not caught.value.effect_unknown
    assert caught.value.request_was_sent is False
    await client.sync.get_latest_sync("c")
    assert len(script.seen) == 1


@pytest.mark.parametrize("write", KEYED_WRITES)
async def test_a_write_keeps_its_key_through_every_repeat(write: str) -> None:
    script = Script(
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("gone"),
        fault(429, retry_after="1"),
        fault(409),
        fault(502),
        fault(503),
        fault(504),
        answer({"id": "x"}),
    )
    client, events, _ = client_on(script, retry=RetryPolicy.document())
    await KEYED_WRITES[write](client, DEFAULT)
    await KEYED_WRITES[write](client, DEFAULT)
    assert len(script.seen) == 10
    assert len(set(script.keys[:9])) == 1
    assert script.keys[0] not in (None, script.keys[9])
    assert len({request.content for request in script.seen}) == 1
    assert [wait.attempt for wait in events.waits] == list(range(1, 9))


async def test_a_journalled_key_is_the_one_sent() -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script)
    await client.sync.request("c", call=Call(idempotency_key="11111111-1111-4111-8111-111111111111"))
    assert script.keys == ["11111111-1111-4111-8111-111111111111"]
    for bad in ("", "a\nb", "ü"):
        with pytest.raises(InvalidRequestError):
            await client.sync.request("c", call=Call(idempotency_key=bad))
    assert len(script.seen) == 1


@pytest.mark.parametrize("write", KEYED_WRITES)
@pytest.mark.parametrize("failure", [408, 500])
async def test_a_cached_fault_is_repeated_twice_and_leaves_doubt(write: str, failure: int) -> None:
    script = Script(fault(failure))
    client, _, _ = client_on(script, retry=RetryPolicy.document())
    with pytest.raises(CodatError) as caught:
        await KEYED_WRITES[write](client, DEFAULT)
    assert len(script.seen) == 3
    assert caught.value.effect_unknown


@pytest.mark.parametrize("write", BARE_WRITES)
@pytest.mark.parametrize(
    ("first", "attempts"),
    [
        (httpx.ConnectError("refused"), 2),
        (httpx.ConnectTimeout("late"), 2),
        (fault(429), 2),
        (httpx.ReadTimeout("late"), 1),
        (httpx.RemoteProtocolError("gone"), 1),
        (httpx.WriteError("gone"), 1),
        (fault(408), 1),
        (fault(409), 1),
        (fault(500), 1),
        (fault(502), 1),
        (fault(503), 1),
    ],
)
async def test_a_write_without_a_key_is_repeated_only_when_nothing_was_done(
    write: str, first: httpx.Response | Exception, attempts: int
) -> None:
    script = Script(first, answer({"id": "x", "url": "https://x"}))
    client, _, _ = client_on(script)
    if attempts == 2:
        await BARE_WRITES[write](client, DEFAULT)
    else:
        with pytest.raises(CodatError) as caught:
            await BARE_WRITES[write](client, DEFAULT)
        assert caught.value.effect_unknown
        assert caught.value.is_write
    assert len(script.seen) == attempts
    assert set(script.keys) == {None}


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.ReadTimeout("late"), TimedOutError),
        (httpx.WriteTimeout("late"), TimedOutError),
        (httpx.ReadError("reset"), DroppedConnectionError),
        (httpx.RemoteProtocolError("gone"), DroppedConnectionError),
        (fault(409), ConflictError),
        (fault(503), UnavailableError),
        (httpx.Response(200, content=b"<html>"), UnreadableAnswerError),
        (httpx.Response(200, content=b""), UnreadableAnswerError),
        (httpx.Response(307, headers={"location": "https://elsewhere.example"}), UnexpectedStatusError),
    ],
)
async def test_a_write_without_a_known_answer_says_so(
    failure: httpx.Response | Exception, kind: type[CodatError]
) -> None:
    client, _, _ = client_on(Script(failure))
    with pytest.raises(kind) as caught:
        await client.sync.request("c")
    assert caught.value.effect_unknown
    assert (caught.value.method, caught.value.path) == ("POST", "/companies/c/sync/commerce/latest")


@pytest.mark.parametrize(
    ("last", "unknown"),
    [
        (httpx.ConnectError("refused"), True),
        (fault(429, retry_after="9999"), True),
        (fault(401), True),
        (fault(403), True),
        (fault(400), False),
        (fault(404), False),
        (fault(422), False),
    ],
)
async def test_doubt_of_an_earlier_attempt_stays_until_an_answer_settles_it(
    last: httpx.Response | Exception, unknown: bool
) -> None:
    client, _, _ = client_on(Script(httpx.ReadTimeout("late"), last))
    with pytest.raises(CodatError) as caught:
        await client.sync.request("c")
    assert caught.value.effect_unknown is unknown


@pytest.mark.parametrize(
    "last", [fault(429, retry_after="9999"), fault(401), fault(400), httpx.ConnectError("x")]
)
async def test_a_refused_write_leaves_no_doubt(last: httpx.Response | Exception) -> None:
    client, _, _ = client_on(Script(last))
    with pytest.raises(CodatError) as caught:
        await client.sync.request("c")
    assert not caught.value.effect_unknown


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("gone"),
        fault(408),
        fault(429),
        fault(500),
        fault(502),
        fault(503),
    ],
)
async def test_a_read_tries_for_at_most_thirty_seconds(failure: httpx.Response | Exception) -> None:
    script = Script(failure)
    client, events, clock = client_on(script)
    with pytest.raises(CodatError):
        await client.sync.get_latest_sync("c")
    assert clock.elapsed <= 30
    assert len(script.seen) == len(events.waits) + 1 > 3
    assert events.answers[0].attempts == len(script.seen)


async def test_the_last_attempts_of_a_read_get_only_the_time_that_is_left() -> None:
    clock = InstantClock()
    allowed: list[float] = []

    def slow(request: httpx.Request) -> httpx.Response:
        seconds = request.extensions["timeout"]["read"]
        allowed.append(seconds)
        clock.elapsed += seconds
        raise httpx.ReadTimeout("late")

    client, _, _ = client_on(slow, clock=clock)
    with pytest.raises(TimedOutError):
        await client.sync.get_latest_sync("c")
    assert allowed[0] == 20
    assert sum(allowed) <= clock.elapsed <= 31
    allowed.clear()
    with pytest.raises(TimedOutError):
        await client.sync.request("c")
    assert set(allowed) == {20}


async def test_every_wait_is_announced_before_it_begins() -> None:
    script = Script(fault(503), fault(429, retry_after="5"), answer(STATUS))
    client, events, clock = client_on(script)
    announced: list[tuple[int, float]] = []
    clock.on_sleep = lambda seconds: announced.append((len(events.waits), seconds))
    await client.sync.get_latest_sync("c", call=Call(label="overview"))
    assert [count for count, _ in announced] == [1, 2]
    first, second = events.waits
    assert (first.attempt, second.attempt) == (1, 2)
    assert "503" in first.reason
    assert "429" in second.reason
    assert second.until - first.until == timedelta(seconds=5)
    assert (first.company_id, first.label, first.method) == ("c", "overview", "GET")
    assert {first.call_id, second.call_id} == {events.answers[0].call_id}
    assert (events.answers[0].attempts, events.answers[0].error) == (3, "")


async def test_a_retry_after_beyond_the_ceiling_ends_the_call_at_once() -> None:
    script = Script(fault(429, retry_after="3600"))
    client, _, clock = client_on(script)
    with pytest.raises(TooManyRequestsError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.retry_after == 3600
    assert len(script.seen) == 1
    assert clock.slept == []


async def test_a_wait_can_be_cancelled_at_once() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(fault(503)), clock=clock)
    task = asyncio.create_task(client.sync.get_latest_sync("c"))
    await clock.advance(0)
    assert len(events.waits) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert events.answers[0].error == "Cancelled"
    assert clock.monotonic() == 0


async def test_a_429_gives_the_background_a_rest() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(fault(429, retry_after="10"), answer(STATUS)), clock=clock)
    person = asyncio.create_task(client.sync.get_latest_sync("c"))
    await clock.advance(0)
    background = asyncio.create_task(client.sync.get_latest_sync("d", call=Call(priority=BACKGROUND)))
    await clock.advance(9.9)
    assert events.answers == []
    await clock.advance(1)
    await asyncio.gather(person, background)
    assert len(events.answers) == 2


async def test_the_quota_of_every_answer_is_published() -> None:
    first = fault(503, x_rate_limit_limit="1000", x_rate_limit_remaining="9")
    second = answer(STATUS, x_rate_limit_limit="1000", x_rate_limit_remaining="8")
    client, events, _ = client_on(Script(first, second))
    assert client.quota is None
    await client.sync.get_latest_sync("c")
    seen = [event.quota.remaining for event in events if isinstance(event, QuotaSeen)]
    assert seen == [9, 8]
    assert client.quota is not None
    assert client.quota.remaining == 8
    assert events.answers[0].quota == client.quota


async def test_a_cancelled_subscription_hears_no_more() -> None:
    client, events, _ = client_on(Script(answer(STATUS)))
    heard: list[object] = []
    cancel = client.subscribe(heard.append)
    await client.sync.get_latest_sync("c")
    cancel()
    cancel()
    await client.sync.get_latest_sync("c")
    assert len(heard) == 1
    assert len(events.answers) == 2


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


async def test_retry_is_chosen_per_client_and_per_call() -> None:
    script = Script(fault(503))
    client, _, _ = client_on(script, retry=RetryPolicy.never())
    with pytest.raises(UnavailableError):
        await client.sync.get_latest_sync("c")
    assert len(script.seen) == 1
    with pytest.raises(UnavailableError):
        await client.sync.get_latest_sync("c", call=Call(retry=RetryPolicy(total=3)))
    assert len(script.seen) > 2


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


def page(number: int, last: int) -> httpx.Response:
    links = {"next": {"href": "/companies"}} if number < last else {}
    rows = [{"id": f"{number}-{row}", "name": "A"} for row in range(2)]
    return answer({"results": rows, "pageNumber": number, "pageSize": 2, "totalResults": 6, "_links": links})


async def test_pages_are_walked_with_one_page_size() -> None:
    script = Script(*(page(number, 3) for number in (1, 2, 3)))
    client, _, _ = client_on(script)
    seen = [company.id async for company in client.advanced_controls.companies(page_size=2, query="name~A")]
    assert seen == ["1-0", "1-1", "2-0", "2-1", "3-0", "3-1"]
    assert [dict(request.url.params) for request in script.seen] == [
        {"page": str(number), "pageSize": "2", "query": "name~A"} for number in (1, 2, 3)
    ]


async def test_an_endless_listing_of_nothing_ends() -> None:
    empty = answer({"results": [], "pageNumber": 1, "_links": {"next": {"href": "/companies"}}})
    script = Script(empty)
    client, _, _ = client_on(script)
    pages = [page async for page in client.connections.pages("c")]
    assert len(pages) == len(script.seen) == 1


def test_the_kinds_of_requests_are_the_three_the_rules_name() -> None:
    assert {kind.value for kind in Kind} == {"read", "keyed write", "bare write"}


async def test_a_fault_at_codat_keeps_the_correlation_id() -> None:
    client, events, _ = client_on(
        Script(fault(500, "boom", x_correlation_id="h1")), retry=RetryPolicy.never()
    )
    with pytest.raises(ServerFaultError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.correlation_id == "c0ffee"
    assert (events.answers[0].status, events.answers[0].correlation_id) == (500, "h1")


async def test_the_next_pages_are_on_their_way_while_one_is_read() -> None:
    script = Script(*(page(number, 3) for number in (1, 2, 3)))
    client, _, _ = client_on(script)
    pages = client.advanced_controls.company_pages(page_size=2)
    assert (await anext(pages)).page_number == 1
    for _ in range(20):
        await asyncio.sleep(0)
    assert [request.url.params["page"] for request in script.seen] == ["1", "2", "3"]
    assert (await anext(pages)).page_number == 2
    assert [(await anext(pages)).page_number, await anext(pages, None)] == [3, None]


async def test_leaving_a_listing_takes_back_what_was_asked_ahead() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(page(1, 3), fault(503)), clock=clock)
    pages = client.advanced_controls.company_pages(page_size=2)
    async for first in pages:
        assert first.page_number == 1
        break
    await asyncio.sleep(0)
    await pages.aclose()  # type: ignore[attr-defined]
    assert {event.error for event in events.answers} <= {"", "Cancelled"}
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("page")] == []


async def test_a_page_that_fails_fails_in_its_turn() -> None:
    client, _, _ = client_on(Script(page(1, 3), page(2, 3), fault(404)))
    seen: list[int] = []

    async def read() -> None:
        async for one in client.advanced_controls.company_pages(page_size=2):
            seen.append(one.page_number)

    with pytest.raises(NotFoundError):
        await read()
    assert seen == [1, 2]
