"""What the sheet shows before a write: the change in words, what stands against it, and the exact request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from codat_tui.models.changes import Refused
from codat_tui.models.errors import NotFoundError, ReadOnlyError
from codat_tui.models.writes import (
    AuthorizeConnection,
    CreateCompany,
    CreateConnection,
    RequestFlowUrl,
    SaveConfiguration,
    SaveTexts,
    SaveVisibleAccounts,
    StartRangeSync,
    StartSync,
    UnlinkConnection,
)
from codat_tui.rules.flow_settings.visible_accounts import KNOWN_KEYS, REQUIRED_KEYS
from codat_tui.secret import Secret
from tests.services.acts import trigger
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
    plan_of,
    texts,
    unlinked,
    visible_accounts,
    with_customer,
)

CASH = "payments-accounts-cash"
OPTIONAL_KEYS = [key for key in KNOWN_KEYS if key not in REQUIRED_KEYS]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
async def test_a_plan_shows_the_exact_request_and_sends_nothing(kind: WriteKind, tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, await kind.make(stage))
        assert kind.effects(stage.world) == 0
        method, _, path = kind.request.partition(" ")
        assert f"curl -X {method}" in plan.curl
        assert path.strip("*/").split("/")[0] in plan.curl
        assert (plan.key in plan.curl) if kind.keyed else plan.key == ""
        assert stage.options.api_key not in plan.curl
        assert PASSWORD not in plan.curl + repr(plan)
        assert plan.refused == ""
        assert plan.title
        assert plan.verb
        assert plan.undoable == (kind.name in ("configuration", "texts", "accounts"))
        posts = [
            each for each in stage.transport.asked if not each.startswith("GET") or each.endswith("start")
        ]
        assert posts == []


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
async def test_a_read_only_profile_refuses_before_any_request(kind: WriteKind, tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        write = await kind.make(stage)
    async with WritingStage(path=tmp_path / "db", read_only=True) as stage:
        with pytest.raises(ReadOnlyError):
            await stage.services.changing.prepare(write)
        assert stage.transport.asked == []


async def test_a_mapping_changes_in_the_words_of_the_form(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        wanted = json.loads(json.dumps(shown))
        account = wanted["configuration"]["sales"]["accounts"]["refund"]
        new = account["accountOptions"][-1]
        (old,) = (each for each in account["accountOptions"] if each["id"] == account["selectedAccountId"])
        account["selectedAccountId"] = new["id"]
        wanted["schedule"]["syncHour"] = 5
        wanted["enable"] = not wanted["enable"]
        plan = await plan_of(stage, SaveConfiguration(company_id, shown, wanted))
        lines = {line.label: line for line in plan.diff}
        refunds = lines[f"Sales: {account['labelText']}"]
        assert refunds.before == f"{old['nominalCode']} {old['name']}"
        assert refunds.after == f"{new['nominalCode']} {new['name']}"
        assert lines["Sync hour"].after == "05:00"
        assert {lines["Daily sync"].before, lines["Daily sync"].after} == {"on", "off"}
        assert len(plan.diff) == 3
        assert "accountOptions" in plan.curl, "what the server gave goes back whole"


async def test_a_mapping_the_rules_find_wanting_warns_and_is_not_refused(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        wanted = json.loads(json.dumps(shown))
        wanted["configuration"]["sales"]["salesCustomer"]["selectedCustomerId"] = None
        plan = await plan_of(stage, SaveConfiguration(company_id, shown, wanted))
        assert plan.refused == ""
        assert any(each.will_fail and "customer" in each.text for each in plan.warnings)


async def test_what_others_changed_elsewhere_is_kept_and_at_the_same_place_shown(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        theirs = with_customer(shown, 0)
        theirs["schedule"]["syncHour"] = 7
        await confirm(stage, await plan_of(stage, SaveConfiguration(company_id, shown, theirs)))
        plan = await plan_of(stage, SaveConfiguration(company_id, shown, with_customer(shown)))
        (conflict,) = plan.conflicts
        customers = {
            each["id"]: each["name"]
            for each in shown["configuration"]["sales"]["salesCustomer"]["customerOptions"]
        }
        chosen = [
            wire["configuration"]["sales"]["salesCustomer"]["selectedCustomerId"]
            for wire in (shown, theirs, with_customer(shown))
        ]
        words = [customers[each] for each in chosen]
        assert [conflict.shown, conflict.now, conflict.wanted] == words
        assert [line.label for line in plan.diff] == ["Sales customer"], "the hour stays theirs"
        assert isinstance(plan.write, SaveConfiguration)
        assert plan.write.wanted["schedule"]["syncHour"] == 7


async def test_nothing_to_change_is_refused_on_the_sheet(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id = merchant(stage).id
        shown = await configuration(stage, company_id)
        english = await texts(stage, "en-us")
        for write in (
            SaveConfiguration(company_id, shown, shown),
            SaveTexts("en-us", {TEXT_KEY: english[TEXT_KEY]}, {TEXT_KEY: english[TEXT_KEY]}),
            SaveVisibleAccounts("fztf", (), ()),
        ):
            assert "Nothing would change" in (await plan_of(stage, write)).refused


async def test_texts_show_their_three_states_and_only_changed_keys_are_sent(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        shown = await texts(stage, "en-us")
        keys = list(shown)[:4]
        wanted = {keys[0]: "Hello", keys[1]: "", keys[2]: None, keys[3]: shown[keys[3]]}
        plan = await plan_of(stage, SaveTexts("en-us", {key: shown[key] for key in keys}, wanted))
        assert [line.after for line in plan.diff] == ["Hello", "(nothing shown)", "(Codat's default)"]
        assert [(line.label, line.note) for line in plan.diff] == [
            ("Sidebar: title", "setupSidebar-title"),
            ("Sidebar: connect to commerce", "setupSidebar-connectToCommerce"),
            ("Sidebar: connect to accounting", "setupSidebar-connectToAccounting"),
        ]
        assert keys[3] not in plan.curl
        assert plan.conflicts == ()


async def test_a_text_somebody_else_changed_is_a_conflict(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        shown = {TEXT_KEY: (await texts(stage, "en-us"))[TEXT_KEY]}
        await confirm(stage, await plan_of(stage, SaveTexts("en-us", shown, {TEXT_KEY: "Theirs"})))
        plan = await plan_of(stage, SaveTexts("en-us", shown, {TEXT_KEY: "Mine"}))
        (conflict,) = plan.conflicts
        assert (conflict.shown, conflict.now, conflict.wanted) == (shown[TEXT_KEY], "Theirs", "Mine")
        assert conflict.label == "Title (sales-title)"


@pytest.mark.parametrize(
    ("wanted", "words", "body"),
    [
        (None, "all accounts (Codat's default)", "-d '{}'"),
        ((), "only the required accounts", '"visibleAccounts": []'),
        (("payments-accounts-cash",), "the required and 1 more account", '["payments-accounts-cash"]'),
    ],
)
async def test_the_three_meanings_of_visible_accounts(
    wanted: tuple[str, ...] | None, words: str, body: str, tmp_path: Path
) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        shown = ("fees-accounts-paymentFee", "payments-accounts-cash", "sales-accounts-gratuity")
        plan = await plan_of(stage, SaveVisibleAccounts("ugxp", shown, wanted))
        assert plan.diff[0].after == words
        assert body in plan.curl
        assert any("no account but the required" in each.text for each in plan.warnings) == (wanted == ())


@pytest.mark.parametrize(
    ("there", "wanted", "lines"),
    [
        (None, [key for key in OPTIONAL_KEYS if key != CASH], [("Cash", "shown", "hidden")]),
        ([key for key in OPTIONAL_KEYS if key != CASH], None, [("Cash", "hidden", "shown")]),
        ([CASH], (), [("Cash", "shown", "hidden")]),
        ([CASH], ["sales-accounts-gratuity"], [("Gratuity", "hidden", "shown"), ("Cash", "shown", "hidden")]),
        ((), ["payments-accounts-card", CASH], [("Cash", "hidden", "shown")]),
    ],
)
async def test_an_account_that_appears_or_vanishes_is_named_and_no_other(
    there: Sequence[str] | None,
    wanted: Sequence[str] | None,
    lines: list[tuple[str, str, str]],
    tmp_path: Path,
) -> None:
    """Required accounts stay whatever the list says; a list that was the default hides what it leaves out."""
    async with WritingStage(path=tmp_path / "db") as stage:
        stage.world.flow.show_accounts("ugxp", None if there is None else list(there))
        shown = await visible_accounts(stage, "ugxp")
        after = None if wanted is None else tuple(wanted)
        plan = await plan_of(stage, SaveVisibleAccounts("ugxp", shown, after))
        assert [(line.label, line.before, line.after) for line in plan.diff[1:]] == lines


async def test_without_a_client_id_accounts_are_sent_unseen_and_it_is_said(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", client_id=False) as stage:
        plan = await plan_of(stage, SaveVisibleAccounts("ugxp", None, ()))
        assert [line.before for line in plan.diff] == ["not known"]
        assert not plan.undoable
        assert any("client_id" in each.remedy for each in plan.warnings)


async def test_only_a_linked_connection_can_be_unlinked_and_the_name_is_typed(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, await BY_NAME["unlink"].make(stage))
        assert plan.must_type == plan.company_name == merchant(stage).name
        company_id, connection_id = unlinked(stage)
        assert "Only a Linked" in (await plan_of(stage, UnlinkConnection(company_id, connection_id))).refused
        with pytest.raises(NotFoundError):
            await plan_of(stage, UnlinkConnection(company_id, "no-such-connection"))


async def test_a_second_connection_of_a_platform_is_warned_of(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company = merchant(stage)
        platform = stage.world.links(company)[0].platform
        plan = await plan_of(stage, CreateConnection(company.id, platform.key, platform.name))
        assert any("already" in each.text for each in plan.warnings)


async def test_a_credential_without_a_value_is_refused(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        ids = unlinked(stage)
        for credentials in ({}, {"password": Secret("")}):
            assert (await plan_of(stage, AuthorizeConnection(*ids, credentials))).refused


async def test_a_flow_link_names_the_platforms_and_what_it_may_create(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, RequestFlowUrl("ugxp", "gbol", "Nobody Yet"))
        assert {"Zettle", "Xero"} <= {fact.value for fact in plan.facts}
        assert any("create a company" in each.text for each in plan.warnings)
        company = merchant(stage)
        plan = await plan_of(stage, RequestFlowUrl("ugxp", "nope", company.id))
        assert any(each.will_fail and "nope" in each.text for each in plan.warnings)
        assert not any("create a company" in each.text for each in plan.warnings)
        assert any(company.name in fact.note for fact in plan.facts)


async def test_a_company_name_is_shown_as_codat_will_keep_it(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, CreateCompany("Café Zoë"))
        assert [(line.before, line.after) for line in plan.diff] == [("Café Zoë", "Caf Zo")]
        assert any("é ë" in each.text for each in plan.warnings)
        assert (await plan_of(stage, CreateCompany("日本"))).refused == "A company needs a name."
        assert (
            "tags" in (await plan_of(stage, CreateCompany("A", tags={str(n): "" for n in range(11)}))).refused
        )
        twin = await plan_of(stage, CreateCompany(merchant(stage).name))
        assert any("already" in each.text for each in twin.warnings)


async def test_ranges_are_checked_for_order_future_and_overlap(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id, now, day = merchant(stage).id, stage.clock.now(), timedelta(days=1)
        assert (
            "before it begins" in (await plan_of(stage, StartRangeSync(company_id, now, now - day))).refused
        )
        assert (
            "not begun"
            in (await plan_of(stage, StartRangeSync(company_id, now + day, now + 2 * day))).refused
        )
        plan = await plan_of(stage, StartRangeSync(company_id, now - 3 * day, now + day))
        assert any("future" in each.text for each in plan.warnings)
        (overlap,) = [each for each in plan.warnings if "Overlaps" in each.text]
        assert "3 earlier syncs" in overlap.text
        assert "5080" in overlap.remedy
        assert "in Europe/" in plan.facts[0].note


async def test_a_range_is_refused_while_a_sync_runs(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        write = await BY_NAME["range"].make(stage)
        await trigger(stage, merchant(stage).id)
        assert "running" in (await plan_of(stage, write)).refused


async def test_a_sync_up_to_a_date_is_checked_against_the_last_success(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        company_id, now = merchant(stage).id, stage.clock.now()
        plan = await plan_of(stage, StartSync(company_id, now - timedelta(days=40)))
        assert any(each.will_fail for each in plan.warnings)
        assert "syncTo" in plan.curl
        plan = await plan_of(stage, StartSync(company_id, now + timedelta(days=1)))
        assert any("future" in each.text for each in plan.warnings)


@pytest.mark.parametrize("name", ["configuration", "texts", "accounts", "unlink"])
async def test_a_change_made_while_the_sheet_was_open_stops_the_write(name: str, tmp_path: Path) -> None:
    kind = BY_NAME[name]
    async with WritingStage(path=tmp_path / "db") as stage:
        plan = await plan_of(stage, await kind.make(stage))
        theirs = plan.write
        if isinstance(theirs, SaveTexts):
            theirs = SaveTexts(theirs.locale, theirs.shown, dict.fromkeys(theirs.wanted, "Theirs"))
        elif isinstance(theirs, SaveVisibleAccounts):
            theirs = SaveVisibleAccounts(theirs.platform_key, theirs.shown, ())
        elif isinstance(theirs, SaveConfiguration):
            theirs = SaveConfiguration(theirs.company_id, theirs.shown, with_customer(dict(theirs.shown), 0))
        await confirm(stage, await plan_of(stage, theirs))
        _, said = await confirm(stage, plan)
        assert isinstance(said, Refused)
        assert "while the sheet was open" in said.error.title
        assert kind.effects(stage.world) == 1, "theirs alone"
