"""Companies grouped by why their sales do not arrive; pure.

Rule for several causes: a company belongs to the first one, the one that blocks first. Companies without a cause
that somebody must act on are grouped by state.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from codat_tui.models.diagnosis import CauseKind, Remedy, State
from codat_tui.rules.codes import describe
from codat_tui.rules.fleet.onset import Onset, onset
from codat_tui.rules.fleet.query import SEVERITY, Fuse, fuse_of, state_of
from codat_tui.rules.fleet.text_pattern import text_pattern

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Cause, Judgement, Who
    from codat_tui.models.local import FleetEntry

T = TypeVar("T")

_BY_PLATFORM = frozenset(
    {
        CauseKind.LINK_WAITING,
        CauseKind.LINK_UNLINKED,
        CauseKind.LINK_DEAUTHORIZED,
        CauseKind.LINK_STATUS_UNKNOWN,
        CauseKind.LINK_ERROR,
        CauseKind.LINKED_TWICE,
        CauseKind.ACCOUNT_LOST,
        CauseKind.ACCOUNT_MISSING,
        CauseKind.NO_SALES_ACCOUNT,
        CauseKind.CUSTOMER_LOST,
        CauseKind.CUSTOMER_MISSING,
        CauseKind.SUPPLIER_LOST,
        CauseKind.SUPPLIER_MISSING,
        CauseKind.TAX_RATE_LOST,
        CauseKind.TAX_RATE_MISSING,
        CauseKind.TAX_RATE_WITHOUT_OPTIONS,
        CauseKind.TAX_NOT_MAPPED,
        CauseKind.NOT_MAPPED,
        CauseKind.MAPPING_REFUSED,
        CauseKind.SUBSCRIPTION_EXPIRED,
        CauseKind.PERIOD_LOCKED,
        CauseKind.CURRENCY_MISSING,
        CauseKind.RECORD_REFUSED,
        CauseKind.SERVER_ERROR,
        CauseKind.PROCESSING_ERROR,
        CauseKind.UNDOCUMENTED_CODE,
        CauseKind.NOT_KNOWN,
    }
)
"""Causes that are the same only on the same platform; the others do not depend on it."""
_BY_TEXT = frozenset(
    {
        CauseKind.MAPPING_REFUSED,
        CauseKind.RECORD_REFUSED,
        CauseKind.UNDOCUMENTED_CODE,
        CauseKind.LINK_ERROR,
        CauseKind.LINK_STATUS_UNKNOWN,
        CauseKind.NOT_KNOWN,
    }
)
"""Causes whose kind does not say enough: the pattern of Codat's words does."""
_NO_FIELD = frozenset({CauseKind.OTHER_ORGANISATION})
"""Causes that name the first of many fields."""
# Tax rates have keys of their own at every merchant, and positions in a list.
_OWN_KEY = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]|(?<=\.taxRates\.)\w+')


class CauseGroup(NamedTuple):
    """What makes companies belong together; *kind* is None for those grouped by *state* only.

    *field* is the path in the configuration, with the keys of tax rates left out, or "connections.accounting";
    *pattern* is of Codat's words, where the kind does not say enough.
    """

    kind: CauseKind | None
    state: State | None = None
    field: str = ""
    platform: str = ""
    who: Who | None = None
    remedy: Remedy = Remedy.NONE
    pattern: str = ""

    @property
    def key(self) -> str:
        """Return the group's name as text, which is no company's id."""
        return _key(self)

    @property
    def certain_field(self) -> bool:
        """Return whether all companies of the group have the same place in the mapping."""
        return "[…]" not in self.field


@lru_cache(maxsize=10_000)
def _key(group: CauseGroup) -> str:
    return "\0".join(("", *(str(part or "") for part in group)))


_OF_STATE = {state: CauseGroup(None, state) for state in State}


STATE_GROUPS = {group.key: group for group in _OF_STATE.values()}
"""The groups of companies that are grouped by state only, by their keys."""
_STATE_KEYS = {state: group.key for state, group in _OF_STATE.items()}


def state_key(entry: FleetEntry) -> str | None:
    """Return the key of the group of a company that nothing is to be said of but its state, as of most; else None."""
    if entry.judgement is not None:
        return None
    state = state_of(entry)
    return None if state is State.FAILING else _STATE_KEYS[state]


