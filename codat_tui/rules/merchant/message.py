"""The message to a merchant about the verdict on their company: what is so, why, and what to do; pure.

Invariant: it holds no code, no id and no placeholder; the only address in it is the connection's own link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.clean_text import clean
from codat_tui.models.diagnosis import Cause, Certainty, Remedy, State
from codat_tui.models.local import FleetEntry
from codat_tui.rules.diagnosis.cause_table import KINDS
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.verdict import Verdict, verdict
from codat_tui.rules.fleet.links import LinkState, PlatformKind, of_kind, read_link
from codat_tui.rules.merchant.texts import Language, choose_language

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection

# A merchant does not read more; the rest shows when these are done.
MOST_CAUSES = 4
# From so many days left on, the message asks for haste.
FUSE_SHOWN = 10
# Labels are Codat's text: what looks like an id says nothing to a merchant.
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}|[0-9a-f]{12,}|\d{5,}", re.IGNORECASE)
_NEEDS_LINK = (Remedy.RELINK, Remedy.AUTHORISE)
_NEEDS_FLOW = (Remedy.FINISH_SETUP, Remedy.ASK_MERCHANT_THEN_SWITCH_ON)


@dataclass(frozen=True, slots=True)
class MerchantMessage:
    """*text* without the subject.

    *link* is the connection's link in it, or ""; *needs_flow_link*: a Sync Flow link has to be asked for, which is a
    write and never done here.
    """

    language: str
    subject: str
    text: str
    link: str = ""
    needs_flow_link: bool = False

    @property
    def whole(self) -> str:
        """Subject and text, for a file or the terminal."""
        return f"{self.subject}\n\n{self.text}"


def language_for(languages: Mapping[str, Language], facts: CompanyFacts, *preferred: str) -> str:
    """Return the code of the merchant's language: of their country, else the first known of *preferred*."""
    configuration = facts.configuration.configuration if facts.configuration is not None else None
    country = configuration.country_code if configuration is not None else None
    return choose_language(languages, country, *preferred)


def merchant_message(facts: CompanyFacts, language: Language, now: datetime, zone: tzinfo) -> MerchantMessage:
    """Return the message about what is known of a company; days are in *zone*, the merchant's."""
    return _Writer(facts, language, verdict(facts, now, zone), zone).message()


