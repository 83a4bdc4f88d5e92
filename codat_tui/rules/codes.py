"""The meaning of each sync status code and who must act; an unknown code is classed by its thousand."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from codat_tui.models.diagnosis import CauseKind, Who


class SyncState(StrEnum):
    """The state of a sync by its code; NOTHING_PUSHED by `dataPushed` too."""

    RUNNING = "running"
    WRITTEN = "written"
    NOTHING_WRITTEN = "nothing written"
    NOTHING_PUSHED = "nothing pushed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class CodeMeaning(NamedTuple):
    """One status code in words; *kind* where it means failure."""

    state: SyncState
    title: str
    meaning: str
    who: Who | None
    remedy: str
    kind: CauseKind = CauseKind.NOT_KNOWN


_WAIT = "Wait until it ends."
_LINK_AGAIN = "Send the merchant the link to connect again."
_SEVERED = CodeMeaning(
    SyncState.FAILED,
    "Link lost",
    "The company's link was deleted or de-authorised.",
    Who.MERCHANT,
    _LINK_AGAIN,
    CauseKind.LINK_DOWN_THEN,
)

# From Codat's documentation of the status codes; 4200 is only in an example of the OpenAPI document.
_DOCUMENTED = {
    1000: CodeMeaning(SyncState.RUNNING, "In progress", "The sync is running.", None, _WAIT),
    1010: CodeMeaning(
        SyncState.RUNNING,
        "In progress, slow",
        "The sync has been running for more than ten minutes.",
        None,
        _WAIT,
    ),
    2000: CodeMeaning(SyncState.WRITTEN, "Written", "The data was written.", None, ""),
    2040: CodeMeaning(
        SyncState.NOTHING_WRITTEN,
        "Nothing to write",
        "The sync succeeded and found nothing to write.",
        None,
        "Look only if the merchant had sales that day.",
    ),
    4000: CodeMeaning(
        SyncState.FAILED,
        "Configuration error",
        "Codat refused the company's mapping.",
        Who.US,
        "Correct the mapping, then sync.",
        CauseKind.MAPPING_REFUSED,
    ),
    4040: _SEVERED,
    4200: CodeMeaning(
        SyncState.FAILED,
        "Mapping error",
        "Codat could not map a record to the accounting software.",
        Who.US,
        "Correct the mapping, then sync.",
        CauseKind.MAPPING_REFUSED,
    ),
    4220: _SEVERED,
    4260: CodeMeaning(
        SyncState.FAILED,
        "Billing expired",
        "The merchant's subscription to the accounting software has expired.",
        Who.MERCHANT,
        "Ask the merchant to renew the subscription, then sync.",
        CauseKind.SUBSCRIPTION_EXPIRED,
    ),
    5000: CodeMeaning(
        SyncState.FAILED,
        "Server error",
        "Codat's server failed.",
        Who.CODAT,
        "Sync again later; if it persists, ask Codat.",
        CauseKind.SERVER_ERROR,
    ),
    5080: CodeMeaning(
        SyncState.FAILED,
        "Duplication protection",
        "Codat stopped the sync so that nothing is written twice.",
        Who.CODAT,
        "Do not retry. Look for a manual or daily sync of the same days; if it persists, ask Codat.",
        CauseKind.DUPLICATE_DATES,
    ),
    5120: CodeMeaning(
        SyncState.FAILED,
        "Data processing error",
        "Codat could not process the data.",
        Who.CODAT,
        "Ask Codat.",
        CauseKind.PROCESSING_ERROR,
    ),
    5130: CodeMeaning(
        SyncState.FAILED,
        "Write error",
        "The accounting software refused a record; one refused record fails the whole sync.",
        Who.US,
        "Correct what the message names, then sync.",
        CauseKind.RECORD_REFUSED,
    ),
}

_NOTHING_PUSHED = CodeMeaning(
    SyncState.NOTHING_PUSHED,
    "Success, but nothing pushed",
    "Codat reports success, and that no data was pushed.",
    Who.US,
    "Look for the day's sales in the accounting software.",
    CauseKind.NOTHING_PUSHED,
)

_BY_THOUSAND = {
    1: (SyncState.RUNNING, "In progress", None, _WAIT),
    2: (SyncState.WRITTEN, "Success", None, ""),
    4: (SyncState.FAILED, "Error on our side", Who.US, "Read the message."),
    5: (SyncState.FAILED, "Error at Codat", Who.CODAT, "Read the message; if it persists, ask Codat."),
}


def describe(code: int | None, pushed: bool | None = None) -> CodeMeaning:
    """Return the meaning of a code; an undocumented one by its thousand, None is not known.

    With *pushed*, a sync's `dataPushed`, a success that pushed nothing is not WRITTEN but NOTHING_PUSHED.
    """
    meaning = _by_code(code)
    return _NOTHING_PUSHED if meaning.state is SyncState.WRITTEN and pushed is False else meaning


def _by_code(code: int | None) -> CodeMeaning:
    if code is None:
        return CodeMeaning(SyncState.UNKNOWN, "No code", "Codat gave no status code.", None, "")
    if code in _DOCUMENTED:
        return _DOCUMENTED[code]
    state, title, who, remedy = _BY_THOUSAND.get(
        code // 1000, (SyncState.UNKNOWN, "Unknown code", Who.CODAT, "Ask Codat what the code means.")
    )
    sentence = f"Codat does not document the code {code}."
    return CodeMeaning(state, title, sentence, who, remedy, CauseKind.UNDOCUMENTED_CODE)


def documented_codes() -> tuple[int, ...]:
    """Return every code with a meaning of its own, in order."""
    return tuple(sorted(_DOCUMENTED))


def is_terminal(code: int | None) -> bool:
    """Return whether a sync with this code has ended: 2000 and above by Codat's documentation."""
    return code is not None and code >= 2000
