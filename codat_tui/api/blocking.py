"""The client without asyncio: the same calls, each of which returns when its answer is there.

Every method here is the one of `CodatClient` and its groups, run on a thread with an event loop; the logic is
there alone.
"""

from __future__ import annotations

import inspect
import logging
import random
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping
from datetime import datetime, timedelta
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

import httpx

from codat_tui.api.advanced_controls import AdvancedControls
from codat_tui.api.blocking_http import BlockingHttp, HttpOnThreads
from codat_tui.api.call import Timeouts
from codat_tui.api.client import CodatClient
from codat_tui.api.connections import Connections
from codat_tui.api.http import check_http
from codat_tui.api.integrations import Integrations
from codat_tui.api.keys import ApiKey, GivenKey
from codat_tui.api.loop_thread import LoopThread, aside
from codat_tui.api.platform import Platform
from codat_tui.api.requests import PreparedRequest
from codat_tui.api.retry import RetryPolicy
from codat_tui.api.sync import Sync
from codat_tui.api.sync_flow_settings import SyncFlowSettings
from codat_tui.clock import Clock
from codat_tui.models.traffic import ApiEvent, Quota

G = TypeVar("G")
P = ParamSpec("P")
T = TypeVar("T")


class _Group(Generic[G]):
    def __init__(self, thread: LoopThread, group: G) -> None:
        self._thread = thread
        self._group = group


