"""Codat products that a profile's key was refused, so that the program does not ask again by itself."""

from __future__ import annotations

from datetime import datetime

from codat_tui.store.access import Access


class RefusedProductTable:
    """The table of refused products. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def load(self, profile: str) -> dict[str, tuple[int, datetime]]:
        """Return (HTTP status, time) of the refusal, by product."""
        rows = await self._access.read(
            "SELECT product, status, at FROM refused_products WHERE profile = ?", (profile,)
        )
        return {product: (status, datetime.fromisoformat(at)) for product, status, at in rows}

    async def save(self, profile: str, product: str, status: int, at: datetime) -> None:
        values = (profile, product, status, at.isoformat())
        await self._access.write("INSERT OR REPLACE INTO refused_products VALUES (?, ?, ?, ?)", [values])

    async def drop(self, profile: str, product: str) -> None:
        await self._access.write(
            "DELETE FROM refused_products WHERE profile = ? AND product = ?", [(profile, product)]
        )
