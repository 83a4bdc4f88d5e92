"""Data of the client, not of one company: texts, visible accounts, integrations.

Invariant: a document is read by one request at a time; a failure keeps the earlier value.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from codat_tui.models.errors import CodatError, RefusedError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.services.context import Backend, ServiceContext
from codat_tui.services.reading import each_integration
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.codat import Branding, Integration, Text, VisibleAccounts

T = TypeVar("T")


class Document(Generic[T]):
    """One document with the time it was read; `state` is Loading() before the first read."""

    def __init__(self, context: ServiceContext, name: str, ask: Callable[[Backend], Awaitable[T]]) -> None:
        self._context = context
        self._name = name
        self._ask = ask
        self._state: RemoteState[T] = Loading()
        self._subscribers: Subscribers[RemoteState[T]] = Subscribers()
        self._reading: asyncio.Task[RemoteState[T]] | None = None

    @property
    def state(self) -> RemoteState[T]:
        return self._state

    def subscribe(self, callback: Callable[[RemoteState[T]], None]) -> Callable[[], None]:
        """Call *callback* at every change of `state`; returns the cancel function."""
        return self._subscribers.add(callback)

    async def read(self) -> RemoteState[T]:
        """Read again, or join the read in progress; an error is in the state. Raises no CodatError."""
        if self._reading is None or self._reading.done():
            self._reading = self._context.runner.spawn(TaskKind.READ, self._read(), f"read {self._name}")
        return await asyncio.shield(self._reading)

    async def _read(self) -> RemoteState[T]:
        before = known(self._state)
        self._publish(Loading(before))
        try:
            value = await self._ask(await self._context.backend())
        except CodatError as error:
            self._publish(Failed(error, before))
        else:
            self._publish(Loaded(value, self._context.clock.now()))
        return self._state

    def _publish(self, state: RemoteState[T]) -> None:
        self._state = state
        self._subscribers.publish(state)


class Documents:
    """The documents of this run, one object for each."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._documents: dict[str, Document[Any]] = {}

    def texts(self, locale: str) -> Document[Mapping[str, Text]]:
        """Return the Sync Flow's texts by key; *locale* is "en-us" or "fr-fr"."""

        async def ask(backend: Backend) -> Mapping[str, Text]:
            return await backend.client.sync_flow_settings.get_config_text_sync_flow(locale)

        return self._document(f"texts {locale}", ask)

    def visible_accounts(self, platform_key: str) -> Document[VisibleAccounts]:
        """Return the accounts shown for a commerce platform; Failed when the profile has no client_id."""

        async def ask(backend: Backend) -> VisibleAccounts:
            client_id = client_id_of(backend)
            return await backend.client.sync_flow_settings.get_visible_accounts(client_id, platform_key)

        return self._document(f"visible accounts {platform_key}", ask)

    def integrations(self) -> Document[tuple[Integration, ...]]:
        """Return Codat's platforms, in the server's order."""

        async def ask(backend: Backend) -> tuple[Integration, ...]:
            return tuple([each async for each in each_integration(backend.client)])

        return self._document("integrations", ask)

    def branding(self, platform_key: str) -> Document[Branding]:
        async def ask(backend: Backend) -> Branding:
            return await backend.client.integrations.get_branding(platform_key)

        return self._document(f"branding {platform_key}", ask)

    def _document(self, name: str, ask: Callable[[Backend], Awaitable[T]]) -> Document[T]:
        return self._documents.setdefault(name, Document(self._context, name, ask))


def client_id_of(backend: Backend) -> str:
    """Return the profile's client id, which no operation returns. Raises RefusedError when not set."""
    if backend.profile.client_id:
        return backend.profile.client_id
    raise RefusedError(
        title="The profile has no client_id",
        next_step="Codat's Portal shows it in the address of every page; set client_id in the profile.",
    )
