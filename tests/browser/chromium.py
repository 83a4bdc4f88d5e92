"""A headless Chromium, driven through its DevTools protocol; what the page received is drawn by a terminal."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pyte

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SECONDS = 60.0
_PORT_FILE = "DevToolsActivePort"
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--remote-debugging-port=0",
    "--window-size=1200,800",
)


class Page:
    """The one page of a browser; `display` is what its dashboard has sent, as a terminal shows it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.addresses: list[str] = []
        """Every address that the page asked for."""
        self.failures: list[str] = []
        self._socket = socket
        self._ids = itertools.count(1)
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._screen = pyte.Screen(300, 100)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = asyncio.Event()

    @property
    def display(self) -> str:
        return "\n".join(self._screen.display)

    async def read(self) -> None:
        """Take in what the browser says, until it ends."""
        async for message in self._socket:
            self._take(json.loads(message.data))
            self._changed.set()

    def _take(self, said: dict[str, Any]) -> None:
        if "id" in said:
            self._replies.pop(said["id"]).set_result(said.get("result", said))
            return
        match said["method"], said["params"]:
            case "Network.webSocketFrameReceived", {"response": {"opcode": 2, "payloadData": payload}}:
                self._stream.feed(base64.b64decode(payload))
            case "Network.requestWillBeSent", {"request": {"url": url}}:
                self.addresses.append(url)
            case (("Runtime.exceptionThrown" | "Network.loadingFailed"), failure):
                self.failures.append(json.dumps(failure))

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._ids)
        reply = self._replies[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(reply, SECONDS)

    async def value_of(self, expression: str) -> Any:
        """What a JavaScript expression gives in the page."""
        return (await self.call("Runtime.evaluate", expression=expression))["result"].get("value")

    async def press(self, *keys: str) -> None:
        """Press each key, a single character or a name of the DOM's."""
        for key in keys:
            code = {"Enter": 13, "Escape": 27}.get(key, 0)
            text = {"text": "\r" if key == "Enter" else key} if key != "Escape" else {}
            more = {"key": key, "windowsVirtualKeyCode": code}
            await self.call("Input.dispatchKeyEvent", type="keyDown", **more, **text)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **more)

    async def wait_for(self, text: str) -> None:
        """Until the dashboard shows *text*."""
        try:
            async with asyncio.timeout(SECONDS):
                while text not in self.display:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} is not in:\n{self.display}\n{self.failures}") from None

    async def wait_until(self, expression: str) -> None:
        """Until a JavaScript expression is true in the page."""
        look = f"const look = () => {expression} ? done() : requestAnimationFrame(look); look();"
        promise = f"new Promise(done => {{ {look} }})"
        await self.call("Runtime.evaluate", expression=promise, awaitPromise=True)

    async def drawn(self) -> bool:
        """Whether the page's picture has more than one colour: a plain one compresses to almost nothing."""
        picture = await self.call("Page.captureScreenshot", format="png")
        return len(base64.b64decode(picture["data"])) > 8_000


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Page]:
    """A browser with its profile in *folder*, on an empty page."""
    assert PROGRAM is not None
    browser = await asyncio.create_subprocess_exec(
        PROGRAM,
        *_OPTIONS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{await _port(folder)}/json") as response:
                (target,) = [each for each in await response.json() if each["type"] == "page"]
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                reading = asyncio.create_task(page.read())
                for domain in ("Network", "Runtime", "Page"):
                    await page.call(f"{domain}.enable")
                yield page
                await socket.close()
                await reading
    finally:
        browser.terminate()
        await browser.wait()


async def _port(folder: Path) -> str:
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                port, _, rest = (folder / _PORT_FILE).read_text().partition("\n")
            except FileNotFoundError:
                rest = ""
            if rest:
                return port
            await asyncio.sleep(0.05)  # the browser tells nobody when it has written the file
