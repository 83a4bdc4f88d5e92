"""Screens that follow what services publish."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen, ScreenResultType


class FollowingScreen(Screen[ScreenResultType]):
    """Keeps subscriptions until it is left."""

    _leaving = False

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._cancels: list[Callable[[], None]] = []

    def follow(self, cancel: Callable[[], None]) -> None:
        """Keep a subscription while this screen is mounted; *cancel* ends it."""
        self._cancels.append(cancel)
        if self._leaving:
            self._unsubscribe()

    def _on_prune(self) -> None:
        # Before its widgets are removed one by one: meanwhile a service may publish.
        self._leaving = True
        self._unsubscribe()

    def on_unmount(self) -> None:
        self._unsubscribe()

    def _unsubscribe(self) -> None:
        while self._cancels:
            self._cancels.pop()()
