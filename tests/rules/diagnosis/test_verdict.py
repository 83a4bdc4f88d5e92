"""What the engineer reads first: each state in its exact words, and that missing facts are named, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration, Connection, SyncStatus
from codat_tui.rules.codes import Who
from codat_tui.rules.diagnosis.verdict import CompanyFacts, Verdict, VerdictState, verdict
from tests.rules.worlds import NOW, RETURNS, changed, linked, nightly, sync, without

MESSAGE = f"Account {RETURNS} is not in an Active state."
LAST_NIGHT = NOW - timedelta(hours=11)
BROKEN = without(changed(), RETURNS)
OFF = (("enable",), False)


def facts(
    *codes: int,
    message: str = "",
    configuration: Configuration | None = None,
    connections: tuple[Connection, ...] | None = linked(),
    pushed: bool = False,
) -> CompanyFacts:
    """A company with these nightly syncs and everything known."""
    syncs = nightly(list(codes), message=message)
    latest = syncs[-1].model_copy(update={"data_pushed": pushed}) if pushed else syncs[-1]
    successes = [row for row in syncs if row.code in (2000, 2040)]
    return CompanyFacts(
        connections=connections,
        latest=latest,
        last_successful=successes[-1] if successes else None,
        syncs=(*syncs[:-1], latest),
        configuration=configuration or changed(),
    )


def said(found: Verdict) -> tuple[VerdictState, str, str, Who, str]:
    return found.state, found.headline, found.cause, found.who, found.remedy


def test_the_example_of_an_archived_account() -> None:
    found = verdict(facts(2000, *[4000] * 24, message=MESSAGE, configuration=BROKEN), NOW)
    assert said(found) == (
        VerdictState.FAILING,
        "Failing since 31 Oct 2026 (24 of 31 days until Codat switches the sync off)",
        "The account chosen for Refunds is no longer in Xero.",
        Who.US,
        "Choose another account for Refunds in Mapping.",
    )
    assert (found.failing_days, found.days_left, found.at_least) == (24, 7, False)
    assert found.since == LAST_NIGHT - timedelta(days=23)
    assert found.field == "configuration.sales.accounts.refund.selectedAccountId"
    assert len(found.findings) == 1


FAILURES: list[tuple[CompanyFacts, str, Who, str]] = [
    (
        facts(2000, 4040),
        "A link was down when the sync ran; both are linked now.",
        Who.US,
        "Sync now.",
    ),
    (
        facts(2000, 4000, message="Company needs to have two valid data connections"),
        "A link was down when the sync ran; both are linked now.",
        Who.US,
        "Sync now.",
    ),
    (
        facts(2000, 4220, connections=None),
        "The company's link was deleted or de-authorised.",
        Who.MERCHANT,
        "Send the merchant the link to connect again.",
    ),
    (
        facts(2000, 4000, message="Something new", configuration=BROKEN),
        "The account chosen for Refunds is no longer in Xero.",
        Who.US,
        "Choose another account for Refunds in Mapping.",
    ),
    (
        facts(2000, 4000, message="Something\n new"),
        'Codat refused the company\'s mapping. Codat says: "Something new"',
        Who.US,
        "Mend the mapping, then sync.",
    ),
    (
        facts(2000, 4260, configuration=BROKEN),
        "The merchant's subscription to Xero has expired.",
        Who.MERCHANT,
        "Ask the merchant to renew the subscription, then sync.",
    ),
    (
        facts(2000, 5000, configuration=BROKEN),
        "Codat's server failed.",
        Who.CODAT,
        "Sync again later; if it persists, ask Codat.",
    ),
    (
        facts(2000, 5080, message="Date overlaps with a previous sync date range"),
        "The dates overlap those of an earlier sync.",
        Who.CODAT,
        "Do not retry. Look for a manual or daily sync of the same days; if it persists, ask Codat.",
    ),
    (
        facts(2000, 5130, message="Journal 7 refused", pushed=True),
        "Xero refused a record; one refused record fails the whole sync. "
        'Codat says: "Journal 7 refused" Some of the data was written.',
        Who.US,
        "Mend what the message names, then sync.",
    ),
]


@pytest.mark.parametrize(("known", "cause", "who", "remedy"), FAILURES)
def test_the_cause_of_a_failure(known: CompanyFacts, cause: str, who: Who, remedy: str) -> None:
    found = verdict(known, NOW)
    assert (found.state, found.cause, found.who, found.remedy) == (VerdictState.FAILING, cause, who, remedy)
    assert found.headline == "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)"


def test_a_severed_link_comes_before_the_mapping_and_stops_the_count() -> None:
    severed = linked("Deauthorized")
    found = verdict(facts(2000, 4040, message=MESSAGE, configuration=BROKEN, connections=severed), NOW)
    assert said(found) == (
        VerdictState.FAILING,
        "Failing since 23 Nov 2026; no sync is tried until the merchant links again",
        "Xero no longer accepts Codat: the link was deauthorized.",
        Who.MERCHANT,
        "Send the merchant the link to connect Xero again.",
    )
    assert (found.failing_days, found.days_left, found.field) == (None, None, "connections.accounting")
    assert len(found.findings) == 2


def test_a_mapping_that_could_not_be_read_is_said() -> None:
    known = CompanyFacts(connections=linked(), latest=sync(4000, LAST_NIGHT))
    found = verdict(known, NOW)
    assert (
        found.cause
        == "Codat refused the company's mapping. Which field is not known: the mapping could not be read."
    )
    assert found.headline == (
        "Failing since 23 Nov 2026 or earlier (at least 1 of 31 days until Codat switches the sync off)"
    )
    assert (found.failing_days, found.days_left, found.at_least) == (1, None, True)


def test_after_31_days_codat_has_switched_the_sync_off() -> None:
    codes = [2000, *[4000] * 33]
    on = verdict(facts(*codes, message=MESSAGE, configuration=BROKEN), NOW)
    assert on.headline == "Failing since 22 Oct 2026 (33 days; Codat switches the sync off after 31)"
    assert (on.failing_days, on.days_left) == (33, 0)
    off = verdict(facts(*codes, message=MESSAGE, configuration=without(changed(OFF), RETURNS)), NOW)
    assert said(off) == (
        VerdictState.ACTION_NEEDED,
        "Switched off after 31 days of errors",
        "The account chosen for Refunds is no longer in Xero.",
        Who.US,
        "Choose another account for Refunds in Mapping. Then have the merchant switch the sync on again.",
    )


SUCCESSES: list[tuple[CompanyFacts, VerdictState, str, str, Who]] = [
    (facts(4000, 2000), VerdictState.FINE, "Written 23 Nov 2026", "", Who.NOBODY),
    (facts(2040), VerdictState.NOTHING_WRITTEN, "Nothing to write 23 Nov 2026", "", Who.NOBODY),
    (
        facts(2000, configuration=changed((("schedule", "startDate"), "soon"))),
        VerdictState.FINE,
        "Written 23 Nov 2026",
        "",
        Who.NOBODY,
    ),
    (
        facts(2000, configuration=BROKEN),
        VerdictState.FINE,
        "Written 23 Nov 2026; the next sync will fail",
        "The account chosen for Refunds is no longer in Xero.",
        Who.US,
    ),
    (
        facts(2000, connections=linked("Unlinked")),
        VerdictState.ACTION_NEEDED,
        "Written 23 Nov 2026; action needed before the next sync",
        "Xero is unlinked.",
        Who.MERCHANT,
    ),
    (
        facts(2000, configuration=changed(OFF)),
        VerdictState.ACTION_NEEDED,
        "Written 23 Nov 2026; action needed before the next sync",
        "The sync is switched off.",
        Who.MERCHANT,
    ),
    (
        CompanyFacts(latest=sync(2000, LAST_NIGHT)),
        VerdictState.FINE,
        "Written 23 Nov 2026",
        "Not known: the links, the mapping.",
        Who.NOBODY,
    ),
    (
        CompanyFacts(
            connections=linked(), configuration=changed(), latest=sync(2000, NOW - timedelta(days=9))
        ),
        VerdictState.ACTION_NEEDED,
        "No sync since 14 Nov 2026",
        "A sync is due every day; why none has run is not known.",
        Who.US,
    ),
    (
        CompanyFacts(latest=sync(2000, "?"), configuration=changed(), connections=linked()),
        VerdictState.FINE,
        "Written (date not known)",
        "",
        Who.NOBODY,
    ),
]


@pytest.mark.parametrize(("known", "state", "headline", "cause", "who"), SUCCESSES)
def test_a_success(known: CompanyFacts, state: VerdictState, headline: str, cause: str, who: Who) -> None:
    assert said(verdict(known, NOW))[:4] == (state, headline, cause, who)


def test_a_running_sync_is_said_to_run() -> None:
    found = verdict(facts(2000, 1000), NOW)
    assert said(found) == (VerdictState.RUNNING, "A sync is running", "", Who.NOBODY, "Wait until it ends.")
    assert found.since == LAST_NIGHT
    slow = verdict(facts(2000, 4000, 1010, message=MESSAGE, configuration=BROKEN), NOW)
    assert slow.state is VerdictState.RUNNING
    assert slow.cause == (
        "The sync has been running for more than ten minutes. The syncs before it failed since 22 Nov 2026. "
        "It is likely to fail: The account chosen for Refunds is no longer in Xero."
    )
    assert slow.failing_days == 1


WITHOUT: list[tuple[CompanyFacts, VerdictState, str, str]] = [
    (CompanyFacts(), VerdictState.UNKNOWN, "The latest sync is not known", ""),
    (
        CompanyFacts(last_successful=sync(2000, "2026-10-29"), connections=linked()),
        VerdictState.UNKNOWN,
        "The latest sync is not known",
        "The last success was on 29 Oct 2026.",
    ),
    (
        CompanyFacts(connections=linked("Unlinked")),
        VerdictState.ACTION_NEEDED,
        "Action needed; the latest sync is not known",
        "Xero is unlinked.",
    ),
    (
        CompanyFacts(syncs=(), connections=linked(commerce="PendingAuth"), configuration=changed()),
        VerdictState.NOT_READY,
        "Never synced: not ready",
        "The merchant has not yet linked Zettle.",
    ),
    (
        CompanyFacts(never_synced=True, connections=linked(), configuration=changed()),
        VerdictState.NEVER_SYNCED,
        "Never synced",
        "The first sync is due 24 Nov 2026.",
    ),
    (CompanyFacts(syncs=()), VerdictState.NEVER_SYNCED, "Never synced", "Not known: the links, the mapping."),
    (
        CompanyFacts(latest=sync(None, LAST_NIGHT, syncStatus="Pondering")),
        VerdictState.UNKNOWN,
        "The latest sync's state is not known",
        'Codat gave no status code. The status reads "Pondering".',
    ),
]


@pytest.mark.parametrize(("known", "state", "headline", "cause"), WITHOUT)
def test_without_a_latest_sync(known: CompanyFacts, state: VerdictState, headline: str, cause: str) -> None:
    assert said(verdict(known, NOW))[:3] == (state, headline, cause)


def test_the_history_stands_in_for_a_latest_sync_that_could_not_be_read() -> None:
    found = verdict(CompanyFacts(syncs=tuple(reversed(nightly([2000, 4000])))), NOW)
    assert (found.state, found.failing_days) == (VerdictState.FAILING, 1)


def test_the_person_may_choose_the_time_zone() -> None:
    late = CompanyFacts(latest=sync(2000, datetime(2026, 11, 22, 23, 30, tzinfo=UTC)))
    assert verdict(late, NOW).headline == "Written 22 Nov 2026"
    assert verdict(late, NOW, ZoneInfo("Asia/Tokyo")).headline == "Written 23 Nov 2026"


codes = st.sampled_from(
    [None, 0, 1000, 1010, 2000, 2040, 3000, 4000, 4040, 4200, 4260, 5000, 5080, 5130, 9999]
)
texts = st.sampled_from(
    [None, "", "?", "2026-11-23T03:02:00Z", "2026-10-01", "2027-01-01T00:00:00", "9998-12-31"]
)
messages = st.sampled_from(["", MESSAGE, "Supplier does not exist", "No Sales Account Present.", "x" * 500])
syncs = st.builds(sync, codes, texts, messages)
connections = st.sampled_from(
    [None, (), linked(), linked("Unlinked"), linked("Odd", "PendingAuth"), linked()[:1]]
)
configurations = st.sampled_from(
    [
        None,
        changed(),
        BROKEN,
        changed(OFF),
        Configuration(),
        changed((("configuration",), None)),
        changed((("schedule",), {"timeZone": "?", "startDate": "9998-12-31", "syncHour": 99})),
    ]
)


@given(
    connections,
    st.none() | syncs,
    st.none() | syncs,
    st.none() | st.lists(syncs, max_size=4).map(tuple),
    configurations,
    st.booleans(),
)
def test_no_combination_of_facts_raises(
    links: tuple[Connection, ...] | None,
    latest: SyncStatus | None,
    last_successful: SyncStatus | None,
    history: tuple[SyncStatus, ...] | None,
    configuration: Configuration | None,
    never: bool,
) -> None:
    known = CompanyFacts(None, links, latest, last_successful, history, configuration, never, never)
    found = verdict(known, NOW)
    assert found.headline
    assert found.days_left is None or found.days_left >= 0
    assert (found.failing_days is None) or found.failing_days >= 1
    if found.state in (VerdictState.FAILING, VerdictState.NOT_READY):
        assert found.cause
        assert found.remedy
        assert found.who is not Who.NOBODY
