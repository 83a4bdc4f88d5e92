"""The profiles of one run: those that can be chosen, and the open ones, each with services of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from codat_tui.models.local import ProfileFacts
from codat_tui.services.runner import TaskKind
from codat_tui.services.services import Services
from codat_tui.services.subscribers import Subscribers
from codat_tui.words import count


class Profiles:
    """What goes on in a profile goes on when another one is shown."""

    def __init__(self, choices: Callable[[], Sequence[ProfileFacts]]) -> None:
        # Read at each look: the configuration may have been edited. Raises ConfigError.
        self.choices = choices
        self._open: dict[str, Services] = {}
        self._subscribers: Subscribers[Mapping[str, Services]] = Subscribers()

    @property
    def open(self) -> Mapping[str, Services]:
        """Return the services by the name of their profile."""
        return MappingProxyType(self._open)

    def subscribe(self, callback: Callable[[Mapping[str, Services]], None]) -> Callable[[], None]:
        """Call *callback* when a profile is opened, or a sync of one changes; returns the cancel function."""
        return self._subscribers.add(callback)

    def add(self, name: str, services: Services) -> None:
        self._open[name] = services
        services.watching.subscribe(lambda _: self._publish())
        services.subscribe_batches(lambda _: self._publish())
        self._publish()

    def elsewhere(self, name: str) -> Mapping[str, str]:
        """Return what goes on in the others than *name*, by their names, where anything does."""
        said = {other: going_on(services) for other, services in self._open.items() if other != name}
        return {other: words for other, words in said.items() if words}

    def writing_elsewhere(self, name: str) -> Mapping[str, str]:
        """Return how many writes are not at their end in the others than *name*, by their names."""
        others = {
            other: each.runner.running(TaskKind.WRITE) for other, each in self._open.items() if other != name
        }
        return {other: count(number, "write", "writes") for other, number in others.items() if number}

    def _publish(self) -> None:
        self._subscribers.publish(self.open)


def going_on(services: Services) -> str:
    """Return what is not at its end ("1 write, 2 followed syncs"), or ""."""
    parts = (
        (services.runner.running(TaskKind.WRITE), "write", "writes"),
        (services.watching.running_count, "followed sync", "followed syncs"),
        (sum(not each.over for each in services.known_batches), "batch", "batches"),
    )
    return ", ".join(count(number, *words) for number, *words in parts if number)
