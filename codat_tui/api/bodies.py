"""Reads response bodies, compressed or not, up to a limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import httpx

from codat_tui.models.errors import UnreadableAnswerError

MOST_BYTES = 32 * 2**20
"""Ten times a page of 2,000 companies."""
ENCODINGS = "gzip, deflate"
"""Value of Accept-Encoding. The output of these decompressors can be limited."""
_ABOUT_THE_BYTES = ("content-encoding", "content-length", "transfer-encoding")


async def read_body(response: httpx.Response, most: int = MOST_BYTES) -> httpx.Response:
    """The same response with its body in memory, decompressed.

    Long error bodies are cut at *most* bytes. Raises UnreadableAnswerError for a longer success, or one that
    cannot be decompressed; httpx's errors while reading.
    """
    if response.is_stream_consumed:
        body, whole = response.content[:most], len(response.content) <= most
    else:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        body, whole = await _read(response.aiter_raw(), encoding, most)
    if not whole and response.is_success:
        raise UnreadableAnswerError(
            title=f"The answer cannot be read: it is larger than {most // 2**20} MB",
            status=response.status_code,
            request_was_sent=True,
        )
    headers = headers_without_encoding(response)
    return httpx.Response(response.status_code, headers=headers, content=body)


def headers_without_encoding(response: httpx.Response) -> list[tuple[bytes, bytes]]:
    """The headers that still hold when the body has been decompressed."""
    return [(name, value) for name, value in response.headers.raw if _is_kept(name)]


def _is_kept(name: bytes) -> bool:
    return name.decode("ascii", "replace").lower() not in _ABOUT_THE_BYTES


async def _read(chunks: AsyncIterator[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """The first *most* bytes, and whether they are all."""
    inflate = _decompressor(encoding)
    body = bytearray()
    arrived = 0
    async for chunk in chunks:
        arrived += len(chunk)
        try:
            body += chunk if inflate is None else inflate.decompress(chunk, most + 1 - len(body))
        except zlib.error:
            raise UnreadableAnswerError(
                title="The answer cannot be read: it is not compressed as it says", request_was_sent=True
            ) from None
        if len(body) > most or arrived > most:
            return bytes(body[:most]), False
    return bytes(body), True


def _decompressor(encoding: str) -> zlib._Decompress | None:
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        # Adding 32 makes zlib detect gzip or zlib from the first bytes.
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise UnreadableAnswerError(
        title="The answer cannot be read: it is compressed in a way that was not asked for",
        request_was_sent=True,
    )
