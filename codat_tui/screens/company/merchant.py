"""The message for the merchant: seen first, then copied or saved, in the merchant's language.

It asks Codat for nothing but the company: where a Sync Flow link is needed, a key opens the form that asks for one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, Loading, known
from codat_tui.paths import folder_of_start
from codat_tui.present import Cell, Tone
from codat_tui.present.merchant import message_lines
from codat_tui.present.panels import Problem
from codat_tui.present.text import wrap
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.merchant.message import MerchantMessage, language_for, merchant_message
from codat_tui.screens.company.company_detail import CompanyDetailScreen
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.detail import Copy
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.services.exporting import write_export
from codat_tui.services.merchant_words import MerchantTextsError
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.sheet import FactLine
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codat_tui.models.local import RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.present.overview import Line
    from codat_tui.rules.merchant.texts import Language
    from codat_tui.screens.shell.desk import Desk

FLOW = "A Sync Flow link is needed. {merchant.flow_link} opens the form that asks for one; asking is a change at Codat."


class MerchantScreen(CompanyDetailScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy('message')", "copy", show=False, id="detail.copy"),
        Binding("tab,l", "language", "other language", show=False, id="merchant.language"),
        Binding("f", "save", "to a file", show=False, id="merchant.file"),
        Binding("L", "flow_link", "flow link", show=False, id="merchant.flow_link"),
    ]
    HINTED = ("copy(", "language", "save", "flow_link")

    def __init__(self, desk: Desk, company_id: str, company_name: str) -> None:
        copies = {"message": Copy("", "")}
        facts = [FactLine("company", desk.services.fleet.full_name(company_id, company_name))]
        super().__init__(desk, "Message for the merchant", company_id, company_name, facts, copies)
        self._languages: Mapping[str, Language] = {}
        self._preferred: tuple[str, ...] = ()
        self._chosen = ""
        self._problem: Problem | None = None
        self._message: MerchantMessage | None = None

    def on_mount(self) -> None:
        run_job(self, self._read_texts, group="texts", exclusive=True)

    async def _read_texts(self) -> None:
        words = self.services.merchant_words
        try:
            self._languages = await words.languages()
        except MerchantTextsError as error:
            # What the package holds still says what the merchant has to do.
            self._problem = Problem.of(error)
            self._languages = await words.built_in()
        except CodatError:
            # Without a connection the company's own state says why.
            return
        self._preferred = await words.preferred()
        self._write()

    def heard(self, state: RemoteState[CompanyOverview]) -> None:
        self._write()

    def _write(self) -> None:
        """Make the message of what is known; while the company is being read the one before stays."""
        state = self.services.companies.state(self.company_id)
        overview = known(state)
        if overview is not None and self._languages and not isinstance(state, Loading):
            facts = facts_of(overview)
            code = self._chosen or language_for(self._languages, facts, *self._preferred)
            now = self._desk.clock.now()
            self._message = merchant_message(facts, self._languages[code], now, self.merchants_zone)
            self._copies = {"message": Copy(self._message.text, f"the message for {self.company_name}")}
            self.show_more([FactLine("language", self._languages[code].name)])
        self.draw_lines()
        self.show_keys()

    def told(self, width: int) -> list[Line]:
        glyphs, lines = self._desk.glyphs, list[tuple[Cell, ...]]()
        if self._problem is not None:
            told = (f"{glyphs.action} {self._problem.title}.", *self._problem.lines)
            lines += [(Cell(line, Tone.WARNING),) for text in told for line in wrap(text, width)]
            lines += [(Cell("What follows are the texts of this program.", Tone.MUTED),), ()]
        if self._message is None:
            return [*lines, *self._nothing_yet(width)]
        lines += message_lines(self._message, width)
        if self._message.needs_flow_link:
            lines += [(), *((Cell(line, Tone.ACTION),) for line in wrap(with_keys(self, FLOW), width))]
        return lines

    def _nothing_yet(self, width: int) -> list[Line]:
        state = self.services.companies.state(self.company_id)
        if not isinstance(state, Failed):
            return [(Cell(f"{self._desk.glyphs.running} Reading {self.company_name}", Tone.RUNNING),)]
        problem = Problem.of(state.error)
        told = (
            f"{self._desk.glyphs.failed} {problem.title}",
            *problem.lines,
            "Without it there is no message.",
        )
        return [(Cell(line, Tone.FAILED),) for text in told for line in wrap(text, width)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"save", "language"}:
            return self._message is not None
        if action == "flow_link":
            return self._message is not None and self._message.needs_flow_link
        return super().check_action(action, parameters)

    def action_language(self) -> None:
        """Show the message in the next language."""
        assert self._message is not None
        codes = list(self._languages)
        self._chosen = codes[(codes.index(self._message.language) + 1) % len(codes)]
        self.services.merchant_words.last_chosen = self._chosen
        self._write()

    def action_flow_link(self) -> None:
        self.app.switch_screen(routes.FLOW_LINK.screen(self._desk, self.company_id, self.company_name))

    def action_save(self) -> None:
        if self._message is not None:
            run_job(self, partial(self._save, self._message), group="save", exclusive=True)

    async def _save(self, message: MerchantMessage) -> None:
        now = self._desk.clock.now()
        try:
            path = await write_export(
                folder_of_start(), f"message-{message.language}", "txt", now, message.whole
            )
        except CodatError as error:
            notify_problem(self, Problem.of(error))
            return
        self.notify(str(path), title="The message is in a file")
