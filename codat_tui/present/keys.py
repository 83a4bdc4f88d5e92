"""Keys in sentences: a sentence names a binding by its id in braces, and the key in force takes its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

KeyOf: TypeAlias = Callable[[str], str]
"""The key of a binding id as people read it: "company.sync" gives "s", or what `[keys]` has put in its place."""
_BINDING_ID = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def fill_keys(sentence: str, key_of: KeyOf) -> str:
    """*sentence*, such as "{company.sync} starts one.", with a key for each id; no text of Codat's may be in it."""
    return _BINDING_ID.sub(lambda found: key_of(found[1]), sentence)
