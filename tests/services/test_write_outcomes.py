"""What comes of a write: results, journal, undo and ledger; and no secret on this machine's disk."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from codat_tui.clock import moment_of
from codat_tui.models.changes import IntentState, Refused, Started, Unknown
from codat_tui.models.errors import RefusedError, UnprocessableError
from codat_tui.models.local import NoticeKind, known
from codat_tui.models.writes import (
    Differs,
    SaveConfiguration,
    SaveTexts,
    SaveVisibleAccounts,
    StartRangeSync,
    Verified,
)
from codat_tui.rules.syncs.periods import stated_range
from codat_tui.store.errors import StoreError
from tests.services.acts import concluded, store_of
from tests.services.write_kinds import (
    BY_NAME,
    KINDS,
    PASSWORD,
    TEXT_KEY,
    WriteKind,
    WritingStage,
    configuration,
    confirm,
    merchant,
    perform,
    plan_of,
    texts,
    visible_accounts,
    with_customer,
)

OTHER_KEY = "configure-content-sales-description"


async def test_a_created_connection_brings_its_link(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        _, said = await perform(stage, BY_NAME["connection"])
        assert isinstance(said, Verified)
        assert said.result is not None
        assert said.result.connection_id in {link.id for link in stage.world.links(merchant(stage))}
        assert said.result.link_url.startswith("https://")


async def test_a_created_company_is_read_back_by_the_name_that_was_kept(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        _, said = await perform(stage, BY_NAME["company"])
        assert isinstance(said, Verified)
        assert "Caf Nero & Sons" in said.detail
        assert said.result is not None
        assert [said.result.company_id] == stage.world.effects.companies
        (entry,) = await stage.wait_for(stage.services.activity.journal())
        assert entry.result["company_id"] == said.result.company_id, "the next step can be taken up"


async def test_a_flow_link_is_handed_on_at_once_and_kept_secret(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        began = moment_of(stage.clock)
        _, said = await perform(stage, BY_NAME["flow-url"])
        assert isinstance(said, Verified)
        assert said.result is not None
        assert said.result.flow_url is not None
        assert "otp=" in said.result.flow_url.reveal()
        assert said.result.issued == began
        assert "otp=" not in repr(said)
        assert stage.transport.asked[-1].endswith("/start"), "nothing is read before the link is handed on"


@pytest.mark.parametrize("faults", ["", "POST */historic:lost-answer@1-9"])
async def test_the_range_of_a_sync_started_from_here_is_known_when_it_is_read_again(
    tmp_path: Path, faults: str
) -> None:
    async with WritingStage(path=tmp_path / "db", faults=faults) as stage:
        write = await BY_NAME["range"].make(stage)
        assert isinstance(write, StartRangeSync)
        _, said = await confirm(stage, await plan_of(stage, write))
        assert isinstance(said, Started)
        await stage.advance(120)
        read = known(await stage.wait_for(stage.services.companies.overview(write.company_id)))
        assert read is not None
        syncs = known(read.syncs)
        assert syncs is not None
        assert [stated_range(sync) for sync in syncs[:2]] == [(write.start, write.finish), None]


async def test_an_accepted_mapping_keeps_unknown_fields_and_is_kept_as_a_snapshot(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        plan = await plan_of(stage, await BY_NAME["configuration"].make(stage))
        await stage.advance(1)
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        now = await configuration(stage, company_id)
        assert now == with_customer(shown)
        newest, oldest = await stage.wait_for(stage.services.activity.snapshots(company_id))
        assert (newest.configuration, oldest.configuration) == (now, shown)


async def test_visible_accounts_without_a_client_id_are_sent_and_not_called_verified(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", client_id=False) as stage:
        plan = await plan_of(stage, SaveVisibleAccounts("ugxp", None, ("payments-accounts-cash",)))
        began = stage.clock.now()
        _, said = await confirm(stage, plan)
        assert isinstance(said, Unknown)
        assert said.reason.startswith("Sent and accepted. It cannot be read back without client_id")
        assert stage.clock.now() - began < timedelta(seconds=2), "looking again cannot help"
        assert stage.world.effects.visible_accounts == 1


async def test_what_cannot_be_read_back_is_unknown_and_checked_again(tmp_path: Path) -> None:
    faults = "GET */ui/text:403@3-5"
    async with WritingStage(path=tmp_path / "db", faults=faults) as stage:
        plan = await plan_of(stage, SaveTexts("en-us", {}, {TEXT_KEY: "Your sales"}))
        intent_id, said = await confirm(stage, plan)
        assert isinstance(said, Unknown)
        assert "Codat accepted it" in said.reason
        stage.services.changing.check_again(intent_id)
        await stage.until(lambda: not isinstance(stage.services.changing.changes[intent_id].outcome, Unknown))
        assert isinstance(stage.services.changing.changes[intent_id].outcome, Verified)
        assert stage.world.effects.texts == 1


async def test_values_found_invalid_are_refused_in_codats_words(tmp_path: Path) -> None:
    class Invalid(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "PATCH":
                return httpx.Response(
                    422, json={"error": "Too long.", "correlationId": "c-422"}, request=request
                )
            return await inner.handle_async_request(request)

    async with WritingStage(path=tmp_path / "db") as stage:
        inner = stage.transport._inner
        stage.transport._inner = Invalid()
        intent_id, said = await perform(stage, BY_NAME["texts"])
        assert isinstance(said, Refused)
        assert isinstance(said.error, UnprocessableError)
        assert said.error.codat_message == "Too long."
        (entry,) = await stage.wait_for(stage.services.activity.journal())
        assert (entry.intent_id, entry.correlation_id) == (intent_id, "c-422")
        assert stage.world.effects.texts == 0


async def test_one_write_of_a_kind_at_a_time(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, await BY_NAME["accounts"].make(stage))
        first, second = (stage.services.changing.start(plan) for _ in range(2))
        assert isinstance(stage.services.changing.changes[second].outcome, Refused)
        await stage.until(concluded(stage, first))
        _, third = await confirm(stage, plan)
        assert isinstance(third, Refused)
        assert stage.world.effects.visible_accounts == 1


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
async def test_every_write_is_journaled_with_who_before_and_after(kind: WriteKind, tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        heard: list[None] = []
        stage.services.activity.subscribe(heard.append)
        intent_id, said = await perform(stage, kind)
        (entry,) = await stage.wait_for(stage.services.activity.journal())
        assert (entry.intent_id, entry.profile) == (intent_id, "acme")
        assert entry.who
        assert entry.title
        assert entry.state is IntentState.DONE
        assert entry.settled_at is not None
        json.loads(entry.before)
        json.loads(entry.after)
        assert entry.undoable == (kind.name in ("configuration", "texts", "accounts"))
        assert heard
        if not isinstance(said, Started):
            assert stage.notices[-1].kind is NoticeKind.CHANGE_ENDED


async def test_texts_are_undone_by_a_new_write_of_the_old(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        before = await texts(stage, "fr-fr")
        intent_id, _ = await perform(stage, BY_NAME["texts"])
        assert await texts(stage, "fr-fr") != before
        plan = await plan_of(stage, await stage.services.changing.undo(intent_id))
        assert plan.conflicts == ()
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        assert await texts(stage, "fr-fr") == before


async def test_visible_accounts_are_undone_by_a_new_write_of_the_old(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        before = await visible_accounts(stage, "ugxp")
        intent_id, _ = await perform(stage, BY_NAME["accounts"])
        plan = await plan_of(stage, await stage.services.changing.undo(intent_id))
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        assert sorted(await visible_accounts(stage, "ugxp") or ()) == sorted(before or ())


async def test_a_mapping_is_undone_and_what_others_changed_since_stays(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        intent_id, _ = await perform(stage, BY_NAME["configuration"])
        now = await configuration(stage, company_id)
        theirs = json.loads(json.dumps(now))
        theirs["schedule"]["syncHour"] = 9
        await confirm(stage, await plan_of(stage, SaveConfiguration(company_id, now, theirs)))
        plan = await plan_of(stage, await stage.services.changing.undo(intent_id))
        assert [line.label for line in plan.diff] == ["Sales customer"]
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        restored = await configuration(stage, company_id)
        assert restored["schedule"].pop("syncHour") == 9
        shown["schedule"].pop("syncHour")
        assert restored == shown


async def test_what_cannot_be_undone_says_so(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        intent_id, _ = await perform(stage, BY_NAME["unlink"])
        with pytest.raises(RefusedError, match="cannot be undone"):
            await stage.wait_for(stage.services.changing.undo(intent_id))
        with pytest.raises(RefusedError, match="no such change"):
            await stage.wait_for(stage.services.changing.undo("nothing"))
    async with WritingStage(path=tmp_path / "other", faults="PATCH *:402@1, PATCH *:500@2-9") as stage:
        refused, _ = await perform(stage, BY_NAME["texts"])
        with pytest.raises(RefusedError, match="Nothing was changed"):
            await stage.wait_for(stage.services.changing.undo(refused))
        unknown, said = await perform(stage, BY_NAME["texts"])
        assert isinstance(said, Unknown)
        with pytest.raises(RefusedError, match="not known"):
            await stage.wait_for(stage.services.changing.undo(unknown))
        plan = await plan_of(stage, await BY_NAME["texts"].make(stage))
        assert any("no known outcome" in each.text for each in plan.warnings)


async def test_resetting_a_text_to_the_default_is_verified_when_the_change_is_gone(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        before = await texts(stage, "en-us")
        await confirm(stage, await plan_of(stage, SaveTexts("en-us", before, {TEXT_KEY: "Mine"})))
        plan = await plan_of(stage, SaveTexts("en-us", {TEXT_KEY: "Mine"}, {TEXT_KEY: None}))
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        assert await texts(stage, "en-us") == before


@pytest.mark.parametrize(
    ("more", "detail"),
    [
        ({}, "1 text of en-us set to Codat's default as before"),
        ({OTHER_KEY: "Mine"}, "1 text of en-us read back as wanted. 1 text of en-us set to"),
    ],
)
async def test_a_text_that_was_the_default_already_is_no_difference(
    more: dict[str, str], detail: str, tmp_path: Path
) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        before = await texts(stage, "en-us")
        plan = await plan_of(stage, SaveTexts("en-us", before, {TEXT_KEY: None, **more}))
        _, said = await confirm(stage, plan)
        assert isinstance(said, Verified)
        assert said.detail.startswith(detail)
        assert await texts(stage, "en-us") == before | more


async def test_a_lost_reset_of_what_was_the_default_stays_unknown(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", faults="PATCH */ui/text:drop") as stage:
        before = await texts(stage, "en-us")
        plan = await plan_of(stage, SaveTexts("en-us", before, {TEXT_KEY: None}))
        _, said = await confirm(stage, plan)
        assert isinstance(said, Unknown)
        assert stage.world.effects.texts == 0


async def test_a_part_that_did_not_take_is_named(tmp_path: Path) -> None:
    """Somebody else's write lands between ours and the reading back."""
    async with WritingStage(path=tmp_path / "db") as stage:
        write = await BY_NAME["texts"].make(stage)
        plan = await plan_of(stage, write)

        async def meddle(method: str, path: str) -> None:
            if method == "GET" and stage.world.effects.texts:
                stage.world.flow.change_texts("fr-fr", {TEXT_KEY: {"text": "Theirs"}})

        stage.transport.before = meddle
        _, said = await confirm(stage, plan)
        assert isinstance(said, Differs)
        assert [(line.label, line.before, line.after) for line in said.what] == [
            ("Title (sales-title)", "Vos ventes", "Theirs")
        ]


