"""Header, breadcrumbs and footer say the most important things in whatever width there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from codat_tui.present import Cell, Tone, width
from codat_tui.widgets.breadcrumbs import Breadcrumbs
from codat_tui.widgets.footer import FooterLine
from codat_tui.widgets.header import HeaderLine
from codat_tui.widgets.one_line import KEEP, Part, fit_parts
from tests.widgets.harness import Heard, WidgetApp, lines

parts = st.lists(st.builds(Part, st.text("ab東", max_size=9), rank=st.integers(1, 5)), max_size=6)


@given(parts, parts, st.integers(0, 60))
def test_what_can_be_dropped_makes_room(left: list[Part], right: list[Part], cells: int) -> None:
    kept = [part for side in fit_parts(left, right, cells) for part in side]
    assert sum(width(part.text) + part.gap for part in kept) <= cells
    dropped = [part.rank for part in (*left, *right) if part.text and part not in kept]
    assert max(dropped, default=0) <= min((part.rank for part in kept), default=KEEP)


def test_a_part_that_shrinks_does_so_last() -> None:
    left, right = fit_parts([Part("Harbour Lane Coffee", shrinks=True)], [Part("count", rank=1)], 12)
    assert [part.text for part in left] == ["Harbour L…"]
    assert right == ()


def full_header() -> HeaderLine:
    header = HeaderLine()
    header.profile, header.environment, header.read_only = "acme-live", "production", True
    header.quota, header.watches, header.counts = "quota 99.4 %", "◐ 2 watching", "61 companies"
    header.as_of = "14:02:31"
    return header


@pytest.mark.parametrize(
    ("columns", "left", "right"),
    [
        (
            120,
            " codat-tui  acme-live   PRODUCTION   READ-ONLY",
            "◐ 2 watching  quota 99.4 %  61 companies  as of 14:02:31",
        ),
        (80, " acme-live   PRODUCTION   READ-ONLY", "◐ 2 watching  quota 99.4 %  as of 14:02:31"),
        (60, " acme-live   PRODUCTION   READ-ONLY", "◐ 2 watching"),
        (24, "  PRODUCTION   READ-ONLY", ""),
    ],
)
async def test_the_header_never_drops_what_protects(columns: int, left: str, right: str) -> None:
    header = full_header()
    async with WidgetApp(lambda: [header]).run_test(size=(columns, 5)):
        text = lines(header)[0]
        assert text == left + " " * (len(text) - len(left) - len(right)) + right
        assert len(text) <= columns - bool(right)


async def test_the_header_follows_its_values() -> None:
    header = HeaderLine()
    async with WidgetApp(lambda: [header]).run_test(size=(60, 5)) as pilot:
        assert lines(header) == [" codat-tui"]
        header.environment = "demo"
        header.quota, header.quota_low = "quota 3 %", True
        await pilot.pause()
        assert lines(header)[0].split() == ["codat-tui", "DEMO", "quota", "3", "%"]


def company() -> Breadcrumbs:
    crumbs = Breadcrumbs()
    crumbs.crumbs = ("Companies", "Harbour Lane Coffee")
    crumbs.tabs, crumbs.active_tab = ("Overview", "Connections", "Syncs", "Mapping"), 1
    crumbs.status = (Cell("as of 14:02:40", Tone.MUTED),)
    return crumbs


async def test_the_active_tab_is_marked_without_colour() -> None:
    crumbs = company()
    async with WidgetApp(lambda: [crumbs]).run_test(size=(120, 5)):
        text = lines(crumbs)[0]
        assert text.startswith(" Companies › Harbour Lane Coffee")
        assert " Overview [Connections] Syncs " in text
        assert text.endswith("as of 14:02:40")


async def test_a_long_name_is_shortened_before_the_tabs_suffer() -> None:
    crumbs = company()
    crumbs.crumbs = ("Companies", "東京コーヒー商店の長い名前の株式会社とその仲間")
    async with WidgetApp(lambda: [crumbs]).run_test(size=(80, 5)):
        assert crumbs.render_line(0).cell_length == 80
        assert lines(crumbs)[0].endswith("…   Overview [Connections] Syncs  Mapping")


async def test_the_first_counts_go_first() -> None:
    crumbs = Breadcrumbs()
    crumbs.crumbs, crumbs.chips = ("Companies",), ("failing",)
    crumbs.status = (Cell("46 fine"), Cell("7 failing", Tone.FAILED))
    async with WidgetApp(lambda: [crumbs]).run_test(size=(40, 5)):
        assert lines(crumbs)[0].split("  ")[-1].strip() == "7 failing"
        assert "fine" not in lines(crumbs)[0]
        assert "[failing ✕]" in lines(crumbs)[0]


@pytest.mark.parametrize("cells", [80, 90, 100, 120, 160])
async def test_how_many_are_checked_stays_at_every_width(cells: int) -> None:
    crumbs = Breadcrumbs()
    crumbs.keeps_status = True
    crumbs.crumbs, crumbs.tabs = ("Companies",), ("by urgency", "by cause")
    crumbs.chips = ("a filter of several words and fields", "needs a person")
    crumbs.status = (Cell("46 fine"), Cell("7 failing", Tone.FAILED), Cell("40 of 61 checked", Tone.MUTED))
    async with WidgetApp(lambda: [crumbs]).run_test(size=(cells, 5)):
        text = lines(crumbs)[0]
        assert text.endswith("40 of 61 checked")
        assert text.startswith(" Companies  [a ")
        assert text.count("✕]") == 2
        assert "[by urgency] by cause" in text


async def test_crumbs_chips_and_tabs_can_be_clicked() -> None:
    crumbs = company()
    crumbs.chips = ("failing",)
    heard = Heard(Breadcrumbs.CrumbChosen, Breadcrumbs.ChipCleared, Breadcrumbs.TabChosen)
    async with WidgetApp(lambda: [crumbs]).run_test(size=(120, 5), message_hook=heard) as pilot:
        text = lines(crumbs)[0]
        for word in ("Companies", "failing", "Syncs", "as of"):
            await pilot.click(crumbs, offset=(text.index(word), 0))
        assert heard.with_values("index") == [
            (Breadcrumbs.CrumbChosen, 0),
            (Breadcrumbs.ChipCleared, 0),
            (Breadcrumbs.TabChosen, 2),
        ]


class Keys(Widget, can_focus=True):
    """A focusable widget with keys of its own."""

    BINDINGS = [Binding("enter", "app.note('open')", "open"), Binding("j", "app.note('down')", show=False)]


class FooterApp(WidgetApp):
    """More keys than a footer shows."""

    BINDINGS = [
        Binding(key, f"note('{word}')", word)
        for key, word in zip(
            "abcdefghi", ("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis"), strict=True
        )
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return {"bee": False, "cat": None}.get(str(parameters[0]) if parameters else "", True)


async def test_the_footer_shows_eight_keys_the_focused_widgets_first() -> None:
    app = FooterApp(lambda: [Keys(), Input(), FooterLine()])
    async with app.run_test(size=(120, 5)) as pilot:
        footer = app.query_one(FooterLine)
        app.query_one(Keys).focus()
        await pilot.pause()
        words = lines(footer)[0].split()
        assert words[:4] == ["enter", "open", "a", "ant"]
        assert len(words) == 16
        assert "bee" not in words
        app.query_one(Input).focus()
        await pilot.pause()
        assert "open" not in lines(footer)[0].split()


async def test_a_narrow_footer_drops_the_last_keys_whole() -> None:
    app = FooterApp(lambda: [Keys(), FooterLine()])
    async with app.run_test(size=(30, 5)) as pilot:
        app.query_one(Keys).focus()
        await pilot.pause()
        assert lines(app.query_one(FooterLine))[0] == " enter open   a ant   c cat"


async def test_a_click_on_the_footer_does_what_the_key_does() -> None:
    app = FooterApp(lambda: [Keys(), FooterLine()])
    async with app.run_test(size=(120, 5)) as pilot:
        footer = app.query_one(FooterLine)
        app.query_one(Keys).focus()
        await pilot.pause()
        for word in ("dog", "open"):
            await pilot.click(footer, offset=(lines(footer)[0].index(word), 0))
        await pilot.pause()
        assert app.pressed == ["dog", "open"]


class Counting(FooterLine):
    """Counts how often the line is drawn."""

    drawn = 0

    def left(self) -> list[Part]:
        self.drawn += 1
        return list(super().left())


async def test_the_footer_draws_again_only_when_its_text_changes() -> None:
    class TwoInputs(App[None]):
        """Two widgets with the same keys."""

        CSS_PATH = WidgetApp.CSS_PATH

        def compose(self) -> ComposeResult:
            yield Keys(id="one")
            yield Keys(id="two")
            yield Counting()

        def get_theme_variable_defaults(self) -> dict[str, str]:
            from codat_tui.themes import DARK

            return DARK.variables

    app = TwoInputs()
    async with app.run_test(size=(80, 5)) as pilot:
        app.query_one("#one").focus()
        await pilot.pause()
        before = app.query_one(Counting).drawn
        assert before
        app.query_one("#two").focus()
        await pilot.pause()
        assert app.query_one(Counting).drawn == before
