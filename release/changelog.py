"""The changelog's section of one version."""

from __future__ import annotations

import re
from datetime import date


class SectionMissing(Exception):
    """The changelog does not know the version."""


def dated(changelog: str, version: str, today: date) -> str:
    """The changelog with *version* released *today*, unless it has a date already."""
    _heading(changelog, version)
    return re.sub(
        rf"^(## {re.escape(version)}) – unreleased$",
        rf"\1 – {today.isoformat()}",
        changelog,
        flags=re.MULTILINE,
    )


def section(changelog: str, version: str) -> str:
    """What *changelog* says of *version*, without its heading."""
    text = changelog[_heading(changelog, version).end() :].partition("\n## ")[0].strip()
    if not text:
        raise SectionMissing(f"CHANGELOG.md says nothing about {version}.")
    return f"{text}\n"


def _heading(changelog: str, version: str) -> re.Match[str]:
    found = re.search(rf"^## {re.escape(version)} – .*$", changelog, re.MULTILINE)
    if found is None:
        raise SectionMissing(f"CHANGELOG.md has no section '## {version} – unreleased'.")
    return found
