"""Parts of Codat's Platform API that the profile's key was refused, remembered between starts.

Invariant: a product that the key was refused is asked again only when the user asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codat_tui.models.errors import CodatError, RefusedError
from codat_tui.services.context import Backend, ServiceContext, store_failed

PUSH, DATA_STATUS, PROFILE = "push operations", "data status", "profile"
_WORDS = {PUSH: "what was written", DATA_STATUS: "how old its data is", PROFILE: "the client's name"}
_NO_COMPANY = "no company was found"


@dataclass(kw_only=True, eq=False, repr=False)
class NotAllowedError(RefusedError):
    """The profile's key was refused this part of the Platform API."""

    refused_status: int = 0
    refused_at: datetime | None = None


class Refusals:
    """The refused products of the current profile."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._refused: dict[str, tuple[int, datetime]] = {}
        self._loaded = False

    async def load(self, backend: Backend) -> None:
        """Read what earlier starts were refused; later calls do nothing."""
        if self._loaded or backend.store is None:
            return
        self._loaded = True
        try:
            self._refused = await backend.store.refused_products.load(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))

    def of(self, product: str) -> NotAllowedError | None:
        """Return the refusal of this product, or None."""
        if product not in self._refused:
            return None
        status, at = self._refused[product]
        return NotAllowedError(
            title=f"This key cannot see {_WORDS[product]}",
            next_step=f"Codat answered {status}; it is not asked again by itself.",
            refused_status=status,
            refused_at=at,
        )

    async def failed(self, backend: Backend, product: str, error: CodatError) -> NotAllowedError | None:
        """Remember the refusal, if *error* is one, and return it."""
        if not await _is_refusal(backend, error):
            return None
        await self._save(backend, product, error.status or 0)
        return self.of(product)

    async def answered(self, backend: Backend, product: str) -> None:
        """The key may see this product."""
        if product in self._refused:
            await self._save(backend, product, None)

    async def _save(self, backend: Backend, product: str, status: int | None) -> None:
        at = self._context.clock.now()
        # The product was allowed.
        if status is None:
            del self._refused[product]
        else:
            self._refused[product] = (status, at)
        if backend.store is None:
            return
        table, profile = backend.store.refused_products, backend.profile.name
        try:
            await (
                table.drop(profile, product) if status is None else table.save(profile, product, status, at)
            )
        except CodatError as error:
            self._context.notify(store_failed(error))


async def _is_refusal(backend: Backend, error: CodatError) -> bool:
    # A product that the key lacks can look like a missing company (404) or a bad key (401).
    if error.status == 404:
        return _NO_COMPANY not in error.codat_message.casefold()
    if error.status == 401:
        try:
            await backend.client.advanced_controls.list_companies(page_size=1)
        except CodatError:
            return False
    return error.status in (401, 403)
