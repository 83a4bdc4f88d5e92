"""What a test of a screen leaves behind is let go: some hundred apps are a gigabyte that collections look at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from pytest_textual_snapshot import app_stash_key  # type: ignore[import-untyped]

from codat_tui.store.store import Store
from tests.screens.scenes import OPEN_STORES


@pytest.fixture(autouse=True)
def _no_app_is_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if OPEN_STORES:
        asyncio.run(_close(OPEN_STORES))
    # The picture's app.
    request.node.stash.setdefault(app_stash_key(), None)
    del request.node.stash[app_stash_key()]


async def _close(stores: list[Store]) -> None:
    while stores:
        await stores.pop().close()
