"""The name of the client that the profile's key belongs to, for the header."""

from __future__ import annotations

from codat_tui.models.errors import CodatError
from codat_tui.services.context import ServiceContext, background
from codat_tui.services.refusals import PROFILE, Refusals
from codat_tui.services.runner import TaskKind


class ClientName:
    """Reads the name once for each key; "" while it is not known, and where the key may not see it."""

    def __init__(self, context: ServiceContext, refusals: Refusals) -> None:
        self._context = context
        self._refusals = refusals
        self.name = ""

    def look(self) -> None:
        """Read the name in the background, unless the key was refused it before; a failure says nothing."""
        self._context.runner.spawn(TaskKind.READ, self._look(), "client's name")

    async def _look(self) -> None:
        try:
            backend = await self._context.backend()
            await self._refusals.load(backend)
            if self._refusals.of(PROFILE) is None:
                await self.read()
        except CodatError:
            self._tell("")

    async def read(self) -> str:
        """Return the name as Codat has it now. Raises NotAllowedError and every other CodatError."""
        backend = await self._context.backend()
        await self._refusals.load(backend)
        try:
            profile = await backend.client.platform.profile(call=background("client"))
        except CodatError as error:
            refused = await self._refusals.failed(backend, PROFILE, error)
            raise refused if refused is not None else error from None
        await self._refusals.answered(backend, PROFILE)
        self._tell(profile.name)
        return profile.name

    def _tell(self, name: str) -> None:
        self.name = name
        self._context.client_names.publish(name)
