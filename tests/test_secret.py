"""A secret shows itself to nobody but `reveal`."""

from __future__ import annotations

import copy
import pickle

import pytest

from codat_tui.secret import Secret, authorization_header

TEXT = "kEy-7c1f0d9e5a3b"


def test_nothing_prints_it() -> None:
    secret = Secret(TEXT)
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r}", repr([secret])):
        assert TEXT not in shown
    assert secret.reveal() == TEXT


def test_it_is_neither_pickled_nor_lost_in_a_comparison() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(TEXT))
    with pytest.raises(TypeError):
        copy.copy(Secret(TEXT))
    assert Secret(TEXT) == Secret(TEXT) != Secret("other")
    assert len({Secret(TEXT), Secret(TEXT)}) == 1
    assert Secret(TEXT) != TEXT
    assert not Secret("")


@pytest.mark.parametrize("given", ["Basic YWJj", "basic YWJj", "BASIC   YWJj", " Basic YWJj\n"])
def test_a_ready_header_is_taken_as_it_is(given: str) -> None:
    assert authorization_header(given).reveal() == "Basic YWJj"


def test_a_raw_key_is_encoded() -> None:
    assert authorization_header("abc").reveal() == "Basic YWJj"
