"""The dashboard in a browser: the page and its address, a process a visitor, and both ends of it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pyte
import pytest
from aiohttp import web

from codat_tui.browser.server import DashboardServer, _Visit, address
from codat_tui.exits import Exit
from tests.browser import chromium
from tests.browser.chromium import opened

PROGRAM = (sys.executable, "-P", "-m", "codat_tui")
DASHBOARD = (*PROGRAM, "--demo")
SECONDS = 60.0
STRANGE: tuple[Any, ...] = ({}, ["resize", {"width": 10**9, "height": -1}], ["stdin", 5], ["unknown"])
"""What no page sends."""


@asynccontextmanager
async def serving(*command: str) -> AsyncIterator[str]:
    """The address of a server of *command*."""
    server = DashboardServer(command)
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield address("127.0.0.1", runner.addresses[0][1]) + server.path
    finally:
        await runner.cleanup()
        assert not server._visits, "a dashboard was left to itself"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_page_asks_nobody_else_and_has_an_address_of_its_own(
    session: aiohttp.ClientSession,
) -> None:
    async with serving("true") as url, session.get(url) as response:
        page = await response.text()
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(r"https?://", page)
        files = re.findall(r'(?:href|src)="(static/[^"]+)"', page) + re.findall(r'url\("([^"]+)"\)', page)
        assert len(files) == 4
        for file in files:
            async with session.get(url + file) as found:
                assert found.status == 200
        root = url.rsplit("/", 2)[0]
        for other in ("/", "/visit", "/static/js/textual.js", "/other/", "/other/visit"):
            async with session.get(root + other) as refused:
                assert refused.status == 404
    async with serving("true") as other_url:
        assert other_url.rsplit("/", 2)[1] != url.rsplit("/", 2)[1]


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("box.example", "box.example")],
)
def test_an_address_is_one_that_a_browser_takes(host: str, shown: str) -> None:
    assert address(host, 8000) == f"http://{shown}:8000"


class Screen(pyte.Screen):
    """What a visitor's dashboard has sent."""

    def __init__(self) -> None:
        super().__init__(150, 50)
        self._stream = pyte.ByteStream(self)

    @property
    def text(self) -> str:
        return "\n".join(self.display)

    async def shows(self, socket: aiohttp.ClientWebSocketResponse, text: str) -> None:
        """Until it shows *text*."""
        async with asyncio.timeout(SECONDS):
            while text not in self.text:
                message = await socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, (message, self.text)
                self._stream.feed(message.data)


async def words(socket: aiohttp.ClientWebSocketResponse) -> list[Any]:
    """The next message for the page itself."""
    async with asyncio.timeout(SECONDS):
        while (message := await socket.receive()).type is aiohttp.WSMsgType.BINARY:
            pass
    found: list[Any] = message.json()
    return found


async def ended(socket: aiohttp.ClientWebSocketResponse) -> None:
    async with asyncio.timeout(SECONDS):
        while not socket.closed:
            await socket.receive()


class LostLine:
    """The socket of a browser that was killed."""

    send_bytes = send_str = None

    async def close(self, *, code: int) -> None:
        raise ConnectionResetError("Cannot write to closing transport")


async def test_a_dashboard_is_waited_for_whatever_became_of_the_line_to_the_browser() -> None:
    visit = _Visit([sys.executable, "-c", "import os, time; os.close(1); time.sleep(0.2)"], LostLine())  # type: ignore[arg-type]
    await visit.start(80, 24)
    with pytest.raises(ConnectionResetError):
        await visit.end()
    assert visit._process is not None
    assert visit._process.returncode == 0


async def test_each_visitor_has_a_dashboard(session: aiohttp.ClientSession) -> None:
    screens = [Screen(), Screen()]
    before = children()
    async with serving(*DASHBOARD, "Oak & Ember Ltd") as url:
        async with (
            session.ws_connect(f"{url}visit?width=100&height=30") as first,
            session.ws_connect(f"{url}visit?width=nonsense") as second,
        ):
            for socket, screen in zip((first, second), screens, strict=True):
                await socket.send_json(["resize", {"width": 100, "height": 30}])
                await screen.shows(socket, "[Overview]")
            assert len(children() - before) in (0, 2)
            await first.send_str("no JSON")
            for strange in STRANGE:
                await first.send_json(strange)
            # All characters of one message are keys, in order.
            await first.send_json(["stdin", "]]["])
            await screens[0].shows(first, "[Connections]")
            await screens[0].shows(first, "Data read")
            assert "[Overview]" in screens[1].text
            # Links open in the visitor's browser, not where the server runs.
            await first.send_json(["stdin", "o"])
            assert (await words(first))[0] == "open_url"
            await first.send_json(["stdin", "\x11"])
            await ended(first)
        # The second has left without a word.
        async with asyncio.timeout(SECONDS):
            # Nobody tells when a process has ended.
            while children() - before:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "before", ["", "import os, time; os.close(1); time.sleep(0.2)"], ids=["at once", "after its frames"]
)
async def test_a_dashboard_that_cannot_start_ends_its_page_and_says_why(
    session: aiohttp.ClientSession, capfd: pytest.CaptureFixture[str], before: str
) -> None:
    program = f"{before}\nimport sys; sys.exit('codat-tui: no such profile')"
    async with (
        serving(sys.executable, "-c", program) as url,
        session.ws_connect(f"{url}visit") as socket,
    ):
        await ended(socket)
    assert "no such profile" in capfd.readouterr().out


