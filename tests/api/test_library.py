"""The client as a library: keys that rotate, headers of one call, errors that carry the answer, names to import."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import httpx
import pytest

import codat_tui.api as library
from codat_tui.api import Call, CodatError, InvalidRequestError, KeyMissingError, NotFoundError, RetryPolicy
from codat_tui.models import codat, errors
from codat_tui.secret import authorization_header
from tests.api.raw_server import http_answer, raw_server
from tests.api.support import KEY, InstantClock, Script, answer, client_on, fault

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, CodatError) and kind.__module__ == errors.__name__
]


def test_every_error_and_every_model_can_be_imported_from_one_place() -> None:
    wanted = {kind.__name__ for kind in KINDS} | set(codat.__all__) | {"ValidationItem"}
    assert wanted <= set(library.__all__)
    assert all(hasattr(library, name) for name in library.__all__)
    assert library.NotFoundError is errors.NotFoundError


@pytest.mark.parametrize("kind", KINDS)
def test_a_librarys_error_knows_no_command_line(kind: type[CodatError]) -> None:
    words = f"{kind.TITLE} {kind.NEXT_STEP}"
    assert "--" not in words
    assert "profile" not in words
    assert "CODAT_" not in words


@pytest.mark.parametrize(
    "path", sorted(Path(library.__file__).parent.glob("*.py")), ids=lambda path: path.stem
)
def test_a_library_speaks_of_no_command_line(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [text for text in said if "--" in text or "profile." in text.lower() or "the profile" in text]


@pytest.mark.parametrize("key", [None, 7, b"key"])
def test_a_key_that_is_no_text_is_refused(key: Any) -> None:
    with pytest.raises(KeyMissingError if key is None else InvalidRequestError):
        library.CodatClient(key)


@pytest.mark.parametrize("later", [False, True], ids=["function", "async function"])
async def test_a_key_that_is_a_function_is_asked_by_each_call(later: bool) -> None:
    keys = iter(["first-key-1111", "second-key-2222"])

    async def ask_later() -> str:
        return next(keys)

    script = Script(fault(503), answer(STATUS))
    client, _, _ = client_on(script, api_key=ask_later if later else lambda: next(keys))
    await client.sync.request("c")
    await client.sync.get_latest_sync("c")
    sent = [request.headers["authorization"] for request in script.seen]
    first, second = (authorization_header(key).reveal() for key in ("first-key-1111", "second-key-2222"))
    assert sent == [first, first, second], "a write is repeated under one key"


async def test_keys_that_rotated_are_masked_too() -> None:
    keys = iter(["first-key-1111", "second-key-2222"])
    refusal = fault(404, "no first-key-1111, no second-key-2222")
    client, _, _ = client_on(Script(refusal), api_key=lambda: next(keys))
    for shown in ("no ***, no second-key-2222", "no ***, no ***"):
        with pytest.raises(NotFoundError) as caught:
            await client.sync.get_latest_sync("c")
        assert caught.value.codat_message == shown


@pytest.mark.parametrize(("key", "kind"), [("", KeyMissingError), ("clé-de-test", InvalidRequestError)])
async def test_a_function_that_gives_no_key_is_a_typed_error(key: str, kind: type[CodatError]) -> None:
    script = Script(answer(STATUS))
    client, events, _ = client_on(script, api_key=lambda: key)
    with pytest.raises(kind):
        await client.sync.get_latest_sync("c")
    assert script.seen == []
    assert len(events.answers) == 1


async def test_headers_of_one_call_go_over_the_clients_own() -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script, headers={"X-Trace": "client", "X-Team": "a"})
    await client.sync.get_latest_sync("c", call=Call(headers={"x-trace": "call"}))
    await client.sync.get_latest_sync("c")
    assert [(each.headers["x-trace"], each.headers["x-team"]) for each in script.seen] == [
        ("call", "a"),
        ("client", "a"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Trace", "two\r\nlines"),
        ("X-Trace", "café"),
        ("X Trace", "a"),
        ("", "a"),
    ],
)
async def test_a_header_that_cannot_be_sent_is_refused(name: str, value: str) -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script)
    with pytest.raises(InvalidRequestError):
        await client.sync.get_latest_sync("c", call=Call(headers={name: value}))
    with pytest.raises(InvalidRequestError):
        client_on(script, headers={name: value})
    assert script.seen == []


async def test_what_the_client_decides_on_stays_its_own() -> None:
    script = Script(answer(STATUS))
    client, _, _ = client_on(script)
    own = {"Authorization": "Basic x", "idempotency-key": "x", "Content-Length": "5", "Host": "elsewhere"}
    await client.sync.request("c", call=Call(headers=own, idempotency_key="mine"))
    (request,) = script.seen
    assert request.headers["authorization"] == authorization_header(KEY).reveal()
    assert request.headers["idempotency-key"] == "mine"
    assert (request.headers.get("content-length"), request.headers["host"]) != ("5", "elsewhere")


def test_a_call_shows_what_it_says_and_no_header() -> None:
    assert repr(Call()) == "Call()"
    assert repr(Call(label="nightly", headers={"X-Token": "hidden"})) == "Call(label='nightly')"


@pytest.mark.parametrize("status", ["404 Not Found", "200 OK"])
async def test_an_error_carries_the_answer_without_secrets(status: str) -> None:
    body = f'<html>{KEY} "otp=123456" \x1b]52;c;x'.encode() + b"x" * 100_000
    whole = http_answer(body, "X-Kind: test", "Set-Cookie: session=1", f"X-Echo: {KEY}", status=status)
    async with (
        raw_server(whole) as (address, _),
        library.CodatClient(KEY, server=address, clock=InstantClock(), retry=RetryPolicy.never()) as client,
    ):
        with pytest.raises(CodatError) as caught:
            await client.sync.get_latest_sync("c")
    error = caught.value
    assert error.status == int(status.split()[0])
    assert error.headers["x-kind"] == "test"
    assert (error.headers["set-cookie"], error.headers["x-echo"]) == ("***", "***")
    assert error.body.startswith('<html>*** "otp=***')
    assert len(error.body) < 20_100
    assert KEY not in repr(error) + str(error) + error.body
    assert error.body not in repr(error)


async def test_the_answer_to_credentials_is_not_carried() -> None:
    script = Script(httpx.Response(400, content=b'{"error": "no", "given": "hunter2"}'))
    client, _, _ = client_on(script)
    with pytest.raises(CodatError) as caught:
        await client.connections.update_authorization("c", "d", {"pin": "hunter2"})
    assert caught.value.body == "***"
