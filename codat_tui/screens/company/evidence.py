"""The evidence for Codat: names the folder, collects with progress, writes, and offers the Markdown to paste."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.masking import mask_all
from codat_tui.models.errors import CodatError
from codat_tui.models.evidence_pack import EvidencePack, PackStep
from codat_tui.paths import expanded, folder_of_start, style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.evidence_pack import evidence_pack
from codat_tui.present.panels import Problem
from codat_tui.present.text import fit, wrap
from codat_tui.screens.shell.copy_and_open import copy_text
from codat_tui.services.evidence_pack import folder_name, write_pack
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import count

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codat_tui.present.overview import Line
    from codat_tui.screens.shell.desk import Desk

FRAME = 6
WIDEST = 92
WHAT = (
    "Profile, the failing run, messages, push operations, requests with correlation ids, changes from here and the "
    "configuration; secrets masked, links left out. It holds the merchant's data: send it to Codat only."
)


class EvidenceScreen(ModalScreen[None]):
    """`enter` collects and writes; `escape` stops that, and leaves at any other time."""

    CSS_PATH = style_sheet("company/evidence.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy_markdown", "copy the Markdown", show=False, id="evidence.copy"),
        Binding("escape", "leave", "leave", show=False, id="evidence.leave"),
        Binding("enter", "close", "close", show=False, id="evidence.close"),
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._company_id = company_id
        self._company_name = company_name
        self._full_name = desk.services.fleet.full_name(company_id, company_name)
        self._step: PackStep | None = None
        self._problem: Problem | None = None
        self._pack: EvidencePack | None = None
        self._folder: Path | None = None

    def compose(self) -> ComposeResult:
        folder = folder_of_start() / folder_name(self._company_name, self._desk.clock.now())
        with Vertical(id="evidence") as frame:
            frame.border_title = literal(f"Evidence for Codat: {self._full_name}")
            yield Static("folder", id="label", markup=False)
            line = Input(str(folder), compact=True, select_on_focus=False, id="folder")
            line.cursor_blink = False
            yield line
            yield CellLines(id="told")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    # What is shown

    def _draw(self) -> None:
        width = max(20, min(WIDEST, self.app.size.width) - FRAME)
        self.query_one("#told", CellLines).lines = tuple(self._lines(width))
        words = "enter collects and writes   {evidence.leave} leaves"
        if self._step is not None:
            words = "{evidence.leave} stops"
        elif self._folder is not None:
            words = "{evidence.copy} copy the Markdown   {evidence.close} close"
        self.query_one("#evidence").border_subtitle = literal(with_keys(self, words))

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        if self._problem is not None:
            told = (f"{self._desk.glyphs.failed} {self._problem.title}", *self._problem.lines)
            lines += [(Cell(line, Tone.FAILED),) for text in told for line in wrap(text, width)]
            lines.append(())
        if self._folder is not None and self._pack is not None:
            return lines + _written(self._folder, self._pack, self._desk.glyphs.ok, width)
        if self._step is None:
            return lines + [(Cell(line, Tone.MUTED),) for line in wrap(WHAT, width)]
        reached = list(PackStep).index(self._step)
        for number, step in enumerate(PackStep):
            if number < reached:
                lines.append((Cell(f"{self._desk.glyphs.ok} {step.value}", Tone.OK),))
            elif number == reached:
                lines.append((Cell(f"{self._desk.glyphs.running} {step.value}", Tone.RUNNING),))
            else:
                lines.append((Cell(f"{self._desk.glyphs.nothing} {step.value}", Tone.MUTED),))
        return lines

    # Collecting and writing

    @on(Input.Submitted)
    def _go(self) -> None:
        if self._step is None and self._folder is None:
            self._reached(PackStep.COMPANY)
            folder = expanded(self.query_one(Input).value.strip())
            run_job(self, partial(self._collect, folder), group="evidence", exclusive=True)

    def _reached(self, step: PackStep) -> None:
        self._step, self._problem = step, None
        self.query_one(Input).disabled = True
        self._draw()

    async def _collect(self, folder: Path) -> None:
        try:
            services = self._desk.services
            facts = await services.evidence.collect(self._company_id, self._company_name, self._reached)
            pack = evidence_pack(facts)
            written = await write_pack(folder, pack, self._reached)
        except CodatError as error:
            self._problem = Problem.of(error)
            self._ready_again()
            return
        self._step, self._pack, self._folder = None, pack, written
        self.query_one("#label").display = self.query_one(Input).display = False
        self.set_focus(None)
        self._draw()

    def _ready_again(self) -> None:
        self._step = None
        line = self.query_one(Input)
        line.disabled = False
        line.focus()
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"copy_markdown", "close"}:
            return self._folder is not None
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Stop what runs, else leave."""
        if self._step is None:
            self.dismiss()
            return
        self.workers.cancel_group(self, "evidence")
        self._ready_again()

    def action_close(self) -> None:
        self.dismiss()

    def action_copy_markdown(self) -> None:
        if self._pack is not None:
            text = mask_all(self._pack.markdown)
            copy_text(self, self._desk, text, f"the evidence about {self._company_name}")


def _written(folder: Path, pack: EvidencePack, sign: str, width: int) -> list[Line]:
    lines: list[Line] = [
        (Cell(f"{sign} {count(len(pack.files), 'file')} in a folder that only you can read", Tone.OK),)
    ]
    text = str(folder)
    lines += [(Cell(text[start : start + width], Tone.ACCENT),) for start in range(0, len(text), width)]
    lines.append(())
    lines += [
        (Cell(fit(name, 24)), Cell(fit(_size(len(text)), 8, right=True), Tone.MUTED))
        for name, text in pack.files.items()
    ]
    lines += [(Cell(line, Tone.WARNING),) for cut in pack.cut for line in wrap(cut, width)]
    return lines


def _size(characters: int) -> str:
    return f"{max(1, round(characters / 1000)):,} kB"
