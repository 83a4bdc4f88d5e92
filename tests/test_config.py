"""Every configuration error names its place and its remedy; no key is accepted in the file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codat_tui.composition import facts_of
from codat_tui.config import (
    Config,
    ConfigError,
    Environment,
    choose_profile,
    load_config,
    read_config,
    starter_text,
    with_theme,
    write_starter,
)


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none.toml") == Config()


def test_a_profile_is_production_and_read_only_until_it_says_otherwise() -> None:
    profile = choose_profile(read_config({"profiles": {"acme": {}}}))
    assert (profile.name, profile.environment, profile.read_only) == ("acme", Environment.PRODUCTION, True)
    assert choose_profile(Config()).read_only


def test_all_settings_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        profile = "acme"
        theme = "codat-light"
        ascii = true
        [keys]
        "company.sync" = "f5"
        [profiles.acme]
        base_url = "https://api.example.test"
        client_id = "c"
        environment = "sandbox"
        read_only = false
        api_key_command = ["pass", "show", "codat"]
        refresh_minutes = 5
        asked_at_start = 50
        notice_command = ["notify-send"]
        [profiles.other]
        api_key_file = "~/key"
        """,
    )
    config = load_config(path)
    profile = choose_profile(config)
    assert profile.api_key_command == ("pass", "show", "codat")
    assert (profile.refresh_minutes, profile.notice_command) == (5, ("notify-send",))
    assert (facts_of(profile).refresh_minutes, facts_of(profile).asked_at_start) == (5, 50)
    assert (profile.environment, profile.read_only, profile.client_id) == (Environment.SANDBOX, False, "c")
    assert (config.theme, config.ascii, config.keys) == ("codat-light", True, {"company.sync": "f5"})
    assert choose_profile(config, "other").api_key_file == "~/key"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("profile = ", "line 1"),
        ('profil = "x"', 'profil is not a setting; did you mean "profile"?'),
        ('profile = "gone"', 'profile = "gone" is not defined'),
        ("[profiles.a]\nread_only = 'no'", "profiles.a.read_only must be true or false"),
        ("[profiles.a]\nenvironment = 'live'", 'profiles.a.environment must be "production" or "sandbox"'),
        ("[profiles.a]\napi_key = 'x'", "a key does not belong in this file"),
        ("[profiles.a]\napi_key_command = 'pass show'", "profiles.a.api_key_command must be a list"),
        ("[profiles.a]\nname = 'b'", "profiles.a.name is not a setting"),
        ("[profiles.a]\napi_key_env = 'A'\napi_key_file = 'b'", "keep one of them"),
        ("[profiles.a]\nbase_url = 3", "profiles.a.base_url must be text"),
        ("[profiles]\na = 3", "profiles.a must be a table"),
        ("[keys]\nx = 3", 'keys."x" must be text'),
        ("keys = 3", "keys must be a table"),
    ],
)
def test_errors_name_the_place_and_the_remedy(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(path) in str(caught.value)
    assert expected in str(caught.value)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(path)


def test_an_unknown_or_ambiguous_profile_lists_the_known_ones() -> None:
    config = read_config({"profiles": {"a": {}, "b": {}}})
    with pytest.raises(ConfigError, match=r"Known: a, b\."):
        choose_profile(config, "c")
    with pytest.raises(ConfigError, match="Choose one with --profile"):
        choose_profile(config)
    with pytest.raises(ConfigError, match="No profile is configured"):
        choose_profile(Config(), "c")


def test_the_starter_is_valid_private_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    write_starter(path)
    assert choose_profile(load_config(path)).api_key_env == "CODAT_API_KEY"
    assert path.read_text(encoding="utf-8") == starter_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="exists already"):
        write_starter(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_mark_of_the_encoding_at_the_begin_is_no_part_of_the_file(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, '\ufeffprofile = "a"\n[profiles.a]\n')).profile == "a"


def test_a_question_needs_a_program_that_asks_it() -> None:
    with pytest.raises(ConfigError, match=r"profiles\.a\.api_key_prompts is about api_key_command"):
        read_config({"profiles": {"a": {"api_key_prompts": True}}})


@pytest.mark.parametrize("value", ["1.5", "-1", "true", "1441", '"15"'])
def test_minutes_are_whole_and_at_most_a_day(tmp_path: Path, value: str) -> None:
    path = write(tmp_path, f"[profiles.acme]\nrefresh_minutes = {value}\n")
    with pytest.raises(
        ConfigError, match=r"profiles\.acme\.refresh_minutes must be a whole number from 0 to 1440"
    ):
        load_config(path)


# The theme, kept


COMMENTED = """# My fleets.
profile = "acme"  # the usual one

[profiles.acme]
# theme = "not this one"
client_id = 'theme = "nor this"'
"""


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", 'theme = "nord"\n'),
        (COMMENTED, f'theme = "nord"\n{COMMENTED}'),
        ('theme = "codat-light"\n' + COMMENTED, 'theme = "nord"\n' + COMMENTED),
        ("ascii = true\ntheme='a' # at night\n", 'ascii = true\ntheme = "nord" # at night\n'),
        ('theme = "a"\r\nascii = true\r\n', 'theme = "nord"\r\nascii = true\r\n'),
        ('theme = "nord"', 'theme = "nord"'),
    ],
)
def test_a_theme_is_kept_and_every_other_line_stays(text: str, changed: str) -> None:
    assert with_theme(text, "nord") == changed


@pytest.mark.parametrize(
    "text", ['theme = """\nx"""\n', '"theme" = "a"\n', "not toml", 'profile = """\ntheme = "a"\n"""\n']
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigError, match="yourself"):
        with_theme(text, "nord")


@pytest.mark.parametrize("url", ["http://portal/{company_id}", "https://portal/", "{company_id}"])
def test_an_address_of_the_portal_without_the_company_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"profiles\.a\.portal_url must begin with https"):
        read_config({"profiles": {"a": {"portal_url": url}}})
