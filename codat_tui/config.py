"""Config and Profile: `config.toml` as named tuples, read before the first paint.

Invariant: a profile is production and read-only by default. No value is a key, only where the key is. An
error names the line (syntax) or dotted key (value) and what to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, get_args, get_type_hints

# What stands for a company's id in `portal_url`.
COMPANY_ID = "{company_id}"
MOST_MINUTES, MOST_COMPANIES = 1440, 100_000
DEFAULT_BASE_URL = "https://api.codat.io"
UNCONFIGURED, DEMO = "default", "demo"
"""The names of the profile where none is configured, and of the demo's."""


# A line that sets the theme, with the comment behind it.
_THEME = r"""theme\s*=\s*("[^"\n]*"|'[^'\n]*')(?P<rest>.*)"""


class ConfigError(Exception):
    """The configuration cannot be used; the message names the place and the fix."""


class Environment(StrEnum):
    """The environment of a profile's key; nothing in a key shows it."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    DEMO = "demo"


class Profile(NamedTuple):
    """One Codat client, `[profiles.NAME]`."""

    name: str = ""
    # http is allowed to this machine only.
    base_url: str = DEFAULT_BASE_URL
    # The client's id in Codat's Portal (Account settings); only visible accounts need it.
    client_id: str = ""
    # Shown in the header.
    environment: Environment = Environment.PRODUCTION
    # True refuses every write before the network; `--write` overrides it for one run.
    read_only: bool = True
    # The environment variable that holds the API key.
    api_key_env: str = ""
    # The file whose first line is the API key.
    api_key_file: str = ""
    # A program with arguments that prints the API key; run without a shell and without a terminal.
    api_key_command: tuple[str, ...] = ()
    # True when that program asks on the terminal; it then runs before the screen is drawn.
    api_key_prompts: bool = False
    # For a network that inspects TLS: "system" (this machine's trust store), a PEM file, or a folder of them.
    ca_bundle: str = ""
    # An http, https or socks5 proxy; HTTPS_PROXY, ALL_PROXY and NO_PROXY work without it.
    proxy: str = ""
    # The address of a company in Codat's Portal, with {company_id} in place of its id.
    portal_url: str = ""
    # A TOML file of a team's own texts for merchants, relative to this file; default: merchant.toml beside it.
    merchant_texts: str = ""
    # The language of those texts ("en", "fr") where the merchant's country decides nothing.
    merchant_language: str = ""
    # Minutes after which what is shown is read again by itself; 0 for never.
    refresh_minutes: int = 15
    # A fleet of at most so many companies is asked for its latest syncs when it is listed; 0 for never.
    asked_at_start: int = 500
    # New trouble and the end of a followed sync ring the terminal's bell,
    bell: bool = False
    # are shown by the terminal (OSC 9),
    terminal_notices: bool = False
    # and start this program, with a title and a text as its last two arguments; run without a shell.
    notice_command: tuple[str, ...] = ()


class Config(NamedTuple):
    """All of `config.toml`."""

    # Used when neither `--profile` nor CODAT_TUI_PROFILE names one.
    profile: str = ""
    # A theme of `themes.py` or any of Textual's.
    theme: str = ""
    # True draws plain letters instead of glyphs, for fonts without them.
    ascii: bool = False
    # Keys by binding id, several separated by commas: `"company.sync" = "f5"`.
    keys: Mapping[str, str] = MappingProxyType({})
    profiles: Mapping[str, Profile] = MappingProxyType({})


def load_config(path: Path) -> Config:
    """Read *path*; a missing file is an empty configuration. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}. Make it a readable UTF-8 file.") from None
    import tomllib

    try:
        return read_config(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        last = f"at line {max(1, len(text.splitlines()))}, the end of the file"
        reason = str(error).replace("at end of document", last)
        raise ConfigError(f"{path} is not valid TOML: {reason}. Correct that line.") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def read_config(data: Mapping[str, Any]) -> Config:
    """Return parsed TOML as a Config. Raises ConfigError with the dotted key."""
    values = _read_fields(Config, data, "")
    tables = values.pop("profiles", {})
    profiles = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"profiles.{name} must be a table: write [profiles.{name}]")
        profiles[name] = _read_profile(name, table)
    keys = values.get("keys", {})
    for binding, key in keys.items():
        if not isinstance(key, str):
            raise ConfigError(f'keys."{binding}" must be text such as "f5"')
    config = Config(**values, profiles=profiles)
    if config.profile and config.profile not in profiles:
        raise ConfigError(f'profile = "{config.profile}" is not defined. {_known(profiles)}')
    return config


def choose_profile(config: Config, named: str = "") -> Profile:
    """Return the profile *named*, else the configured, else the only one, else a default.

    Raises ConfigError for an unknown name, or several without a choice.
    """
    name = named or config.profile
    if name:
        if name not in config.profiles:
            raise ConfigError(f'There is no profile "{name}". {_known(config.profiles)}')
        return config.profiles[name]
    if len(config.profiles) > 1:
        raise ConfigError(
            f"Several profiles are configured. {_known(config.profiles)} Choose one with --profile, or set "
            'profile = "NAME" at the top of the file.'
        )
    return next(iter(config.profiles.values()), Profile(name=UNCONFIGURED))


