"""Authentication: which keys Codat would accept.

Invariant: a key is compared as a whole and never repeated in an answer or a log.
"""

from __future__ import annotations

import base64
import hmac

from codat_tui.demo.documented import ApiError
from codat_tui.demo.options import FORBIDDEN_API_KEY


def _header(api_key: str) -> str:
    return f"Basic {base64.b64encode(api_key.encode()).decode()}"


class Guard:
    """Lets one key in and answers everything else as Codat does."""

    def __init__(self, api_key: str) -> None:
        self._accepted = _header(api_key)
        self._forbidden = _header(FORBIDDEN_API_KEY)

    def check(self, authorization: str) -> None:
        """Raises ApiError 401 for an unknown key and 403 for one without permission."""
        if hmac.compare_digest(authorization.encode(), self._forbidden.encode()):
            raise ApiError(403)
        if not hmac.compare_digest(authorization.encode(), self._accepted.encode()):
            raise ApiError(401)
