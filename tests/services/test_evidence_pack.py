"""The evidence for Codat: what is in it, what is not, and how it is written."""

from __future__ import annotations

import asyncio
import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codat_tui.models.changes import Sending
from codat_tui.models.codat import SyncStatus
from codat_tui.models.errors import CodatError
from codat_tui.models.evidence_pack import EvidencePack, PackFacts, PackStep
from codat_tui.models.local import Loaded, known
from codat_tui.present.evidence_pack import LARGEST, evidence_pack
from codat_tui.secret import Secret
from codat_tui.services.evidence_pack import folder_name, write_pack
from tests.services.acts import outcome, prepared
from tests.services.stage import Stage

HARBOUR_LANE, NORDIC_BIKES = "Harbour Lane Coffee", "Nordic Bikes AB"


async def collected(stage: Stage, name: str = HARBOUR_LANE) -> PackFacts:
    steps: list[PackStep] = []
    company_id = next(merchant.id for merchant in stage.world.merchants() if merchant.name == name)
    facts = await stage.wait_for(stage.services.evidence.collect(company_id, name, steps.append))
    assert steps == [PackStep.COMPANY, PackStep.WRITTEN, PackStep.RECORDS]
    return facts


def with_syncs(facts: PackFacts, syncs: tuple[SyncStatus, ...]) -> PackFacts:
    assert facts.overview is not None
    return replace(facts, overview=replace(facts.overview, syncs=Loaded(syncs, facts.at)))


