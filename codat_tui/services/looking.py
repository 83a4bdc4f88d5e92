"""Single reads for commands, without the rest of a company; nothing is kept but the configurations seen.

Invariant: reads of many companies leave the last of the day's requests to the user.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from codat_tui.models.codat import to_wire
from codat_tui.models.errors import CodatError, TooManyRequestsError
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.told_ranges import with_told_ranges
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, quota_is_low
from codat_tui.services.reading import list_connections
from codat_tui.services.runner import TaskKind
from codat_tui.services.sweeping import SIDE_BY_SIDE
from codat_tui.store.errors import StoreError

if TYPE_CHECKING:
    from datetime import timedelta

    from codat_tui.models.codat import Configuration, Connection, SyncStatus
    from codat_tui.models.traffic import Quota

T = TypeVar("T")


class Looking:
    """Reads that raise CodatError."""

    def __init__(self, context: ServiceContext, activity: ActivityService) -> None:
        self._context = context
        self._activity = activity

    async def configuration(self, company_id: str) -> Configuration:
        client = (await self._context.backend()).client
        found = await client.advanced_controls.get_configuration(company_id)
        await self._activity.keep_configuration(company_id, to_wire(found))
        return found

    async def connections(self, company_id: str) -> tuple[Connection, ...]:
        return await list_connections((await self._context.backend()).client, company_id)

    async def syncs(self, company_id: str) -> tuple[SyncStatus, ...]:
        """Return all syncs, newest first, with the ranges that this machine knows."""
        found = await (await self._context.backend()).client.sync.list(company_id)
        try:
            told = await self._activity.told_ranges(company_id)
        except StoreError:
            told = ()
        return with_told_ranges(newest_first(found), told)

    async def one_company(self) -> None:
        """Send the smallest request that shows whether the key works."""
        await (await self._context.backend()).client.advanced_controls.list_companies(page_size=1)

    async def quota(self) -> Quota | None:
        """Return the day's requests as the last answer stated them."""
        return (await self._context.backend()).client.quota

    async def clock_offset(self) -> timedelta:
        """Return how far Codat's clock is ahead of this machine's, by the last answer."""
        return (await self._context.backend()).client.clock_offset

    async def each(
        self, keys: Iterable[str], read: Callable[[str], Awaitable[T]]
    ) -> AsyncIterator[tuple[str, T | CodatError]]:
        """Read for each key, several side by side; yield each answer, or its error, in the order of the keys.

        Raises TooManyRequestsError instead of using the last of the day's requests.
        """
        waiting: dict[str, asyncio.Task[Any]] = {}
        left = iter(tuple(keys))

        def begin() -> None:
            for key in left:
                work = self._or_error(read(key))
                waiting[key] = self._context.runner.spawn(TaskKind.READ, work, f"read {key}")
                return

        for _ in range(SIDE_BY_SIDE):
            begin()
        while waiting:
            key = next(iter(waiting))
            yield key, await waiting.pop(key)
            client = (await self._context.backend()).client
            if quota_is_low(client.quota, self._context.clock.now()):
                for task in waiting.values():
                    task.cancel()
                raise TooManyRequestsError(
                    title=QUOTA_IS_LOW, next_step="They are kept for single requests. Go on after 00:00 UTC."
                )
            begin()

    async def _or_error(self, reading: Awaitable[T]) -> T | CodatError:
        try:
            return await reading
        except CodatError as error:
            return error


def proxy_words(base_url: str, setting: str) -> str:
    """Return which proxy leads to *base_url*, without its password. Raises ConfigurationError."""
    from codat_tui.api.proxies import proxy_for

    proxy = proxy_for(base_url, setting or None, environment=True)
    if proxy is None:
        return "none"
    return f"{proxy.url.scheme}://{proxy.url.netloc.decode()}, from {'the profile' if setting else 'the environment'}"


def trust_words(ca_bundle: str) -> str:
    """Return whose certificates are trusted. Raises ConfigurationError when they cannot be read."""
    from codat_tui.api.trust import SYSTEM, trust

    trust(ca_bundle or None)
    if ca_bundle == SYSTEM:
        return "this machine's"
    named = ca_bundle or next(
        (f"{name} {value}" for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if (value := os.environ.get(name))),
        "",
    )
    return named or "Mozilla's and this machine's"
