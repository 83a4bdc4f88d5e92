"""Errors as the journal keeps them: Codat's message, bounded and without secrets."""

from __future__ import annotations

import json
from typing import Any

from codat_tui.masking import mask_all
from codat_tui.models.errors import LONGEST_SENTENCE, MOST_ITEMS, CodatError, ValidationItem, error_class

_TEXTS = ("title", "next_step", "codat_message", "correlation_id", "excerpt")


def hide_secrets(error: CodatError) -> None:
    """Mask the texts of an answer, which may repeat the credentials that were sent."""
    error.codat_message = mask_all(error.codat_message)
    error.excerpt = mask_all(error.excerpt)
    error.validation = tuple(
        item._replace(message=mask_all(item.message), item_id=mask_all(item.item_id))
        for item in error.validation
    )


def kept(error: CodatError) -> str:
    """Return *error* as JSON for an intent's details."""
    fields: dict[str, Any] = {name: getattr(error, name)[:LONGEST_SENTENCE] for name in _TEXTS}
    fields["status"] = error.status
    fields["validation"] = [
        [
            item.message[:LONGEST_SENTENCE],
            item.item_id[:LONGEST_SENTENCE],
            item.validator_name[:LONGEST_SENTENCE],
            item.severity,
        ]
        for item in error.validation[:MOST_ITEMS]
    ]
    return json.dumps(fields)


def read_kept(text: str) -> CodatError | None:
    """Return the error that `kept` wrote, None when it cannot be read."""
    try:
        fields = json.loads(text)
        validation = tuple(ValidationItem(*item) for item in fields.pop("validation"))
        kind = CodatError if fields["status"] is None else error_class(fields["status"])
        return kind(validation=validation, **fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
