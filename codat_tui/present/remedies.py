"""Where the remedy of a cause leads, and what its key is called; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from codat_tui.models.diagnosis import Cause, Remedy


class Place(StrEnum):
    """What the remedy's key opens; NOWHERE: there is nothing to do."""

    NOWHERE = "nowhere"
    MAPPING = "mapping"
    CONNECTION = "connection"
    NEW_CONNECTION = "new connection"
    FLOW_LINK = "flow link"
    SYNC = "sync"
    RANGE = "range"
    SYNCS = "syncs"
    MESSAGE = "message"
    EVIDENCE = "evidence"
    WHY = "why"


class RemedyKey(NamedTuple):
    """*word* names the key where it stands: in the footer and under a verdict."""

    place: Place
    word: str


NOTHING = RemedyKey(Place.NOWHERE, "")
REMEDY_KEYS: Mapping[Remedy, RemedyKey] = {
    Remedy.NONE: NOTHING,
    Remedy.WAIT: RemedyKey(Place.WHY, "why wait"),
    Remedy.SYNC: RemedyKey(Place.SYNC, "sync now"),
    Remedy.SYNC_RANGE: RemedyKey(Place.RANGE, "sync the gap"),
    Remedy.FIX_MAPPING: RemedyKey(Place.MAPPING, "mend the mapping"),
    Remedy.RELINK: RemedyKey(Place.CONNECTION, "link for the merchant"),
    Remedy.AUTHORISE: RemedyKey(Place.CONNECTION, "link for the merchant"),
    Remedy.CONNECT: RemedyKey(Place.NEW_CONNECTION, "connect"),
    Remedy.FINISH_SETUP: RemedyKey(Place.FLOW_LINK, "flow link for the merchant"),
    Remedy.ASK_MERCHANT: RemedyKey(Place.MESSAGE, "message for the merchant"),
    Remedy.ASK_MERCHANT_THEN_SWITCH_ON: RemedyKey(Place.MESSAGE, "message for the merchant"),
    Remedy.RETRY_IN_PORTAL: RemedyKey(Place.SYNCS, "the refused sync"),
    Remedy.CONTACT_CODAT: RemedyKey(Place.EVIDENCE, "evidence for Codat"),
    Remedy.LOOK: RemedyKey(Place.WHY, "why"),
}
_LOOK_AT_THE_LINK = RemedyKey(Place.CONNECTION, "the connection")


def remedy_key(cause: Cause | None) -> RemedyKey:
    """Return what the key of a cause's remedy opens, and its word; NOTHING without a cause."""
    return NOTHING if cause is None else key_of_remedy(cause.remedy, cause.field)


def key_of_remedy(remedy: Remedy, field: str) -> RemedyKey:
    """Return the same for a remedy of the cause in *field*."""
    if remedy is Remedy.LOOK and field.startswith("connections."):
        return _LOOK_AT_THE_LINK
    return REMEDY_KEYS[remedy]


def with_remedies(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes whose remedy's key opens something, in their order; those that block come first."""
    return tuple(cause for cause in causes if remedy_key(cause).place is not Place.NOWHERE)
