"""One-to-many calls without a framework: whoever subscribed hears every value, in order, until it cancels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscribers(Generic[T]):
    """Callbacks that hear every published value; one may cancel itself or others while a value goes round."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callable[[T], None]] = {}

    def __bool__(self) -> bool:
        return bool(self._callbacks)

    def add(self, callback: Callable[[T], None]) -> Callable[[], None]:
        """Call *callback* with every value from now on; the answer cancels that, any number of times."""
        token = object()
        self._callbacks[token] = callback

        def cancel() -> None:
            self._callbacks.pop(token, None)

        return cancel

    def publish(self, value: T) -> None:
        """Hand *value* to everyone who still listens."""
        for token, callback in tuple(self._callbacks.items()):
            if token in self._callbacks:
                callback(value)
