"""What Codat said of a refused write reaches the person: banner, toast, journal and ticket, in room and in little."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast

import codat_tui
from codat_tui.demo import DemoOptions
from codat_tui.models.changes import Refused
from codat_tui.models.writes import Write
from codat_tui.present.outcomes import WORDS
from codat_tui.present.ticket import change_ticket
from codat_tui.screens.activity.detail import journal_detail
from codat_tui.screens.shell.toasts import Lasting
from codat_tui.services.writing.catalog import operation_named
from codat_tui.services.writing.notices import notice_of
from codat_tui.widgets.state_panel import Banner
from tests.demo_server import DemoServer
from tests.screens.company.history_scenes import syncs
from tests.screens.scenes import HARBOUR_LANE, Scene

LIMIT = "You have exceeded the 50-company limit that applies to a Free plan."
ITEM = "name: The name is taken. (RequestValidator)"
FAULTS = "POST */latest:402, POST */historic:400"
NAME = "Till [/UK] [@click=app.quit]go[/]"


def told(text: str) -> str:
    """*text* as one line, whatever it was wrapped to."""
    return " ".join(text.split())


def toast_of(scene: Scene) -> str:
    """The newest toast, as one line."""
    return told(str(scene.app.screen.query(Toast).last().render()))


async def refused(scene: Scene, pilot: Pilot[None], *keys: str) -> None:
    """Ask for a sync with *keys*, confirm it, and wait for Codat to refuse it."""
    before = len(scene.app.services.changing.changes)
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await scene.sheet_armed(pilot)
    await pilot.press("y")
    changes = scene.app.services.changing.changes
    await scene.until(
        pilot, lambda: len(changes) > before and isinstance([*changes.values()][-1].outcome, Refused)
    )
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "said", "status", "key"),
    [
        (("s",), LIMIT, "402", "s sync again"),
        (("S", "enter"), ITEM, "400", "S choose the range again"),
    ],
)
async def test_a_refusal_is_told_everywhere(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...], said: str, status: str, key: str
) -> None:
    options = DemoOptions(faults=FAULTS)
    with DemoServer(options) as server:
        await see_it_refused(
            Scene(tmp_path, swept=False, options=options, server=server), size, keys, said, status, key
        )


async def see_it_refused(
    scene: Scene, size: tuple[int, int], keys: tuple[str, ...], said: str, status: str, key: str
) -> None:
    async with scene.app.run_test(size=size, notifications=True) as pilot:
        await syncs(scene, pilot, HARBOUR_LANE)
        await refused(scene, pilot, *keys)
        banner = scene.app.screen.query_one(Banner)
        lines = str(banner.render()).splitlines()
        assert all(len(line) <= size[0] for line in lines)
        shown = told(" ".join(lines))
        assert said in shown
        assert f"HTTP status {status}" in shown
        assert "Correlation" in shown
        assert key in shown
        assert "r try again" not in shown
        assert said not in toast_of(scene), "it would cover the banner that tells it"
        (entry,) = await scene.app.services.activity.journal()
        assert entry.error is not None
        assert said in change_ticket(entry)
        detail = journal_detail(scene.app.desk, entry)
        await scene.app.push_screen(detail)
        await pilot.pause()
        assert any(said in fact.value for fact in detail._facts)
        scene.app.clear_notifications()
        change = [*scene.app.services.changing.changes.values()][-1]
        scene.app._show_notice(scene.app._open["acme"], notice_of(change))
        await pilot.pause()
        assert all(each in toast_of(scene) for each in (said, f"HTTP status: {status}", entry.correlation_id))


def test_every_operation_has_words_for_its_outcome() -> None:
    assert all(operation_named(name) is not None for name in WORDS)
    assert len(WORDS) == len(get_args(Write))


async def test_no_toast_reads_a_name_as_markup(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, theme="codat-dark")
    async with scene.app.run_test(notifications=True) as pilot:
        scene.app.screen.notify(f"{NAME}\x1b]52;c;eA==\x07\u202eevil", title=NAME, markup=True)
        await pilot.pause()
        text = str(scene.app.screen.query(Toast).last().render())
        assert text.count(NAME) == 2
        assert "\x1b" not in text
        assert "\u202e" not in text


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    """Every node of the package's syntax trees."""
    for path in sorted(Path(codat_tui.__file__).parent.rglob("*.py")):
        yield from ((path, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the package of a method named notify."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".notify"):
            yield path, node


def test_no_title_of_a_border_is_read_as_markup() -> None:
    """A title is a constant, keys that are constants, or literal(...)."""
    read = [
        f"{path.name}: {ast.unparse(node)}"
        for path, node in nodes()
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]).endswith(".border_title")
        and not isinstance(node.value, ast.Constant)
        and not ast.unparse(node.value).startswith("literal(")
    ]
    assert read == []


def test_no_text_of_a_static_is_read_as_markup() -> None:
    read = [
        f"{path.name}: {ast.unparse(node)}"
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("Static", "Label")
        and not any(each.arg == "markup" and ast.unparse(each.value) == "False" for each in node.keywords)
    ]
    assert read == []


def test_markup_of_a_toast_is_decided_in_one_place() -> None:
    deciding = [path.name for path, call in calls() if any(each.arg == "markup" for each in call.keywords)]
    assert deciding == []
    assert not Lasting("[b]text").markup, "what every toast is made of"


def test_an_error_in_a_toast_is_told_in_one_place() -> None:
    """A call with `title=error.title` would drop what Codat said."""
    own = [
        f"{path.name}:{call.lineno}"
        for path, call in calls()
        for each in call.keywords
        if each.arg == "title" and ast.unparse(each.value).endswith(("error.title", "refusal.title"))
    ]
    assert own == []
