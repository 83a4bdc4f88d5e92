"""Workers of screens, all started here with a named group."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode


def run_job(
    node: DOMNode, job: Callable[[], Coroutine[Any, Any, object]], *, group: str, exclusive: bool = False
) -> None:
    """Run *job* as a worker of *node*; *exclusive* cancels an earlier one of the same *group*."""
    # The function, not a coroutine: a coroutine is lost with a warning when its worker is cancelled before it
    # starts.
    work: Any = job  # textual's own type leaves mypy no way to infer the result
    node.run_worker(work, group=group, exclusive=exclusive)
