"""A clock for programs of their own beside a demo server whose time stands still."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

from tests.demo_server import START


class ServersTime:
    """Time that passes, from where the server's stands."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() - self._began

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
