"""What a batch starts next, what it counts as alike, and how it says what became of its syncs."""

from __future__ import annotations

import pytest

from codat_tui.models.batches import BatchMember, MemberState
from codat_tui.rules.fleet.batches import alike, next_to_start, summary

WAITING = BatchMember("", "", state=MemberState.WAITING)
RUNNING = BatchMember("", "", state=MemberState.RUNNING)
GOOD = BatchMember("", "", state=MemberState.ENDED, code=2000)
BAD = BatchMember("", "", state=MemberState.ENDED, code=4000, reason="mapping")
SKIPPED = BatchMember("", "", state=MemberState.SKIPPED, reason="runs already")


def members(letters: str) -> list[BatchMember]:
    """g good, b bad (each its own way), s skipped, r running, . waiting; each of its own company."""
    kinds = {"g": GOOD, "b": BAD, "s": SKIPPED, "r": RUNNING, ".": WAITING}
    made = []
    for place, letter in enumerate(letters):
        kind = kinds[letter]
        fields = {name: getattr(kind, name) for name in kind.__dataclass_fields__}
        made.append(BatchMember(**fields | {"company_id": f"c{place}", "company_name": f"Company {place}"}))
    return made


@pytest.mark.parametrize(
    ("letters", "position"),
    [
        ("....", 0),
        ("r...", None),
        ("g...", 1),
        ("gr..", 2),
        ("grr.", 3),
        ("grrr.", None),
        ("ggrr.", None),
        ("gggr.", None),
        ("gggg.", 4),
        ("b...", 1),
        ("br..", None),
        ("bg..", 2),
        ("s...", 1),
        ("sr..", None),
        ("gggg" + "r" * 9 + ".", 13),
        ("gggg" + "r" * 10 + ".", None),
        ("gggg", None),
    ],
)
def test_one_then_three_then_the_rest_ten_at_a_time(letters: str, position: int | None) -> None:
    assert next_to_start(members(letters)) == position


def test_what_succeeded_before_a_resume_does_not_spare_the_first_one() -> None:
    resumed = members("ggggr...")
    assert next_to_start(resumed, seen=range(4)) is None
    assert next_to_start(members("gggg...."), seen=range(4)) == 4


def test_two_syncs_of_one_company_run_one_after_the_other() -> None:
    one, other, third = members("g..")
    other = BatchMember("same", "Same", state=MemberState.RUNNING)
    third = BatchMember("same", "Same")
    assert next_to_start([one, other, third]) is None
    assert next_to_start([one, other, third, BatchMember("else", "Else")]) == 3


def ended(code: int, reason: str = "", state: MemberState = MemberState.ENDED) -> BatchMember:
    return BatchMember(f"c{code}{reason}", "Company", state=state, code=code, reason=reason)


@pytest.mark.parametrize(
    ("these", "stops"),
    [
        ([ended(5000, 'Account "4010 Sales" broke 1'), ended(5000, 'Account "200" broke 2')], True),
        ([ended(5000, "it broke"), ended(5120, "it broke")], False),
        ([ended(5000, "it broke"), ended(5000, "something else")], False),
        ([ended(2000), ended(2000)], False),
        ([ended(2040), ended(2040), ended(5000)], False),
        (
            [ended(0, "runs already", MemberState.SKIPPED), ended(0, "runs already", MemberState.SKIPPED)],
            False,
        ),
        ([ended(0, "no answer", MemberState.UNKNOWN), ended(0, "no answer", MemberState.UNKNOWN)], True),
        (
            [ended(0, "Not found", MemberState.NOT_STARTED), ended(0, "Not found", MemberState.NOT_STARTED)],
            True,
        ),
    ],
)
def test_two_alike_failures_stop(these: list[BatchMember], stops: bool) -> None:
    assert bool(alike(these)) is stops
    assert not alike(these, seen={0})


def test_the_summary_counts_every_sync_once() -> None:
    assert summary(members("gggbs..r")) == "3 written, 1 failed, 1 skipped, 1 running, 2 not started"
    assert summary([ended(2040), ended(2000)]) == "1 written, 1 nothing to write"
