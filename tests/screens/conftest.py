"""What a test of a screen leaves behind is let go: some hundred apps are a gigabyte that collections look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_textual_snapshot import app_stash_key  # type: ignore[import-untyped]


@pytest.fixture(autouse=True)
def _no_picture_keeps_its_app(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    request.node.stash.setdefault(app_stash_key(), None)
    del request.node.stash[app_stash_key()]