@asynccontextmanager
async def started(tmp_path: Path, *words: str, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`codat-tui serve` with *words*, ended at the latest with the block."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "serve",
        *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), **environ},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(stream: asyncio.StreamReader | None) -> str:
    assert stream is not None
    return (await asyncio.wait_for(stream.readline(), SECONDS)).decode()


async def test_the_command_is_read_only_and_ends_in_order(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with started(tmp_path, "--demo", "--port=0", "--host=0.0.0.0") as server:
        url = (await line(server.stdout)).removeprefix("address  ").strip()
        assert await line(server.stdout) == "profile  demo, demo, read-only\n"
        assert "everybody who reaches 0.0.0.0" in await line(server.stderr)
        screen = Screen()
        async with session.ws_connect(f"{url}visit?width=100&height=30") as socket:
            await screen.shows(socket, "60 companies")
            assert "READ-ONLY" in screen.text.upper()
            port = url.split(":")[2].partition("/")[0]
            async with started(tmp_path, "--demo", f"--port={port}") as second:
                assert f"cannot listen on 127.0.0.1 port {port}" in await line(second.stderr)
                assert await asyncio.wait_for(second.wait(), SECONDS) == Exit.USAGE
            server.send_signal(signal.SIGINT)
            await ended(socket)
            assert socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
        assert await asyncio.wait_for(server.wait(), SECONDS) == 0
    assert not (tmp_path / "state" / "codat-tui" / "crash.log").exists()


async def test_a_key_that_is_asked_for_on_a_terminal_is_refused_at_the_start(tmp_path: Path) -> None:
    configuration = tmp_path / "config.toml"
    configuration.write_text(
        '[profiles.acme]\nenvironment = "sandbox"\napi_key_command = ["pass"]\napi_key_prompts = true\n'
    )
    async with started(tmp_path, "--port=0", CODAT_TUI_CONFIG=str(configuration)) as server:
        assert "a browser is none" in await line(server.stderr)
        assert await asyncio.wait_for(server.wait(), SECONDS) == Exit.CONFIGURATION


def children() -> set[str]:
    """The numbers of the processes that this one has started and that still run."""
    found = Path(f"/proc/self/task/{Path('/proc/thread-self').resolve().name}/children")
    return set(found.read_text().split()) if found.exists() else set()


@pytest.mark.skipif(
    chromium.PROGRAM is None, reason="there is no Chromium here (Debian: apt-get install chromium)"
)
async def test_a_real_browser_shows_it_and_gives_it_the_keys(tmp_path: Path) -> None:
    async with serving(*DASHBOARD) as url, opened(tmp_path) as page:
        await page.call("Page.navigate", url=url)
        await page.wait_for("60 companies")
        await page.wait_for("Harbour Lane Coffee")
        await page.wait_until("document.body.classList.contains('-first-byte')")
        assert await page.value_of("getComputedStyle(document.getElementById('said')).display") == "none"
        assert await page.value_of("document.fonts.check('16px \"Roboto Mono\"')")
        await page.press("/", "n", "o", "r", "d")
        await page.wait_for("[nord ")
        await page.press("Enter")
        await page.press("Enter")
        await page.wait_for("Overview")
        size = "document.querySelector('.xterm-screen').getBoundingClientRect().width"
        wide = await page.value_of(size)
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=800, height=480, deviceScaleFactor=1, mobile=False
        )
        await page.wait_until(f"{size} < {wide}")
        assert await page.drawn(), "the page shows one colour"
        await page.press("Escape")
        await page.press("Escape")
        assert {each.split("/")[2] for each in page.addresses if each.startswith("http")} == {
            url.split("/")[2]
        }
        assert page.failures == []
        await page.call(
            "Input.dispatchKeyEvent",
            type="keyDown",
            key="q",
            code="KeyQ",
            modifiers=2,
            windowsVirtualKeyCode=81,
        )
        await page.wait_until("getComputedStyle(document.getElementById('ended')).display != 'none'")
