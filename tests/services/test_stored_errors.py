"""An error outlives the program as Codat said it, without what the person must keep secret."""

from __future__ import annotations

import pytest

from codat_tui.models.errors import BadRequestError, CodatError, RefusedError, ValidationItem
from codat_tui.present.panels import Problem
from codat_tui.secret import Secret
from codat_tui.services.stored_errors import hide_secrets, kept, read_kept

ITEM = ValidationItem("The end lies before the start.", "dateRange", "RangeValidator")
REFUSED = BadRequestError(
    status=400,
    codat_message="Not valid.",
    correlation_id="c1",
    validation=(ITEM, ValidationItem("Old.", severity="warning")),
)


@pytest.mark.parametrize("error", [REFUSED, RefusedError(title="Somebody changed it", next_step="Look.")])
def test_what_is_kept_is_told_as_before(error: CodatError) -> None:
    again = read_kept(kept(error))
    assert again is not None
    assert Problem.of(again) == Problem.of(error)
    assert again.status == error.status


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"validation": [1], "status": "x"}'])
def test_what_cannot_be_read_is_no_error(text: str) -> None:
    assert read_kept(text) is None


def test_a_long_answer_is_kept_in_part() -> None:
    error = BadRequestError(codat_message="x" * 100_000, validation=(ITEM,) * 1_000)
    assert len(kept(error)) < 20_000


def test_credentials_that_codat_repeats_are_not_kept() -> None:
    password = Secret("correct horse battery")
    said = f"{password.reveal()} is not accepted"
    error = BadRequestError(codat_message=said, validation=(ValidationItem(said, said),))
    hide_secrets(error)
    assert password.reveal() not in kept(error) + str(error)
