"""Sizes, numbers, depths and characters nobody expects cost a field or end in a typed error, never in a crash."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from codat_tui.api import CodatClient, RetryPolicy
from codat_tui.api.bodies import MOST_BYTES, read_body
from codat_tui.models.codat import Configuration, to_wire
from codat_tui.models.codat.base import DEEPEST
from codat_tui.models.errors import (
    BadRequestError,
    CodatError,
    InvalidRequestError,
    NotFoundError,
    TooManyRequestsError,
    UnreadableAnswerError,
)
from tests.api.raw_server import http_answer, raw_server
from tests.api.support import KEY, InstantClock, Script, answer, client_on, fault

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}
BODY = json.dumps(STATUS).encode()


def client_at(address: str) -> CodatClient:
    return CodatClient(KEY, server=address, clock=InstantClock(), retry=RetryPolicy.never())


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (BODY, "identity"),
        (gzip.compress(BODY), "gzip"),
        (gzip.compress(BODY), "x-gzip"),
        (zlib.compress(BODY), "deflate"),
    ],
    # A compressed body names no test: it holds the time.
    ids=["identity", "gzip", "x-gzip", "deflate"],
)
async def test_a_compressed_answer_is_read(body: bytes, encoding: str) -> None:
    async with raw_server(http_answer(body, f"Content-Encoding: {encoding}")) as (address, seen):
        async with client_at(address) as client:
            assert (await client.sync.get_latest_sync("c")).sync_id == "s"
        assert b"accept-encoding: gzip, deflate\r\n" in seen[0].lower()


async def test_a_bomb_is_not_unpacked() -> None:
    """Half a megabyte that would be half a gigabyte."""
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    # After a full flush the same megabyte packs to the same bytes.
    first, again = (bomb.compress(bytes(2**20)) + bomb.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + 511 * again + bomb.flush()
    whole = http_answer(packed, "Content-Encoding: gzip")
    async with raw_server(whole) as (address, _), client_at(address) as client:
        tracemalloc.start()
        try:
            with pytest.raises(UnreadableAnswerError) as caught:
                await client.sync.get_latest_sync("c")
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert "larger than 32 MB" in caught.value.title
    assert most < 5 * MOST_BYTES


async def test_a_bomb_within_a_bomb_is_not_touched() -> None:
    packed = gzip.compress(gzip.compress(bytes(2**20)))
    whole = http_answer(packed, "Content-Encoding: gzip, gzip")
    async with raw_server(whole) as (address, _), client_at(address) as client:
        with pytest.raises(UnreadableAnswerError, match="not asked for"):
            await client.sync.get_latest_sync("c")


async def test_an_endless_answer_ends() -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    async with raw_server(head, endless=bytes(2**16)) as (address, _), client_at(address) as client:
        with pytest.raises(UnreadableAnswerError, match="larger than 32 MB"):
            await client.sync.get_latest_sync("c")


async def test_an_endless_answer_to_a_write_leaves_doubt() -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    async with raw_server(head, endless=bytes(2**16)) as (address, _), client_at(address) as client:
        with pytest.raises(UnreadableAnswerError) as caught:
            await client.sync.request("c")
    assert caught.value.effect_unknown


async def test_the_status_of_an_endless_refusal_counts() -> None:
    head = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"
    async with raw_server(head, endless=bytes(2**16)) as (address, _), client_at(address) as client:
        with pytest.raises(NotFoundError):
            await client.sync.get_latest_sync("c")


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, br", "é"])
async def test_what_is_not_compressed_as_it_says_is_unreadable(encoding: str) -> None:
    whole = http_answer(BODY, f"Content-Encoding: {encoding}")
    async with raw_server(whole) as (address, _), client_at(address) as client:
        with pytest.raises(UnreadableAnswerError):
            await client.sync.get_latest_sync("c")


async def test_an_answer_in_memory_is_bounded_too() -> None:
    with pytest.raises(UnreadableAnswerError):
        await read_body(httpx.Response(200, content=bytes(11)), most=10)


async def test_no_cookie_is_kept() -> None:
    whole = http_answer(BODY, "Set-Cookie: name=Café; Path=/", "Set-Cookie: other=1")
    async with raw_server(whole) as (address, seen), client_at(address) as client:
        for _ in range(3):
            assert (await client.sync.get_latest_sync("c")).sync_id == "s"
    assert len(seen) == 3
    assert not any(b"cookie" in each.lower() for each in seen)


async def test_a_client_of_the_callers_that_cannot_build_a_request_is_a_typed_error() -> None:
    own = httpx.AsyncClient(cookies={"name": "Café"}, transport=httpx.MockTransport(Script(answer(STATUS))))
    async with own:
        client = CodatClient(KEY, http=own)
        with pytest.raises(InvalidRequestError):
            await client.sync.get_latest_sync("c")


@pytest.mark.parametrize(
    ("limit", "remaining", "read"),
    [
        ("1000", "99999999999999999999", (1000, None)),
        ("9" * 5000, "5", (None, 5)),
        ("1000", "-5", (1000, -5)),
        ("ten", "", None),
    ],
)
async def test_a_quota_beyond_measure_is_not_believed(limit: str, remaining: str, read: Any) -> None:
    client, _, _ = client_on(
        Script(answer(STATUS, x_rate_limit_limit=limit, x_rate_limit_remaining=remaining))
    )
    await client.sync.get_latest_sync("c")
    assert (client.quota and (client.quota.limit, client.quota.remaining)) == read


@pytest.mark.parametrize("code", [10**20, -(10**20), 1e300, "9" * 30, "9" * 5000])
async def test_a_status_code_beyond_measure_is_none(code: Any) -> None:
    client, _, _ = client_on(Script(answer(STATUS | {"syncStatusCode": code})))
    assert (await client.sync.get_latest_sync("c")).code is None


@pytest.mark.parametrize("header", ["999999999999", "1e308", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_a_retry_after_without_end_can_be_reckoned_with_and_told(header: str) -> None:
    client, _, clock = client_on(Script(fault(429, retry_after=header)))
    with pytest.raises(TooManyRequestsError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.retry_after is not None
    assert clock.now() + timedelta(seconds=caught.value.retry_after)
    assert "365 days" in caught.value.next_step
    assert clock.slept == []


@pytest.mark.parametrize("levels", [DEEPEST + 1, 200, 100_000])
async def test_what_is_nested_too_deeply_is_not_read(levels: int) -> None:
    deep = b"[" * levels + b"]" * levels
    content = b'{"companyId": "c", "new": ' + deep + b"}"
    client, _, _ = client_on(Script(httpx.Response(200, content=content)))
    for reading in (
        client.sync.get_latest_sync,
        client.sync.get_status,
        client.advanced_controls.get_configuration,
    ):
        with pytest.raises(UnreadableAnswerError):
            await reading("c")


async def test_a_row_that_is_nested_too_deeply_costs_itself() -> None:
    rows = [{"id": "a", "x": nested(200), "name": "a\n"}, {"id": "b", "name": "b"}]
    client, _, _ = client_on(Script(answer({"results": rows, "totalResults": 2})))
    page = await client.advanced_controls.list_companies()
    assert [each.id for each in page.results] == ["b"]
    assert page.unreadable == 1
    seen = [each.id async for each in client.advanced_controls.companies()]
    assert seen == ["b"]
    client, _, _ = client_on(Script(answer([{"syncId": "a", "x": nested(200)}, {"syncId": "b"}])))
    assert [each.sync_id for each in await client.sync.list("c")] == ["", "b"]


def test_what_may_be_nested_goes_back_whole() -> None:
    wire = {"companyId": "c", "new": nested(DEEPEST - 1)}
    assert to_wire(Configuration.model_validate(wire)) == wire


@pytest.mark.parametrize(
    ("spelled", "read"),
    [
        (b"a\\ud83d", "a\ufffd"),
        (b"\\ude00b", "\ufffdb"),
        (b"\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600"),
        (b"\\uD83D\\uDE00", "\U0001f600"),
        (b"\\\\ud83d", "\\ud83d"),
        (b"a\xed\xa0\xbdb", "a\ufffdb"),
    ],
)
async def test_half_a_surrogate_pair_is_replaced_wherever_it_stands(spelled: bytes, read: str) -> None:
    """It could be neither kept nor sent: everything that is read can be encoded."""
    wire = b'{"companyId": "%b", "new": {"%b": "%b"}, "syncStatus": "%b"}' % ((spelled,) * 4)
    script = Script(httpx.Response(200, content=wire))
    client, _, _ = client_on(script)
    configuration = await client.advanced_controls.get_configuration("c")
    assert to_wire(configuration)["new"] == {read: read}
    await client.advanced_controls.set_configuration("c", configuration)
    assert json.loads(script.seen[-1].content)["companyId"] == read
    assert (await client.sync.get_latest_sync("c")).word == read
    listed, _, _ = client_on(
        Script(httpx.Response(200, content=b'{"results": [{"id": "a", "name": "%b"}]}' % spelled))
    )
    assert [each.name async for each in listed.advanced_controls.companies()] == [read]


async def test_a_message_without_measure_is_bounded() -> None:
    client, _, _ = client_on(Script(answer(STATUS | {"errorMessage": "a b" * 100_000})))
    assert len((await client.sync.get_latest_sync("c")).error_message) < 10_100
    items = [{"message": "x" * 11_000}] * 600
    refusal = {
        "error": "a\x1b]52;c;x\x07" * 50_000,
        "validation": {"errors": items},
        "correlationId": "\x9b" * 10**6,
    }
    client, _, _ = client_on(Script(answer(refusal, 400)))
    with pytest.raises(BadRequestError) as caught:
        await client.sync.get_latest_sync("c")
    error = caught.value
    assert len(error.codat_message) < 10_100
    assert "\x1b" not in error.codat_message
    assert len(error.validation) == 500
    assert len(error.correlation_id) < 10_100


async def test_totals_beyond_measure_ask_for_nothing_more() -> None:
    page = {"results": [{"id": "a", "name": "a"}], "pageNumber": 1, "pageSize": 1, "totalResults": 10**400}
    script = Script(answer(page))
    client, _, _ = client_on(script)
    assert [each.id async for each in client.advanced_controls.companies()] == ["a"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_a_number_that_json_does_not_have_is_not_sent(value: float) -> None:
    script = Script(answer({}))
    client, _, _ = client_on(script)
    with pytest.raises(CodatError):
        await client.advanced_controls.set_configuration("c", {"new": value})
    assert script.seen == []
