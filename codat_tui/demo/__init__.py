"""An imitation of Codat's Sync for Commerce: an ASGI application over a seeded, coherent world.

Invariant: it shares no code with the program, so that neither can hide the other's mistakes. Importing this package
imports no web framework; `create_app` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.demo.faults import Faults, parse_faults
from codat_tui.demo.options import DemoOptions

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["DemoOptions", "Faults", "create_app", "parse_faults"]


def create_app(
    options: DemoOptions,
    now: Callable[[], datetime],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Starlette:
    """The ASGI application that imitates Codat; see `codat_tui.demo.app.create_app`.

    `now` gives aware datetimes in UTC, `sleep` waits out latency faults. Raises ValueError when the faults cannot
    be read.
    """
    from codat_tui.demo import app

    return app.create_app(options, now, sleep=sleep)
