"""Changes Sync Flow texts of one locale: only changed keys are sent, each compared and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from codat_tui.models.changes import Intent
from codat_tui.models.writes import (
    Conflict,
    Differs,
    DiffLine,
    PlanFact,
    PlanWarning,
    SaveTexts,
    Verified,
    Write,
    WritePlan,
    WriteResult,
)
from codat_tui.rules.flow_settings.texts import name_of, short_key
from codat_tui.rules.json.text import canonical_json
from codat_tui.services.writing.operation import Found, NotSeen, Operation, WriteContext
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.api import Call

NOTHING = "(nothing shown)"
DEFAULT = "(Codat's default)"


class SaveTextsOperation(Operation[SaveTexts]):
    NAME = "update-config-text-sync-flow"

    def exclusive_key(self, write: SaveTexts) -> str:
        return f"texts {write.locale}"

    async def prepare(self, context: WriteContext, write: SaveTexts) -> WritePlan:
        from codat_tui.api import requests

        texts = await context.client.sync_flow_settings.get_config_text_sync_flow(write.locale)
        now = {key: texts[key].text if key in texts else None for key in write.wanted}
        changed = {key: text for key, text in write.wanted.items() if now[key] != text}
        sent = SaveTexts(write.locale, {key: now[key] for key in changed}, changed)
        conflicts = [
            Conflict(label_of(key), shown_as(write.shown.get(key)), shown_as(now[key]), shown_as(text))
            for key, text in changed.items()
            if write.shown.get(key) != now[key]
        ]
        missing = [
            PlanWarning(f"{write.locale} has no text {key} yet.", "Codat may not know this key.")
            for key in changed
            if key not in texts
        ]
        plan = context.plan(
            sent,
            requests.update_config_text_sync_flow(write.locale, _body(changed)),
            title=f"Change texts, {write.locale}",
            verb="save",
            facts=(PlanFact("locale", write.locale), PlanFact("texts", str(len(changed)))),
            diff=tuple(
                DiffLine(name_of(key), shown_as(now[key]), shown_as(text), short_key(key))
                for key, text in changed.items()
            ),
            warnings=tuple(missing),
            conflicts=tuple(conflicts),
            refused="" if changed else "Nothing would change: the texts are there already.",
            undoable=True,
            requests=3,
        )
        return replace(plan, before=canonical_json(dict(sent.shown)))

    async def read_before(self, context: WriteContext, write: SaveTexts) -> str:
        # None when the server has no such text.
        return canonical_json(await self._read(context, write.locale, tuple(write.wanted)))

    def wanted(self, write: SaveTexts) -> str:
        return canonical_json({"locale": write.locale, "texts": dict(write.wanted)})

    async def send(self, context: WriteContext, write: SaveTexts, call: Call) -> WriteResult:
        update = context.client.sync_flow_settings.update_config_text_sync_flow
        await update(write.locale, _body(write.wanted), call=call)
        return WriteResult()

    async def verify(self, context: WriteContext, intent: Intent, result: WriteResult | None) -> Found:
        # Codat's default is not known: a text set to it may read as before.
        wanted, before = json.loads(intent.wanted), json.loads(intent.before)
        texts: Mapping[str, str | None] = wanted["texts"]
        now = await self._read(context, wanted["locale"], tuple(texts))
        lines = tuple(
            DiffLine(label_of(key), shown_as(text), shown_as(now[key]))
            for key, text in texts.items()
            if text is not None and now[key] != text
        )
        if result is None and now == before:
            return NotSeen("The texts are as they were.")
        if lines:
            return Differs(lines, result)
        unmoved = [key for key, text in texts.items() if text is None and now[key] == before[key]]
        return Verified(_read_back(wanted["locale"], len(texts) - len(unmoved), len(unmoved)))

    def undo(self, intent: Intent) -> Write:
        wanted = json.loads(intent.wanted)
        return SaveTexts(wanted["locale"], shown=wanted["texts"], wanted=json.loads(intent.before))

    async def _read(self, context: WriteContext, locale: str, keys: tuple[str, ...]) -> dict[str, str | None]:
        texts = await context.client.sync_flow_settings.get_config_text_sync_flow(locale)
        return {key: texts[key].text if key in texts else None for key in keys}


def shown_as(text: str | None) -> str:
    if text is None:
        return DEFAULT
    return text or NOTHING


def label_of(key: str) -> str:
    return f"{name_of(key)} ({short_key(key)})"


def _read_back(locale: str, as_wanted: int, unmoved: int) -> str:
    said = [f"{count(as_wanted, 'text')} of {locale} read back as wanted."] if as_wanted else []
    if unmoved:
        texts = f"{count(unmoved, 'text')} of {locale}"
        said.append(f"{texts} set to Codat's default as before, as far as can be told: nothing changed.")
    return " ".join(said)


def _body(texts: Mapping[str, str | None]) -> dict[str, dict[str, str | None]]:
    return {key: {"text": text} for key, text in texts.items()}
