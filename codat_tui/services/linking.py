"""Connections followed until the merchant has linked them, with one poller each.

Invariant: it only reads, and leaves the last of the day's requests to the user.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError, ForbiddenError, NotFoundError, UnauthorizedError
from codat_tui.models.linking import LinkFollow
from codat_tui.models.local import Notice, NoticeKind, NoticeSeverity
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.services.context import ServiceContext, background, quota_is_low
from codat_tui.services.poll_schedule import LONG_RUNNING, wait_before
from codat_tui.services.reading import each_connection
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection
    from codat_tui.secret import Secret

# After this, one request a minute, as for a long sync.
SLOW_AFTER = timedelta(minutes=10)
# Longer following would use up the day's requests for a merchant who has stopped.
FOLLOWED_FOR = timedelta(hours=2)


class LinkService:
    """The connections followed in this run; ended ones stay until followed again."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._follows: dict[str, LinkFollow] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._subscribers: Subscribers[LinkFollow] = Subscribers()

    def of(self, connection_id: str) -> LinkFollow | None:
        """Return what is known of a followed connection, or None."""
        return self._follows.get(connection_id)

    def subscribe(self, callback: Callable[[LinkFollow], None]) -> Callable[[], None]:
        """Call *callback* at every change of a followed connection; returns the cancel function."""
        return self._subscribers.add(callback)

    def begin(self, company_id: str, company_name: str, connection_id: str, platform_name: str) -> None:
        """Follow the connection until it is Linked; no effect when it is followed already."""
        known = self._follows.get(connection_id)
        if known is not None and known.running:
            return
        now = self._context.clock.now()
        self._publish(LinkFollow(connection_id, company_id, company_name, platform_name, now))
        work = self._run(connection_id)
        self._tasks[connection_id] = self._context.runner.spawn(
            TaskKind.WATCH, work, f"follow link {connection_id}"
        )

    def stop(self, connection_id: str) -> None:
        task = self._tasks.pop(connection_id, None)
        if task is not None:
            task.cancel()
            self._change(connection_id, ended_at=self._context.clock.now(), next_look_at=None)

    async def _run(self, connection_id: str) -> None:
        retry_after: float | None = None
        while self._follows[connection_id].running:
            await self._wait(connection_id, retry_after)
            retry_after = await self._look(connection_id)
        self._tasks.pop(connection_id, None)
        self._tell(self._follows[connection_id])

    async def _wait(self, connection_id: str, retry_after: float | None) -> None:
        follow, clock = self._follows[connection_id], self._context.clock
        code = LONG_RUNNING if clock.now() - follow.started_at >= SLOW_AFTER else None
        pause = wait_before(follow.looks, code, self._context.randomness, retry_after)
        self._change(connection_id, next_look_at=clock.now() + timedelta(seconds=pause))
        await clock.sleep(pause)

    async def _look(self, connection_id: str) -> float | None:
        # Returns Codat's Retry-After in seconds.
        follow, now = self._follows[connection_id], self._context.clock.now()
        late = now - follow.started_at >= FOLLOWED_FOR
        try:
            client = (await self._context.backend()).client
            if quota_is_low(client.quota, now):
                self._change(connection_id, ended_at=now if late else None)
                return None
            found = await self._find(follow)
        except (NotFoundError, UnauthorizedError, ForbiddenError) as error:
            self._change(connection_id, error=error, looks=follow.looks + 1, ended_at=now)
            return None
        except CodatError as error:
            self._change(connection_id, error=error, looks=follow.looks + 1, ended_at=now if late else None)
            return error.retry_after
        linked = read_link(found.status) is LinkState.LINKED
        self._change(
            connection_id,
            status=found.status,
            linked=linked,
            error=None,
            looks=follow.looks + 1,
            next_look_at=None,
            ended_at=self._context.clock.now() if linked or late else None,
        )
        return None

    async def _find(self, follow: LinkFollow) -> Connection:
        client = (await self._context.backend()).client
        connections = each_connection(client, follow.company_id, background())
        async with aclosing(connections):
            async for connection in connections:
                if connection.id == follow.connection_id:
                    return connection
        raise NotFoundError(title="The connection is gone", next_step="Refresh the company.", status=404)

    def _tell(self, follow: LinkFollow) -> None:
        name = follow.platform_name
        if follow.linked:
            kind, severity, text = NoticeKind.CHANGE_ENDED, NoticeSeverity.INFORMATION, f"{name} is Linked"
        else:
            kind, severity = NoticeKind.WATCH_DROPPED, NoticeSeverity.WARNING
            reason = follow.error.title if follow.error is not None else f"still {follow.status or 'unseen'}"
            text = f"{name} is not followed any more: {reason}. Follow it again from its connections"
        company = (follow.company_id, follow.company_name)
        self._context.notify(Notice(kind, f"{text}.", severity, *company, follow.error))

    def _change(self, connection_id: str, **changes: object) -> None:
        self._publish(replace(self._follows[connection_id], **changes))  # type: ignore[arg-type]

    def _publish(self, follow: LinkFollow) -> None:
        self._follows[follow.connection_id] = follow
        self._subscribers.publish(follow)


LINK_FILE = "flow-link.txt"


async def write_link(folder: Path, url: Secret) -> Path:
    """Write a Sync Flow link to a file for its owner only, replacing an earlier one.

    For terminals without a clipboard. Raises CodatError.
    """
    try:
        return await asyncio.to_thread(_write_private, folder / LINK_FILE, url)
    except OSError as error:
        raise CodatError(
            title="The link could not be written to a file",
            next_step=f"{error.strerror or error}: {folder}.",
        ) from None


def _write_private(path: Path, url: Secret) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(url.reveal() + "\n")
    return path
