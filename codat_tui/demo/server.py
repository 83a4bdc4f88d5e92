"""The demo over HTTP with uvicorn, with connections that can be dropped.

Invariant: only this module imports uvicorn.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from datetime import datetime
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from codat_tui.demo.app import create_app
from codat_tui.demo.options import DemoOptions

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class _DroppingProtocol(H11Protocol):
    """HTTP/1.1 that gives the application `codat_tui.abort`, which closes the socket at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        application = self.app

        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            aborted = False

            def abort() -> None:
                nonlocal aborted
                aborted = True
                transport.abort()

            scope.setdefault("extensions", {})["codat_tui.abort"] = {"abort": abort}
            await application(scope, receive, send)
            # Until the disconnect arrives, uvicorn would answer 500 for an application that sent nothing.
            while aborted and (await receive())["type"] != "http.disconnect":
                pass

        self.app = run


class DemoHttpServer(uvicorn.Server):
    """A server for one application on a bound socket; calls `ready` once it answers."""

    def __init__(self, app: Any, listening: socket.socket, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_DroppingProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        self._listening = listening
        self._ready = ready

    def run_until_stopped(self) -> None:
        """Runs until `should_exit` is set or a signal arrives."""
        asyncio.run(self.serve(sockets=[self._listening]))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(number: int, frame: FrameType | None) -> None:
            self.should_exit = True

        # uvicorn raises the signal again after the shutdown; here it is a normal end.
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def bind(host: str, port: int) -> socket.socket:
    """Port 0 takes a free one. Raises OSError when the address is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay (40 ms an answer) off only on sockets that name their protocol.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    options: DemoOptions,
    host: str,
    port: int,
    now: Callable[[], datetime],
    announce: Callable[[str], None],
) -> int:
    """Answer until SIGINT or SIGTERM; return the exit status 0.

    `announce` gets one line each for address, API key and client id, once requests are answered. Raises
    OSError when the address is in use and ValueError for unreadable faults.
    """
    app = create_app(options, now)
    with bind(host, port) as listening:

        def ready() -> None:
            announce(f"address    {address_of(listening)}")
            announce(f"api key    {options.api_key}")
            announce(f"client id  {options.client_id}")

        DemoHttpServer(app, listening, ready).run_until_stopped()
    return 0
