"""What an imitation of Codat is started with: its size, seed, speed, faults and the credentials it accepts.

Invariant: the credentials are fixed and public; they open nothing but this imitation.
"""

from __future__ import annotations

from dataclasses import dataclass

API_KEY = "demo-key-opens-nothing-but-the-demo"
FORBIDDEN_API_KEY = "demo-key-without-any-permission"
"""A second key: known, but allowed nothing, so that every call with it is answered 403."""

CLIENT_ID = "57b6fad9-e3ca-447b-89db-e4ffa21e6ef3"


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How large the world is, from which seed it grows, and what goes wrong in it.

    `sync_seconds` is how long a sync started by hand takes; `faults` is written in the grammar of
    `codat_tui.demo.faults`.
    """

    companies: int = 60
    seed: int = 1
    sync_seconds: float = 20.0
    faults: str = ""
    api_key: str = API_KEY
    client_id: str = CLIENT_ID
