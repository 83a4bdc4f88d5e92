"""An imitation of Codat's Sync for Commerce, as an ASGI application.

Invariant: it shares no code with the program, so that neither hides the other's mistakes.
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
    """See `codat_tui.demo.app.create_app`."""
    # Imported here because the web framework is an optional dependency and slow to import.
    from codat_tui.demo import app

    return app.create_app(options, now, sleep=sleep)
