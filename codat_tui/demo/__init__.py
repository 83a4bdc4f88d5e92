"""An imitation of Codat's Sync for Commerce: an ASGI application over a seeded, coherent world.

Invariant: it shares no code with the program, so that neither can hide the other's mistakes.
"""

from __future__ import annotations

from codat_tui.demo.app import create_app
from codat_tui.demo.options import DemoOptions

__all__ = ["DemoOptions", "create_app"]
