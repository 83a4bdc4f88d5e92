"""The SDK closes its clients when it is collected, on an event loop of a thread that the running one waits for.

On a busy machine that wait has never ended, so the tests close what they opened themselves.
"""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_finalizer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codat_sync_for_commerce.sdk.close_clients", lambda *clients: None)
