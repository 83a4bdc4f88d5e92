"""Workers of screens, begun in one way: a named group, and no coroutine that may be left over.

A coroutine made at once is lost, with a warning on the terminal, when its worker is cancelled before its first step.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode


def run_job(
    node: DOMNode, job: Callable[[], Coroutine[Any, Any, object]], *, group: str, exclusive: bool = False
) -> None:
    """Run *job* as a worker of *node*; with *exclusive* an earlier one of the same *group* is cancelled."""
    work: Any = job  # textual's own type leaves mypy no way to infer the result
    node.run_worker(work, group=group, exclusive=exclusive)
