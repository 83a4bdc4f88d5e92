"""Options of one call: priority, timeouts, retries, idempotency key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.api.retry import RetryPolicy


class Priority(IntEnum):
    """Who waits for the response. A person's requests are sent before background requests."""

    PERSON = 0
    BACKGROUND = 1


PERSON = Priority.PERSON
BACKGROUND = Priority.BACKGROUND


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for one attempt: connect, read a part, write a part, wait for a pooled connection.

    *whole* limits the attempt from start to end.
    """

    connect: float = 5.0
    read: float = 20.0
    write: float = 10.0
    pool: float = 5.0
    # A server that sends one byte at a time never exceeds *read*.
    whole: float = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """Options of one call. None means the client's own setting.

    *idempotency_key* is set when the write was journalled before; *label* is repeated in every event;
    *headers* override the client's. *last_look* is called just before the first attempt leaves, after every wait
    for its turn and its connection, and perhaps twice; a CodatError that it raises ends the call, and nothing is sent.
    """

    priority: Priority = PERSON
    retry: RetryPolicy | None = None
    timeout: Timeouts | None = None
    idempotency_key: str | None = None
    label: str = ""
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    last_look: Callable[[], None] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        # As a default it stands in the signature of every method.
        given = (
            f"{each.name}={value!r}"
            for each in fields(self)
            if each.repr and (value := getattr(self, each.name)) != each.default
        )
        return f"Call({', '.join(given)})"


DEFAULT = Call()
