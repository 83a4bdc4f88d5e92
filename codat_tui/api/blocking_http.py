"""A blocking HTTP client, such as `httpx.Client`, where the client awaits one."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

import httpx

from codat_tui.api.bodies import MOST_BYTES, headers_without_encoding
from codat_tui.api.http import BuildsRequests
from codat_tui.api.loop_thread import aside
from codat_tui.models.errors import ConfigurationError


class BlockingHttp(BuildsRequests, Protocol):
    """The methods a custom blocking HTTP client needs; `httpx.Client` has them."""

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> httpx.Response:
        """With *stream*, return before the body has arrived."""
        ...


class HttpOnThreads:
    """An `AsyncHttp` that sends each request by a blocking client on a thread."""

    def __init__(self, http: BlockingHttp) -> None:
        self._http = http

    def build_request(self, method: str, url: str, **options: Any) -> httpx.Request:
        return self._http.build_request(method, url, **options)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The response with its whole body, up to `MOST_BYTES`."""
        if trace := request.extensions.get("trace"):
            request.extensions["trace"] = _called_at_once(trace)
        abandoned = threading.Event()
        try:
            return await aside(lambda: _whole(self._http.send(request, **options), abandoned))
        except asyncio.CancelledError:
            abandoned.set()
            raise


class _Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


def _whole(response: httpx.Response, abandoned: threading.Event) -> httpx.Response:
    if inspect.iscoroutine(response):
        response.close()
        raise ConfigurationError(
            title="http is an asynchronous client: its send returned a coroutine",
            next_step="Nothing was sent. Give a blocking one, such as an httpx.Client, or use CodatClient.",
            request_was_sent=False,
        )
    if response.is_stream_consumed:
        headers = headers_without_encoding(response)
        return httpx.Response(response.status_code, headers=headers, content=response.content)
    chunks: list[bytes] = []
    arrived = 0
    try:
        for chunk in response.iter_raw():
            chunks.append(chunk)
            arrived += len(chunk)
            # One byte more than allowed is kept, by which the reader sees that it is too long.
            if arrived > MOST_BYTES or abandoned.is_set():
                break
    finally:
        response.close()
    return httpx.Response(response.status_code, headers=response.headers.raw, stream=_Chunks(chunks))


def _called_at_once(
    trace: Callable[[str, object], Coroutine[Any, Any, None]],
) -> Callable[[str, object], None]:
    """A blocking httpx calls only plain functions; the client's own *trace* awaits nothing."""

    def called(step: str, details: object) -> None:
        with suppress(StopIteration):
            trace(step, details).send(None)

    return called
