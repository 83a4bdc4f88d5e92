"""The present configuration against the one seen with the last good sync: names of what is gone, and honest dates."""

from __future__ import annotations

from datetime import timedelta

from codat_tui.models.codat import Configuration, to_wire
from codat_tui.models.diagnosis import Certainty
from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.rules.diagnosis.earlier_configuration import change_sentences, earlier_of
from codat_tui.rules.diagnosis.verdict import verdict
from tests.rules.diagnosis.worlds import ARCHIVED, BROKEN, DAY, MOVED, SALES, facts
from tests.rules.worlds import NOW, changed

REFUND = (*SALES, "accounts", "refund", "selectedAccountId")


def seen(configuration: Configuration, first: float, last: float) -> ConfigurationSnapshot:
    """A configuration seen from so many days ago to so many days ago."""
    wire = to_wire(configuration)
    return ConfigurationSnapshot("c-1", str(hash(str(wire))), NOW - first * DAY, NOW - last * DAY, wire)


def test_nothing_seen_says_nothing() -> None:
    assert earlier_of((), NOW) == (None, None)
    earlier, since = earlier_of((seen(changed(), 1, 0),), NOW - 5 * DAY)
    assert (earlier, since) == (None, NOW - DAY)
    assert earlier_of((seen(changed(), 1, 0),), None)[0] is None


def test_an_unchanged_configuration_is_called_so() -> None:
    earlier, since = earlier_of((seen(changed(), 20, 0),), NOW - DAY)
    assert earlier is not None
    assert earlier.comparison.nothing
    assert since == NOW - 20 * DAY


def test_one_that_came_back_counts_from_its_return() -> None:
    snapshots = (seen(changed(), 20, 0), seen(BROKEN, 9, 8))
    assert earlier_of(snapshots, NOW - 15 * DAY)[1] == NOW - 8 * DAY


def test_what_is_gone_has_the_name_it_had_and_the_time_it_was_seen() -> None:
    snapshots = (seen(BROKEN, 3, 0), seen(changed(), 40, 25))
    earlier, since = earlier_of(snapshots, NOW - 24 * DAY)
    assert earlier is not None
    assert list(change_sentences(earlier.comparison)) == [
        'Sales: Refunds: "4010 Sales returns" is no option any more.'
    ]
    known = facts(
        2000, *[4000] * 24, message=ARCHIVED, configuration=BROKEN, earlier=earlier, unchanged_since=since
    )
    found = verdict(known, NOW)
    assert found.first is not None
    assert found.first.text == (
        "The account chosen for Refunds is no longer in Xero. "
        'It was "4010 Sales returns", seen among the options on 29 Oct, 14:02.'
    )
    told = [each.text for each in found.evidence if not each.operation]
    assert (
        'Sales: Refunds: "4010 Sales returns" was among the options on 29 Oct, 14:02, and is not now.' in told
    )


def test_another_organisation_is_one_cause_with_both_names() -> None:
    name = (("accountingSoftwareCompanyName",), "Harbour Lane Ltd")
    moved = MOVED.model_copy(update={"accounting_software_company_name": "Harbour Lane Trading BV"})
    earlier, since = earlier_of((seen(moved, 3, 0), seen(changed(name), 40, 25)), NOW - 24 * DAY)
    known = facts(2000, 4000, message=ARCHIVED, configuration=moved, earlier=earlier, unchanged_since=since)
    found = verdict(known, NOW)
    assert found.first is not None
    assert (found.first.kind.value, found.first.certainty) == ("other_organisation", Certainty.NOW)
    assert found.first.text.startswith(
        'Xero is linked to another organisation: "Harbour Lane Trading BV", before "Harbour Lane Ltd". '
    )
    assert len([cause for cause in found.causes if cause.kind.value.endswith("_lost")]) == 0


def test_a_change_since_the_failure_is_dated_in_the_stale_message() -> None:
    mended = changed((REFUND, "a-sales"))
    earlier, since = earlier_of((seen(mended, 0.1, 0), seen(changed(), 40, 2)), NOW - 1.4 * DAY)
    known = facts(2000, 4000, message=ARCHIVED, configuration=mended, earlier=earlier, unchanged_since=since)
    found = verdict(known, NOW + timedelta(0))
    assert found.first is not None
    assert found.first.certainty is Certainty.THEN
    assert "The next sync will show." in found.first.text
