"""Loading, empty and failed are told with what to do next, in any room, and hidden when there is nothing to tell."""

from __future__ import annotations

import pytest

from codat_tui.models.errors import BadRequestError, UnauthorizedError, ValidationItem
from codat_tui.present import Glyphs, width
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem, ProblemFact
from codat_tui.widgets.state_panel import Banner, StatePanel
from tests.widgets.harness import WidgetApp, lines

FAILED = Problem(
    "Codat refused the key",
    "The API key of this profile is not accepted. Look at CODAT_API_KEY; a changed key is read again.",
    (
        ProblemFact("Codat said", "Unauthorized\x1b[31m"),
        ProblemFact("HTTP status", "401"),
        ProblemFact("Correlation", "5b3c1c0e8f8b4d0a", beside=True),
    ),
)
REFRESH = ("r", "refresh", "refresh")


async def drawn(
    state: PanelState, columns: int = 80, rows: int = 24, glyphs: Glyphs | None = None
) -> list[str]:
    """What a panel alone on a terminal shows, and that it keeps within it."""
    panel = StatePanel(glyphs)
    async with WidgetApp(lambda: [panel], bindings=[REFRESH]).run_test(size=(columns, rows)) as pilot:
        panel.state = state
        await pilot.pause()
        text = str(panel.render()).splitlines()
        assert all(width(line) <= columns for line in text)
        return text


async def test_a_failure_tells_cause_next_step_and_what_a_ticket_needs() -> None:
    text = [line.strip() for line in await drawn(FAILED) if line.strip()]
    assert text[0] == "✖ Codat refused the key"
    assert " ".join(text[1:3]) == FAILED.next_step
    assert text[3:] == [
        "Codat said   Unauthorized [31m",
        "HTTP status  401",
        "Correlation  5b3c1c0e8f8b4d0a",
        "r  try again",
    ]


async def test_what_is_not_known_takes_no_line() -> None:
    text = [line.strip() for line in await drawn(Problem("No connection to Codat")) if line.strip()]
    assert text == ["✖ No connection to Codat", "r  try again"]


def test_a_problem_is_made_of_a_typed_error() -> None:
    error = UnauthorizedError(
        title="Codat refused the key", next_step="Look.", status=401, codat_message="No", correlation_id="c1"
    )
    facts = (
        ProblemFact("Codat said", "No"),
        ProblemFact("HTTP status", "401"),
        ProblemFact("Correlation", "c1", beside=True),
    )
    assert Problem.of(error) == Problem("Codat refused the key", "Look.", facts)


async def test_loading_tells_how_far() -> None:
    text = [
        line.strip() for line in await drawn(LoadingPanel("Reading companies", "500 of 5,000", "4 s more"))
    ]
    assert [line for line in text if line] == ["◐ Reading companies", "500 of 5,000", "4 s more"]


async def test_empty_tells_what_to_do() -> None:
    text = [line.strip() for line in await drawn(EmptyPanel("No company matches.", "esc clears the filter"))]
    assert [line for line in text if line] == ["· No company matches.", "esc clears the filter"]


@pytest.mark.parametrize(("columns", "rows"), [(200, 60), (80, 24), (40, 8), (20, 3)])
async def test_the_cause_is_on_screen_in_any_room(columns: int, rows: int) -> None:
    text = await drawn(FAILED, columns, rows)
    top = " ".join(line.strip() for line in text[:rows])
    assert "✖ Codat refused" in top


async def test_signs_can_be_ascii() -> None:
    assert all(line.isascii() for line in await drawn(FAILED, glyphs=Glyphs.ascii()))


async def test_no_state_no_panel() -> None:
    panel, banner = StatePanel(), Banner()
    async with WidgetApp(lambda: [panel, banner]).run_test() as pilot:
        assert (panel.display, banner.display) == (False, False)
        panel.state, banner.problem = FAILED, FAILED
        await pilot.pause()
        assert (panel.display, banner.display) == (True, True)
        panel.state, banner.problem = None, None
        await pilot.pause()
        assert (panel.display, banner.display) == (False, False)


@pytest.mark.parametrize("columns", [160, 80, 40])
async def test_a_banner_tells_all_of_it_and_the_key(columns: int) -> None:
    banner = Banner()
    async with WidgetApp(lambda: [banner], bindings=[REFRESH]).run_test(size=(columns, 40)) as pilot:
        banner.problem = FAILED
        banner.kept = "rows of 14:02"
        await pilot.pause()
        text = lines(banner)
        assert text[0].startswith(" ✖ Codat")
        assert text[0].endswith("showing rows of 14:02   r try again") == (columns > 40)
        words = " ".join(" ".join(text).split())
        assert FAILED.next_step in words
        assert "Codat said Unauthorized [31m HTTP status 401 Correlation 5b3c1c0e8f8b4d0a" in words
        assert "showing rows of 14:02" in words
        assert "try again" in words


async def test_a_short_problem_takes_one_line_and_offers_no_key_that_is_not_there() -> None:
    banner = Banner()
    async with WidgetApp(lambda: [banner]).run_test(size=(80, 24)) as pilot:
        banner.problem = Problem("No connection", "Look at the network.")
        await pilot.pause()
        assert lines(banner) == [" ✖ No connection  Look at the network."]


async def test_a_banner_leaves_half_of_the_screen_and_says_what_it_left_out() -> None:
    banner = Banner()
    async with WidgetApp(lambda: [banner], bindings=[REFRESH]).run_test(size=(80, 24)) as pilot:
        banner.problem = Problem("No", facts=tuple(ProblemFact("Not valid", f"line {n}") for n in range(30)))
        await pilot.pause()
        assert banner.size.height == 12
        assert lines(banner)[-1] == "   … 20 more lines"


async def test_what_came_of_a_write_stands_before_what_could_not_be_read() -> None:
    banner = Banner()
    async with WidgetApp(lambda: [banner]).run_test(size=(80, 24)) as pilot:
        banner.problem, banner.outcome = Problem("Not read"), Problem("Not written")
        await pilot.pause()
        assert lines(banner) == [" ✖ Not written"]
        banner.outcome = None
        await pilot.pause()
        assert lines(banner) == [" ✖ Not read"]


def test_every_item_of_codats_validation_is_told() -> None:
    items = (
        ValidationItem("The end lies before the start.", "dateRange", "RangeValidator"),
        ValidationItem("An old range.", severity="warning"),
    )
    error = BadRequestError(status=400, codat_message="Not valid.", validation=items, correlation_id="c1")
    assert Problem.of(error).lines == (
        error.next_step,
        "Codat said: Not valid.",
        "Not valid: dateRange: The end lies before the start. (RangeValidator)",
        "Warning: An old range.",
        "HTTP status: 400",
        "Correlation: c1",
    )
