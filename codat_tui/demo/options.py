"""The start options of the demo.

Invariant: the credentials are fixed, public, and valid for the demo only.
"""

from __future__ import annotations

from dataclasses import dataclass

API_KEY = "demo-key-opens-nothing-but-the-demo"
# A known key without permissions: every call with it is answered 403.
FORBIDDEN_API_KEY = "demo-key-without-any-permission"

CLIENT_ID = "57b6fad9-e3ca-447b-89db-e4ffa21e6ef3"


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """`sync_seconds` is the duration of a requested sync; `faults` follows the grammar of
    `codat_tui.demo.faults`.
    """

    companies: int = 60
    seed: int = 1
    sync_seconds: float = 20.0
    faults: str = ""
    api_key: str = API_KEY
    client_id: str = CLIENT_ID
