"""Reads the body of an answer, and no more of it than an answer of Codat's can have, compressed or not."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import httpx

from codat_tui.models.errors import UnreadableAnswerError

MOST_BYTES = 32 * 2**20
"""A page of 2,000 companies has a tenth of it."""
ENCODINGS = "gzip, deflate"
"""What is asked for, and read: decompressors whose output can be bounded."""
_ABOUT_THE_BYTES = ("content-encoding", "content-length", "transfer-encoding")


async def read_body(response: httpx.Response, most: int = MOST_BYTES) -> httpx.Response:
    """The same answer with its body in memory, decompressed.

    Of an error's body only the beginning is kept where it is too long. Raises UnreadableAnswerError for a success
    with a body of more than *most* bytes, or one that cannot be decompressed; httpx's errors while it arrives.
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
    headers = [(name, value) for name, value in response.headers.raw if _is_kept(name)]
    return httpx.Response(response.status_code, headers=headers, content=body)


def _is_kept(name: bytes) -> bool:
    return name.decode("ascii", "replace").lower() not in _ABOUT_THE_BYTES


async def _read(chunks: AsyncIterator[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """The first *most* bytes, and whether that is all."""
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
        # 32 more than the window's size: gzip and zlib are told apart by their first bytes.
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise UnreadableAnswerError(
        title="The answer cannot be read: it is compressed in a way that was not asked for",
        request_was_sent=True,
    )
