"""The verdicts that earlier runs have kept, for a `check --max-age` that then asks nothing.

Invariant: nothing slow is imported, no client and no framework: a script may ask this every minute.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from codat_tui import SCHEMA
from codat_tui.commands.shell.json_lines import dump, time_text, write_object
from codat_tui.config import Profile, choose_profile, load_config
from codat_tui.credentials import KeySource
from codat_tui.exits import Exit
from codat_tui.models.known_verdict import KnownVerdict
from codat_tui.paths import config_file, state_folder
from codat_tui.rules.dates import read_duration
from codat_tui.store.known_verdicts import KnownVerdicts
from codat_tui.store.sealed_lines import Owner, seal_of

JSON, JSONL, MAX_AGE, PROFILE = "--json", "--jsonl", "--max-age", "--profile"
_QUIET = frozenset(("-q", "--quiet"))
_FLAGS = frozenset((JSON, JSONL, "--read-only", *_QUIET))
_VALUED = frozenset((MAX_AGE, PROFILE))


class Kept(NamedTuple):
    """The verdicts of all companies of a profile, none older than was asked for, by id."""

    profile: Profile
    verdicts: dict[str, KnownVerdict]


def young_verdicts(named: str, max_age: timedelta, now: datetime) -> Kept | None:
    """Return what was kept for the profile *named*; None where Codat must be asked. Raises ConfigError."""
    profile = choose_profile(load_config(config_file()), named)
    key = KeySource(profile).read_at_once()
    if key is None:
        return None
    owner = Owner(profile.name, profile.base_url, profile.client_id)
    file = KnownVerdicts(state_folder(), owner)
    file.seal = seal_of(owner, key)
    read = file.read()
    if read is None or len(read.verdicts) != read.total:
        return None
    if not is_young(read.listed_at, max_age, now):
        return None
    old = any(not is_kept(each, max_age, now) for each in read.verdicts.values())
    return None if old else Kept(profile, read.verdicts)


def is_kept(verdict: KnownVerdict, max_age: timedelta, now: datetime) -> bool:
    """Return whether a verdict is young enough not to be asked for again."""
    at = verdict.checked_at
    return bool(at) and is_young(datetime.fromisoformat(at), max_age, now)


def is_young(at: datetime, max_age: timedelta, now: datetime) -> bool:
    # What a clock that was set back puts into the future is not known to be young.
    return timedelta() <= now - at <= max_age


def in_order(verdicts: Iterable[KnownVerdict]) -> list[KnownVerdict]:
    """Return these verdicts, the most urgent first, and always in the same order."""
    return sorted(verdicts, key=lambda each: (each.urgency, each.name.casefold(), each.company_id))


def answer(argv: Sequence[str], now: datetime) -> Exit | None:
    """Print what `check` with these plain options prints, if nothing need be asked; else None.

    It reads only the words that such a call of a script has: everything else is the parser's. Raises ConfigError.
    """
    options = _plain_options(argv)
    if sys.stderr.isatty() and not options.keys() & _QUIET:
        # A person is told more than the rows.
        return None
    max_age = read_duration(options.get(MAX_AGE, ""))
    if max_age is None or (JSON in options) == (JSONL in options):
        return None
    named = options.get(PROFILE, os.environ.get("CODAT_TUI_PROFILE", ""))
    kept = young_verdicts(named, max_age, now)
    if kept is None:
        return None
    out = sys.stdout
    rows = [each.row for each in in_order(kept.verdicts.values())]
    if JSONL in options:
        out.writelines(f"{dump(row, out)}\n" for row in rows)
    else:
        head = {"schema": SCHEMA, "at": time_text(now), "profile": kept.profile.name}
        counted = {"checked": len(rows), "total": len(rows)}
        write_object(out, {**head, "environment": str(kept.profile.environment), **counted}, rows)
    return Exit.FINE


def _plain_options(argv: Sequence[str]) -> dict[str, str]:
    """Return the options with their values; {} for a call with anything else in it."""
    found: dict[str, str] = {}
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            found[word] = ""
        elif name in _VALUED:
            found[name] = value if equals else next(words, "")
        else:
            return {}
    return found