class _Writer:
    def __init__(self, facts: CompanyFacts, language: Language, judged: Verdict, zone: tzinfo) -> None:
        self._connections: tuple[Connection, ...] = facts.connections or ()
        self._company = facts.company
        self._language = language
        self._judged = judged
        self._zone = zone
        self._link = ""
        self._values = {
            "company": clean(self._company.name) if self._company else "",
            "commerce": self._platform(PlatformKind.COMMERCE),
            "accounting": self._platform(PlatformKind.ACCOUNTING),
            "setting": language.names["setting"],
        }
        self._values["platform"] = self._values["accounting"]

    def message(self) -> MerchantMessage:
        frame, causes = self._language.frame, self._causes()
        paragraphs = [self._say(frame["greeting"]), self._opening()]
        for number, cause in enumerate(causes):
            paragraphs += ([self._say(frame["also"])] if number else []) + list(self._about(cause))
        if not causes and not self._judged.state.needs_person:
            paragraphs.append(self._say(frame["nothing"]))
        paragraphs += [text for text in (self._then(causes), self._fuse()) if text]
        paragraphs.append(self._say(frame["closing"]))
        subject = self._say(frame["subject"])
        flow = any(cause.remedy in _NEEDS_FLOW for cause in causes)
        return MerchantMessage(self._language.code, subject, "\n\n".join(paragraphs) + "\n", self._link, flow)

    def _causes(self) -> list[Cause]:
        """Those that block, each once; a doubt only where nothing else explains that a person is needed."""
        found = self._judged.causes
        chosen = [cause for cause in found if cause.blocks]
        if not chosen and self._judged.state.needs_person:
            chosen = list(found[:1])
        told: dict[tuple[object, ...], Cause] = {}
        for cause in chosen:
            told.setdefault((cause.kind, self._setting(cause), self._platform_of(cause)), cause)
        return list(told.values())[:MOST_CAUSES]

    def _opening(self) -> str:
        state, since = self._judged.state, self._judged.since
        dated = self._language.states.get(f"{state}_dated") if since is not None else None
        if dated is not None and since is not None:
            return self._say(dated, day=self._day(since))
        return self._say(self._language.states[state])

    def _about(self, cause: Cause) -> Iterator[str]:
        frame, text = self._language.frame, self._language.causes[cause.kind]
        what, about = self._say(text.what, cause), self._day(cause.at) if cause.at is not None else ""
        if cause.certainty is Certainty.THEN:
            said = frame["then_said" if about else "then_said_undated"]
            what = self._say(said, cause, what=what, **({"day": about} if about else {}))
        own = text.do if cause.remedy is KINDS[cause.kind].remedy else None
        yield f"{what} {self._say(own or self._language.remedies[cause.remedy].do, cause)}"
        if own is not None and text.steps:
            steps = self._language.steps_in(text.steps, self._platform_of(cause))
            head = self._say(frame["steps"], cause)
            yield "\n".join(
                (head, *(f"{number}. {self._say(step, cause)}" for number, step in enumerate(steps, 1)))
            )
            yield self._say(frame["steps_note"], cause)
        if cause.remedy in _NEEDS_LINK:
            link = self._link_of(cause)
            self._link = self._link or link
            yield (
                self._say(frame["link"], cause, link=link)
                if link
                else self._say(frame["link_missing"], cause)
            )
        if cause.remedy in _NEEDS_FLOW:
            yield self._say(frame["flow"], cause)

    def _then(self, causes: list[Cause]) -> str:
        if not causes:
            return ""
        first = causes[0]
        own = self._language.causes[first.kind].then
        if own is None or first.remedy is not KINDS[first.kind].remedy:
            own = self._language.remedies[first.remedy].then
        return self._say(own, first)

    def _fuse(self) -> str:
        left = self._judged.days_left
        if (
            self._judged.state not in (State.FAILING, State.UNLINKED)
            or left is None
            or not 0 < left <= FUSE_SHOWN
        ):
            return ""
        frame = self._language.frame
        return self._say(frame["fuse_one"]) if left == 1 else self._say(frame["fuse"], days_left=str(left))

    # Values

    def _say(self, text: str, cause: Cause | None = None, **more: str) -> str:
        values = self._values | more
        if cause is not None:
            values |= {"setting": self._setting(cause), "platform": self._platform_of(cause)}
        return text.format_map(values)

    def _setting(self, cause: Cause) -> str:
        label = clean(cause.label.rpartition(": ")[2]).strip()
        # Of the mapping as a whole, the message does not say which setting it is.
        unnamed = cause.field == "configuration" or not label or _ID.search(label)
        return self._language.names["setting"] if unnamed else label

    def _platform_of(self, cause: Cause) -> str:
        side = cause.field.partition("connections.")[2]
        kind = PlatformKind(side) if side in set(PlatformKind) else PlatformKind.ACCOUNTING
        return self._platform(kind)

    def _platform(self, kind: PlatformKind) -> str:
        rows = of_kind(self._connections, kind)
        name = rows[0].platform_name if rows else ""
        if not name and isinstance(self._company, FleetEntry):
            link = self._company.commerce if kind is PlatformKind.COMMERCE else self._company.accounting
            name = link.platform_name if link is not None else ""
        name = clean(name or "").strip()
        return self._language.names[kind] if not name or _ID.search(name) else name

    def _link_of(self, cause: Cause) -> str:
        """The link under which the merchant connects what the cause is about."""
        side = cause.field.partition("connections.")[2]
        rows = [row for row in self._connections if row.id == cause.target]
        rows += of_kind(self._connections, PlatformKind(side)) if side in set(PlatformKind) else ()
        open_rows = (row for row in rows if read_link(row.status) is not LinkState.LINKED)
        link = next((row.link_url for row in open_rows if row.link_url), "")
        return link if link.startswith(("https://", "http://")) and link.isprintable() else ""

    def _day(self, moment: datetime) -> str:
        day = moment.astimezone(self._zone).date()
        month = self._language.months[day.month - 1]
        return self._language.date.format(day=day.day, month=month, year=day.year)
