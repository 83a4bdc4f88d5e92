"""Documents, drafts, ledger and snapshots as screens get them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from codat_tui.models.changes import Started
from codat_tui.models.errors import ForbiddenError, RefusedError
from codat_tui.models.local import Failed, Loaded, Loading, NoticeKind, RemoteState, known
from codat_tui.store.errors import StoreError
from tests.services.acts import ended, healthy, start, store_of, watch_of
from tests.services.stage import Stage
from tests.services.write_kinds import WritingStage, configuration, merchant


async def test_documents_are_read_once_for_all_who_ask(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        document = stage.services.documents.texts("en-us")
        assert document is stage.services.documents.texts("en-us")
        assert document.state == Loading()
        heard: list[type] = []
        document.subscribe(lambda state: heard.append(type(state)))
        both = asyncio.gather(document.read(), document.read())
        await stage.until(both.done)
        assert heard == [Loading, Loaded]
        assert stage.transport.count("/ui/text") == 1
        texts = known(document.state)
        assert texts is not None
        assert texts["configure-misc-nextButton"].text


async def test_the_journal_tells_how_a_started_sync_ended(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        intent_id, outcome = await start(stage, stage.ids[healthy()])
        assert isinstance(outcome, Started)
        journal = stage.services.activity.journal
        assert (await stage.wait_for(journal()))[0].sync_end is None
        await stage.until(ended(stage, outcome.watch_id))
        await stage.settle()
        (entry,) = await stage.wait_for(journal())
        assert entry.intent_id == intent_id
        assert entry.sync_end is not None
        assert entry.sync_end.code == watch_of(stage, outcome.watch_id).code == 2000


async def test_every_document_is_read(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        documents = stage.services.documents
        integrations = await stage.wait_for(documents.integrations().read())
        assert isinstance(integrations, Loaded)
        assert {"ugxp", "gbol"} <= {each.key for each in integrations.value}
        accounts = await stage.wait_for(documents.visible_accounts("fztf").read())
        assert isinstance(accounts, Loaded)
        assert accounts.value.visible_accounts == ()
        assert isinstance(await stage.wait_for(documents.branding("gbol").read()), Loaded)


async def test_a_document_that_fails_keeps_what_was_known(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", faults="GET */ui/text:403@2") as stage:
        document = stage.services.documents.texts("fr-fr")
        first = known(await stage.wait_for(document.read()))
        failed = await stage.wait_for(document.read())
        assert isinstance(failed, Failed)
        assert isinstance(failed.error, ForbiddenError)
        assert failed.previous == first
        assert isinstance(await stage.wait_for(document.read()), Loaded)


async def test_without_a_client_id_visible_accounts_say_what_is_missing(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", client_id=False) as stage:
        state: RemoteState[object] = await stage.wait_for(
            stage.services.documents.visible_accounts("ugxp").read()
        )
        assert isinstance(state, Failed)
        assert isinstance(state.error, RefusedError)
        assert "client_id" in state.error.title
        assert stage.transport.asked == []


async def test_drafts_survive_a_restart(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        await stage.services.drafts.save("texts", "fr-fr", {"title": "Vos ventes"})
    async with Stage(path=tmp_path / "db") as stage:
        assert await stage.services.drafts.load("texts", "fr-fr") == {"title": "Vos ventes"}
        await stage.services.drafts.drop("texts", "fr-fr")
        assert await stage.services.drafts.load("texts", "fr-fr") is None


async def test_a_draft_that_cannot_be_kept_is_said_once() -> None:
    async with Stage() as stage:
        await stage.services.drafts.save("texts", "fr-fr", {})
        assert await stage.services.drafts.load("texts", "fr-fr") is None
        assert stage.notices == [], "without a store that has been said at the start"


async def test_a_store_that_fails_is_said_once(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        await store_of(stage).access.run(lambda each: each.execute("PRAGMA query_only = 1"))
        for _ in range(2):
            await stage.services.drafts.save("texts", "fr-fr", {})
        assert [notice.kind for notice in stage.notices] == [NoticeKind.STORE_FAILED]


async def test_requests_are_written_down_together_and_without_their_queries(tmp_path: Path) -> None:
    async with WritingStage(
        path=tmp_path / "db", faults="GET */ui/text:429=2s@1, GET */branding:403"
    ) as stage:
        heard: list[None] = []
        stage.services.activity.subscribe(heard.append)
        await stage.wait_for(stage.services.documents.texts("en-us").read())
        await stage.wait_for(stage.services.documents.branding("gbol").read())
        await stage.wait_for(stage.services.documents.integrations().read())
        await stage.advance(2)
        assert 1 <= len(heard) <= 3
        integrations, branding, texts = await stage.services.activity.ledger()
        assert (texts.path, texts.status, texts.attempts) == ("/sync/commerce/config/ui/text", 200, 2)
        assert texts.seconds < 2 <= texts.waited
        assert (branding.status, branding.error) == (403, "The API key may not do this")
        assert branding.correlation_id
        assert integrations.quota_left is not None
        assert "?" not in "".join(each.path for each in (integrations, branding, texts))
        assert await stage.services.activity.ledger(1, before_id=integrations.entry_id) == (branding,)


async def test_requests_of_the_last_second_are_kept_when_the_program_ends(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        await asyncio.wait_for(stage.services.documents.branding("gbol").read(), 20)
        await stage.services.stop()
        assert stage.crashes == []
    async with WritingStage(path=tmp_path / "db") as stage:
        (entry,) = await stage.services.activity.ledger()
        assert entry.path == "/config/integrations/gbol/branding"


async def test_nothing_is_gathered_or_written_when_nothing_is_asked(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        await stage.advance(60)
        assert stage.clock.sleeping == 0


async def test_old_entries_are_forgotten_at_the_start(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        await stage.wait_for(stage.services.documents.texts("en-us").read())
        company_id = merchant(stage).id
        await stage.services.activity.keep_configuration(company_id, await configuration(stage, company_id))
    clock = stage.clock
    await clock.advance(timedelta(days=91).total_seconds())
    async with WritingStage(path=tmp_path / "db", clock=clock) as stage:
        assert await stage.services.activity.ledger() != ()
        await stage.advance(60)
        assert await stage.services.activity.ledger() == ()
        assert len(await stage.services.activity.snapshots(company_id)) == 1, "the newest is kept"


async def test_without_a_store_there_is_no_journal_to_read() -> None:
    async with Stage() as stage:
        for read in (stage.services.activity.journal, stage.services.activity.ledger):
            with pytest.raises(StoreError):
                await read()
