"""docs/verdicts.md says what the program says."""

from __future__ import annotations

from pathlib import Path

from tests.rules.diagnosis.document import document

HERE = Path(__file__).parents[3] / "docs" / "verdicts.md"


def test_the_document_is_up_to_date() -> None:
    again = "python -m tests.rules.diagnosis.document > docs/verdicts.md"
    assert HERE.read_text(encoding="utf-8") == document(), again
