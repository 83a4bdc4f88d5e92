"""Workers of screens, all started here with a named group."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.css.query import NoMatches
from textual.dom import DOMNode


def run_job(
    node: DOMNode, job: Callable[[], Coroutine[Any, Any, object]], *, group: str, exclusive: bool = False
) -> None:
    """Run *job* as a worker of *node*; *exclusive* cancels an earlier one of the same *group*."""

    async def work() -> None:
        try:
            await job()
        except NoMatches:
            # A node's workers are cancelled only after its widgets have been removed, one by one.
            if not node._pruning:
                raise

    # The function, not a coroutine: a coroutine is lost with a warning when its worker is cancelled before it
    # starts.
    started: Any = work  # textual's own type leaves mypy no way to infer the result
    node.run_worker(started, group=group, exclusive=exclusive)