def _call(
    method: Callable[Concatenate[G, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[_Group[G], P], T]:
    """*method* with its signature, returning what it awaits."""

    @wraps(method)
    def blocking(self: _Group[G], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._thread.run(method(self._group, *args, **kwargs))

    return blocking


def _rows(
    method: Callable[Concatenate[G, P], AsyncGenerator[T, None]],
) -> Callable[Concatenate[_Group[G], P], Generator[T, None, None]]:
    """*method* with its signature, returning an ordinary generator."""

    @wraps(method)
    def blocking(self: _Group[G], /, *args: P.args, **kwargs: P.kwargs) -> Generator[T, None, None]:
        return self._thread.iterate(method(self._group, *args, **kwargs))

    signature = inspect.signature(method)
    returned = str(signature.return_annotation).removeprefix("Async").removesuffix("]") + ", None]"
    blocking.__signature__ = signature.replace(return_annotation=returned)  # type: ignore[attr-defined]
    return blocking


class BlockingAdvancedControls(_Group[AdvancedControls]):
    """`client.advanced_controls`."""

    list_companies = _call(AdvancedControls.list_companies)
    company_pages = _rows(AdvancedControls.company_pages)
    companies = _rows(AdvancedControls.companies)
    create_company = _call(AdvancedControls.create_company)
    get_configuration = _call(AdvancedControls.get_configuration)
    set_configuration = _call(AdvancedControls.set_configuration)


class BlockingConnections(_Group[Connections]):
    """`client.connections`."""

    list = _call(Connections.list)
    pages = _rows(Connections.pages)
    create = _call(Connections.create)
    update_connection = _call(Connections.update_connection)
    update_authorization = _call(Connections.update_authorization)
    get_sync_flow_url = _call(Connections.get_sync_flow_url)


class BlockingSync(_Group[Sync]):
    """`client.sync`."""

    request = _call(Sync.request)
    request_for_date_range = _call(Sync.request_for_date_range)
    get_status = _call(Sync.get_status)
    get_last_successful_sync = _call(Sync.get_last_successful_sync)
    get_latest_sync = _call(Sync.get_latest_sync)
    get = _call(Sync.get)
    list = _call(Sync.list)


class BlockingSyncFlowSettings(_Group[SyncFlowSettings]):
    """`client.sync_flow_settings`."""

    get_config_text_sync_flow = _call(SyncFlowSettings.get_config_text_sync_flow)
    update_config_text_sync_flow = _call(SyncFlowSettings.update_config_text_sync_flow)
    get_visible_accounts = _call(SyncFlowSettings.get_visible_accounts)
    update_visible_accounts_sync_flow = _call(SyncFlowSettings.update_visible_accounts_sync_flow)


class BlockingIntegrations(_Group[Integrations]):
    """`client.integrations`."""

    list = _call(Integrations.list)
    pages = _rows(Integrations.pages)
    get_branding = _call(Integrations.get_branding)


class BlockingPlatform(_Group[Platform]):
    """`client.platform`."""

    push_operations = _call(Platform.push_operations)
    push_operation_pages = _rows(Platform.push_operation_pages)
    get_push_operation = _call(Platform.get_push_operation)
    data_status = _call(Platform.data_status)
    profile = _call(Platform.profile)


class BlockingCodatClient:
    """`CodatClient` for programs without asyncio: the same groups, methods, options and errors.

    Use it with `with` or `close()`; threads may share it, processes may not. Listings are ordinary generators.
    *http*: an `httpx.Client` or similar, which the caller closes. Subscribers and *logger* are called on the
    client's own thread, a key function on a thread for each call. The other parameters are `CodatClient`'s.
    """

    connections: BlockingConnections
    sync: BlockingSync
    sync_flow_settings: BlockingSyncFlowSettings
    integrations: BlockingIntegrations
    advanced_controls: BlockingAdvancedControls
    platform: BlockingPlatform

    def __init__(
        self,
        api_key: ApiKey,
        *,
        server: int | str = 0,
        read_only: bool = False,
        retry: RetryPolicy | None = None,
        http: BlockingHttp | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        proxy: str | httpx.Proxy | None = None,
        ca_bundle: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Timeouts | None = None,
        logger: logging.Logger | None = None,
        clock: Clock | None = None,
        randomness: random.Random | None = None,
    ) -> None:
        if http is not None:
            check_http(http, blocking=True)
        self._client = CodatClient(
            _asked_aside(api_key),
            server=server,
            read_only=read_only,
            retry=retry,
            http=None if http is None else HttpOnThreads(http),
            transport=transport,
            proxy=proxy,
            ca_bundle=ca_bundle,
            headers=headers,
            timeout=timeout,
            logger=logger,
            clock=clock,
            randomness=randomness,
        )
        self._thread = LoopThread(self._client.aclose)
        self.connections = BlockingConnections(self._thread, self._client.connections)
        self.sync = BlockingSync(self._thread, self._client.sync)
        self.sync_flow_settings = BlockingSyncFlowSettings(self._thread, self._client.sync_flow_settings)
        self.integrations = BlockingIntegrations(self._thread, self._client.integrations)
        self.advanced_controls = BlockingAdvancedControls(self._thread, self._client.advanced_controls)
        self.platform = BlockingPlatform(self._thread, self._client.platform)

    @property
    def base_url(self) -> str:
        """Without a trailing slash."""
        return self._client.base_url

    @property
    def read_only(self) -> bool:
        return self._client.read_only

    @property
    def quota(self) -> Quota | None:
        """The daily quota in the last response that stated it; None before the first."""
        return self._client.quota

    @property
    def clock_offset(self) -> timedelta:
        """How far Codat's clock is ahead of this machine's, from the last Date header; zero while unknown."""
        return self._client.clock_offset

    def at_server(self, moment: datetime) -> datetime:
        """Convert *moment* from this machine's clock to Codat's."""
        return self._client.at_server(moment)

    def subscribe(self, callback: Callable[[ApiEvent], None]) -> Callable[[], None]:
        """Call *callback* with every event, on the client's own thread; the returned function unsubscribes."""
        return self._client.subscribe(callback)

    def preview_curl(self, prepared: PreparedRequest, idempotency_key: str = "") -> str:
        """The request as a curl command, with the key masked."""
        return self._client.preview_curl(prepared, idempotency_key)

    def close(self) -> None:
        """Close the connections that this client opened itself; calls of other threads end with an error."""
        self._thread.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _asked_aside(key: ApiKey) -> ApiKey:
    """A function that gives the key may block: it is called on a thread."""
    if not callable(key) or inspect.iscoroutinefunction(key):
        return key
    ask = key

    async def asked() -> GivenKey:
        given = await aside(ask)
        return await given if inspect.isawaitable(given) else given

    return asked
