"""With keys moved by `[keys]`, everything the program says names the keys in force; mistakes in `[keys]` are named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import codat_tui
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.binding_ids import binding_ids, key_mistakes
from codat_tui.screens.watching import WatchingScreen
from codat_tui.widgets.words_of_keys import key_name, key_of, with_keys
from tests.screens.company.connection_scenes import connections_of
from tests.screens.company.history_scenes import activity, integrations, syncs
from tests.screens.flow_settings.flow_stage import accounts_opened, texts_opened
from tests.screens.mapping.mapping_scenes import mapping
from tests.screens.scenes import HARBOUR_LANE, NEVER_SYNCED, NORDIC_BIKES, Scene

ROOT = Path(codat_tui.__file__).parent
MOVED = {
    "company.sync": "é",
    "company.range": "É",
    "company.watch": "ñ",
    "app.refresh": "ß",
    "app.back": "ctrl+b",
    "app.help": "f1",
    "app.watching": "f2",
    "app.companies": "f3",
    "companies.filter": "f4",
    "connections.new": "ä",
    "connections.follow": "ö",
    "connections.copy_link": "ü",
    "connections.flow_link": "f5",
    "flow.ask": "f5",
    "flow.copy": "ü",
    "detail.close": "f6",
    "detail.copy": "ü",
    "sheet.confirm": "à",
    "sheet.cancel": "è",
    "sheet.dry_run": "ù",
    "export.csv": "ç",
    "export.leave": "f6",
    "picker.leave": "f6",
    "picker.choose": "f7",
    "help.close": "f6",
    "mapping.discard": "f8",
    "mapping.put_back": "f9",
    "flow.discard": "f8",
}


def shown(scene: Scene) -> str:
    """All that stands on the screen, and what is being said."""
    strips = scene.app.screen._compositor.render_strips(scene.app.size)
    said = [notice.message for notice in scene.app._notifications]
    return "\n".join([*(strip.text for strip in strips), *said])


class Tour:
    """Visits screens and checks each: no key that was moved is offered where it was before."""

    def __init__(self, scene: Scene, pilot: Pilot[Any]) -> None:
        self.scene, self.pilot = scene, pilot
        self.seen: set[str] = set()

    async def look(self, *absent: str) -> str:
        """Check what is shown now; *absent* are claims of keys that would be wrong."""
        await self.pilot.pause()
        text = shown(self.scene)
        names = {key_of(self.scene.app, identifier) for identifier in MOVED}
        self.seen |= {name for name in names if re.search(rf"(?<!\w){re.escape(name)} ", text)}
        for claim in absent:
            assert not re.search(rf"(?<!\w){re.escape(claim)}", text), f"{claim!r} on\n{text}"
        return text


async def test_nothing_names_a_key_that_was_moved(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys=MOVED)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        tour = Tour(scene, pilot)
        await scene.loaded(pilot)
        scene.app.clear_notifications()
        companies: Any = scene.app.screen
        assert "f1 help" in await tour.look("? help", "s sync", "/ filter")
        companies.set_filter_text("nothing-has-this-name")
        assert "ctrl+b clears the filter" in await tour.look("esc ")
        await pilot.press("ctrl+b")
        companies.open_named("no such company")
        await scene.until(pilot, lambda: "to filter the list" in shown(scene))
        assert "Use f4 to filter" in await tour.look("Use /")
        scene.app.clear_notifications()
        companies.watch_company("", "", None)
        assert "é starts one" in await tour.look("s starts")
        scene.app.clear_notifications()

        await pilot.press("f1")
        assert "f6 close" in await tour.look("esc close")
        await pilot.press("f6")
        await pilot.press("x")
        assert "ç CSV" in await tour.look("c CSV", "esc cancel")
        await pilot.press("f6")

        await pilot.press("f2")
        assert isinstance(scene.app.screen, WatchingScreen)
        text = await tour.look("s on a company", "w follows", "1 shows")
        assert "é on a company" in text
        assert "ñ follows" in text
        assert "f3 shows the companies" in text
        await pilot.press("f3")

        await syncs(scene, pilot, NEVER_SYNCED)
        text = await tour.look("s starts", "S one of", "esc back", "r refresh")
        assert "é starts one up to now, É one of a range" in text
        await pilot.press("é")
        await scene.sheet_armed(pilot)
        text = await tour.look("y start", "D dry run", "n cancel")
        assert "ù dry run" in text
        assert "è cancel" in text
        await pilot.press("è")

        await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter")
        assert "ü copy id" in await tour.look("c copy id", "esc close")
        await pilot.press("f6")

        await connections_of(scene, pilot)
        await pilot.press("down")
        text = await tour.look("(c copies", "w waits", "c copy link", "n new")
        assert "ü copies" in text
        await pilot.press("ä")
        await scene.until(pilot, lambda: "f7 chooses" in shown(scene))
        await tour.look("esc leaves", "enter chooses")
        await pilot.press("f6")
        await flow_link_page(scene, pilot)
        assert "None yet. f5 asks for one." in await tour.look("L asks")

        await mapping(scene, pilot, NORDIC_BIKES)
        await pilot.press("space")
        await tour.look("backspace restores", "esc back")
        await pilot.press("f8")
        await pilot.pause()
        assert "f8 restores it" in await tour.look("D restores")

        for opened in (texts_opened, accounts_opened, integrations, activity):
            scene.app.clear_notifications()
            await opened(scene, pilot)
            await tour.look("esc back", "esc clears", "? help", "r refresh")
        assert len(tour.seen) > 15


async def flow_link_page(scene: Scene, pilot: Pilot[Any]) -> None:
    scene.app.push_screen(routes.FLOW_LINK.screen(scene.app.desk, "", ""))
    await pilot.pause()


# What the source says

NAMES_OF_KEYS = ("widgets/words_of_keys.py", "key_order.py", "screens/shell/idle_keys.py")
"""Modules that hold tables of keys."""


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the program that is not a docstring, a binding or a style, with its place."""
    for path in ROOT.rglob("*.py"):
        # What has no screen has no bindings: its ctrl+c is the terminal's.
        if path.relative_to(ROOT).parts[0] in {"demo", "api", "store", "cli.py", "commands", "exits.py"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        left_out = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                left_out.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding":
                left_out |= {each for each in ast.walk(node) if isinstance(each, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def test_sentences_name_bindings_that_exist() -> None:
    known = binding_ids() | {"app.help", "app.watching", "app.companies"}
    named = {
        (place, identifier)
        for place, text in sentences()
        for identifier in re.findall(r"\{([a-z_]+\.[a-z_]+)\}", text)
    }
    assert len(named) > 50
    assert [pair for pair in sorted(named) if pair[1] not in known] == []


def test_no_sentence_has_a_key_typed_in() -> None:
    """A letter before a word of doing, or the name of a key, stands for a key; ids in braces do not."""
    letter = r"[b-zB-Z0-9?/]"
    typed = re.compile(
        rf"(?:^|[.,;:]\s|\()({letter}) [a-z]+s\b|\s\s({letter}) [a-z]+|(?<!\w)(esc|backspace|ctrl\+[a-z])(?!\w)"
    )
    found = {(place, text) for place, text in sentences() if typed.search(text)}
    names = {each for each in found if each[0].startswith(NAMES_OF_KEYS)}
    assert sorted(found - names) == []


# Mistakes


async def test_the_key_in_force_is_said(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys={"company.sync": "f5,s", "app.help": "!"})
    async with scene.app.run_test() as pilot:
        await pilot.pause()
        assert key_of(scene.app, "company.sync") == "f5"
        assert key_of(scene.app, "app.help") == "!"
        assert key_of(scene.app, "app.refresh") == "r"
        assert with_keys(scene.app, "{app.refresh} reads {again}.") == "r reads {again}."
        assert key_of(scene.app, "no_such.thing_here") == ":thing-here"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("escape", "esc"),
        ("ctrl+q", "ctrl+q"),
        ("question_mark", "?"),
        ("G", "G"),
        ("ctrl+shift+f5", "ctrl+shift+f5"),
    ],
)
def test_keys_are_called_as_in_the_documentation(key: str, name: str) -> None:
    assert key_name(key) == name


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({"company.sink": "f5"}, 'No binding is called "company.sink".'),
        ({"company.sync": "crtl+s"}, '"crtl+s" of company.sync is not a key of a terminal'),
        ({"company.sync": "f5, "}, '"" of company.sync is not a key of a terminal'),
        ({"company.sync": "w"}, "w is the key of both company.sync and company.watch"),
        ({"company.sync": "1"}, "1 is the key of both app.companies and company.sync"),
        ({"table.open": "r"}, "r is the key of both app.refresh and table.open"),
        (
            {"company.sync": "f5", "company.watch": "f5"},
            "f5 is the key of both company.sync and company.watch",
        ),
    ],
)
def test_a_mistake_is_named(moved: dict[str, str], words: str) -> None:
    assert any(words in each for each in key_mistakes(moved)), key_mistakes(moved)


@pytest.mark.parametrize(
    "moved",
    [
        {},
        {"company.sync": "f5"},
        {"company.sync": "w", "company.watch": "s", "connections.follow": "f9"},
        {"app.help": "ctrl+underscore"},
        {"sheet.confirm": "ctrl+y"},
        MOVED,
    ],
)
def test_what_is_right_is_not_complained_about(moved: dict[str, str]) -> None:
    assert key_mistakes(moved) == []


async def test_mistakes_are_named_at_the_start(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path, keys={"company.sync": "w", "company.sink": "f5", "app.help": "f1", "app.refresh": "crtl+r"}
    )
    async with scene.app.run_test() as pilot:
        await scene.until(pilot, lambda: bool(scene.app._notifications))
        (notice,) = scene.app._notifications
        assert 'No binding is called "company.sink".' in notice.message
        assert "w is the key of both company.sync and company.watch" in notice.message
        assert (
            '"crtl+r" of app.refresh is not a key of a terminal: the keys of that binding stay.'
            in notice.message
        )
        assert key_of(scene.app, "app.refresh") == "r"
        assert "f1, then i, lists the ids" in notice.message
