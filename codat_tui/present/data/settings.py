"""Mapping, texts and visible accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codat_tui.rules.flow_settings.visible_accounts import Meaning


@dataclass(frozen=True, slots=True)
class MappingData:
    """A company's configuration with Codat's names."""

    company_id: str
    company: str
    configuration: Any


@dataclass(frozen=True, slots=True)
class TextData:
    """One text of the Sync Flow: null is Codat's default, "" shows nothing; *problems* are what to check."""

    locale: str
    key: str
    text: str | None
    wanted: str | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountData:
    """One account of a commerce platform; *meaning* says what Codat's value is as a whole."""

    platform_key: str
    meaning: Meaning
    key: str
    name: str
    group: str
    shown: bool
    required: bool
