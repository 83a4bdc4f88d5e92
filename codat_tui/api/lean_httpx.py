"""httpx without its command line, which costs 45 ms and 3 MB wherever click happens to be installed.

httpx tries to import its own terminal client, and with it click, rich and pygments; it goes without when click is
missing. For that one import click is missing.
"""

from __future__ import annotations

import sys
from typing import cast

if "httpx" not in sys.modules and "click" not in sys.modules:
    modules = cast("dict[str, object]", sys.modules)
    modules["click"] = None
    try:
        import httpx  # noqa: F401
    finally:
        del sys.modules["click"]
