"""Logs every attempt at DEBUG, secrets masked."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx

from codat_tui.api.headers import shown_headers
from codat_tui.api.requests import PreparedRequest
from codat_tui.models.errors import CodatError
from codat_tui.secret import MASK

MOST_OF_A_BODY = 10_000


class WireLog:
    """Writes nothing without a logger at DEBUG."""

    def __init__(self, logger: logging.Logger | None, mask: Callable[[str], str]) -> None:
        self._logger = logger
        self._mask = mask

    def asked(self, prepared: PreparedRequest, request: httpx.Request, attempt: int) -> None:
        if (logger := self._open()) is None:
            return
        body = MASK if prepared.secret_body else self._body(request.content)
        url = self._mask(str(request.url))
        logger.debug("→ %s %s attempt %d %s %s", request.method, url, attempt, self._headers(request), body)

    def answered(self, request: httpx.Request, response: httpx.Response, seconds: float) -> None:
        if (logger := self._open()) is None:
            return
        url = self._mask(str(request.url))
        logger.debug(
            "← %d %s %s in %.3f s %s %s",
            response.status_code,
            request.method,
            url,
            seconds,
            self._headers(response),
            self._body(response.content),
        )

    def failed(self, request: httpx.Request, error: CodatError, seconds: float) -> None:
        if (logger := self._open()) is None:
            return
        url = self._mask(str(request.url))
        cause = self._mask(repr(error.__cause__ or error))
        logger.debug("× %s %s after %.3f s: %s", request.method, url, seconds, cause)

    def waits(self, prepared: PreparedRequest, seconds: float, reason: str) -> None:
        if (logger := self._open()) is not None:
            logger.debug("… %s %s again in %.1f s: %s", prepared.method, prepared.path, seconds, reason)

    def _open(self) -> logging.Logger | None:
        logger = self._logger
        return logger if logger is not None and logger.isEnabledFor(logging.DEBUG) else None

    def _headers(self, message: httpx.Request | httpx.Response) -> dict[str, str]:
        return shown_headers(message.headers, self._mask)

    def _body(self, content: bytes) -> str:
        return self._mask(content.decode("utf-8", "replace"))[:MOST_OF_A_BODY]
