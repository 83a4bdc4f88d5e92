"""How a batch of syncs goes on: first one, then three, then the rest, and no further when two fail alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from codat_tui.models.batches import BatchMember, MemberState
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.text_pattern import text_pattern

ROUNDS = (1, 3)
"""So many syncs of each of the first rounds must succeed before the next begins."""
SIDE_BY_SIDE = 10
"""So many syncs run at a time after these rounds."""
ALIKE = 2
"""So many alike failures stop a batch."""

_GOOD = frozenset({SyncState.WRITTEN, SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED})


def succeeded(member: BatchMember) -> bool:
    return member.state is MemberState.ENDED and describe(member.code, member.data_pushed).state in _GOOD


def failed(member: BatchMember) -> bool:
    """Return whether something went wrong with it; a sync that was skipped did not fail."""
    return member.state.settled and member.state is not MemberState.SKIPPED and not succeeded(member)


def failure_pattern(member: BatchMember) -> tuple[str, int | None, str] | None:
    """Return what two alike failures have in common; None for a member that did not fail."""
    if not failed(member):
        return None
    return (member.state, member.code, text_pattern(member.reason))


def alike(members: Sequence[BatchMember], seen: Collection[int] = ()) -> tuple[BatchMember, ...]:
    """Return the failures that are alike when there are enough to stop; *seen* are positions that do not count."""
    patterns = {
        place: pattern
        for place, member in enumerate(members)
        if place not in seen and (pattern := failure_pattern(member)) is not None
    }
    for pattern, times in Counter(patterns.values()).most_common(1):
        if times >= ALIKE:
            return tuple(members[place] for place, each in patterns.items() if each == pattern)
    return ()


def next_to_start(members: Sequence[BatchMember], seen: Collection[int] = ()) -> int | None:
    """Return the position of the sync to start now; None while others must end first, or none is left.

    *seen* are positions that were settled before the batch was started or resumed: each time it begins with one.
    """
    good = sum(succeeded(member) for place, member in enumerate(members) if place not in seen)
    active = {member.company_id for member in members if member.active}
    running = sum(member.active for member in members)
    enough = 0
    for size in ROUNDS:
        enough += size
        if good < enough:
            room = enough - good - running
            break
    else:
        room = SIDE_BY_SIDE - running
    if room <= 0:
        return None
    return next(
        (
            place
            for place, member in enumerate(members)
            # Two syncs of one company exclude each other.
            if member.state is MemberState.WAITING and member.company_id not in active
        ),
        None,
    )


def summary(members: Sequence[BatchMember]) -> str:
    """Return how many ended how: "18 written, 1 nothing to write, 1 failed, 3 not started"."""
    tally = Counter(map(_word, members))
    return ", ".join(f"{tally[word]:,} {word}" for word in _WORDS if tally[word])


_WORDS = (
    "written",
    "nothing to write",
    "nothing pushed",
    "failed",
    "unknown",
    "skipped",
    "running",
    "not started",
)
_ENDED_WORDS = {
    SyncState.WRITTEN: "written",
    SyncState.NOTHING_WRITTEN: "nothing to write",
    SyncState.NOTHING_PUSHED: "nothing pushed",
    SyncState.FAILED: "failed",
}


def _word(member: BatchMember) -> str:
    match member.state:
        case MemberState.ENDED:
            return _ENDED_WORDS.get(describe(member.code, member.data_pushed).state, "unknown")
        case MemberState.NOT_STARTED:
            return "failed"
        case MemberState.SENDING | MemberState.RUNNING:
            return "running"
        case MemberState.WAITING:
            return "not started"
        case _:
            return member.state.value