def starter_text() -> str:
    """Return a first `config.toml`: one read-only production profile with its key in the environment."""
    import tomli_w

    profile = {
        "environment": "production",
        "read_only": True,
        "client_id": "",
        "api_key_env": "CODAT_API_KEY",
    }
    return tomli_w.dumps({"profile": "main", "profiles": {"main": profile}})


def write_starter(path: Path) -> None:
    """Write the first `config.toml`, for its owner only. Raises ConfigError if one exists."""
    _write_new(path, starter_text())


def key_file_of(path: Path, name: str) -> Path:
    """Return where `write_first` keeps the key of a profile of this name."""
    return path.with_name(f"{name}.key")


def write_first(path: Path, profile: Profile, key: str) -> None:
    """Write a first `config.toml` with this profile, and its key into a file of its own, for their owner only.

    Only production is read-only. Raises ConfigError, having written neither; also if one of them exists.
    """
    import tomli_w

    kept = key_file_of(path, profile.name)
    table: dict[str, object] = {
        "environment": str(profile.environment),
        "read_only": profile.environment is Environment.PRODUCTION,
        "api_key_file": str(kept),
    }
    if profile.base_url != DEFAULT_BASE_URL:
        table["base_url"] = profile.base_url
    _write_new(kept, f"{key}\n")
    try:
        _write_new(path, tomli_w.dumps({"profile": profile.name, "profiles": {profile.name: table}}))
    except ConfigError:
        kept.unlink(missing_ok=True)
        raise


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path} exists already and was not changed. Edit it instead.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        # A full disk is found out only here; half a file would stand in the way of the next attempt.
        path.unlink(missing_ok=True)
        raise ConfigError(f"{path} cannot be written: {error}.") from None


def with_theme(text: str, theme: str) -> str:
    """Return the text of a `config.toml` with another theme; every other line stays. Raises ConfigError."""
    import tomllib

    setting = f'theme = "{theme}"'
    lines = text.splitlines(keepends=True)
    tables = (number for number, line in enumerate(lines) if line.lstrip().startswith("["))
    top = next(tables, len(lines))
    at = next((number for number in range(top) if re.match(_THEME, lines[number])), None)
    if at is not None:
        lines[at] = re.sub(_THEME, lambda found: setting + found["rest"], lines[at])
    else:
        # Above everything: below a table it would be one of the table's settings.
        lines.insert(0, f"{setting}\n")
    changed = "".join(lines)
    try:
        as_wanted = {**tomllib.loads(text), "theme": theme} == tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        as_wanted = False
    if not as_wanted:
        raise ConfigError(f"Its lines could not be changed safely. Write {setting} into it yourself.")
    return changed


def _read_profile(name: str, table: Mapping[str, Any]) -> Profile:
    where = f"profiles.{name}."
    if "name" in table:
        raise ConfigError(f"{where}name is not a setting: the name stands in [profiles.{name}]")
    for secret in ("api_key", "key"):
        if secret in table:
            raise ConfigError(
                f"{where}{secret} is not a setting: a key does not belong in this file. "
                "Use api_key_env, api_key_file or api_key_command, and replace the key if others can read it."
            )
    values = _read_fields(Profile, table, where)
    sources = [key for key in ("api_key_env", "api_key_file", "api_key_command") if values.get(key)]
    if len(sources) > 1:
        raise ConfigError(f"{where}{sources[1]} stands beside {sources[0]}: keep one of them")
    if values.get("api_key_prompts") and "api_key_command" not in sources:
        raise ConfigError(f"{where}api_key_prompts is about api_key_command, which is not set")
    portal = values.get("portal_url", "")
    if portal and not (portal.startswith("https://") and COMPANY_ID in portal):
        raise ConfigError(f"{where}portal_url must begin with https:// and hold {COMPANY_ID}")
    return Profile(name=name, **values)


def _read_fields(kind: type[Config] | type[Profile], data: Mapping[str, Any], where: str) -> dict[str, Any]:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in kind._fields:
            from difflib import get_close_matches

            near = get_close_matches(key, kind._fields, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(kind._fields)}"
            raise ConfigError(f"{where}{key} is not a setting; {hint}")
        values[key] = _read_value(hints[key], value, f"{where}{key}")
    return values


def _read_value(hint: Any, value: Any, where: str) -> Any:
    if hint is bool:
        if isinstance(value, bool):
            return value
        raise ConfigError(f"{where} must be true or false (without quotes)")
    if hint is int:
        most = MOST_MINUTES if where.endswith("_minutes") else MOST_COMPANIES
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise ConfigError(f"{where} must be a whole number from 0 to {most}")
    if hint is str:
        if isinstance(value, str):
            return value
        raise ConfigError(f"{where} must be text in quotes")
    if hint is Environment:
        if value in ("production", "sandbox"):
            return Environment(value)
        raise ConfigError(f'{where} must be "production" or "sandbox"')
    if get_args(hint)[-1:] == (...,):
        if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise ConfigError(f'{where} must be a list of texts, the program first: ["pass", "show", "codat"]')
    if isinstance(value, dict):
        return value
    raise ConfigError(f"{where} must be a table")


def _known(profiles: Mapping[str, Profile]) -> str:
    return f"Known: {', '.join(sorted(profiles))}." if profiles else "No profile is configured."
