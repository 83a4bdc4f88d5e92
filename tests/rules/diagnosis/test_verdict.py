"""What the engineer reads first, in its exact words; and what no verdict may say, whatever the facts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration, Connection, SyncStatus
from codat_tui.models.diagnosis import CauseKind, Certainty, Evidence, Remedy, State
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.verdict import Verdict, verdict
from codat_tui.words import day_text
from tests.rules.diagnosis.worlds import (
    ARCHIVED,
    BROKEN,
    DAY,
    DELETED,
    LAST_NIGHT,
    LOCKED,
    MESSAGES,
    OFF,
    OVERLAP,
    WORLDS,
    World,
    facts,
    never,
    with_error,
)
from tests.rules.worlds import NOW, RETURNS, changed, linked, sync, without

WORDS: list[tuple[CompanyFacts, str, str, str]] = [
    (
        facts(2000, *[4000] * 24, message=ARCHIVED, configuration=BROKEN),
        "Failing since 31 Oct 2026 (24 of 31 days until Codat switches the sync off)",
        "The account chosen for Refunds is no longer in Xero.",
        "Choose another account for Refunds in Mapping.",
    ),
    (
        facts(2000, 4000, message=ARCHIVED),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync said on 23 Nov, 03:02: The account chosen for Refunds (4010 Sales returns) is not active in Xero.",
        "Choose another account for Refunds in Mapping.",
    ),
    (
        facts(2000, 4040),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync said on 23 Nov, 03:02 that a link was down; both are linked now. The next sync will show.",
        "Sync now.",
    ),
    (
        facts(2000, *[4220] * 30, connections=linked("Deauthorized")),
        "Xero is not linked; failing since 25 Oct 2026 (30 of 31 days until Codat switches the sync off)",
        "Xero no longer accepts Codat: the link was deauthorized.",
        "Send the merchant the link to connect Xero again.",
    ),
    (
        facts(2000, 4000, message="No sales customer has been configured."),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync said on 23 Nov, 03:02: No sales customer is chosen. That is no longer so. The next sync will show.",
        "Sync now.",
    ),
    (
        facts(2000, 4040, message=DELETED),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync said on 23 Nov, 03:02: Codat does not find the company.",
        "Ask Codat. It is theirs to resolve, whatever the links look like.",
    ),
    (
        facts(2000, 4000, message="Something\n new"),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync ended on 23 Nov, 03:02 with 4000: Codat refused the company's mapping. "
        'It said: "Something new"',
        "Correct the mapping, then sync.",
    ),
    (
        facts(2000, *[5000] * 10),
        "Failing since 14 Nov 2026 (10 of 31 days until Codat switches the sync off)",
        "The sync ended on 23 Nov, 03:02 with 5000: Codat's server failed.",
        "Ask Codat: 10 syncs in a row have failed so.",
    ),
    (
        facts(2000, 5000, connections=with_error("Organisation subscription expired")),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        'Xero reports an active error: "Organisation subscription expired"',
        "Ask the merchant to renew the subscription to Xero, then sync.",
    ),
    (
        facts(2000, 5130, message=LOCKED, pushed=True),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync said on 23 Nov, 03:02: The sales belong to a period that is locked in Xero. "
        "Some of the data was written.",
        "Ask the merchant to open the period in Xero, then sync.",
    ),
    (
        facts(2000, 5130, message="Journal 7 refused", pushed=True),
        "Failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off)",
        "The sync ended on 23 Nov, 03:02 with 5130: Xero refused a record; one refused record fails the whole sync. "
        'It said: "Journal 7 refused" Some of the data was written.',
        "Correct what the message names, then sync. Refused items are retried in Codat's Portal: Sync Health, Push "
        "items, Retry failed items.",
    ),
    (
        facts(2000, 5080, message=OVERLAP),
        "Written 22 Nov 2026; Codat stopped a second sync of the same dates",
        "The sync said on 23 Nov, 03:02 that its dates were synced before. Probably nothing is missing, because the "
        "sync of 22 Nov, 03:02 has written them.",
        "",
    ),
    (
        facts(2000, 2000, configuration=changed(OFF), last=NOW - 13 * DAY),
        "Switched off",
        "The sync is switched off. No sync has run for 13 days.",
        "Ask the merchant whether it is off on purpose, and which sales were entered by hand; then the merchant "
        "switches it on in the Sync Flow.",
    ),
    (
        facts(2000, *[4000] * 33, message=ARCHIVED, configuration=without(changed(OFF), RETURNS)),
        "Switched off, probably after 31 days of errors; 2 causes",
        "The sync is switched off. Probably Codat did that, because 33 days ended in error since 22 Oct 2026: so that "
        "sales entered by hand meanwhile are not written twice.",
        "Ask the merchant which sales were entered by hand. Then the merchant switches the sync on in the Sync Flow, "
        "and may move the start date.",
    ),
    (
        facts(2000, 2000, configuration=BROKEN),
        "Written 23 Nov 2026; the next sync will probably fail",
        "The account chosen for Refunds is no longer in Xero.",
        "Choose another account for Refunds in Mapping.",
    ),
    (
        facts(*[2000] * 30, configuration=BROKEN, unchanged_since=NOW - 20 * DAY),
        "Written 23 Nov 2026",
        "The account chosen for Refunds is no longer in Xero. Probably it does no harm, because 20 syncs have passed "
        "with this mapping since 3 Nov 2026.",
        "Choose another account for Refunds in Mapping.",
    ),
    (
        facts(2000, last=NOW - 9 * DAY),
        "No sync since 14 Nov 2026, although 9 were due",
        "Probably no scheduled sync runs, because none has since 14 Nov, 14:02, although 9 were due.",
        "Sync now and watch it; if scheduled syncs still do not run, ask Codat.",
    ),
    (
        never(60),
        "Never synced, although 60 were due",
        "Probably no scheduled sync runs, because none ever has, although 60 were due since 25 Sep 2026.",
        "Sync now and watch it; if scheduled syncs still do not run, ask Codat.",
    ),
    (
        facts(2000, *[2040] * 20),
        "Nothing written for 20 days",
        "Probably there were no sales, or they do not reach Codat, because nothing has been written for 20 days, "
        "longer than usual here.",
        "Ask the merchant whether there were sales; if there were, look whether Zettle sends them.",
    ),
    (
        facts(2000, 1010, last=NOW - timedelta(minutes=200), usual_seconds=70.0),
        "A sync has been running for 3 h 20 min, usually 1 min",
        "Probably the sync is stuck, because it has been running for 3 h 20 min; usually it takes 1 min.",
        "Do not start another. Ask Codat.",
    ),
    (
        never(10, linked(commerce="PendingAuth")),
        "Not finished by the merchant for 10 days",
        "The merchant has not yet linked Zettle.",
        "Send the merchant the link and wait until Zettle is linked.",
    ),
]


@pytest.mark.parametrize(("known", "headline", "cause", "remedy"), WORDS)
def test_the_words_of_a_verdict(known: CompanyFacts, headline: str, cause: str, remedy: str) -> None:
    found = verdict(known, NOW)
    assert found.first is not None
    assert (found.headline, found.first.text, found.remedy) == (headline, cause, remedy)


HEADLINES: list[tuple[CompanyFacts, str]] = [
    (facts(4000, 2000), "Written 23 Nov 2026"),
    (facts(2040), "Nothing to write 23 Nov 2026"),
    (facts(2000, pushed=False), "Success 23 Nov 2026, but nothing pushed"),
    (CompanyFacts(latest=sync(2000, "?")), "Written (date not known)"),
    (facts(2000, 1000, last=NOW), "A sync is running"),
    (
        facts(2000, 4000, 1000, message=ARCHIVED, last=NOW),
        "A sync is running; the syncs before it failed since 22 Nov 2026",
    ),
    (CompanyFacts(), "The latest sync is not known"),
    (
        CompanyFacts(last_successful=sync(2000, "2026-10-29"), connections=linked()),
        "The latest sync is not known; the last success was on 29 Oct 2026",
    ),
    (
        CompanyFacts(latest=sync(None, LAST_NIGHT, syncStatus="Pondering")),
        'The latest sync\'s state is not known; its status reads "Pondering"',
    ),
    (CompanyFacts(missing=True), "Codat knows no such company: deleted or made anew"),
    (never(1, linked(commerce="PendingAuth")), "Waiting for the merchant since 22 Nov 2026"),
    (never(0.04), "Never synced; the first sync is due 24 Nov 2026"),
    (CompanyFacts(syncs=()), "Never synced"),
    (
        facts(2000, 4000, message=ARCHIVED, configuration=BROKEN, last=NOW - 10 * DAY),
        "Failed on 13 Nov 2026, and no sync has run since; 2 causes",
    ),
    (
        CompanyFacts(connections=linked(), latest=sync(4000, LAST_NIGHT)),
        "Failing since 23 Nov 2026 or earlier (at least 1 of 31 days until Codat switches the sync off)",
    ),
    (
        facts(2000, *[4000] * 33, message=ARCHIVED, configuration=BROKEN),
        "Failing since 22 Oct 2026 (33 days; Codat switches the sync off after 31)",
    ),
    (
        facts(2000, 4040, connections=linked("Unlinked", "Unlinked")),
        "Zettle and Xero are not linked; failing since 23 Nov 2026 (1 of 31 days until Codat switches the sync off); "
        "2 causes",
    ),
]


@pytest.mark.parametrize(("known", "headline"), HEADLINES)
def test_the_headline(known: CompanyFacts, headline: str) -> None:
    assert verdict(known, NOW).headline == headline


def test_no_days_run_out_while_no_sync_is_tried() -> None:
    known = facts(2000, 4040, connections=linked(accounting="Unlinked"), last=NOW - 3 * DAY)
    found = verdict(known, NOW)
    assert found.headline == "Xero is not linked; a sync failed on 20 Nov 2026, and none was tried since"
    assert (found.failing_days, found.days_left) == (1, None)


def test_the_next_due_time_is_the_one_whose_sync_is_still_to_come() -> None:
    at = NOW.replace(hour=0, minute=30)
    known = facts(2000, 2000, last=at - timedelta(hours=23))
    assert verdict(known, at).next_due == at.replace(minute=0)
    assert verdict(known, at + timedelta(hours=14)).next_due == at.replace(minute=0) + DAY


def test_days_and_what_is_left_of_them() -> None:
    found = verdict(facts(2000, *[4000] * 24, message=ARCHIVED, configuration=BROKEN), NOW)
    assert (found.failing_days, found.days_left, found.at_least) == (24, 7, False)
    assert found.since == LAST_NIGHT - 23 * DAY
    assert found.field == "configuration.sales.accounts.refund.selectedAccountId"
    row = found.judgement
    assert (row.state, row.failing_days, row.days_left, row.more_causes) == (State.FAILING, 24, 7, 0)
    assert row.cause is not None
    assert row.cause.short == "Refunds account gone"


def test_a_person_may_choose_the_time_zone() -> None:
    late = CompanyFacts(latest=sync(2000, "2026-11-22T23:30:00Z"))
    assert verdict(late, NOW).headline == "Written 22 Nov 2026"
    assert verdict(late, NOW, ZoneInfo("Asia/Tokyo")).headline == "Written 23 Nov 2026"


def test_what_a_verdict_rests_on_is_told_with_its_call_and_time() -> None:
    read = dict.fromkeys(("connections", "configuration", "syncs", "latest"), NOW)
    found = verdict(facts(2000, 4000, message=ARCHIVED, configuration=BROKEN, read_at=read), NOW)
    told = {each.text: each for each in found.evidence}
    assert told["Xero is Linked."] == Evidence("Xero is Linked.", Certainty.NOW, "list-connections", NOW)
    assert told[f'It said: "{ARCHIVED}"'].certainty is Certainty.THEN
    assert told[f'It said: "{ARCHIVED}"'].at == LAST_NIGHT
    assert told["The account chosen for Refunds is no longer in Xero."].operation == "get-configuration"
    assert told["Syncs failed on 1 day, the first on 23 Nov, 03:02."].operation == "list-syncs"
    assert any(
        each.certainty is Certainty.INFERRED and "31 consecutive days" in each.text for each in found.evidence
    )


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_each_sentence_is_as_certain_as_its_facts(world: World) -> None:
    found = verdict(world.facts, NOW)
    for cause in found.causes:
        if cause.certainty is Certainty.THEN:
            assert re.search(r"\b(said|ended) on ", cause.text), cause
        if cause.certainty is Certainty.INFERRED:
            assert re.search(r"[Pp]robably.*because", cause.text), cause
        if cause.certainty is Certainty.NOW:
            assert not re.search(r"\bsaid\b|robably", cause.text), cause
        assert "{" not in cause.text + cause.advice + cause.short
    contradicted(world.facts, found)


def contradicted(known: CompanyFacts, found: Verdict) -> None:
    """Hold the headline against the list of syncs that stands under it."""
    listed = [*(known.syncs or ()), *([known.latest] if known.latest else ())]
    dated = sorted((at, row.code) for row in listed if (at := read_instant(row.sync_utc)))
    good = [
        at for at, code in dated if describe(code).state in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN)
    ]
    bad = [at for at, code in dated if describe(code).state is SyncState.FAILED]
    if since := re.search(r"[Ff]ailing since (\d+ \w+ \d+)", found.headline):
        later = [at for at in bad if not good or at > good[-1]]
        assert since[1] == day_text(later[0])
        assert found.failing_days == len({at.date() for at in later})
    if "no sync has run since" in found.headline or found.headline.startswith("No sync since"):
        assert day_text(dated[-1][0]) in found.headline
    if found.headline.startswith("Never synced"):
        assert not listed
    if found.headline.startswith("Nothing written"):
        assert not bad or bad[-1] < good[-1]
    if found.state in (State.OFF, State.UNLINKED, State.WAITING, State.STALLED) and found.next_due:
        assert found.headline.startswith("Never synced")


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_less_known_is_never_said_with_more_certainty(world: World) -> None:
    known = world.facts
    without_mapping = CompanyFacts(
        known.company,
        known.connections,
        known.latest,
        known.last_successful,
        known.syncs,
        None,
        known.never_synced,
        known.never_successful,
        known.missing,
    )
    for cause in verdict(without_mapping, NOW).causes:
        assert not (cause.field.startswith(("configuration", "enable")) and cause.certainty is Certainty.NOW)


@pytest.mark.parametrize("message", [row[0] for row in MESSAGES])
def test_a_mend_leaves_the_verdict_no_more_certain_than_its_facts(message: str) -> None:
    """After a correction nothing has run: whether it helped is not known until the next sync."""
    found = verdict(facts(2000, 4000, message=message), NOW)
    assert found.state is State.FAILING
    assert [cause.certainty for cause in found.causes] == [Certainty.THEN]
    assert found.causes[0].remedy in (Remedy.SYNC, Remedy.FIX_MAPPING)


codes = st.sampled_from(
    [None, 0, 1000, 1010, 2000, 2040, 3000, 4000, 4040, 4200, 4260, 5000, 5080, 5130, 9999]
)
texts = st.sampled_from(
    [None, "", "?", "2026-11-23T03:02:00Z", "2026-10-01", "2027-01-01T00:00:00", "9998-12-31"]
)
messages = st.sampled_from(
    [
        "",
        ARCHIVED,
        "Supplier does not exist",
        "No Sales Account Present.",
        "x" * 500,
        OVERLAP,
        DELETED,
        LOCKED,
    ]
)
syncs = st.builds(sync, codes, texts, messages)
connections = st.sampled_from(
    [None, (), linked(), linked("Unlinked"), linked("Odd", "PendingAuth"), linked()[:1], with_error("x")]
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
    st.none() | st.just(NOW - 3 * DAY),
)
def test_no_combination_of_facts_raises(
    links: tuple[Connection, ...] | None,
    latest: SyncStatus | None,
    last_successful: SyncStatus | None,
    history: tuple[SyncStatus, ...] | None,
    configuration: Configuration | None,
    never_yet: bool,
    unchanged: datetime | None,
) -> None:
    known = CompanyFacts(
        None,
        links,
        latest,
        last_successful,
        history,
        configuration,
        never_yet,
        never_yet,
        unchanged_since=unchanged,
    )
    found = verdict(known, NOW)
    assert found.headline
    assert found.evidence or known == CompanyFacts()
    assert found.days_left is None or found.days_left >= 0
    assert (found.failing_days is None) or found.failing_days >= 1
    if found.state in (State.FAILING, State.UNLINKED, State.OFF, State.STUCK, State.OVERDUE, State.STALLED):
        assert found.causes
        assert found.remedy
        assert found.who is not None
    if found.next_due is not None:
        assert configuration is not None
        assert configuration.enable
        assert configuration.configured
        assert not any(
            cause.kind in (CauseKind.LINK_UNLINKED, CauseKind.LINK_WAITING) for cause in found.causes
        )
