"""Imports httpx without its command line, which costs 45 ms and 3 MB."""

from __future__ import annotations

import sys
from typing import cast

if "httpx" not in sys.modules and "click" not in sys.modules:
    modules = cast("dict[str, object]", sys.modules)
    # httpx imports its terminal client (click, rich, pygments) unless click is missing.
    modules["click"] = None
    try:
        import httpx  # noqa: F401
    finally:
        del sys.modules["click"]
