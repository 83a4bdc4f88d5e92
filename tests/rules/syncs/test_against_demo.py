"""The periods held against the imitation, which chooses records by their date: what is proposed leaves no sale out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.demo import DemoOptions, json_objects
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.sales import sells
from codat_tui.demo.world import World
from codat_tui.models.changes import ToldRange
from codat_tui.models.codat import Configuration, SyncStatus
from codat_tui.rules.syncs.periods import is_good
from codat_tui.rules.syncs.range_choice import Preset, Proposal, RangeContext, proposals
from codat_tui.rules.syncs.spans import Span, joined, missing
from codat_tui.rules.syncs.told_ranges import with_told_ranges
from tests.demo_server import SettableNow

ZONES = {
    "Harbour Lane Coffee": "Europe/London",
    "Union Square Records LLC": "America/New_York",
    "Wattle Street Florist": "Australia/Sydney",
    "Brooklyn Cheese Co.": "America/New_York",
    "Bistro Croix Rousse SARL": "Europe/Paris",
    "Summit Cycles Co.": "America/Denver",
    "Kowhai Surf Shop": "Australia/Sydney",
}
FIRST = timedelta(days=60)
"""The imitation's syncs begin so long before its clock."""


def world_of(companies: int = 60) -> tuple[World, SettableNow]:
    now = SettableNow()
    return World(DemoOptions(companies=companies), now), now


def ground_of(world: World, merchant: Merchant, told: Sequence[ToldRange] = ()) -> RangeContext:
    now = world.now()
    statuses = [json_objects.company_sync_status(sync, now) for sync in world.history(merchant).syncs]
    syncs = with_told_ranges((SyncStatus.model_validate(status) for status in statuses), told)
    last = next((sync for sync in reversed(syncs) if is_good(sync)), None)
    return RangeContext(
        now, syncs, last, Configuration.model_validate(json_objects.configuration(world, merchant))
    )


def received(world: World, merchant: Merchant) -> list[Span]:
    """The time whose records the imitation has received."""
    history = world.history(merchant)
    history.settle(world.now())
    return [Span(*span) for span in history.received]


def proposed(world: World, merchant: Merchant, preset: Preset, told: Sequence[ToldRange] = ()) -> Proposal:
    return next(each for each in proposals(ground_of(world, merchant, told)) if each.preset is preset)


def lost(world: World, merchant: Merchant, more: list[Span], until: datetime) -> list[Span]:
    """The parts before *until* in which something was sold that is in no sync."""
    whole = Span(max(merchant.created, world.start - FIRST), until)
    parts = missing(whole, joined([*received(world, merchant), *more])) if whole.start < until else ()
    return [part for part in parts if sells(merchant, [part])]


@pytest.mark.parametrize("hours", [0, 5, 11, 17, 40])
def test_after_each_proposal_no_sale_is_in_no_sync(hours: int) -> None:
    world, now = world_of(200)
    now.advance(hours * 3600)
    gaps = set()
    for merchant in world.merchants():
        if merchant.deleted:
            continue
        ground = ground_of(world, merchant)
        for proposal in proposals(ground):
            if proposal.start is None or proposal.finish is None or proposal.preset is Preset.UP_TO:
                continue
            range_of = Span(proposal.start, proposal.finish)
            assert not lost(world, merchant, [range_of], range_of.finish), (merchant.name, proposal)
            gaps |= {str(ground.zone)} if proposal.preset is Preset.GAP else set()
    assert len(gaps) >= 6, "merchants of several zones have gaps"


def test_where_nothing_is_missing_no_gap_is_proposed() -> None:
    world, _ = world_of(200)
    for merchant in world.merchants():
        if merchant.deleted:
            continue
        proposal = proposed(world, merchant, Preset.GAP)
        if proposal.start is not None and proposal.finish is not None:
            part = Span(proposal.start, proposal.finish)
            assert missing(part, joined(received(world, merchant))), merchant.name


@pytest.mark.parametrize("name", ["Wattle Street Florist", "Brooklyn Cheese Co."])
def test_a_gap_that_is_synced_is_received_whole(name: str) -> None:
    world, now = world_of()
    merchant = next(each for each in world.merchants() if each.name == name)
    assert str(ground_of(world, merchant).zone) == ZONES[name]
    gap = proposed(world, merchant, Preset.GAP)
    assert gap.start is not None
    assert gap.finish is not None
    assert lost(world, merchant, [], gap.finish), "before it, sales are in no sync"
    asked = world.request_sync(merchant, gap.start, gap.finish)
    answer = json_objects.sync_summary(world, merchant, asked)
    told = ToldRange("", answer["syncUtc"], *answer["syncDateRangeUtc"].values())
    now.advance(3600)
    assert world.history(merchant).syncs[-1].outcome.code == 2000
    assert lost(world, merchant, [], gap.finish) == []
    assert proposed(world, merchant, Preset.GAP, [told]).why_not == "nothing missing"
    rest = proposed(world, merchant, Preset.SINCE_SUCCESS, [told])
    assert rest.start is not None
    assert lost(world, merchant, [Span(rest.start, now())], now()) == []


@pytest.mark.parametrize("name", ZONES)
def test_a_gap_begins_where_the_imitation_would_begin(name: str) -> None:
    world, _ = world_of()
    merchant = next(each for each in world.merchants() if each.name == name)
    ground = ground_of(world, merchant)
    assert str(ground.zone) == ZONES[name]
    reached = received(world, merchant)[-1].finish
    assert ground.covered.reached is not None
    if name == "Kowhai Surf Shop":
        # Its time zone changed: what its last success reached is not certain, so that a day is synced twice.
        assert timedelta(0) < reached - ground.covered.reached <= timedelta(days=1)
    else:
        assert ground.covered.reached == reached
        assert proposed(world, merchant, Preset.GAP).start == reached


def test_the_sales_between_a_due_time_and_its_run_are_not_left_out() -> None:
    """The run of the last success came 166 minutes after its due time; what was sold between is in no sync."""
    world, _ = world_of()
    merchant = next(each for each in world.merchants() if each.name == "Harbour Lane Coffee")
    gap = proposed(world, merchant, Preset.GAP)
    last = next(sync for sync in reversed(world.history(merchant).syncs) if sync.outcome.good)
    assert gap.start == last.finish == datetime(2026, 10, 29, tzinfo=UTC)
    assert sells(merchant, [(last.finish, last.at)])
