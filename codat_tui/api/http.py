"""Adapter to httpx: creates a client, limits an attempt, names network errors."""

from __future__ import annotations

import asyncio
import inspect
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from codat_tui.api.bodies import read_body
from codat_tui.api.call import Timeouts
from codat_tui.api.proxies import proxy_for
from codat_tui.api.servers import is_loopback
from codat_tui.api.trust import trust
from codat_tui.models.errors import (
    CodatError,
    ConfigurationError,
    ConnectError,
    DroppedConnectionError,
    InvalidRequestError,
    NoAnswerError,
    TimedOutError,
    TlsError,
    UnreadableAnswerError,
)

CONNECTIONS = 10


class BuildsRequests(Protocol):
    """What custom HTTP clients of both kinds need."""

    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Any = None,
    ) -> httpx.Request: ...


class AsyncHttp(BuildsRequests, Protocol):
    """The methods a custom HTTP client needs; `httpx.AsyncClient` has them."""

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: None = None,
        follow_redirects: bool = False,
    ) -> httpx.Response:
        """With *stream*, return before the body has arrived."""
        ...


def check_http(http: object, *, blocking: bool) -> None:
    """Raise ConfigurationError when a custom client cannot work here, as far as it can be seen."""
    fitting = "an httpx.Client" if blocking else "an httpx.AsyncClient"
    missing = next(
        (name for name in ("build_request", "send") if not callable(getattr(http, name, None))), ""
    )
    if missing or isinstance(http, type):
        raise ConfigurationError(
            title=f"http has no {missing}" if missing else "http is a class",
            next_step=f"Give {fitting} or an object like it.",
        )
    kind = _is_blocking(http)
    if kind is None or kind is blocking:
        return
    raise ConfigurationError(
        title="http is a blocking client" if kind else "http is an asynchronous client",
        next_step=f"Give {fitting}, or use {'CodatClient' if blocking else 'BlockingCodatClient'}.",
    )


def _is_blocking(http: Any) -> bool | None:
    """None when only its first answer can tell."""
    if isinstance(http, httpx.AsyncClient) or inspect.iscoroutinefunction(http.send):
        return False
    if isinstance(http, httpx.Client):
        return True
    closes, closes_later = (callable(getattr(http, name, None)) for name in ("close", "aclose"))
    return closes if closes != closes_later else None


def make_http(
    base: str,
    transport: httpx.AsyncBaseTransport | None,
    proxy: str | httpx.Proxy | None,
    ca_bundle: str | None,
) -> httpx.AsyncClient:
    """A client without redirects and cookies. Raises ConfigurationError, which names the wrong setting or
    variable.
    """
    if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
        raise ConfigurationError(
            title="transport is not an httpx.AsyncBaseTransport",
            next_step="Put a blocking one into an httpx.Client, and give that to BlockingCodatClient as http.",
        )
    parts = urlsplit(base)
    # On loopback the environment's proxies are ignored: they would get an unencrypted key.
    environment = transport is None and not is_loopback(parts.hostname or "")
    chosen = proxy_for(base, proxy, environment=environment)
    # A given transport has its own; reading the certificates takes longer than anything else here.
    encrypts = parts.scheme == "https" and (transport is None or chosen is not None)
    verify = trust(ca_bundle) if encrypts or ca_bundle else False
    if chosen is not None and chosen.url.scheme == "https" and isinstance(verify, ssl.SSLContext):
        chosen.ssl_context = chosen.ssl_context or verify
    try:
        return httpx.AsyncClient(
            transport=transport,
            proxy=chosen,
            verify=verify,
            cookies=_no_cookies(),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )
    except (OSError, ValueError, TypeError, ImportError, httpx.InvalidURL) as error:
        raise ConfigurationError(
            next_step=f"{type(error).__name__}. Check the proxy and ca_bundle."
        ) from None


def _no_cookies() -> CookieJar:
    # Codat needs no cookies, and one with an invalid character would break every request.
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


async def attempt(http: AsyncHttp, request: httpx.Request, timeouts: Timeouts) -> httpx.Response:
    """The complete response. Raises a NoAnswerError that says whether the request was sent."""
    try:
        async with asyncio.timeout(timeouts.whole):
            sending = http.send(request, stream=True, auth=None, follow_redirects=False)
            if not inspect.isawaitable(sending):
                raise UnreadableAnswerError(
                    title="The answer was not awaited: http is a blocking client",
                    next_step="Give CodatClient an httpx.AsyncClient or similar, or use BlockingCodatClient.",
                    request_was_sent=True,
                )
            response = await sending
            try:
                return await read_body(response)
            finally:
                await response.aclose()
    except TimeoutError:
        raise TimedOutError(request_was_sent=None) from None
    except (httpx.RequestError, httpx.InvalidURL, httpx.StreamError) as error:
        raise _named(error) from error


def _named(error: Exception) -> CodatError:
    tls = _tls_cause(error)
    if tls is not None:
        sent = False if isinstance(error, httpx.ConnectError) else None
        return TlsError(title=_tls_title(tls), request_was_sent=sent)
    if isinstance(error, httpx.ProxyError):
        return ConnectError(
            title="The proxy refused the connection to Codat",
            next_step="Check the proxy (HTTPS_PROXY or the proxy setting), its user and password, then try again.",
            request_was_sent=False,
        )
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)):
        return ConnectError(request_was_sent=False)
    if isinstance(error, httpx.TimeoutException):
        return TimedOutError(request_was_sent=None)
    if isinstance(error, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return InvalidRequestError(request_was_sent=False)
    if isinstance(error, httpx.DecodingError):
        return UnreadableAnswerError(request_was_sent=True)
    if isinstance(error, (httpx.NetworkError, httpx.ProtocolError)):
        return DroppedConnectionError(request_was_sent=None)
    return NoAnswerError(request_was_sent=None)


def _tls_cause(error: BaseException) -> ssl.SSLError | None:
    """The TLS failure behind *error*; None for a connection that only ended during TLS."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) and not isinstance(seen, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _tls_title(error: ssl.SSLError) -> str:
    reason = getattr(error, "verify_message", "")
    return f"{TlsError.TITLE}: {reason}" if reason else ""
