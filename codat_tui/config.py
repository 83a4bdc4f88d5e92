"""Config and Profile: what `config.toml` says, read into frozen dataclasses before the first paint.

A profile is production and read-only until it says otherwise. No value read here is ever a key: a profile
only says where the key is. Errors name the line (syntax) or the dotted key (values), and what to do next.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

DEFAULT_BASE_URL = "https://api.codat.io"


class ConfigError(Exception):
    """The configuration cannot be used; the message names the place and the remedy."""


class Environment(StrEnum):
    """What a profile's key opens; nothing in a key shows it, so the profile says it."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    DEMO = "demo"


@dataclass(frozen=True)
class Profile:
    """One Codat client as `[profiles.NAME]` describes it."""

    name: str = ""
    base_url: str = DEFAULT_BASE_URL
    """The server; http is allowed to this machine only."""
    client_id: str = ""
    """The client's id in Codat's Portal (Account settings); only visible accounts need it."""
    environment: Environment = Environment.PRODUCTION
    """"production" or "sandbox": shown as a word in the header."""
    read_only: bool = True
    """True refuses every write before the network; `--write` overrides it for one run."""
    api_key_env: str = ""
    """The environment variable that holds the API key."""
    api_key_file: str = ""
    """The file whose first line is the API key."""
    api_key_command: tuple[str, ...] = ()
    """A program and its arguments that print the API key; run without a shell, and without a terminal."""
    api_key_prompts: bool = False
    """True where that program asks a person on the terminal: it then runs before the screen is drawn."""
    ca_bundle: str = ""
    """For a network that inspects TLS: "system" (this machine's trust store), a PEM file, or a folder of them."""
    proxy: str = ""
    """An http, https or socks5 proxy; HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured without it."""


@dataclass(frozen=True)
class Config:
    """All of `config.toml`."""

    profile: str = ""
    """The profile used when neither `--profile` nor CODAT_TUI_PROFILE names one."""
    theme: str = ""
    """"codat-dark" or "codat-light"; any theme of Textual works as well."""
    ascii: bool = False
    """True draws plain letters instead of glyphs, for fonts that lack them."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by binding id, several separated by commas: `"company.sync" = "f5"`."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)


def load_config(path: Path) -> Config:
    """Read *path*; a missing file is an empty configuration.

    Raises ConfigError naming the file and the line or dotted key.
    """
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
        raise ConfigError(f"{path} is not valid TOML: {reason}. Mend that line.") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def read_config(data: Mapping[str, Any]) -> Config:
    """Turn parsed TOML into a Config; raises ConfigError with the dotted key that is wrong."""
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
    """The profile to use: *named*, else the configured one, else the only one, else an unnamed default.

    Raises ConfigError if the name is unknown, or if several exist and none was chosen.
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
    return next(iter(config.profiles.values()), Profile(name="default"))


def starter_text() -> str:
    """A first `config.toml`: one read-only production profile whose key comes from the environment."""
    import tomli_w

    profile = {
        "environment": "production",
        "read_only": True,
        "client_id": "",
        "api_key_env": "CODAT_API_KEY",
    }
    return tomli_w.dumps({"profile": "main", "profiles": {"main": profile}})


def write_starter(path: Path) -> None:
    """Write the first `config.toml`, for its owner only; raises ConfigError if there is one already."""
    text = starter_text()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path} is there already and stays as it is. Edit it instead.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error}.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


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
    return Profile(name=name, **values)


def _read_fields(kind: type[Config] | type[Profile], data: Mapping[str, Any], where: str) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [item.name for item in fields(kind)]
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in names:
            from difflib import get_close_matches

            near = get_close_matches(key, names, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(names)}"
            raise ConfigError(f"{where}{key} is not a setting; {hint}")
        values[key] = _read_value(hints[key], value, f"{where}{key}")
    return values


def _read_value(hint: Any, value: Any, where: str) -> Any:
    if hint is bool:
        if isinstance(value, bool):
            return value
        raise ConfigError(f"{where} must be true or false (without quotes)")
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
