"""The web server: a page, its files, and a dashboard process for each visitor."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import Any

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

ENDING_SECONDS = 10.0
"""A dashboard waits five seconds for a write before it ends."""
LAST_WORDS_SECONDS = 2.0
"""Until a dashboard whose frames have ended must have said why."""
HEARTBEAT_SECONDS = 15.0
"""A browser that has gone without a word is noticed after this time."""
SMALLEST, LARGEST = 2, 1000
"""Columns or rows of a visitor's terminal."""
_PAGE = Path(__file__).with_name("page.html")
_STATIC = Path(textual_serve.__file__).parent / "static"


class DashboardServer:
    """Serves the dashboard that *command* starts under a path that cannot be guessed.

    The path keeps out other users of this machine, and pages of other sites, which may open a connection to any
    address that they know.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.path = f"/{secrets.token_urlsafe(16)}/"
        self._command = command
        self._visits: set[_Visit] = set()

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get(self.path, self._page),
                web.get(f"{self.path}visit", self._visit),
                web.static(f"{self.path}static", _STATIC),
            ]
        )
        app.on_shutdown.append(self._end_all)
        return app

    async def _page(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        page = Template(_PAGE.read_text(encoding="utf-8"))
        size = _number(request.query.get("fontsize", ""), 6, 72, 16)
        return web.Response(
            text=page.substitute(nonce=nonce, font_size=size),
            content_type="text/html",
            headers={
                # textual.js adds styles, and draws by them.
                "Content-Security-Policy": "default-src 'none'; connect-src 'self' ws: wss:; font-src 'self'; "
                f"img-src 'self' data:; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "Referrer-Policy": "no-referrer",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cache-Control": "no-store",
            },
        )

    async def _visit(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS)
        await socket.prepare(request)
        visit = _Visit(self._command, socket)
        self._visits.add(visit)
        try:
            width, height = (
                _number(request.query.get(name, ""), SMALLEST, LARGEST, usual)
                for name, usual in (("width", 80), ("height", 24))
            )
            await visit.start(width, height)
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    # No page sends what is no JSON.
                    with suppress(ValueError):
                        await visit.handle(message.json())
        finally:
            try:
                await visit.end()
            finally:
                self._visits.discard(visit)
                visit.ended.set()
        return socket

    async def _end_all(self, app: web.Application) -> None:
        visits = tuple(self._visits)
        # Otherwise aiohttp waits a minute for them,
        await asyncio.gather(*(visit.close() for visit in visits))
        # and not at all for those whose browser has gone: their dashboards would be left to themselves.
        await asyncio.gather(*(visit.ended.wait() for visit in visits))


class _Visit(AppService):
    """One dashboard process and its browser."""

    def __init__(self, command: Sequence[str], socket: web.WebSocketResponse) -> None:
        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self.close,
            download_manager=DownloadManager(),
        )
        self._argv = command
        self._socket = socket
        self.ended = asyncio.Event()

    async def close(self) -> None:
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def handle(self, envelope: Any) -> None:
        """What the page sends: a pair of a word and a value."""
        match envelope:
            case ["stdin", str(text)]:
                await self.send_bytes(text.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                if all(SMALLEST <= each <= LARGEST for each in (width, height)):
                    await self.set_terminal_size(width, height)
            case ["ping", str(text)]:
                await self._socket.send_json(["pong", text])
            case ["blur"]:
                await self.blur()
            case ["focus"]:
                await self.focus()

    async def end(self) -> None:
        """Let the dashboard end in order, or else kill it."""
        process = self._process
        if process is None:
            return
        try:
            async with asyncio.timeout(ENDING_SECONDS):
                try:
                    await self.stop()
                finally:
                    # Whatever became of the line to the browser.
                    await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self._tell_last_words()
            # The page would wait for a dashboard that ended without a word.
            await self.close()

    async def _tell_last_words(self) -> None:
        # What a dashboard says as it ends is mostly unread when its frames end.
        if self._process is None or self._process.stderr is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                said = await self._process.stderr.read()
            sys.stdout.write(said.decode("utf-8", "replace"))

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {"PYTHONUTF8": "1", "TERM": "xterm-256color"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        # No shell; and ctrl+c in the server's terminal reaches the server alone, which ends each in order.
        self._process = process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process


def serve(command: Sequence[str], host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; *announce* gets the address once it is reachable. Raises OSError when taken."""
    asyncio.run(_serve(DashboardServer(command), host, port, announce))


async def _serve(server: DashboardServer, host: str, port: int, announce: Callable[[str], None]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        announce(address(host, runner.addresses[0][1]) + server.path)
        await stopped.wait()
    finally:
        await runner.cleanup()


def address(host: str, port: int) -> str:
    """As a browser on this machine takes it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _number(text: str, least: int, most: int, usual: int) -> int:
    return min(most, max(least, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else usual
