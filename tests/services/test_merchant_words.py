"""The languages for merchants, with what a team changes or adds in a file of its own, and its mistakes by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.models.diagnosis import CauseKind
from codat_tui.models.local import ProfileFacts
from codat_tui.paths import PACKAGE
from codat_tui.services.merchant_words import MerchantTextsError, languages_of

GREETING = "[en.frame]\ngreeting = 'Hi {company},'\n"


def written(folder: Path, text: str) -> ProfileFacts:
    """A profile whose team has these texts."""
    path = folder / "merchant.toml"
    path.write_text(text, encoding="utf-8")
    return ProfileFacts("acme", merchant_texts=str(path))


def test_a_team_changes_one_text_and_keeps_the_rest(tmp_path: Path) -> None:
    found = languages_of(written(tmp_path, GREETING))
    assert found["en"].frame["greeting"] == "Hi {company},"
    assert found["en"].frame["closing"] == "Kind regards,"
    assert found["fr"].frame["greeting"] == "Bonjour,"


def test_a_team_adds_the_steps_of_another_software(tmp_path: Path) -> None:
    found = languages_of(written(tmp_path, '[en.steps.open_period]\nsage = ["Ask Sage."]\n'))
    assert found["en"].steps_in("open_period", "Sage Accounting") == ("Ask Sage.",)
    assert len(found["en"].steps_in("open_period", "Xero")) == 3


def test_a_team_adds_a_whole_language(tmp_path: Path) -> None:
    english = (PACKAGE / "merchant_texts" / "en.toml").read_text(encoding="utf-8")
    german = english.replace("\n[", "\n[de.").replace('language = "English"', '[de]\nlanguage = "Deutsch"')
    found = languages_of(written(tmp_path, german.replace('"GB", "IE"', '"DE", "AT"')))
    assert list(found) == ["en", "fr", "de"]
    assert found["de"].name == "Deutsch"
    assert "AT" in found["de"].countries
    assert set(found["de"].causes) == set(CauseKind)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[en.frame]\ngreeting = 'Hi {name},'",
            "en.frame.greeting has the placeholder {name}, which is not known here",
        ),
        ("[en.frame]\ngreeting = 'Hi {day},'", "en.frame.greeting has the placeholder {day}"),
        ("[en.frame]\ngreeting = '{company.__class__}'", "has the placeholder {company.__class__}"),
        ("[en.frame]\ngreeting = '{company!r}'", "has the placeholder {company!r}"),
        ("[en.frame]\ngreeting = 'Hi {'", "en.frame.greeting: "),
        ("[en.frame]\ngreeting = 5", "en.frame.greeting must be text in quotes"),
        ("[en.frame]\ngreting = 'Hi'", 'en.frame.greting is not a text; did you mean "greeting"?'),
        ("[en.causes.acount_lost]\nwhat = 'x'", 'did you mean "account_lost"?'),
        ("[en.causes.account_lost]\nsteps = 'pray'", 'names "pray", but there is no [en.steps.pray]'),
        ("[en.causes]\naccount_lost = 'x'", "en.causes.account_lost must be a table"),
        ("[en.steps.open_period]\nxero = 'x'", "en.steps.open_period.xero must be a list of texts"),
        ("[en]\nmonths = ['Jan']", "en.months has 1 names, a year has 12 months"),
        ("[en]\ndate = '{day}/{company}'", "en.date has the placeholder {company}"),
        ("[de.frame]\ngreeting = 'Hallo,'", "de.names is missing"),
        ("en = 1", "en must be a language"),
        ("[en.frame\n", "not valid TOML: "),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MerchantTextsError) as caught:
        languages_of(written(tmp_path, text))
    assert str(tmp_path / "merchant.toml") in caught.value.next_step
    assert said in caught.value.next_step


def test_a_mistake_of_toml_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(MerchantTextsError, match="cannot be used") as caught:
        languages_of(written(tmp_path, "[en.frame]\ngreeting = Hello\n"))
    assert "line 2" in caught.value.next_step


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    missing = ProfileFacts("acme", merchant_texts=str(tmp_path / "gone.toml"))
    with pytest.raises(MerchantTextsError) as caught:
        languages_of(missing)
    assert f"{tmp_path / 'gone.toml'}: it cannot be read: No such file" in caught.value.next_step
    (tmp_path / "merchant.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MerchantTextsError) as caught:
        languages_of(ProfileFacts("acme", merchant_texts=str(tmp_path / "merchant.toml")))
    assert "it is not UTF-8" in caught.value.next_step