def group_of(entry: FleetEntry) -> CauseGroup:
    """Return the one group of a company."""
    judgement = entry.judgement
    if judgement is None:
        state = state_of(entry)
        return _undiagnosed(entry) if state is State.FAILING else _OF_STATE[state]
    cause, state = judgement.cause, judgement.state
    if state is State.RUNNING:
        # Its end decides whether the causes from before are still there.
        return _OF_STATE[state]
    if cause is None:
        return _undiagnosed(entry) if state is State.FAILING else _OF_STATE[state]
    if cause.remedy is Remedy.NONE:
        return _OF_STATE[state]
    kind = cause.kind
    return CauseGroup(
        kind,
        None,
        "" if kind in _NO_FIELD else _general(cause.field),
        platform_of(entry, cause) if kind in _BY_PLATFORM else "",
        cause.who,
        cause.remedy,
        _pattern(entry, cause) if kind in _BY_TEXT else "",
    )


def _undiagnosed(entry: FleetEntry) -> CauseGroup:
    """A failed sync of which no more than code and message is known."""
    sync = entry.sync
    if sync is None:
        return _OF_STATE[State.FAILING]
    meaning = describe(sync.code)
    platform = entry.accounting.platform_name if entry.accounting else ""
    pattern = f"{sync.code or ''} {text_pattern(sync.message)}".strip()
    return CauseGroup(None, State.FAILING, "", platform, meaning.who, Remedy.LOOK, pattern)


def platform_of(entry: FleetEntry, cause: Cause) -> str:
    """Return the name of the platform that a cause is about: the accounting software unless it is of the other."""
    link = entry.commerce if cause.field == "connections.commerce" else entry.accounting
    return (link.platform_name or link.platform_key) if link else ""


def _pattern(entry: FleetEntry, cause: Cause) -> str:
    if cause.kind in (CauseKind.LINK_ERROR, CauseKind.LINK_STATUS_UNKNOWN):
        link = entry.commerce if cause.field == "connections.commerce" else entry.accounting
        said = (link.active_error or link.status) if link else ""
        return text_pattern(said)
    sync = entry.sync
    if sync is None:
        return ""
    code = f"{sync.code} " if cause.kind is CauseKind.UNDOCUMENTED_CODE else ""
    return code + text_pattern(sync.message)


@lru_cache(maxsize=1_000)
def _general(field: str) -> str:
    return _OWN_KEY.sub("[…]", field) if "tax" in field.casefold() else field


class GroupTally:
    """The companies of one group, counted; changed one by one."""

    __slots__ = ("began", "company_ids", "fuses", "shorts", "states")

    def __init__(self, entries: Iterable[FleetEntry] = ()) -> None:
        self.company_ids: set[str] = set()
        self.fuses: Counter[Fuse] = Counter()
        self.states: Counter[State] = Counter()
        self.shorts: Counter[str] = Counter()
        self.began: Counter[datetime] = Counter()
        for entry in entries:
            self.add(entry)

    @property
    def count(self) -> int:
        return len(self.company_ids)

    def add(self, entry: FleetEntry) -> None:
        self.company_ids.add(entry.company_id)
        self._change(entry, 1)

    def remove(self, entry: FleetEntry) -> None:
        """Take out a company that was added as exactly this entry."""
        self.company_ids.discard(entry.company_id)
        self._change(entry, -1)

    def _change(self, entry: FleetEntry, by: int) -> None:
        _change(self.states, state_of(entry), by)
        fuse, judgement = fuse_of(entry), entry.judgement
        if fuse is not None:
            _change(self.fuses, fuse, by)
        if judgement is not None and judgement.cause is not None:
            _change(self.shorts, judgement.cause.short, by)
        if judgement is not None and (began := _beginning(judgement)) is not None:
            _change(self.began, began, by)

    @property
    def worst(self) -> Fuse | None:
        """Return the most failed days, None when none has failed."""
        return max(self.fuses, default=None)

    @property
    def state(self) -> State:
        """Return the most urgent state."""
        return min(self.states, key=SEVERITY.__getitem__, default=State.FINE)

    @property
    def short(self) -> str:
        """Return the most frequent short text of the cause, "" without causes."""
        return max(self.shorts, key=lambda text: (self.shorts[text], text), default="")

    def onset(self, zone: tzinfo) -> Onset | None:
        """Return the day in *zone* on which most of the companies began, None where none stands out."""
        days: Counter[date] = Counter()
        for began, number in self.began.items():
            days[began.astimezone(zone).date()] += number
        return onset(days, self.count)


def _beginning(judgement: Judgement) -> datetime | None:
    if judgement.since is None or judgement.at_least:
        return None
    # Few different values, and still on the right day: in every time zone a day begins with a quarter of an hour.
    since = judgement.since
    return since.replace(minute=since.minute // 15 * 15, second=0, microsecond=0)


def _change(counter: Counter[T], value: T, by: int) -> None:
    counter[value] += by
    if not counter[value]:
        del counter[value]