def everything_in(folder: Path) -> bytes:
    """All bytes of the files in a folder."""
    return b"".join(each.read_bytes() for each in folder.iterdir() if each.is_file())


async def test_no_secret_reaches_the_disk(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        _, linked = await perform(stage, BY_NAME["authorize"])
        _, flow = await perform(stage, BY_NAME["flow-url"])
        assert isinstance(linked, Verified)
        assert isinstance(flow, Verified)
        assert flow.result is not None
        assert flow.result.flow_url is not None
        password = flow.result.flow_url.reveal().rpartition("otp=")[2]
        assert len(await stage.wait_for(stage.services.activity.ledger())) > 4
        await store_of(stage).record_duration("acme", "c", "s", 1.0, stage.clock.now())
        stored = everything_in(tmp_path)
        assert b"update-connection-authorization" in stored, "the journal is in these files"
        for secret in (PASSWORD, stage.options.api_key, f"otp={password}", "otp="):
            assert secret.encode() not in stored
        assert password.encode() not in stored


async def test_a_full_disk_refuses_writes_in_words_while_reading_goes_on(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, await BY_NAME["configuration"].make(stage))

        def fill(connection: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

        await store_of(stage).access.run(fill)
        _, said = await confirm(stage, plan)
        assert isinstance(said, Refused)
        assert isinstance(said.error, StoreError)
        assert "disk is full" in said.error.title
        assert stage.world.effects.configurations.total() == 0
        assert stage.transport.count("/sync/commerce", "POST") == 0
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.swept == 12)
        assert await stage.wait_for(stage.services.activity.journal()) == ()


async def test_a_doubt_outlives_the_program_until_it_is_settled(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", faults="POST */connections:500@1-3") as stage:
        intent_id, said = await perform(stage, BY_NAME["connection"])
        assert isinstance(said, Unknown)
    async with WritingStage(path=tmp_path / "db", clock=stage.clock, app=stage.app, seed=8) as stage:
        write = await BY_NAME["connection"].make(stage)
        plan = await plan_of(stage, write)
        assert any("no known outcome" in each.text for each in plan.warnings)
        await confirm(stage, plan)
        stage.services.changing.check_again(intent_id)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(stage.services.changing.changes[intent_id].outcome, Verified)
        plan = await plan_of(stage, write)
        assert not any("no known outcome" in each.text for each in plan.warnings)
