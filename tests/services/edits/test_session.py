"""Unsaved edits: no reading loses one, a draft comes back as it was, discarding restores what the server has."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.local import known
from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.rules.flow_settings.text_edits import TextsEdit
from codat_tui.rules.flow_settings.visible_accounts import KNOWN_KEYS, AccountsEdit, Meaning, same
from codat_tui.rules.json.paths import value_at
from codat_tui.rules.mapping.edits import MappingEdit
from codat_tui.services.context import ServiceContext
from codat_tui.services.drafts import Drafts
from codat_tui.services.edits.session import EditSession
from codat_tui.services.edits.sessions import texts_session
from codat_tui.services.runner import Runner
from tests.manual_clock import ManualClock
from tests.services.stage import Stage
from tests.services.write_kinds import WritingStage

KEY = "key"


class MemoryDrafts(Drafts):
    """Drafts as JSON in memory, kept at once."""

    def __init__(self) -> None:
        super().__init__(ServiceContext(ManualClock(), random.Random(1), Runner(ManualClock())))
        self.texts: dict[tuple[str, str], str] = {}

    async def load(self, kind: str, key: str) -> dict[str, Any] | None:
        text = self.texts.get((kind, key))
        return None if text is None else json.loads(text)

    def keep(self, kind: str, key: str, draft: Mapping[str, Any] | None) -> None:
        if draft is None:
            del self.texts[kind, key]
        else:
            self.texts[kind, key] = json.dumps(draft)


@dataclass(frozen=True)
class Case:
    """One kind of edit: readings, how to begin, and how to make an edit want something else."""

    name: str
    readings: st.SearchStrategy[Any]
    begin: Callable[[str, Any], Any]
    want: Callable[[Any, Any], Any]

    def session(self, drafts: Drafts) -> EditSession[Any, Any]:
        return EditSession(drafts, self.name, self.begin)


def _want_texts(texts: TextsEdit, wanted: dict[str, str | None]) -> TextsEdit:
    for key, text in wanted.items():
        texts = texts.edit(key, text)
    return texts


def _choice(read: Mapping[str, list[str] | None]) -> AccountsEdit:
    seen = read["visible"]
    return AccountsEdit.of(None if seen is None else tuple(seen))


def _want_accounts(choice: AccountsEdit, wanted: Mapping[str, list[str] | None]) -> AccountsEdit:
    other = _choice(wanted)
    return AccountsEdit(choice.shown, choice.on_server, other.meaning, other.ticked)


NAMES = st.sampled_from("abcd")
LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.text("xy", max_size=2)
MAPPING = Case(
    "mapping",
    st.dictionaries(NAMES, LEAVES | st.dictionaries(NAMES, LEAVES)),
    lambda _, read: MappingEdit.of(read),
    lambda edits, wanted: edits.want(wanted),
)
TEXTS = Case(
    "texts",
    st.dictionaries(NAMES, st.none() | st.text("xy", max_size=2)),
    lambda locale, read: TextsEdit(locale, read),
    _want_texts,
)
ACCOUNTS = Case(
    "accounts",
    st.fixed_dictionaries({"visible": st.none() | st.lists(st.sampled_from(KNOWN_KEYS[:4]), unique=True)}),
    lambda _, read: _choice(read),
    _want_accounts,
)
CASES = pytest.mark.parametrize("case", [MAPPING, TEXTS, ACCOUNTS], ids=lambda case: case.name)
DATA = st.data()


def held(session: EditSession[Any, Any]) -> Any:
    """The edit under KEY, which must be there."""
    edit = session.of(KEY)
    assert edit is not None
    return edit


def _wants_what(edit: Any, wanted_by: Any) -> bool:
    """Whether *edit* wants, at every edited place of *wanted_by*, what that one wants."""
    match wanted_by:
        case MappingEdit():
            return all(value_at(edit.wanted, each.steps) == each.after for each in wanted_by.changes)
        case TextsEdit():
            return all(edit.wanted(key) == wanted_by.wanted(key) for key in wanted_by.edits)
        case _:
            return same(edit.wanted, wanted_by.wanted)


def _edited(case: Case, drafts: Drafts, data: st.DataObject) -> EditSession[Any, Any]:
    """A session whose draft was loaded, with a reading and whatever edit of it."""
    session = case.session(drafts)
    session.take(KEY, data.draw(case.readings, "first reading"))
    asyncio.run(session.take_up_draft(KEY))
    session.put(KEY, case.want(held(session), data.draw(case.readings, "wanted")))
    return session


@CASES
@given(data=DATA)
def test_no_reading_loses_an_edit(case: Case, data: st.DataObject) -> None:
    session = _edited(case, MemoryDrafts(), data)
    for _ in range(2):
        before = held(session)
        assert session.take(KEY, data.draw(case.readings, "later reading"))
        if before.changed:
            assert _wants_what(held(session), before)


@CASES
@given(data=DATA)
def test_discarding_restores_what_the_server_has_and_once_more_the_edit(
    case: Case, data: st.DataObject
) -> None:
    session = _edited(case, MemoryDrafts(), data)
    edit = held(session)
    assert session.discard(KEY) is (True if edit.changed else None)
    later = data.draw(case.readings, "later reading")
    session.take(KEY, later)
    assert held(session) == case.begin(KEY, later)
    if edit.changed:
        assert session.discard(KEY) is False
        assert _wants_what(held(session), edit)
        differs = held(session).changed
        assert session.discard(KEY) is (True if differs else None)


@CASES
@given(data=DATA)
def test_a_draft_comes_back_as_it_was(case: Case, data: st.DataObject) -> None:
    drafts = MemoryDrafts()
    first = _edited(case, drafts, data)
    edit, again = held(first), case.session(drafts)
    assert again.take(KEY, first._taken[KEY])
    assert asyncio.run(again.take_up_draft(KEY)) is edit.changed
    if edit.changed:
        assert held(again) == edit
    assert bool(drafts.texts) is edit.changed


@pytest.mark.parametrize("case", [MAPPING, TEXTS], ids=lambda case: case.name)
@given(data=DATA)
def test_an_edit_made_before_the_draft_is_loaded_wins_and_loses_nothing_of_it(
    case: Case, data: st.DataObject
) -> None:
    drafts = MemoryDrafts()
    left = held(_edited(case, drafts, data))
    session = case.session(drafts)
    session.take(KEY, data.draw(case.readings, "reading of the next start"))
    session.put(KEY, case.want(held(session), data.draw(case.readings, "newer edit")))
    newer = held(session)
    asyncio.run(session.take_up_draft(KEY))
    assert _wants_what(held(session), newer)
    if not newer.changed and left.changed:
        assert _wants_what(held(session), left)
    drafted = asyncio.run(drafts.load(case.name, KEY))
    assert drafted == (held(session).as_draft() if held(session).changed else None)


def test_a_draft_that_cannot_be_read_is_left_out() -> None:
    drafts = MemoryDrafts()
    for case, reading in ((MAPPING, {"a": 1}), (TEXTS, {"a": "x"}), (ACCOUNTS, {"visible": ["x"]})):
        drafts.texts[case.name, KEY] = json.dumps({"shown": 1, "wanted": [], "a": 3, "meaning": "none"})
        session = case.session(drafts)
        session.take(KEY, reading)
        assert asyncio.run(session.take_up_draft(KEY)) is False
        assert held(session) == case.begin(KEY, reading)


def test_one_reading_is_taken_once_and_one_draft_loaded_once() -> None:
    session, reading = MAPPING.session(MemoryDrafts()), {"a": 1}
    assert asyncio.run(session.take_up_draft(KEY)) is False
    assert not session.ready(KEY)
    assert session.take(KEY, reading)
    assert not session.take(KEY, reading)
    asyncio.run(session.take_up_draft(KEY))
    assert session.ready(KEY)
    assert not session.ready(KEY, "other")
    assert asyncio.run(session.take_up_draft(KEY)) is False


def test_keys_discarded_together_come_back_together_and_no_others() -> None:
    session = MAPPING.session(MemoryDrafts())
    for key in "xyz":
        session.take(key, {"a": 1})
        session.put(key, MappingEdit.of({"a": 1}).want({"a": key}))
    assert session.discard("x") is True
    assert session.discard("x", "y") is True
    assert session.discard("x", "y") is False
    assert [edit.wanted["a"] for key in "xyz" if (edit := session.of(key)) is not None] == [1, "y", "z"]


def test_conflicts_of_a_draft_are_told_but_for_places_edited_since() -> None:
    left = MappingEdit.of({"a": 1, "b": 1}).want({"a": 2, "b": 2})
    now = MappingEdit.of({"a": 3, "b": 3}).want({"a": 4, "b": 3})
    both = now.with_draft(left.as_draft())
    assert both.wanted == {"a": 4, "b": 2}
    assert [(each.steps, each.before, each.after) for each in both.conflicts] == [(("b",), 3, 2)]


def test_accounts_changed_after_they_were_sent_stay_an_edit() -> None:
    sent = AccountsEdit.of(None).toggle(KNOWN_KEYS[0])
    write = sent.write("ugxp", "Zettle")
    assert isinstance(write, SaveVisibleAccounts)
    assert sent.saved(write) == AccountsEdit.of(sent.wanted)
    changed = sent.with_meaning(Meaning.ONLY_REQUIRED).saved(write)
    assert (changed.on_server, changed.wanted, changed.changed_by_others) == (sent.wanted, (), False)


async def test_a_draft_outlives_the_program(tmp_path: Path) -> None:
    async def opened(stage: Stage) -> EditSession[Any, TextsEdit]:
        document = stage.services.documents.texts("en-us")
        texts = known(await stage.wait_for(document.read()))
        assert texts is not None
        session = texts_session(stage.services.drafts)
        session.take("en-us", texts)
        await session.take_up_draft("en-us")
        return session

    async with WritingStage(path=tmp_path / "db") as stage:
        session = await opened(stage)
        read = session.of("en-us")
        assert read is not None
        session.put("en-us", edited := read.edit(next(iter(read.on_server)), "Mine"))
    async with WritingStage(path=tmp_path / "db") as stage:
        session = await opened(stage)
        assert session.of("en-us") == edited
        assert session.discard("en-us") is True
    async with WritingStage(path=tmp_path / "db") as stage:
        assert (await opened(stage)).of("en-us") == read
