"""The texts of the Sync Flow by keys: found, edited in three states, checked, saved by locale, kept as drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import Refused, Unknown
from codat_tui.models.writes import SaveTexts
from codat_tui.rules.flow_settings.texts import LOCALES
from codat_tui.screens.flow_settings.text_editor import TextEditor
from codat_tui.screens.flow_settings.texts import FlowTextsScreen
from codat_tui.screens.flow_settings.visible_accounts import VisibleAccountsScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.widgets.state_panel import Banner
from tests.demo_server import DemoServer
from tests.screens.flow_settings.flow_stage import answered, confirmed, english, said, texts_opened, told
from tests.screens.scenes import Scene

WIDE = (120, 40)
REFUND = "configure-content-sales-accounts-entries-refund"
NEXT = "configure-misc-nextButton"
TITLE = "configure-content-sales-title"
TEXTS = "/sync/commerce/config/ui/text"


def texts_of(scene: Scene, locale: str) -> dict[str, str | None]:
    return {key: text["text"] for key, text in scene.world.flow.texts(locale).items()}


def translated(folder: Path, words: dict[str, str]) -> Path:
    """The one file of texts in *folder*, with other words in it."""
    [file] = folder.glob("*.toml")
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file


async def test_edit_a_french_text_and_save_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        assert screen.table.move_to(REFUND)
        await pilot.press("tab", "e", *"Remises", "enter", "ctrl+s")
        sheet = await confirmed(scene, pilot)
        assert sheet.plan is not None
        assert sheet.plan.write == SaveTexts("fr-fr", {REFUND: None}, {REFUND: "Remises"})
        await answered(scene, pilot)
        assert texts_of(scene, "fr-fr")[REFUND] == "Remises"
        assert "fr-fr  ✔ saved" in said(scene, "#outcomes")
        row = screen.table.row(REFUND)
        assert row is not None
        assert (row.values[1].text, row.values[1].edited) == ("Remises", False)
        assert not screen.changed
        assert scene.world.effects.texts == 1


async def test_the_three_states_are_saved_as_they_are_shown(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        await pilot.press("0")
        assert "(shown empty)" in said(scene, "#detail")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        assert texts_of(scene, "en-us")[NEXT] == ""
        await scene.until(pilot, lambda: english(screen).on_server[NEXT] == "")
        await pilot.press("d")
        assert "(default)" in said(scene, "#detail")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        assert texts_of(scene, "en-us")[NEXT] == "Next"
        await scene.until(pilot, lambda: english(screen).on_server[NEXT] == "Next")


async def test_each_locale_has_a_sheet_and_an_outcome_of_its_own(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults=f"PATCH {TEXTS}:402@2")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            screen = await texts_opened(scene, pilot)
            screen.table.move_to(NEXT)
            await pilot.press("e", "!", "tab", "!", "enter", "tab", "ctrl+s")
            first = await confirmed(scene, pilot)
            await scene.until(
                pilot, lambda: isinstance(scene.app.screen, ChangeSheet) and scene.app.screen != first
            )
            second = await confirmed(scene, pilot)
            assert first.plan is not None
            assert second.plan is not None
            assert [first.plan.write, second.plan.write] == [
                SaveTexts("en-us", {NEXT: "Next"}, {NEXT: "Next!"}),
                SaveTexts("fr-fr", {NEXT: "Suivant"}, {NEXT: "Suivant!"}),
            ]
            await answered(scene, pilot)
            outcomes = said(scene, "#outcomes").splitlines()
            assert outcomes[0].startswith("en-us  ✔ saved")
            assert outcomes[1].startswith("fr-fr  ✖ not saved")
            assert [texts.locale for texts in screen.changed] == ["fr-fr"]
            assert server.app.state.world.flow.texts("fr-fr")[NEXT]["text"] == "Suivant"


async def test_the_mode_has_two_tabs(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("4")
        assert isinstance(scene.app.screen, FlowTextsScreen)
        for key in ("right_square_bracket", "left_square_bracket"):
            await pilot.press(key)
            assert isinstance(scene.app.screen, VisibleAccountsScreen)
            await pilot.press(key)
            assert isinstance(scene.app.screen, FlowTextsScreen)
        await pilot.press("right_square_bracket", "1", "4")
        assert isinstance(scene.app.screen, FlowTextsScreen)
        await pilot.press("escape")
        assert isinstance(scene.app.screen, FlowTextsScreen)


async def test_drafts_survive_leaving_and_a_new_start(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        # Not even enter: what is typed is kept as it is typed.
        await pilot.press("e", *" now")
        await pilot.press("escape", "right_square_bracket")
        assert isinstance(scene.app.screen, VisibleAccountsScreen)
        await pilot.press("left_square_bracket")
        assert scene.app.screen_stack[-1] is screen
        assert english(screen).wanted(NEXT) == "Next now"
        await scene.app.services.stop()
    later = Scene(tmp_path, swept=False)
    async with later.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(later, pilot)
        assert english(screen).wanted(NEXT) == "Next now"
        assert "1 unsaved change is back" in told(later)
        await pilot.press("D")
        assert not screen.changed
        await pilot.press("D")
        assert english(screen).wanted(NEXT) == "Next now"


async def test_somebody_elses_change_is_shown_before_it_is_overwritten(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        await pilot.press("e", "!", "enter")
        scene.world.flow.change_texts("en-us", {NEXT: {"text": "Onward"}})
        await pilot.press("ctrl+s")
        await scene.sheet_armed(pilot)
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert sheet.plan is not None
        assert [(c.shown, c.now, c.wanted) for c in sheet.plan.conflicts] == [("Next", "Onward", "Next!")]
        await pilot.press("n", "r")
        await scene.until(pilot, lambda: english(screen).changed_by_others(NEXT))
        assert "somebody else changed it" in said(scene, "#detail").casefold()
        assert scene.world.effects.texts == 0


async def test_a_lost_answer_is_unknown_until_it_is_checked_again(tmp_path: Path) -> None:
    faults = f"PATCH {TEXTS}:lost-answer, GET {TEXTS}:503@5-7"
    with DemoServer(DemoOptions(faults=faults)) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            screen = await texts_opened(scene, pilot)
            screen.table.move_to(NEXT)
            await pilot.press("e", "!", "enter", "ctrl+s")
            await confirmed(scene, pilot)
            await answered(scene, pilot)
            changes = scene.app.services.changing.changes
            assert [type(change.outcome) for change in changes.values()] == [Unknown]
            assert "not known, check again" in said(scene, "#outcomes")
            assert screen.changed
            await pilot.press("u")
            await scene.until(pilot, lambda: "✔ saved" in said(scene, "#outcomes"))
            assert not screen.changed
            assert server.app.state.world.effects.texts == 1


@pytest.mark.parametrize("status", [402, 404, 409, 429, 500, 503])
async def test_a_refused_save_keeps_the_edit(tmp_path: Path, status: int) -> None:
    with DemoServer(DemoOptions(faults=f"PATCH {TEXTS}:{status}")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            screen = await texts_opened(scene, pilot)
            screen.table.move_to(NEXT)
            await pilot.press("e", "!", "enter", "ctrl+s")
            await confirmed(scene, pilot)
            await answered(scene, pilot)
            outcome = next(iter(scene.app.services.changing.changes.values())).outcome
            assert isinstance(outcome, Refused | Unknown)
            assert english(screen).wanted(NEXT) == "Next!"
            assert server.app.state.world.effects.texts == 0


async def test_undo_puts_the_old_text_back_through_the_sheet(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        await pilot.press("e", "!", "enter", "ctrl+s")
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        await pilot.press("z")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ChangeSheet))
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        assert texts_of(scene, "en-us")[NEXT] == "Next"
        await scene.until(pilot, lambda: english(screen).on_server[NEXT] == "Next")


async def test_the_editor_keeps_lines_and_checks_while_typing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to("configure-setupSidebar-title")
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(scene.app.screen, TextEditor)
        await pilot.press("backspace", "enter", "x")
        assert "{platform name} is missing" in said(scene, "#editor-says")
        await pilot.press("escape")
        assert english(screen).wanted("configure-setupSidebar-title") == ("Set up Sync to {platform name\nx")
        # A text of several lines is never squeezed into one.
        await pilot.press("e")
        assert isinstance(scene.app.screen, TextEditor)


async def test_coupled_keys_are_pointed_out_until_both_are_changed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(TITLE)
        await pilot.press("e", "!", "enter")
        assert 'changes together with "Sidebar: sales"' in said(scene, "#detail")
        screen.table.move_to("configure-setupSidebar-checkboxes-sales")
        await pilot.press("e", "!", "enter")
        assert "together" not in said(scene, "#detail")
        await pilot.press("backspace")
        screen.table.move_to(TITLE)
        await pilot.pause()
        assert "together" in said(scene, "#detail")


async def test_filters(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        every = screen.table.shown_count
        await pilot.press("slash", *"refund", "enter")
        assert [key for key in screen.table.shown_keys() if key[0] != " "] == [
            REFUND,
            "configure-content-fees-accounts-entries-paymentFeeRefund",
            "configure-content-fees-accounts-entries-refund",
        ][: screen.table.shown_count - 2]
        await pilot.press("exclamation_mark")
        assert screen.table.shown_keys() == (" Sales", REFUND)
        await pilot.press("escape")
        assert screen.table.shown_count == every
        await pilot.press("tilde")
        assert screen.table.shown_count == 0
        await pilot.press("tilde")
        assert screen.table.shown_count == every


async def test_export_and_import_show_the_difference_and_send_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(TITLE)
        await pilot.press("right", "e", "!", "enter", "left")
        assert screen.table.locale == "en-us"
        await pilot.press("colon", *"export fr-fr", "enter")
        await scene.until(pilot, lambda: "Codat has it is in" in told(scene))
        file = translated(tmp_path, {'"Suivant"': '"Continuer"'})
        screen.import_texts(str(file))
        await scene.until(pilot, lambda: bool(screen.breadcrumbs.chips))
        # An edit of which the file says only what Codat has is not lost.
        assert screen.changed[0].write() == SaveTexts(
            "fr-fr", {TITLE: "Ventes", NEXT: "Suivant"}, {TITLE: "Ventes!", NEXT: "Continuer"}
        )
        assert screen.breadcrumbs.chips == ("changed",)
        assert screen.table.shown_keys() == (" Every stage", NEXT, " Sales", TITLE)
        assert scene.world.effects.texts == 0
        translated(tmp_path, {NEXT: "nonsense"})
        screen.import_texts(str(file))
        await scene.until(pilot, lambda: "Codat has no text nonsense" in told(scene))


async def test_one_locale_failing_leaves_the_other(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults=f"GET {TEXTS}:500@1")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            await scene.loaded(pilot)
            screen = FlowTextsScreen(scene.app.desk)
            scene.app.push_screen(screen)
            await pilot.pause()
            banner = screen.query_one(Banner)
            await scene.until(pilot, lambda: banner.problem is not None and screen.table.total_count > 0)
            assert banner.problem is not None
            failed = banner.problem.title[:5]
            # Which of the two requests the server meets first is not certain; that the other is shown is.
            assert [texts.locale for texts in screen.locales if texts is not None] == [
                locale for locale in LOCALES if locale != failed
            ]
            if failed != screen.table.locale:
                await pilot.press("tab")
            await pilot.press("down", "e")
            assert not screen.line.display
            assert f"{failed} could not be read" in told(scene)
            await pilot.press("r")
            await scene.until(pilot, lambda: all(screen.locales))
            assert banner.problem is None


async def test_read_only_says_why_before_anything_is_typed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        await pilot.press("e", "d", "0")
        assert "--write" in told(scene)
        assert not screen.changed
        assert not screen.line.display


async def test_letters_typed_into_a_text_never_act(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        await pilot.press("e", *"d0Dz:?1", "enter")
        assert scene.app.screen is screen
        assert english(screen).wanted(NEXT) == "Nextd0Dz:?1"


async def test_a_filter_typed_before_the_texts_are_there_finds_them(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        scene.hold()
        await pilot.press("4")
        await pilot.pause()
        screen = scene.app.screen
        assert isinstance(screen, FlowTextsScreen)
        await pilot.press("slash", *"paiement")
        await pilot.pause()
        assert screen.filter_text == "paiement"
        scene.transport.held.set()
        await scene.until(pilot, lambda: all(texts is not None for texts in screen.locales))
        row = screen.table.cursor_row
        assert row is not None
        assert "paiement" in (row.values[1].text or "").casefold()
        assert screen.table.locale == LOCALES[1]
