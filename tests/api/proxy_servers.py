"""Proxies on loopback: one that speaks CONNECT and one that speaks SOCKS 5, both with or without a password."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def _join(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int, said: bytes
) -> None:
    onward, back = await asyncio.open_connection(host, port)
    writer.write(said)
    await asyncio.gather(_pipe(reader, back), _pipe(onward, writer))


@asynccontextmanager
async def _serving(serve: Serve) -> AsyncIterator[int]:
    """The port; at the end every connection is closed."""
    tasks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await serve(reader, writer)
        finally:
            await _closed(writer)

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)


@asynccontextmanager
async def connect_proxy(login: str = "") -> AsyncIterator[tuple[int, list[str]]]:
    """Its port, and the targets it was asked for; only "127.0.0.1" is ever connected to."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        target = head.split()[1]
        asked.append(target)
        expected = f"proxy-authorization: basic {base64.b64encode(login.encode()).decode()}".lower()
        host, _, port = target.rpartition(":")
        if login and expected not in head.lower():
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif host != "127.0.0.1":
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        else:
            await _join(reader, writer, host, int(port), b"HTTP/1.1 200 Connected\r\n\r\n")

    async with _serving(serve) as port:
        yield port, asked


@asynccontextmanager
async def socks_proxy(login: str = "") -> AsyncIterator[tuple[int, list[str]]]:
    """Its port, and the targets it was asked for (RFC 1928, with the passwords of RFC 1929)."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b"\x05\x02" if login else b"\x05\x00")
        if login:
            _, size = await reader.readexactly(2)
            user = await reader.readexactly(size)
            (size,) = await reader.readexactly(1)
            given = user + b":" + await reader.readexactly(size)
            writer.write(b"\x01\x00" if given.decode() == login else b"\x01\x01")
        _, _, _, kind = await reader.readexactly(4)
        size = 4 if kind == 1 else (await reader.readexactly(1))[0]
        raw = await reader.readexactly(size)
        host = ".".join(map(str, raw)) if kind == 1 else raw.decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        asked.append(f"{host}:{port}")
        if host != "127.0.0.1":
            writer.write(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")
            return
        await _join(reader, writer, host, port, b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")

    async with _serving(serve) as port:
        yield port, asked
