"""Keys in sentences: a sentence names a binding id in braces, which is replaced by the key in force."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

# From a binding id to its key for display: "company.sync" gives "s" or its key in `[keys]`.
KeyOf: TypeAlias = Callable[[str], str]
_BINDING_ID = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def fill_keys(sentence: str, key_of: KeyOf) -> str:
    """Return *sentence*, such as "{company.sync} starts one.", with keys for ids; it must hold no text of
    Codat's.
    """
    return _BINDING_ID.sub(lambda found: key_of(found[1]), sentence)
