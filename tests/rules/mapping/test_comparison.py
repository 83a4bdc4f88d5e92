"""An earlier configuration beside the present one: what was chosen anew, what is gone and how it was called."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import to_wire
from codat_tui.rules.json.paths import with_value
from codat_tui.rules.mapping.comparison import Comparison, compare, seen
from tests.rules.worlds import CUSTOMER, RETURNS, changed, clean_wire, without

REFUND = ("configuration", "sales", "accounts", "refund", "selectedAccountId")


def after(*gone: str, **more: Any) -> dict[str, Any]:
    return {**to_wire(without(changed(), *gone)), **more}


def test_nothing_happened() -> None:
    found = compare(clean_wire(), clean_wire())
    assert found.nothing
    assert not found.many_gone
    assert found.lost == 0
    assert found.selected > 10


def test_an_archived_account_keeps_the_name_it_had() -> None:
    (gone,) = compare(clean_wire(), after(RETURNS)).vanished
    assert (gone.setting.title, gone.option_id, gone.name, gone.still_chosen) == (
        "Sales: Refunds",
        RETURNS,
        "4010 Sales returns",
        True,
    )


def test_a_loss_that_was_mended_says_what_it_was_and_what_is_chosen_instead() -> None:
    now: Any = with_value(after(RETURNS), REFUND, "a-sales")
    found = compare(clean_wire(), now)
    (gone,), (change,) = found.vanished, found.changed
    assert (gone.name, gone.still_chosen) == ("4010 Sales returns", False)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.chosen_name, change.after.chosen_name) == ("4010 Sales returns", "4000 Sales")
    assert found.lost == 0


def test_what_was_lost_before_already_has_no_name_and_is_counted() -> None:
    found = compare(after(RETURNS), after(RETURNS))
    assert (found.vanished, found.lost) == ((), 1)


def test_an_id_in_other_letters_is_the_same_selection() -> None:
    assert compare(clean_wire(), with_value(clean_wire(), REFUND, f" {RETURNS.upper()} ")).nothing


def test_many_gone_at_once_and_another_organisation() -> None:
    name = "accountingSoftwareCompanyName"
    gone = ("a-sales", RETURNS, "a-gift", "a-card", "a-bank", "a-prepaid", "a-fees", CUSTOMER, "s-1")
    found = compare({**clean_wire(), name: "Grove Ltd"}, after(*gone, **{name: "Grove Holding Ltd"}))
    assert found.many_gone
    assert found.organisation == ("Grove Ltd", "Grove Holding Ltd")
    assert {each.name for each in found.vanished} >= {"4000 Sales", "Daily sales", "Zettle fees"}
    assert not compare(clean_wire(), after(RETURNS, CUSTOMER)).many_gone
    assert compare({**clean_wire(), name: "Grove Ltd"}, {**clean_wire(), name: None}).organisation is None


def test_options_that_nobody_sent_prove_nothing() -> None:
    now = copy.deepcopy(clean_wire())
    now["configuration"]["sales"]["accounts"]["refund"]["accountOptions"] = None
    assert compare(clean_wire(), now).nothing


def test_lost_selections_are_told_apart() -> None:
    assert seen(clean_wire()).lost == ()
    assert seen(after(RETURNS)).lost != seen(after(CUSTOMER)).lost != ()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["configuration", "sales", "accounts", "newTaxRates", "k"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(anything, anything)
def test_no_json_breaks_it(one: Any, other: Any) -> None:
    found = compare({"configuration": one}, {"configuration": other, "accountingSoftwareCompanyName": one})
    assert isinstance(found, Comparison)
    assert found.lost <= found.selected
