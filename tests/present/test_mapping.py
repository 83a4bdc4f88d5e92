"""The mapping in cells: what a row says, where a finding stands, changes in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given

from codat_tui.models.codat import Configuration
from codat_tui.models.diagnosis import Who
from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.present import Glyphs, Tone
from codat_tui.present.mapping import (
    FormRow,
    change_lines,
    count_cells,
    detail_lines,
    form_cells,
    form_rows,
    restored,
    snapshot_cells,
)
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.json.paths import with_value
from codat_tui.rules.mapping.edits import MappingEdit
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.settings import settings
from codat_tui.rules.mapping.words import change_words
from tests.rules.mapping.test_settings import anything, configuration, field

GLYPHS = Glyphs.unicode()
NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)


def rows(edits: MappingEdit) -> dict[str, FormRow]:
    findings = lint(Configuration.model_validate(edits.wanted), None)
    return {f"{row.field.section}/{row.field.label}": row for row in form_rows(edits, findings)}


def texts(row: FormRow, narrow: bool = False) -> list[str]:
    return [cell.text for cell in form_cells(row, GLYPHS, narrow)]


def test_a_chosen_account_shows_code_name_and_classification() -> None:
    form = form_rows(MappingEdit.of(configuration()), ())
    row = next(each for each in form if each.field.label == "Sales" and not each.field.heading)
    assert texts(row) == ["  Sales *", "4000", "Sales", "Income", ""]
    assert texts(row, narrow=True) == ["  Sales *", "4000", "Sales", ""]


def test_a_lost_one_says_so_and_what_to_do() -> None:
    row = rows(MappingEdit.of(configuration()))["Sales/Refunds"]
    cells = form_cells(row, GLYPHS)
    assert cells[2].text == "✖ gone is not an option any more"
    assert cells[2].tone is Tone.FAILED
    assert cells[-1].text == "→ choose another"
    detail = "\n".join("".join(cell.text for cell in line) for line in detail_lines(row, GLYPHS, 80, 3, str))
    assert "no longer in" in detail
    assert "id gone" in detail


def test_a_change_carries_what_it_was() -> None:
    json = configuration()
    edits = MappingEdit.of(json).choose(field(json, "Refunds"), "a2").choose(field(json, "Daily sync"), False)
    row = rows(edits)["Sales/Refunds"]
    assert texts(row)[0] == "~ Refunds *"
    assert texts(row)[1:3] == ["4020", "Refunds"]
    assert "was gone is not an option any more" in texts(row)[-1]
    assert "was on" in texts(rows(edits)["Sync/Daily sync"])[-1]
    assert rows(edits)["Sales/Sales"].was == ""


def test_what_somebody_else_changed_stands_beside() -> None:
    json = configuration()
    edits = (
        MappingEdit.of(json)
        .choose(field(json, "Sync hour"), 5)
        .rebase(with_value(json, ("schedule", "syncHour"), 7))
    )
    row = rows(edits)["Schedule/Sync hour"]
    assert row.saved_by_others == "07:00"
    assert texts(row)[-1] == "! 07:00 there now"


def test_a_finding_stands_at_its_row_or_its_section_or_the_first() -> None:
    def finding(place: str) -> Finding:
        return Finding(Severity.WARNS, place, "x", "p", "r", Who.US)

    places = {
        "configuration.sales.salesCustomer.selectedCustomerId": "Sales/Sales customer",
        "configuration.sales.accounts": "Sales/Sync sales",
        "configuration.payments": "Payments/Payments",
        "configuration.sales.newTaxRates.taxRateMappings.t20": "Tax rates/Full",
        "configuration.sales.newTaxRates.taxRateMappings": "Tax rates/Tax rates",
        "connections.accounting": "Sync/Daily sync",
    }
    for place, label in places.items():
        found = [row for row in form_rows(MappingEdit.of(configuration()), [finding(place)]) if row.findings]
        assert [f"{row.field.section}/{row.field.label}" for row in found] == [label], place


def test_change_words_and_the_rest_as_json() -> None:
    json = configuration()
    edits = MappingEdit.of(json).choose(field(json, "Full"), "r0").choose(field(json, "Sync hour"), 5)
    wanted = {**edits.wanted, "futureField": None}
    lines = [(line.label, line.before, line.after) for line in change_words(json, wanted)]
    assert lines == [
        ("Sync hour", "03:00", "05:00"),
        ("Tax rates: Full", "20%", "No tax"),
        ("futureField", '{"kept": [1, 2]}', "null"),
    ]
    assert not change_words(json, json)
    drawn = change_lines(change_words(json, wanted), GLYPHS, 40)
    assert "03:00 → 05:00" in "".join(cell.text for line in drawn for cell in line)


def test_a_section_taken_away_is_said() -> None:
    json = configuration()
    body: dict[str, Any] = dict(json["configuration"])
    del body["giftCards"]
    (line,) = change_words(json, {**json, "configuration": body})
    assert line.label == "giftCards"


def test_counts_say_only_what_there_is() -> None:
    finding = Finding(Severity.BLOCKS, "enable", "x", "p", "r", Who.US)
    assert [cell.text for cell in count_cells((), 0, 0, GLYPHS)] == ["✔ no problems"]
    assert [cell.text for cell in count_cells((finding,), 2, 1, GLYPHS)] == [
        "✖ 1 problem",
        "! 1 changed meanwhile",
        "~ 2 changed, not saved",
    ]


def test_an_earlier_choice_comes_back_beside_the_options_of_now() -> None:
    json = configuration()
    earlier = with_value(json, ("schedule", "syncHour"), 9)
    now = with_value(json, ("schedule", "frequencyOptions"), ["Daily", "Monthly"])
    back = restored(earlier, now)
    assert back["schedule"]["syncHour"] == 9
    assert back["schedule"]["frequencyOptions"] == ["Daily", "Monthly"]
    snapshot = ConfigurationSnapshot("c1", "h", NOW, NOW, earlier)
    assert snapshot_cells(snapshot, now, NOW, UTC, GLYPHS)[-1].text == "1 difference"
    assert snapshot_cells(snapshot, earlier, NOW, UTC, GLYPHS)[-1].text == "✔ as now"


@given(anything, anything)
def test_no_json_breaks_the_picture(one: Any, other: Any) -> None:
    shown = one if isinstance(one, dict) else {"configuration": one, "schedule": one, "enable": one}
    wanted = other if isinstance(other, dict) else {"configuration": {"sales": other}, "schedule": other}
    edits = MappingEdit.of(shown).want(wanted)
    for row in form_rows(edits, lint(Configuration.model_validate(wanted), None)):
        assert len(form_cells(row, GLYPHS)) == 5
        detail_lines(row, GLYPHS, 60, 3, str)
    change_words(shown, wanted)
    assert len({row.key for row in settings(wanted)}) == len(settings(wanted))
