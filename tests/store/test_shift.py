"""Notes and looks on disk: one note for each cause, the newest look of an earlier run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from codat_tui.models.shift import CompanyNote, Look, Seen
from codat_tui.store.shift import KEPT_LOOKS
from codat_tui.store.store import Store

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def note(cause: str, text: str, at: datetime = NOW) -> CompanyNote:
    return CompanyNote("c-1", "Shop", cause, "gone", text, "sam", at, at + HOUR, at - HOUR, 5)


async def test_one_note_for_each_company_and_cause(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "s.sqlite3")
    await store.notes.save("acme", note("one", "first"))
    await store.notes.save("acme", note("one", "second", NOW + HOUR))
    await store.notes.save(
        "acme", note("two", "third")._replace(until=None, failing_since=None, days_left=None)
    )
    await store.notes.save("other", note("one", "not ours"))
    await store.close()
    store = await Store.open(tmp_path / "s.sqlite3")
    kept = await store.notes.load("acme")
    assert [(each.cause, each.text) for each in kept] == [("one", "second"), ("two", "third")]
    assert kept[0] == note("one", "second", NOW + HOUR)
    assert kept[1].until is None
    await store.notes.remove("acme", "c-1", "one")
    assert [each.cause for each in await store.notes.load("acme")] == ["two"]
    assert len(await store.notes.load("other")) == 1
    await store.close()


async def test_the_newest_look_by_a_moment_and_no_more_than_are_kept(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "s.sqlite3")
    for number in range(KEPT_LOOKS + 5):
        at = NOW + number * HOUR
        await store.looks.save("acme", at, Look(at, {"c-1": Seen("Shop", f"cause {number}")}))
    await store.looks.save("acme", NOW + 3 * HOUR, Look(NOW + 4 * HOUR, {}))
    assert await store.looks.before("acme", NOW) is None
    found = await store.looks.before("acme", NOW + 10 * HOUR)
    assert found == Look(NOW + 10 * HOUR, {"c-1": Seen("Shop", "cause 10")})
    assert await store.looks.before("other", NOW + 10 * HOUR) is None
    await store.close()
