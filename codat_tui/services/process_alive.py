"""Whether the process that promised something still lives; asking changes nothing in that process."""

from __future__ import annotations

import os
import sys


def is_gone(process_id: int) -> bool:
    """True when no process of that id exists. Windows has no harmless way to ask: there, every other is."""
    if process_id == os.getpid():
        return False
    if sys.platform == "win32":
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
