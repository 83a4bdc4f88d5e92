"""The client of Codat's Sync for Commerce; works without the rest of the program."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpx

from codat_tui import __version__
from codat_tui.api.advanced_controls import AdvancedControls
from codat_tui.api.bodies import ENCODINGS
from codat_tui.api.call import Timeouts
from codat_tui.api.connections import Connections
from codat_tui.api.curl import curl
from codat_tui.api.dispatch import Dispatcher, DispatchOptions
from codat_tui.api.headers import checked_headers
from codat_tui.api.http import AsyncHttp, check_http, make_http
from codat_tui.api.integrations import Integrations
from codat_tui.api.keys import ApiKey, KeyRing
from codat_tui.api.limits import Limiter
from codat_tui.api.platform import Platform
from codat_tui.api.requests import PreparedRequest
from codat_tui.api.retry import RetryPolicy
from codat_tui.api.servers import base_url
from codat_tui.api.sync import Sync
from codat_tui.api.sync_flow_settings import SyncFlowSettings
from codat_tui.api.wire_log import WireLog
from codat_tui.clock import Clock, SystemClock
from codat_tui.models.traffic import ApiEvent, Quota


class CodatClient:
    """All 22 operations of Sync for Commerce, grouped as in Codat's SDK, and four of `platform`.

    *api_key*: the raw key, a `Basic …` header, or a function (async or not) called for each call.
    *server*: an index into `SERVERS` or a URL; http:// only for this machine.
    *http*: an `httpx.AsyncClient` or similar, which the caller closes; it replaces *transport*, *proxy*,
    *ca_bundle*.
    *ca_bundle*: a path, or "system" for the system's trust store.
    *read_only*: refuse every write before it is sent.
    *headers*: added to every request.
    *logger*: gets every attempt at DEBUG, masked.
    """

    connections: Connections
    sync: Sync
    sync_flow_settings: SyncFlowSettings
    integrations: Integrations
    advanced_controls: AdvancedControls
    platform: Platform

    def __init__(
        self,
        api_key: ApiKey,
        *,
        server: int | str = 0,
        read_only: bool = False,
        retry: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        proxy: str | httpx.Proxy | None = None,
        ca_bundle: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Timeouts | None = None,
        logger: logging.Logger | None = None,
        clock: Clock | None = None,
        randomness: random.Random | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        key = KeyRing(api_key)
        clock = clock or SystemClock()
        settings = DispatchOptions(
            base_url=base_url(server),
            key=key,
            headers=_headers(headers),
            read_only=read_only,
            retry=retry or RetryPolicy.interactive(),
            timeouts=timeout or Timeouts(),
        )
        self._own_http: httpx.AsyncClient | None = None
        if http is None:
            http = self._own_http = make_http(settings.base_url, transport, proxy, ca_bundle)
        else:
            check_http(http, blocking=False)
        self._line = Dispatcher(
            settings=settings,
            http=http,
            limiter=limiter or Limiter(clock=clock),
            clock=clock,
            randomness=randomness or random.SystemRandom(),
            log=WireLog(logger, key.mask),
        )
        self.connections = Connections(self._line)
        self.sync = Sync(self._line)
        self.sync_flow_settings = SyncFlowSettings(self._line)
        self.integrations = Integrations(self._line)
        self.advanced_controls = AdvancedControls(self._line)
        self.platform = Platform(self._line)

    @property
    def base_url(self) -> str:
        """Without a trailing slash."""
        return self._line.settings.base_url

    @property
    def read_only(self) -> bool:
        return self._line.settings.read_only

    @property
    def quota(self) -> Quota | None:
        """The daily quota in the last response that stated it; None before the first."""
        return self._line.quota

    @property
    def clock_offset(self) -> timedelta:
        """How far Codat's clock is ahead of this machine's, from the last Date header; zero while unknown."""
        return self._line.offset

    def at_server(self, moment: datetime) -> datetime:
        """Convert *moment* from this machine's clock to Codat's."""
        return moment + self._line.offset

    def subscribe(self, callback: Callable[[ApiEvent], None]) -> Callable[[], None]:
        """Call *callback* with every event; the returned function unsubscribes."""
        return self._line.subscribe(callback)

    def preview_curl(self, prepared: PreparedRequest, idempotency_key: str = "") -> str:
        """The request as a curl command, with the key masked."""
        return self._line.settings.key.mask(curl(prepared, self.base_url, idempotency_key))

    async def aclose(self) -> None:
        """Close the connections that this client opened itself; calls that still run end with an error."""
        await self._line.close()
        if self._own_http is not None:
            await self._own_http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


def _headers(extra: Mapping[str, str] | None) -> httpx.Headers:
    headers = httpx.Headers(
        {
            "Accept": "application/json",
            "Accept-Encoding": ENCODINGS,
            "User-Agent": f"codat-tui/{__version__}",
        }
    )
    headers.update(checked_headers(extra))
    return headers
