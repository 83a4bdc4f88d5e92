"""Every kind of write under every fault: done once or not at all, and never called failed when nobody can know."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.models.changes import IntentState, Refused, Started, Unknown
from codat_tui.models.errors import ConflictError, NotFoundError, PaymentRequiredError
from codat_tui.models.local import NoticeKind
from codat_tui.models.writes import Differs, Verified
from tests.services.acts import store_of
from tests.services.write_kinds import BY_NAME, KINDS, WriteKind, WritingStage, perform

KEYED = [kind for kind in KINDS if kind.keyed]
BARE = [kind for kind in KINDS if not kind.keyed]


def named(kinds: list[WriteKind]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.name for kind in kinds])


async def outcome_under(kind: WriteKind, faults: str, path: Path) -> tuple[object, int, IntentState]:
    """What is said, what was done, and what the journal holds."""
    async with WritingStage(path=path / "db", faults=f"{kind.request}:{faults}" if faults else "") as stage:
        intent_id, said = await perform(stage, kind)
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        return said, kind.effects(stage.world), intent.state


def is_done(said: object) -> bool:
    return isinstance(said, Verified | Started)


@named(list(KINDS))
async def test_an_undisturbed_write_is_verified(kind: WriteKind, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, "", tmp_path)
    assert is_done(said), said
    assert (effects, state) == (1, IntentState.DONE)


@named(list(KINDS))
async def test_too_many_requests_are_waited_out(kind: WriteKind, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, "429=2s@1-2", tmp_path)
    assert is_done(said), said
    assert (effects, state) == (1, IntentState.DONE)


@named(KEYED)
@pytest.mark.parametrize(
    "faults", ["503@1", "502@1", "drop@1", "lost-answer@1", "truncated@1", "lost-answer"]
)
async def test_under_its_key_a_write_is_done_once(kind: WriteKind, faults: str, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, faults, tmp_path)
    assert is_done(said), said
    assert (effects, state) == (1, IntentState.DONE)


@named(BARE)
@pytest.mark.parametrize("faults", ["503@1", "drop@1", "500@1"])
async def test_without_a_key_nothing_is_sent_twice(kind: WriteKind, faults: str, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, faults, tmp_path)
    assert isinstance(said, Unknown), said
    assert (effects, state) == (0, IntentState.UNKNOWN)


@pytest.mark.parametrize("faults", ["lost-answer", "truncated"])
async def test_lost_answers_without_a_key_are_read(faults: str, tmp_path: Path) -> None:
    said, effects, _ = await outcome_under(BY_NAME["authorize"], faults, tmp_path / "a")
    assert isinstance(said, Verified)
    assert effects == 1
    said, effects, _ = await outcome_under(BY_NAME["flow-url"], faults, tmp_path / "b")
    assert isinstance(said, Unknown)
    assert "was created" in said.reason
    assert effects == 1


@named(list(KINDS))
async def test_a_fault_of_codats_is_not_called_failed(kind: WriteKind, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, "500", tmp_path)
    assert isinstance(said, Unknown), said
    assert (effects, state) == (0, IntentState.UNKNOWN)


@named(list(KINDS))
async def test_no_answer_in_time_is_settled_by_reading(kind: WriteKind, tmp_path: Path) -> None:
    said, effects, _ = await outcome_under(kind, "latency=25s@1", tmp_path)
    assert not isinstance(said, Refused | Differs), said
    assert effects <= 1
    if is_done(said):
        assert effects == 1


@named(list(KINDS))
@pytest.mark.parametrize(("status", "error"), [(402, PaymentRequiredError), (404, NotFoundError)])
async def test_a_refusal_is_typed_and_nothing_was_done(
    kind: WriteKind, status: int, error: type[Exception], tmp_path: Path
) -> None:
    said, effects, state = await outcome_under(kind, str(status), tmp_path)
    assert isinstance(said, Refused)
    assert isinstance(said.error, error)
    assert (effects, state) == (0, IntentState.REFUSED)


@named(list(KINDS))
async def test_a_conflict_leaves_doubt(kind: WriteKind, tmp_path: Path) -> None:
    """409 may mean that the first attempt still runs."""
    said, effects, state = await outcome_under(kind, "409", tmp_path)
    assert isinstance(said, Unknown)
    assert ConflictError.TITLE in said.reason
    assert (effects, state) == (0, IntentState.UNKNOWN)


@named([kind for kind in KINDS if kind.name not in ("sync", "range", "flow-url")])
async def test_what_codat_accepts_and_ignores_is_found_out(kind: WriteKind, tmp_path: Path) -> None:
    said, effects, state = await outcome_under(kind, "ignored", tmp_path)
    assert isinstance(said, Differs), said
    assert said.what
    assert (effects, state) == (0, IntentState.DIFFERS)


async def test_a_range_that_codat_accepts_and_ignores_is_given_up_in_words_and_not_sent_again(
    tmp_path: Path,
) -> None:
    """Codat's answer named a sync, so that only following it can tell that there is none."""
    kind = BY_NAME["range"]
    async with WritingStage(path=tmp_path / "db", faults=f"{kind.request}:ignored") as stage:
        _, said = await perform(stage, kind)
        assert isinstance(said, Started)
        await stage.until(lambda: not stage.services.watching.running_count)
        (watch,) = stage.services.watching.watches
        assert watch.outcome is None, "neither done nor failed"
        assert watch.error is not None
        assert "never appeared" in watch.error.title
        assert "never appeared" in stage.notices[-1].text
        assert NoticeKind.SYNC_ENDED not in {notice.kind for notice in stage.notices}
        assert stage.transport.count("/historic", "POST") == 1
        assert kind.effects(stage.world) == 0


@named(list(KINDS))
@pytest.mark.parametrize("faults", ["quirks", "GET *:503:0.2, GET *:429=1s:0.1", "latency=400ms"])
async def test_an_odd_or_troubled_server_changes_nothing_of_it(
    kind: WriteKind, faults: str, tmp_path: Path
) -> None:
    async with WritingStage(path=tmp_path / "db", faults=faults) as stage:
        _, said = await perform(stage, kind)
        assert kind.effects(stage.world) == 1
        if faults == "quirks" and kind.name == "company":
            assert isinstance(said, Differs), "this server shows no tags"
            assert [line.label for line in said.what] == ["Tags"]
        else:
            assert is_done(said), said
