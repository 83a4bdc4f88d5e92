"""The edit of both locales' texts that is not saved yet: carried over every reading, each locale a draft of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from codat_tui.models.local import Loaded
from codat_tui.models.writes import SaveTexts
from codat_tui.rules.flow_settings.text_edits import LocaleTexts
from codat_tui.rules.flow_settings.texts import LOCALES

if TYPE_CHECKING:
    from codat_tui.models.codat import Text
    from codat_tui.services.drafts import Drafts

DRAFT = "texts"
Keep: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]


class TextsSession:
    """Both locales, in the order of LOCALES; None for one that was not read yet.

    *keep* runs what saves a draft, longer than any screen lives.
    """

    def __init__(self, drafts: Drafts, keep: Keep) -> None:
        self._drafts = drafts
        self._keep = keep
        self._taken: dict[str, Loaded[Mapping[str, Text]]] = {}
        self._sought: set[str] = set()
        self._drafts_are_in: set[str] = set()
        self._discarded: list[LocaleTexts | None] | None = None
        self.locales: list[LocaleTexts | None] = [None for _ in LOCALES]

    def of(self, locale: str) -> LocaleTexts | None:
        """One locale."""
        return self.locales[LOCALES.index(locale)]

    @property
    def changed(self) -> list[LocaleTexts]:
        """The locales with edits."""
        return [texts for texts in self.locales if texts is not None and texts.edits]

    @property
    def ready(self) -> bool:
        """Whether both locales were read and their drafts taken up."""
        return len(self._drafts_are_in) == len(LOCALES)

    def keys(self) -> set[str]:
        """Every key the server has in any locale."""
        return {key for texts in self.locales if texts is not None for key in texts.there}

    def take(self, locale: str, state: Loaded[Mapping[str, Text]]) -> bool:
        """Take what the server says now; edits go on upon it. False where it was taken before."""
        if self._taken.get(locale) is state:
            return False
        self._taken[locale] = state
        there = {key: text.text for key, text in state.value.items()}
        required = frozenset(key for key, text in state.value.items() if text.required)
        before = self.of(locale) or LocaleTexts(locale, {})
        self._put(before.rebase(there, required))
        return True

    async def take_up_draft(self, locale: str) -> int:
        """Go on with the edits that were left, once; how many of them there are."""
        if locale in self._sought:
            return 0
        self._sought.add(locale)
        draft = await self._drafts.load(DRAFT, locale)
        self._drafts_are_in.add(locale)
        texts = self.of(locale)
        if draft is None or texts is None:
            return 0
        self._put(texts.with_draft(draft))
        taken = self.of(locale)
        return len(taken.edits) - len(texts.edits) if taken is not None else 0

    def edit(self, locale: str, key: str, wanted: str | None) -> None:
        """Want another text."""
        texts = self.of(locale)
        if texts is not None:
            self._put(texts.edit(key, wanted))

    def put_back(self, locale: str, key: str) -> None:
        """Want what the server has."""
        texts = self.of(locale)
        if texts is not None:
            self._put(texts.put_back(key))

    def take_file(self, locale: str, wanted: Mapping[str, str | None]) -> int:
        """Want what a file says otherwise than Codat, and say of how many texts; all other edits stay."""
        texts = self.of(locale)
        if texts is None:
            return 0
        changed = {key: text for key, text in wanted.items() if text != texts.there.get(key)}
        for key, text in changed.items():
            texts = texts.edit(key, text)
        self._put(texts)
        return len(changed)

    def saved(self, write: SaveTexts) -> None:
        """Forget the edits that were sent."""
        texts = self.of(write.locale)
        if texts is not None:
            self._put(texts.saved(write))

    def discard(self) -> bool | None:
        """Drop all edits (True), or bring back those dropped last (False); None where there is neither."""
        if self.changed:
            self._discarded = list(self.locales)
            for texts in self.changed:
                self._put(LocaleTexts(texts.locale, texts.there, required=texts.required))
            return True
        if self._discarded is None:
            return None
        for dropped in self._discarded:
            now = self.of(dropped.locale) if dropped is not None else None
            if dropped is not None and now is not None:
                self._put(LocaleTexts(now.locale, now.there, dropped.edits, now.required))
        self._discarded = None
        return False

    def _put(self, texts: LocaleTexts) -> None:
        index = LOCALES.index(texts.locale)
        before = self.locales[index]
        self.locales[index] = texts
        if texts.locale not in self._sought or (before is not None and before.edits == texts.edits):
            return
        if texts.edits:
            self._keep(self._drafts.save(DRAFT, texts.locale, texts.as_draft()))
        else:
            self._keep(self._drafts.drop(DRAFT, texts.locale))
