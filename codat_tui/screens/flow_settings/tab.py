"""What both flow settings screens share: tabs, saving and outcomes.

Edits are kept until Codat has them, also after a refused or unknown save.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.changes import Change
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed
from codat_tui.models.writes import Differs, SaveTexts, SaveVisibleAccounts, Verified
from codat_tui.present.flow_texts import outcome_line
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.write_sheets import ask_for_write, writing_is_off
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from codat_tui.models.local import RemoteState

FlowWrite = SaveTexts | SaveVisibleAccounts


TABS = (("Texts", routes.FLOW_TEXTS), ("Visible accounts", routes.VISIBLE_ACCOUNTS))


class FlowScreen(CodatScreen):
    """Subclasses set *TAB* and *OPERATION*, and implement `read`, `settled` and `action_review`."""

    CRUMBS = ("Flow settings",)
    TAB: ClassVar[str]
    OPERATION: ClassVar[str]
    FLOW_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "check_again", "check again", id="flow.check_again"),
        Binding("z", "undo", "undo the last save", show=False, id="flow.undo"),
        Binding("D", "discard", "discard the edit, or restore it", show=False, id="flow.discard"),
        Binding("right_square_bracket", "tab(1)", "next tab", id="flow.next_tab"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "previous tab",
            show=False,
            id="flow.previous_tab",
        ),
        *leaving(),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked: dict[str, tuple[str, FlowWrite]] = {}

    def on_mount(self) -> None:
        self.follow(self.outcomes.begin())
        labels = [label for label, _ in TABS]
        self.breadcrumbs.tabs = tuple(labels)
        self.breadcrumbs.active_tab = labels.index(self.TAB)

    # What a subclass does

    async def read(self) -> None:
        """Read the shown documents again."""
        raise NotImplementedError

    def settled(self, name: str, write: FlowWrite | None) -> None:
        """*write* of *name* was saved; None: somebody else saved something."""
        raise NotImplementedError

    # Saving

    def save(
        self,
        name: str,
        write: FlowWrite,
        title: str,
        then: Callable[[], None] | None = None,
        *,
        undoes: bool = False,
    ) -> None:
        """Open the sheet for *write*; its outcome is listed as *name*. *then* runs after confirmation."""

        def confirmed(intent_id: str) -> None:
            self._asked = {each: pair for each, pair in self._asked.items() if pair[0] != name}
            self._asked[intent_id] = (name, write)
            self.show_outcomes()
            if then is not None:
                self.call_later(then)

        ask_for_write(self, write, title, confirmed, undoes=undoes)

    def is_my_write(self, change: Change) -> bool:
        return change.operation == self.OPERATION

    def write_heard(self, change: Change) -> None:
        name, write = self._asked.get(change.intent_id, ("", None))
        if isinstance(change.outcome, Verified):
            self.settled(name, write)
        if isinstance(change.outcome, Verified | Differs):
            self.action_refresh()
        self.show_outcomes()

    def show_outcomes(self) -> None:
        changes = self.services.changing.changes
        lines = [
            outcome_line(name, changes[intent_id].outcome, self.desk.glyphs)
            for intent_id, (name, _) in self._asked.items()
            if intent_id in changes
        ]
        outcomes = self.query_one("#outcomes", CellLines)
        outcomes.lines, outcomes.display = tuple(lines), bool(lines)
        self.refresh_bindings()

    def action_undo(self) -> None:
        done = [
            change.intent_id
            for change in self.services.changing.changes.values()
            if change.operation == self.OPERATION and isinstance(change.outcome, Verified | Differs)
        ]
        if done:
            run_job(self, partial(self._undo, done[-1]), group="undo", exclusive=True)
        else:
            self.notify("Nothing was saved in this run. Earlier changes are under Activity.")

    async def _undo(self, intent_id: str) -> None:
        try:
            write = await self.services.changing.undo(intent_id)
        except CodatError as error:
            self.notify_error(error, severity="warning")
            return
        if isinstance(write, SaveTexts | SaveVisibleAccounts):
            name = write.locale if isinstance(write, SaveTexts) else write.platform_name or write.platform_key
            self.save(name, write, f"Undo, {name}", undoes=True)

    def may_edit(self) -> bool:
        """Whether writing is on; if not, shows the reason."""
        return not writing_is_off(self)

    # Moving

    def action_refresh(self) -> None:
        run_job(self, self._read_again, group="read", exclusive=True)

    async def _read_again(self) -> None:
        if isinstance(self.services.state, Failed):
            # Reads the API key again.
            await self.services.reconnect()
        await self.read()

    def open_tab(self, index: int) -> None:
        label, route = TABS[index]
        stack = self.app.screen_stack
        under = stack[-2] if len(stack) > 1 else None
        # switch_screen cannot replace the first screen of a mode.
        if isinstance(under, FlowScreen) and label == under.TAB:
            self.app.pop_screen()
        else:
            self.app.push_screen(route.screen(self.desk))


def error_of(state: RemoteState[Any]) -> CodatError | None:
    return state.error if isinstance(state, Failed) else None
