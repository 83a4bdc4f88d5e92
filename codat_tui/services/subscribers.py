"""Callbacks that get every published value, in order, until they cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscribers(Generic[T]):
    """Subscribers of one kind of value; a callback may cancel itself or others while it is called."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callable[[T], None]] = {}

    def __bool__(self) -> bool:
        return bool(self._callbacks)

    def add(self, callback: Callable[[T], None]) -> Callable[[], None]:
        """Call *callback* with every value; returns the cancel function, callable any number of times."""
        token = object()
        self._callbacks[token] = callback

        def cancel() -> None:
            self._callbacks.pop(token, None)

        return cancel

    def publish(self, value: T) -> None:
        for token, callback in tuple(self._callbacks.items()):
            if token in self._callbacks:
                callback(value)
