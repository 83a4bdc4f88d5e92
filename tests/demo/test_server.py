"""The imitation over real HTTP: connections that break, and a server that ends in good order."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from codat_tui.demo import DemoOptions
from tests.demo.conftest import authorization
from tests.demo_server import DemoServer

PROGRAM = """
from datetime import UTC, datetime
from codat_tui.demo import DemoOptions
from codat_tui.demo.server import serve
raise SystemExit(serve(DemoOptions(), "127.0.0.1", 0, lambda: datetime.now(UTC), lambda line: print(line, flush=True)))
"""


@contextmanager
def running(faults: str = "") -> Iterator[tuple[DemoServer, httpx.Client]]:
    with (
        DemoServer(DemoOptions(faults=faults)) as server,
        httpx.Client(base_url=server.base_url, headers=authorization(server.api_key)) as client,
    ):
        yield server, client


def test_a_company_is_found_synced_and_watched_over_http() -> None:
    with running() as (server, client):
        rows = client.get("/companies").json()["results"]
        identifier = next(row["id"] for row in rows if row["name"] == "Nordic Bikes AB")
        triggered = client.post(f"/companies/{identifier}/sync/commerce/latest", json={}).json()
        assert triggered["syncStatusCode"] == 1000
        server.clock.advance(21)
        status = client.get(f"/meta/companies/{identifier}/sync/commerce/status").json()
        assert status["commerceSyncId"] == triggered["commerceSyncId"]
        assert status["syncStatusCode"] == 2000
        assert server.app.state.world.effects.syncs[identifier] == 1


@pytest.mark.parametrize(
    ("fault", "done", "said"),
    [
        ("drop", 0, "Server disconnected without sending a response"),
        ("lost-answer", 1, "Server disconnected without sending a response"),
        ("truncated", 1, "peer closed connection without sending complete message body"),
    ],
)
@pytest.mark.parametrize("quirks", ["", ", quirks"])
def test_a_broken_connection_is_really_broken(fault: str, done: int, said: str, quirks: str) -> None:
    with running(f"POST {fault}@1{quirks}") as (server, client):
        with pytest.raises(httpx.RemoteProtocolError, match=said):
            client.post("/companies", json={"name": "One"})
        assert len(server.app.state.world.effects.companies) == done
        assert server.app.state.requests[-1].status is None
        assert client.post("/companies", json={"name": "Two"}).status_code == 200


def test_after_a_lost_answer_the_key_gives_the_answer_without_the_work() -> None:
    with running("POST lost-answer@1") as (server, client):
        headers = {"Idempotency-Key": "b5cf2b0c-0000-4000-8000-000000000001"}
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/companies", json={"name": "One"}, headers=headers)
        assert client.post("/companies", json={"name": "One"}, headers=headers).json()["name"] == "One"
        assert len(server.app.state.world.effects.companies) == 1
        assert [request.idempotency_key for request in server.app.state.requests] == [
            headers["Idempotency-Key"]
        ] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_announces_itself_and_ends_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().strip().split("  ", 1) for _ in range(3))
        address, key = said["address"].strip(), said["api key"].strip()
        assert httpx.get(f"{address}/companies", headers=authorization(key)).status_code == 200
        assert said["client id"].strip() == DemoOptions().client_id
        process.send_signal(number)
        rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_a_taken_address_is_an_error() -> None:
    from codat_tui.demo.server import bind

    with bind("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", first.getsockname()[1])


def test_a_client_that_leaves_within_its_request_is_logged_and_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running() as (server, client):
        head = (
            "POST /companies HTTP/1.1\r\nHost: demo\r\nIdempotency-Key: k\r\nContent-Length: 100\r\n"
            f"Authorization: {authorization(server.api_key)['Authorization']}\r\n\r\n{{"
        )
        with socket.create_connection(("127.0.0.1", int(server.base_url.rpartition(":")[2]))) as leaving:
            leaving.sendall(head.encode())
        seen: list[int | None] = []
        while not seen:
            assert client.get("/companies").status_code == 200
            seen = [each.status for each in server.app.state.requests if each.method == "POST"]
        assert seen == [None]
        assert server.app.state.world.effects.companies == []
    assert "Traceback" not in capfd.readouterr().err
