"""Texts as files: what is written is read back the same, and a file that is wrong says where."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.errors import CodatError
from codat_tui.services.flow_files import LARGEST, TextsFile, as_toml, load_texts, read_toml, save_texts

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
KEYS = {"configure-a", "configure=b", "configure-c"}
PATH = Path("texts.toml")


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.none() | st.text()))
def test_what_is_written_is_read_back(texts: dict[str, str | None]) -> None:
    written = as_toml("fr-fr", texts, KEYS - texts.keys(), NOW).encode()
    assert read_toml(PATH, written, KEYS) == TextsFile("fr-fr", texts)


async def test_a_file_goes_out_and_comes_back(tmp_path: Path) -> None:
    texts = {"configure-a": "Ventes {x}", "configure=b": "", "configure-c": None}
    path = await save_texts(tmp_path, "fr-fr", texts, (), NOW)
    assert path.name == "codat-tui-texts-fr-fr-20261123-140231.toml"
    assert await load_texts(path, KEYS) == TextsFile("fr-fr", texts)


def test_missing_keys_stand_in_the_file_as_comments() -> None:
    assert '\n# Missing in fr-fr:\n# configure-a = ""\n' in as_toml("fr-fr", {}, ["configure-a"], NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'locale = "fr-fr"\n[texts]\nconfigure-a = 3\n', "Line 3: configure-a is a number"),
        (b'locale = "fr-fr"\n[texts]\nconfigure-a = ["x"]\n', "Line 3: configure-a is a list"),
        (b'locale = "fr-fr"\n[texts]\n"configure=b" = true\n', "Line 3: configure=b is true or false"),
        (b'locale = "fr-fr"\n[texts]\n# nope\nnope = "x"\n', "Line 4: Codat has no text nope"),
        (b'locale = "fr-fr"\ndefault = [\n"nope"]\n', "Line 3: Codat has no text nope"),
        (b'locale = "fr-fr"\ndefault = "configure-a"\n', "Line 2: default is no list of keys"),
        (b'locale = "fr-fr"\ntexts = 1\n', "Line 2: texts is a number"),
        (b'locale = "de-de"\n', "Line 1: locale is 'de-de'"),
        (b'[texts]\nconfigure-a = "x"\n', "It names no locale"),
        (b'locale = "fr-fr"\nextra = 1\n', "Line 2: 'extra' means nothing here"),
        (b'locale = "fr-fr"\n[texts\n', "It is not TOML: Expected"),
        (b'locale = "fr-fr"\n[texts]\nconfigure-a = "\xe9"\n', "Line 3 is not UTF-8"),
        (b'locale = "fr-fr"\ndefault = ["configure-a"]\n[texts]\nconfigure-a = "x"\n', "is in default"),
        (b"#" * (LARGEST + 1), "larger than any file of texts"),
    ],
)
def test_a_wrong_file_says_where(text: bytes, said: str) -> None:
    with pytest.raises(CodatError) as caught:
        read_toml(PATH, text, KEYS)
    assert caught.value.title == "texts.toml was not imported"
    assert said in caught.value.next_step


@given(st.binary(max_size=60))
def test_any_file_is_understood_or_refused(data: bytes) -> None:
    with suppress(CodatError):
        assert read_toml(PATH, data, KEYS).texts.keys() <= KEYS


@pytest.mark.parametrize("name", ["absent.toml", "."])
async def test_a_file_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(CodatError, match="was not imported"):
        await load_texts(tmp_path / name, KEYS)


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read_toml(PATH, b'\xef\xbb\xbflocale = "en-us"\n', KEYS).locale == "en-us"
