"""Every setting has one name, in the form, on the sheet, in the checks and in a comparison; never a path."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration
from codat_tui.present import Glyphs
from codat_tui.present.mapping import change_lines, detail_lines, form_cells, form_rows
from codat_tui.rules.json.paths import value_at, with_value
from codat_tui.rules.mapping.comparison import compare
from codat_tui.rules.mapping.edits import MappingEdit, edited
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.names import Names, fixed_name
from codat_tui.rules.mapping.settings import Setting, SettingKind
from codat_tui.rules.mapping.settings import settings as settings_in
from codat_tui.rules.mapping.words import change_words, conflict_words
from tests.rules.worlds import account, account_option, clean_wire, linked

GLYPHS = Glyphs.unicode()
PATH = re.compile(r"configuration\.|schedule\.|sales\.|accounts\.|newTaxRates|\w+\[\d|selected[A-Z]\w+Id")

# Hypothesis also draws words of this program's source, some of which are paths.
labels = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and PATH.search(text) is None
)
accounts = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.builds(
        lambda label, chosen, required: account(
            label, chosen, [account_option("A-1", "4000", "Till")], required
        ),
        labels,
        st.sampled_from(["a-1", "A-1", "gone", None]),
        st.booleans(),
    ),
    max_size=4,
)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    json = clean_wire()
    body = json["configuration"]
    for part in ("sales", "payments", "newPayments", "fees"):
        body[part]["accounts"] = draw(accounts)
    body["sales"]["taxRates"] |= draw(st.dictionaries(labels, st.just({"taxRateOptions": []}), max_size=2))
    rates = body["sales"]["newTaxRates"]
    rates["commerceTaxRateOptions"] += [{"id": "z-new", "name": draw(labels)}]
    if draw(st.booleans()):
        rates["taxRateMappings"][0]["selectedCommerceTaxRateIds"] += ["z-gone"]
    return json


def another(setting: Setting) -> Any:
    """A value that is none of the options and cannot be right."""
    if setting.kind is SettingKind.SWITCH:
        return not setting.value
    if setting.kind is SettingKind.CHOICES:
        return ["another"]
    return 99 if setting.kind is SettingKind.HOUR else "another"


@given(configurations(), st.data())
def test_form_sheet_checks_and_comparison_call_a_setting_the_same(
    json: dict[str, Any], data: st.DataObject
) -> None:
    editable = [setting for setting in settings_in(json) if setting.editable]
    for setting in data.draw(st.lists(st.sampled_from(editable), min_size=1, max_size=4)):
        wanted = edited(json, setting, another(setting))
        diff = change_words(json, wanted)
        assert [line.label for line in diff] == [setting.title]
        assert [each.setting.title for each in compare(json, wanted).changed] == [setting.title]
        conflicts = MappingEdit(json, wanted).rebase(edited(json, setting, None)).conflicts
        now = edited(json, setting, None)
        for conflict in conflict_words(json, now, wanted, conflicts):
            assert conflict.label == setting.title
        edits = MappingEdit(json, wanted)
        findings = lint(Configuration.model_validate(wanted), linked())
        rows = {row.key: row for row in form_rows(edits, findings)}
        cells = [cell.text for cell in form_cells(rows[setting.key], GLYPHS)]
        assert setting.label in " ".join(cells)
        for finding in rows[setting.key].findings:
            if finding.field == setting.key:
                assert finding.label == setting.title


@given(configurations(), configurations())
@settings(max_examples=25, deadline=None)
def test_no_text_holds_a_path(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["configuration"]["sales"]["invoiceStatus"] = "unreadable"
    after["configuration"]["later"] = {"x": 1}
    after["schedule"]["syncHour"] = "noon"
    findings = lint(Configuration.model_validate(after), linked())
    diff = change_words(before, after)
    texts = [text for each in findings for text in (each.label, each.problem, each.remedy)]
    texts += [line.label for line in diff]
    for row in form_rows(MappingEdit(before, after), findings):
        texts += [cell.text for cell in form_cells(row, GLYPHS)]
        texts += ["".join(cell.text for cell in line) for line in detail_lines(row, GLYPHS, 200, 9, str)]
    assert [text for text in texts if PATH.search(text)] == []
    assert change_lines(diff, GLYPHS, 60)


@pytest.mark.parametrize("keep_names", [True, False])
def test_every_place_there_is_has_a_name(keep_names: bool) -> None:
    json = clean_wire()
    names = Names(json) if keep_names else Names()

    def places(value: Any, steps: tuple[str | int, ...] = ()) -> None:
        if steps:
            assert not PATH.match(names.of(steps)), steps
        for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            places(value[key], (*steps, key))

    places(json)


def test_names_that_do_not_depend_on_the_server() -> None:
    assert fixed_name("schedule.syncHour") == "Sync hour"
    assert fixed_name("configuration.payments.accounts") == "Payments accounts"
    assert fixed_name("configuration.sales.accounts.refund.selectedAccountId") == ""


def test_an_id_in_other_letters_is_no_fault_in_form_and_checks() -> None:
    json = copy.deepcopy(clean_wire())
    for setting in settings_in(json):
        if setting.selects is not None and setting.selected and setting.kind is SettingKind.CHOICE:
            other = setting.selected.upper() if setting.selected.islower() else setting.selected.lower()
            json = with_value(json, setting.steps, f" {other}")
            assert value_at(json, setting.steps) != setting.value
    assert not [setting for setting in settings_in(json) if setting.lost]
    assert lint(Configuration.model_validate(json), linked()) == ()
