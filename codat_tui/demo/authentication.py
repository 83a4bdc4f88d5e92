"""Authentication: which API keys are accepted.

Invariant: no answer and no log repeats a key.
"""

from __future__ import annotations

import base64
import hmac

from codat_tui.demo.documented import ApiError
from codat_tui.demo.options import FORBIDDEN_API_KEY


def _header(api_key: str) -> str:
    return f"Basic {base64.b64encode(api_key.encode()).decode()}"


class KeyCheck:
    def __init__(self, api_key: str) -> None:
        self._accepted = _header(api_key)
        self._forbidden = _header(FORBIDDEN_API_KEY)

    def check(self, authorization: str) -> None:
        """Raise ApiError 401 for an unknown key, 403 for one without permission."""
        # Compared as bytes: compare_digest refuses text that is not ASCII.
        if hmac.compare_digest(authorization.encode(), self._forbidden.encode()):
            raise ApiError(403)
        if not hmac.compare_digest(authorization.encode(), self._accepted.encode()):
            raise ApiError(401)
