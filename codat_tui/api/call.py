"""What a caller may say about one call: how urgent it is, how long to try, under which key to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.api.retry import RetryPolicy


class Priority(IntEnum):
    """Who waits for the answer; a person's requests leave before the background's."""

    PERSON = 0
    BACKGROUND = 1


PERSON = Priority.PERSON
BACKGROUND = Priority.BACKGROUND


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds an attempt may take: to connect, to send, between two pieces of the answer, for a free connection.

    *whole* bounds the attempt from end to end, so that a server that drips cannot hold it open.
    """

    connect: float = 5.0
    read: float = 20.0
    write: float = 10.0
    pool: float = 5.0
    whole: float = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """Options of one call. None takes the client's own.

    *idempotency_key* is the write's key when its intent was journalled before; *label* comes back in every event;
    *headers* go with this call's requests, over the client's own.
    """

    priority: Priority = PERSON
    retry: RetryPolicy | None = None
    timeout: Timeouts | None = None
    idempotency_key: str | None = None
    label: str = ""
    headers: Mapping[str, str] | None = None


DEFAULT = Call()
"""A person's call with everything the client's own."""
