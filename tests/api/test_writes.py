"""Writes in memory: one key through every repeat, doubt where there is doubt, and none before the network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from codat_tui.api import Call, CodatClient, RetryPolicy
from codat_tui.models.codat import VisibleAccounts
from codat_tui.models.errors import (
    CodatError,
    ConflictError,
    DroppedConnectionError,
    InvalidRequestError,
    ReadOnlyError,
    TimedOutError,
    UnavailableError,
    UnexpectedStatusError,
    UnreadableAnswerError,
)
from tests.api.support import Script, answer, client_on, fault

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
