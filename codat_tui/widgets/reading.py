"""What all modals with a text to read share: the keys that scroll it, a search in it, and that there is more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from rich.cells import cell_len
from rich.style import Style
from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Static

from codat_tui.present import Tone, width
from codat_tui.widgets.following import FollowingScreen
from codat_tui.widgets.literal import literal
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.words_of_keys import key_of
from codat_tui.words import count

Result = TypeVar("Result")
# Cells of a frame's bottom line beside its words.
_CORNERS = 6
_BETWEEN = "   "


class ReadText(Static):
    """A text in which a word is marked wherever it stands."""

    _word = ""

    def mark(self, word: str) -> None:
        """Mark *word*, whatever its case; "" for none."""
        self._word = word.lower()
        self.refresh()

    def places(self, word: str) -> Iterator[int]:
        """Yield the lines, as drawn, with *word*."""
        for line in range(self.size.height):
            if word.lower() in super().render_line(line).text.lower():
                yield line

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        return _marked(strip, self._word) if self._word else strip


def _marked(strip: Strip, word: str) -> Strip:
    text = strip.text.lower()
    if word not in text or len(text) != len(strip.text):
        return strip
    cuts: list[int] = []
    start = text.find(word)
    while start >= 0:
        cuts += [cell_len(strip.text[:start]), cell_len(strip.text[: start + len(word)])]
        start = text.find(word, start + len(word))
    parts = strip.divide([*cuts, strip.cell_length])
    # Every second part is the word.
    return Strip.join(
        part.apply_style(Style(reverse=True)) if number % 2 else part for number, part in enumerate(parts)
    )


class FindLine(OneLine, can_focus=True):
    """The line below a text to type what to look for; `enter` goes to the next place."""

    BACKGROUND = "cursor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "go(1)", "next", id="find.next"),
        Binding("shift+enter,up", "go(-1)", "previous", id="find.previous"),
        Binding("backspace", "erase", "erase a letter", show=False, id="find.erase"),
        Binding("escape", "leave", "leave", id="find.leave"),
    ]
    DEFAULT_CSS = """
    FindLine {
        dock: bottom;
        height: 1;
        background: $cursor;
    }
    """

    @dataclass
    class Typed(Message):
        word: str

    @dataclass
    class Asked(Message):
        """The next place is wanted, or the previous one."""

        step: int

    class Left(Message):
        pass

    def __init__(self) -> None:
        super().__init__()
        self._word = ""
        self._found = ""

    def left(self) -> Sequence[Part]:
        return (Part("/", Tone.ACCENT, gap=0), Part(self._word, gap=0), Part("▏", Tone.ACCENT, gap=2))

    def right(self) -> Sequence[Part]:
        return (
            Part(self._found, Tone.MUTED),
            Part(key_of(self, "find.next"), Tone.ACCENT, rank=2, gap=1),
            Part("next", Tone.MUTED, rank=2),
            Part(key_of(self, "find.leave"), Tone.ACCENT, rank=1, gap=1),
            Part("leave", Tone.MUTED, rank=1),
        )

    def say(self, found: str) -> None:
        """Show what was found."""
        self._found = found
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character:
            self._type(self._word + event.character)
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._type(self._word + " ".join(event.text.split()))

    def _type(self, word: str) -> None:
        self._word = word
        self.redraw()
        self.post_message(self.Typed(word))

    def action_go(self, step: int) -> None:
        self.post_message(self.Asked(step))

    def action_erase(self) -> None:
        self._type(self._word[:-1])

    def action_leave(self) -> None:
        self.post_message(self.Left())


class ReadingScreen(ModalScreen[Result], FollowingScreen[Result]):
    """A modal with a text in ReadTexts, in the scrolling container *AREA*; the border of *FRAME* says what is below."""

    AREA: ClassVar[str] = ""
    FRAME: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False, id="reading.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="reading.up"),
        Binding("pagedown", "scroll_pages(1)", "Page down", show=False, id="reading.page_down"),
        Binding("pageup", "scroll_pages(-1)", "Page up", show=False, id="reading.page_up"),
        Binding("ctrl+d", "scroll_pages(0.5)", "Half a page down", show=False, id="reading.half_down"),
        Binding("ctrl+u", "scroll_pages(-0.5)", "Half a page up", show=False, id="reading.half_up"),
        Binding("g,home", "scroll_to_end(-1)", "First line", show=False, id="reading.first"),
        Binding("G,end", "scroll_to_end(1)", "Last line", show=False, id="reading.last"),
        Binding("slash", "find", "Search", show=False, id="reading.find"),
    ]

    _below = 0
    _found_at: int | None = None
    _word = ""

    @property
    def area(self) -> VerticalScroll:
        """Return what scrolls."""
        return self.query_one(self.AREA, VerticalScroll)

    def on_mount(self) -> None:
        self.watch(self.area, "scroll_y", self._moved, init=False)
        # After every layout: a sheet grows with its words, and its text first.
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self._moved(), immediate=True)
        self.call_after_refresh(self._moved)

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_subtitle)

    # What the frame says

    def subtitle(self) -> str:
        """Return what the frame says of the keys."""
        return ""

    def show_subtitle(self) -> None:
        """Write into the frame how much is below, in as many words as fit, and `subtitle`."""
        if not self.FRAME:
            return
        frame, keys = self.query_one(self.FRAME), self.subtitle()
        lines = count(self._below, "more line")
        forms = (f"{lines}: {key_of(self, 'reading.page_down')}", f"{self._below} more", f"+{self._below}")
        room = frame.outer_size.width - _CORNERS - width(keys) - len(_BETWEEN)
        more = next((each for each in forms if width(each) <= room), "") if self._below else ""
        frame.border_subtitle = literal(_BETWEEN.join(filter(None, (more, keys))))

    def _moved(self) -> None:
        if not self.is_mounted:
            return
        below = max(0, round(self.area.max_scroll_y - self.area.scroll_y))
        if below != self._below:
            self._below = below
            self.show_subtitle()

    # Keys

    def action_scroll(self, lines: int) -> None:
        self.area.scroll_relative(y=lines, animate=False, immediate=True)

    def action_scroll_pages(self, pages: float) -> None:
        self.action_scroll(int(pages * max(1, self.area.size.height)))

    def action_scroll_to_end(self, way: int) -> None:
        self.area.scroll_to(y=self.area.max_scroll_y if way > 0 else 0, animate=False, immediate=True)

    # Searching

    def action_find(self) -> None:
        line = next(iter(self.query(FindLine)), None)
        if line is None:
            line = FindLine()
            self.mount(line)
        self.set_focus(line)

    @on(FindLine.Typed)
    def _look(self, event: FindLine.Typed) -> None:
        self._word, self._found_at = event.word, None
        for text in self.query(ReadText):
            text.mark(event.word)
        self._go(0)

    @on(FindLine.Asked)
    def _go_on(self, event: FindLine.Asked) -> None:
        self._go(event.step)

    @on(FindLine.Left)
    def _stop_looking(self) -> None:
        for text in self.query(ReadText):
            text.mark("")
        self.query(FindLine).remove()

    def _go(self, step: int) -> None:
        """Scroll to the first place from here on, or from the last found one *step* places on."""
        line = self.query_one(FindLine)
        places = self._places() if self._word else []
        if not places:
            line.say("not here" if self._word else "")
            return
        if self._found_at in places:
            number = (places.index(self._found_at) + step) % len(places)
        else:
            top = self.area.scroll_y
            number = next((index for index, place in enumerate(places) if place >= top), 0)
        self._found_at = places[number]
        line.say(f"{number + 1} of {len(places)}")
        self.area.scroll_to(y=max(0, self._found_at - 1), animate=False, immediate=True)

    def _places(self) -> list[int]:
        texts = [text for text in self.area.query(ReadText) if text.display]
        return sorted(
            text.virtual_region.y + text.gutter.top + line
            for text in texts
            for line in text.places(self._word)
        )
