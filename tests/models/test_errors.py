"""The tree of errors: complete in its drawing, clear about doubt, silent about secrets."""

from __future__ import annotations

import inspect
import pickle

import pytest

from codat_tui.models import errors
from codat_tui.models.errors import (
    AnswerError,
    CodatError,
    ConnectError,
    DroppedConnectionError,
    NotFoundError,
    ReadOnlyError,
    ServerFaultError,
    TimedOutError,
    TlsError,
    UnavailableError,
    UnexpectedStatusError,
    UnreadableAnswerError,
    ValidationItem,
    error_class,
)

CLASSES = [
    member
    for _, member in inspect.getmembers(errors, inspect.isclass)
    if issubclass(member, CodatError) and member.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_is_drawn_and_speaks_to_a_person(kind: type[CodatError]) -> None:
    drawing = errors.__doc__ or ""
    assert f"{kind.__name__} " in drawing or f"{kind.__name__}\n" in drawing
    error = kind()
    assert error.title
    assert not error.title.endswith(".")
    assert error.next_step.endswith(".")
    assert str(error).startswith(error.title)
    assert kind.__doc__


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_survives_pickling(kind: type[CodatError]) -> None:
    error = kind(title="t", status=409, validation=(ValidationItem("m"),), retry_after=2.5, doubt=True)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert repr(copy) == repr(error)
    assert copy.validation == (ValidationItem("m"),)


def test_the_status_names_the_class() -> None:
    for status in range(300, 600):
        kind = error_class(status)
        assert issubclass(kind, AnswerError), status
        if status in (400, 401, 402, 403, 404, 408, 409, 422, 429):
            assert f"{status}:" in (kind.__doc__ or "")
        elif status in (502, 503, 504):
            assert kind is UnavailableError, status
        elif status >= 500:
            assert kind is ServerFaultError, status
        else:
            assert kind is (AnswerError if status >= 400 else UnexpectedStatusError), status


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (TimedOutError(method="POST"), True),
        (DroppedConnectionError(method="PATCH"), True),
        (UnreadableAnswerError(method="PUT", status=200), True),
        (error_class(500)(method="POST", status=500), True),
        (error_class(503)(method="POST", status=503), True),
        (error_class(408)(method="POST", status=408), True),
        (error_class(409)(method="POST", status=409), True),
        (TimedOutError(method="GET", write=True), True),
        (TimedOutError(method="GET"), False),
        (TlsError(method="POST", request_was_sent=False), False),
        (ConnectError(method="POST", request_was_sent=False), False),
        (ConnectError(method="POST", request_was_sent=False, doubt=True), True),
        (error_class(429)(method="POST", status=429), False),
        (error_class(429)(method="POST", status=429, doubt=True), True),
        (error_class(400)(method="POST", status=400), False),
        (NotFoundError(method="POST", status=404), False),
        (ReadOnlyError(method="POST"), False),
    ],
)
def test_when_the_effect_is_unknown(error: CodatError, unknown: bool) -> None:
    assert error.effect_unknown is unknown


def test_what_codat_says_is_a_sentence_of_its_own() -> None:
    for message in ("No company was found", "No company was found."):
        shown = str(NotFoundError(codat_message=message, next_step="Check the id."))
        assert shown == f"{NotFoundError.TITLE}. Codat says: No company was found. Check the id."


def test_a_repr_shows_what_is_known_and_nothing_else() -> None:
    shown = repr(NotFoundError(status=404, method="GET", path="/companies/x", correlation_id="c0ffee"))
    assert "status=404" in shown
    assert "c0ffee" in shown
    assert "retry_after" not in shown