async def test_it_has_the_whole_failing_run_with_ids_requests_and_versions(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        facts = await collected(stage)
        pack = evidence_pack(facts)
    told = pack.markdown
    assert told.startswith(f"# Sync for Commerce: {HARBOUR_LANE}\n")
    assert f"- Company id: {facts.company_id}\n" in told
    assert f"- Profile: {facts.profile.name}, environment: {facts.profile.environment}\n" in told
    assert "Python" in told
    assert "codat-tui 0.1.0" in told
    assert "- The account chosen for Refunds is no longer in Xero. (read now)" in told
    assert "25 syncs failed since the last success, newest first:" in told
    assert told.count("is not in an Active state") >= 25
    assert (
        "Not covered since: 2026-10-29 00:00:00 (the due time that the last successful sync reached)." in told
    )
    assert "| GET /companies/" in told
    assert "## Push operations" in told
    assert pack.cut == ()
    assert next(iter(pack.files)) == "evidence.md"
    syncs = json.loads(pack.files["syncs.json"])
    assert facts.overview is not None
    assert len(syncs) == len(known(facts.overview.syncs) or ())
    assert {"syncId", "syncStatusCode", "errorMessage"} <= set(syncs[0])
    requests = pack.files["requests.csv"].splitlines()
    assert requests[0].startswith('"time","method","path","status"')
    ids = {each.correlation_id for each in facts.requests if each.correlation_id}
    assert len(requests) - 1 == len(facts.requests) > 5
    assert all(any(each in line for line in requests) for each in ids)


async def test_links_and_what_a_platform_keeps_of_a_connection_are_left_out(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        pack = evidence_pack(await collected(stage, "Oak & Ember Ltd"))
    whole = "".join(pack.files.values())
    assert "link-api.codat.io" not in whole
    assert '"linkUrl": "(left out)"' in pack.files["connections.json"]
    assert "QuickBooks Online, Unlinked, id " in pack.markdown


async def test_our_own_changes_stand_beside_the_configurations_differences(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        company_id = next(
            merchant.id for merchant in stage.world.merchants() if merchant.name == NORDIC_BIKES
        )
        plan = await prepared(stage, company_id)
        intent_id = stage.services.changing.start(plan)
        await stage.until(lambda: not isinstance(outcome(stage, intent_id), Sending))
        pack = evidence_pack(await collected(stage, NORDIC_BIKES))
    (change,) = json.loads(pack.files["changes.json"])
    assert change["operation"] == "request-sync"
    assert "## Changes made from this machine\n\n| time | change |" in pack.markdown
    assert "This machine has seen no other configuration of this company." in pack.markdown


async def test_a_key_without_the_push_product_and_a_part_that_failed_are_named(tmp_path: Path) -> None:
    faults = "*/push*:403, */syncs/list/status:503"
    async with Stage(path=tmp_path / "s.sqlite3", faults=faults) as stage:
        pack = evidence_pack(await collected(stage))
    assert "This key cannot see what was written." in pack.markdown
    assert "push-operations.json" not in pack.files
    assert "## Not in here\n\n- syncs: " in pack.markdown
    assert "| GET /companies/" in pack.markdown


async def test_without_a_journal_the_rest_is_there_and_it_says_why() -> None:
    async with Stage() as stage:
        pack = evidence_pack(await collected(stage))
    assert "## Requests of this machine\n\n" in pack.markdown
    assert "requests.csv" not in pack.files
    assert "changes.json" not in pack.files
    assert "25 syncs failed since the last success" in pack.markdown


async def test_a_company_that_cannot_be_read_still_has_its_requests(tmp_path: Path) -> None:
    faults = "*/connections:503, */sync/commerce*:503"
    async with Stage(path=tmp_path / "s.sqlite3", faults=faults) as stage:
        pack = evidence_pack(await collected(stage))
    assert "## The company could not be read\n\n" in pack.markdown
    assert "- Correlation: " in pack.markdown
    assert ",503," in pack.files["requests.csv"].replace('"', "")


async def test_what_is_too_large_is_cut_and_said(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        facts = await collected(stage)
    assert facts.overview is not None
    (first, *_) = known(facts.overview.syncs) or ()
    long = first.model_copy(update={"error_message": "x" * 9_000})
    many = tuple(long.model_copy(update={"sync_id": f"s-{number}"}) for number in range(200))
    pack = evidence_pack(with_syncs(facts, many))
    assert all(len(text) <= LARGEST for text in pack.files.values())
    kept = json.loads(pack.files["syncs.json"])
    assert 0 < len(kept) < 200
    assert kept[0]["syncId"] == "s-0"
    assert pack.cut == (f"syncs.json has {len(kept)} of 200, the newest.",)
    assert pack.cut[0] in pack.markdown
    assert len(pack.markdown) < 100_000
    assert "more are in syncs.json." in pack.markdown


# Writing


def pack_of(**files: str) -> EvidencePack:
    return EvidencePack({f"{name}.md": text for name, text in files.items()}, ())


async def test_the_folder_is_its_owners_alone_masked_and_never_an_existing_one(tmp_path: Path) -> None:
    Secret("zq7vw4xk9hidden")
    pack = pack_of(evidence="It was zq7vw4xk9hidden and Authorization: Basic enE3dnc0eGs5aGlkZGVu\n")
    first = await write_pack(tmp_path / "evidence", pack)
    again = await write_pack(tmp_path / "evidence", pack)
    assert (first.name, again.name) == ("evidence", "evidence-2")
    assert stat.S_IMODE(first.stat().st_mode) == 0o700
    (file,) = first.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8") == "It was *** and Authorization: Basic ***\n"


@pytest.mark.parametrize(
    "place",
    ["gone/evidence", "a-file/evidence", "x" * 300],
    ids=["no such folder", "a file", "a name too long"],
)
async def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(CodatError) as caught:
        await write_pack(tmp_path / place, pack_of(evidence="text"))
    assert caught.value.title == "The evidence could not be written"
    assert str(tmp_path) in caught.value.next_step


async def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    # A name that no file can have stands for the disk that has no room for the second file.
    pack = EvidencePack({"evidence.md": "text", "x" * 300: "text"}, ())
    with pytest.raises(CodatError):
        await write_pack(tmp_path / "evidence", pack)
    assert not (tmp_path / "evidence").exists()


async def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    pack = pack_of(**{f"file-{number}": "x" * 100_000 for number in range(200)})
    work = asyncio.create_task(write_pack(tmp_path / "evidence", pack))
    while not (tmp_path / "evidence" / "file-0.md").exists():  # noqa: ASYNC110
        await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Oak & Ember Ltd", "codat-evidence-oak-ember-ltd-20261123-140231"),
        ("../../etc/passwd", "codat-evidence-etc-passwd-20261123-140231"),
        ("…", "codat-evidence-company-20261123-140231"),
        ("a" * 90, f"codat-evidence-{'a' * 40}-20261123-140231"),
    ],
)
def test_the_name_of_the_folder_is_safe(name: str, said: str) -> None:
    clock: Any = Stage().clock
    assert folder_name(name, clock.now()) == said
