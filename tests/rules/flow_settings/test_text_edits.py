"""Edits of texts: three states that stay apart, drafts that come back, and only changes that are sent."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.writes import SaveTexts
from codat_tui.rules.flow_settings.text_edits import TextEdit, TextsEdit, text_problems

KEY, OTHER_KEY = "configure-content-sales-title", "configure-setupSidebar-checkboxes-sales"
FRENCH = TextsEdit("fr-fr", {KEY: "Ventes {a}", OTHER_KEY: "Ventes", "empty": "", "default": None})
ENGLISH = TextsEdit("en-us", {KEY: "Sales {a}", OTHER_KEY: "Sales", "empty": "Text", "default": "Text"})
TEXTS = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.text(max_size=4))


@pytest.mark.parametrize("wanted", ["Soldes", "", None])
def test_a_text_an_empty_one_and_the_default_are_three_edits(wanted: str | None) -> None:
    edited = FRENCH.edit(KEY, wanted)
    assert edited.write() == SaveTexts("fr-fr", {KEY: "Ventes {a}"}, {KEY: wanted})
    assert edited.wanted(KEY) == wanted
    assert edited.put_back(KEY) == FRENCH


@given(TEXTS, TEXTS)
def test_only_changes_are_sent(on_server: dict[str, str | None], wanted: dict[str, str | None]) -> None:
    texts = TextsEdit("en-us", on_server)
    for key, text in wanted.items():
        texts = texts.edit(key, text)
    sent = texts.write()
    assert {**dict.fromkeys(wanted), **on_server, **sent.wanted} == {**on_server, **wanted}
    assert all(on_server.get(key) != text for key, text in sent.wanted.items())
    assert sent.shown == {key: on_server.get(key) for key in sent.wanted}


@given(TEXTS, TEXTS, TEXTS)
def test_a_draft_comes_back_as_it_was(
    on_server: dict[str, str | None], wanted: dict[str, str | None], later: dict[str, str | None]
) -> None:
    texts = TextsEdit("en-us", on_server)
    for key, text in wanted.items():
        texts = texts.edit(key, text)
    kept = json.loads(json.dumps(texts.as_draft()))
    assert TextsEdit("en-us", on_server).with_draft(kept) == texts
    assert TextsEdit("en-us", later).with_draft(kept) == texts.carry_over(TextsEdit("en-us", later))


@pytest.mark.parametrize(
    "draft", [{"a": 1}, {"a": {"shown": 1, "wanted": "x"}}, {"a": {"wanted": []}}, {"a": None}]
)
def test_a_draft_that_cannot_be_read_is_left_out(draft: dict[str, object]) -> None:
    assert FRENCH.with_draft(draft) == FRENCH


def test_a_newer_reading_ends_edits_it_fulfils_and_keeps_what_was_shown_for_the_rest() -> None:
    edited = FRENCH.edit(KEY, "Soldes").edit(OTHER_KEY, "Soldes")
    newer = edited.carry_over(
        replace(FRENCH, on_server={**FRENCH.on_server, KEY: "Soldes", OTHER_KEY: "By somebody else"})
    )
    assert newer.edits == {OTHER_KEY: TextEdit("Ventes", "Soldes")}
    assert newer.changed_by_others(OTHER_KEY)


def test_saving_forgets_what_was_sent_but_not_what_was_typed_since() -> None:
    write = FRENCH.edit(KEY, "Soldes").edit(OTHER_KEY, None).write()
    since = FRENCH.edit(KEY, "Soldes!").edit(OTHER_KEY, None)
    saved = since.saved(write)
    assert saved.edits == {KEY: TextEdit("Soldes", "Soldes!")}
    assert saved.on_server[KEY] == "Soldes"


@pytest.mark.parametrize(
    ("texts", "key", "found"),
    [
        (FRENCH, KEY, ()),
        (FRENCH, "unknown", ("missing in fr-fr",)),
        (FRENCH, "empty", ("shows nothing, but en-us has a text",)),
        (FRENCH, "default", ()),
        (FRENCH.edit("default", "Texte {b}"), "default", ("{b} is not in the text of en-us",)),
        (FRENCH.edit(KEY, "Soldes"), KEY, ("{a} is missing", 'usually changes together with "Sidebar: sales"')),
        (FRENCH.edit(KEY, "Soldes {a}").edit(OTHER_KEY, "Soldes"), KEY, ()),
        (FRENCH.edit(OTHER_KEY, ""), OTHER_KEY, (
            "shows nothing, but en-us has a text", 'usually changes together with "Title"',
        )),
        (FRENCH.edit("default", "x" * 60), "default", ("much longer than en-us",)),
        (
            TextsEdit("fr-fr", {"default": ""}, required=frozenset({"default"})), "default",
            ("Codat marks this text as required, and nothing would be shown",),
        ),
        (FRENCH.edit("empty", "x").carry_over(replace(FRENCH, on_server={**FRENCH.on_server, "empty": "y"})), "empty", (
            "somebody else changed it since you began",
        )),
    ],
)  # fmt: skip
def test_what_is_to_be_looked_at(texts: TextsEdit, key: str, found: tuple[str, ...]) -> None:
    coupled = {KEY: OTHER_KEY, OTHER_KEY: KEY}
    assert text_problems(key, texts, ENGLISH, coupled) == found


def test_a_placeholder_lost_in_an_edit_is_said_once() -> None:
    edited = FRENCH.edit(KEY, "Ventes {b}")
    assert not text_problems(KEY, ENGLISH, edited, {})
    saved = edited.saved(edited.write())
    assert text_problems(KEY, ENGLISH, saved, {}) == ("{b} is missing, but fr-fr has it",)


def test_a_locale_that_was_not_read_lacks_nothing() -> None:
    assert text_problems("unknown", FRENCH, None, {}) == ()
