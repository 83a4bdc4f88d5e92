"""A request as a curl command, with the key and all credentials masked."""

from __future__ import annotations

import json
import shlex

from codat_tui.api.requests import PreparedRequest
from codat_tui.masking import mask
from codat_tui.secret import MASK


def curl(prepared: PreparedRequest, base_url: str, idempotency_key: str = "") -> str:
    """One option per line."""
    lines = [f"curl -X {prepared.method} {shlex.quote(base_url + prepared.target)}"]
    lines.append(f"-H 'Authorization: Basic {MASK}'")
    lines.append("-H 'Accept: application/json'")
    if idempotency_key:
        lines.append(f"-H {shlex.quote(f'Idempotency-Key: {idempotency_key}')}")
    if prepared.json is not None:
        body = dict.fromkeys(prepared.json, MASK) if prepared.secret_body else prepared.json
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}")
    return mask(" \\\n  ".join(lines))
