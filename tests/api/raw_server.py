"""A server on loopback that answers every request with bytes of the test's choice, good HTTP or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


def http_answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@asynccontextmanager
async def raw_server(*answers: bytes, endless: bytes = b"") -> AsyncIterator[tuple[str, list[bytes]]]:
    """Its address and the requests it has seen. The last answer is for ever; *endless* follows it without end.

    An empty answer drops the connection.
    """
    seen: list[bytes] = []
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.splitlines()
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                seen.append(head + await reader.readexactly(length))
                reply = left.pop(0) if len(left) > 1 else left[0]
                if not reply:
                    return
                writer.write(reply)
                await writer.drain()
                while endless:
                    writer.write(endless)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", seen
    finally:
        server.close()
