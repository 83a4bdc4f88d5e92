"""Every remedy has a key; what it opens and what it is called."""

from __future__ import annotations

import pytest

from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Remedy, Who
from codat_tui.present.remedies import REMEDY_KEYS, Place, RemedyKey, remedy_key, with_remedies
from codat_tui.rules.diagnosis.cause_table import KINDS


def cause(kind: CauseKind, field: str = "", remedy: Remedy | None = None) -> Cause:
    row = KINDS[kind]
    return Cause(kind, "", Certainty.NOW, row.who, remedy or row.remedy, "", row.short, field)


def test_every_remedy_has_a_key_and_only_nothing_leads_nowhere() -> None:
    assert set(REMEDY_KEYS) == set(Remedy)
    assert {each for each, key in REMEDY_KEYS.items() if key.place is Place.NOWHERE} == {Remedy.NONE}
    assert all(bool(key.word) is (key.place is not Place.NOWHERE) for key in REMEDY_KEYS.values())


def test_a_word_fits_beside_the_other_keys_of_a_footer() -> None:
    assert max(len(key.word) for key in REMEDY_KEYS.values()) <= 26


@pytest.mark.parametrize(
    ("kind", "field", "expected"),
    [
        (CauseKind.ACCOUNT_LOST, "configuration.sales", RemedyKey(Place.MAPPING, "mend the mapping")),
        (CauseKind.LINK_UNLINKED, "connections.accounting", (Place.CONNECTION, "link for the merchant")),
        (CauseKind.LINK_MISSING, "connections.commerce", (Place.NEW_CONNECTION, "connect")),
        (CauseKind.LINK_ERROR, "connections.commerce", (Place.CONNECTION, "the connection")),
        (CauseKind.NOT_KNOWN, "", (Place.WHY, "why")),
        (CauseKind.NOT_SET_UP, "", (Place.FLOW_LINK, "flow link for the merchant")),
        (CauseKind.SWITCHED_OFF_AFTER_ERRORS, "enable", (Place.MESSAGE, "message for the merchant")),
        (CauseKind.NO_SYNC_RUNS, "", (Place.SYNC, "sync now")),
        (CauseKind.RECORD_REFUSED, "", (Place.SYNCS, "the refused sync")),
        (CauseKind.STUCK, "", (Place.EVIDENCE, "evidence for Codat")),
        (CauseKind.PERIOD_LOCKED, "", (Place.MESSAGE, "message for the merchant")),
    ],
)
def test_where_the_key_of_a_cause_leads(kind: CauseKind, field: str, expected: RemedyKey) -> None:
    assert remedy_key(cause(kind, field)) == expected


def test_without_a_cause_there_is_no_key() -> None:
    assert remedy_key(None) == RemedyKey(Place.NOWHERE, "")


def test_the_remedies_keep_the_order_in_which_the_causes_block() -> None:
    link = cause(CauseKind.LINK_UNLINKED)
    nothing = cause(CauseKind.DUPLICATE_DATES, remedy=Remedy.NONE)
    account = cause(CauseKind.ACCOUNT_LOST)
    assert with_remedies((link, nothing, account)) == (link, account)
    assert account.who is Who.US
