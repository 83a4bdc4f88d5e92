"""The edit of one company's configuration that is not saved yet: carried over every reading, kept as a draft."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from codat_tui.models.codat import Configuration, to_wire
from codat_tui.models.local import Loaded
from codat_tui.rules.mapping.edits import Edits
from codat_tui.rules.mapping.lint import lint
from codat_tui.rules.mapping.parts import choices_of
from codat_tui.services.runner import TaskKind
from codat_tui.services.services import Services

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection
    from codat_tui.rules.findings import Finding

DRAFT = "configuration"


class MappingSession:
    """What Codat has and what is wanted instead; *edits* is None until the configuration was read once."""

    def __init__(self, services: Services, company_id: str) -> None:
        self._services = services
        self._company_id = company_id
        self._taken: Configuration | None = None
        self._discarded: Edits | None = None
        self._draft_was_sought = False
        self.edits: Edits | None = None

    def take(self, part: Loaded[Configuration]) -> bool:
        """Take what the server says now; an edit under way goes on upon it. False where it was taken before."""
        if part.value is self._taken:
            return False
        self._taken = part.value
        json = to_wire(part.value)
        self._in_background(self._services.activity.keep_configuration(self._company_id, json))
        if self.edits is None:
            self.edits = Edits.of(json)
        else:
            self.edits = self.edits.rebase(json)
            self._keep_draft()
        return True

    async def take_up_draft(self) -> bool:
        """Go on with the edit that was left, if there is one and no other has begun."""
        if self._draft_was_sought or self.edits is None:
            return False
        self._draft_was_sought = True
        draft = await self._services.drafts.load(DRAFT, self._company_id) or {}
        shown, wanted = draft.get("shown"), draft.get("wanted")
        if self.edits.changes or not isinstance(shown, dict) or not isinstance(wanted, dict):
            return False
        self.edits = Edits(shown, wanted).rebase(self.edits.shown)
        return bool(self.edits.changes)

    def edit(self, edits: Edits) -> None:
        """Go on with *edits*, and keep them."""
        self.edits = edits
        self._keep_draft()

    def discard(self) -> bool:
        """Drop the edit, or bring back the one that was dropped last; False where there is neither."""
        if self.edits is None:
            return False
        if self.edits.changes:
            self._discarded = self.edits
            self.edit(Edits.of(self.edits.shown))
        elif self._discarded is not None:
            self.edit(self._discarded.rebase(self.edits.shown))
            self._discarded = None
        else:
            return False
        return True

    def findings(self, connections: Iterable[Connection] | None) -> tuple[Finding, ...]:
        """What the documented rules say of the configuration as it is wanted."""
        return lint(Configuration.model_validate(self.edits.wanted), connections) if self.edits else ()

    def _keep_draft(self) -> None:
        edits, drafts = self.edits, self._services.drafts
        if edits is not None and edits.changes:
            draft = {"shown": choices_of(edits.shown), "wanted": choices_of(edits.wanted)}
            self._in_background(drafts.save(DRAFT, self._company_id, draft))
        elif self._draft_was_sought:
            self._in_background(drafts.drop(DRAFT, self._company_id))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Let *work* outlive the screen."""
        self._services.runner.spawn(TaskKind.SAVE, work, f"keep the mapping of {self._company_id}")
