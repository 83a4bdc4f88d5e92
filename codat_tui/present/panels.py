"""Panels in place of data (loading, nothing, a problem), and the one wording of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from codat_tui.models.clean_text import clean
from codat_tui.models.errors import LONGEST_SENTENCE, MOST_ITEMS

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError, ValidationItem


class Offer(NamedTuple):
    """A key that helps: its action, and what it does in words.

    Shown only where the screen has such an action.
    """

    action: str
    words: str


TRY_AGAIN = Offer("refresh", "try again")
CHECK_AGAIN = Offer("check_again", "check again")


class ProblemFact(NamedTuple):
    """One statement, mostly of an answer; its label has at most 11 cells.

    *beside*: it may share the line of the previous fact.
    """

    label: str
    value: str
    beside: bool = False


class LoadingPanel(NamedTuple):
    """Loading; *progress* such as "1,500 of 5,000 companies", *facts* what is known meanwhile."""

    title: str
    progress: str = ""
    hint: str = ""
    offer: Offer | None = None
    facts: tuple[ProblemFact, ...] = ()


class EmptyPanel(NamedTuple):
    """Nothing there; *hint* says what to do."""

    title: str
    hint: str = ""


class Problem(NamedTuple):
    """A failure: *title* is the cause, *facts* are what Codat said and what its support asks for."""

    title: str
    next_step: str = ""
    facts: tuple[ProblemFact, ...] = ()
    offer: Offer | None = TRY_AGAIN

    @classmethod
    def of(cls, error: CodatError, offer: Offer | None = TRY_AGAIN) -> Problem:
        """Return the problem of an error; the default *offer* reads again, so give another for a write."""
        return cls(error.title, error.next_step, tuple(facts_of(error)), offer)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all but the cause, one sentence or fact a line: for toasts, sheets and tickets."""
        told = (f"{fact.label}: {fact.value}" for fact in self.facts)
        return tuple(line for line in (self.next_step, *told) if line)


PanelState: TypeAlias = LoadingPanel | EmptyPanel | Problem


def facts_of(error: CodatError) -> list[ProblemFact]:
    """Return what an answer said beyond cause and next step."""
    said = [ProblemFact("Codat said", _bounded(error.codat_message))]
    said += [_item(item) for item in error.validation[:MOST_ITEMS]]
    if len(error.validation) > MOST_ITEMS:
        said.append(ProblemFact("Not shown", f"{len(error.validation) - MOST_ITEMS} more of Codat's checks"))
    said.append(ProblemFact("It began", _bounded(error.excerpt)))
    said.append(ProblemFact("HTTP status", "" if error.status is None else str(error.status)))
    said.append(ProblemFact("Correlation", error.correlation_id, beside=True))
    return [fact for fact in said if fact.value]


def _item(item: ValidationItem) -> ProblemFact:
    where = f"{item.item_id}: " if item.item_id else ""
    who = f" ({item.validator_name})" if item.validator_name else ""
    label = "Warning" if item.severity == "warning" else "Not valid"
    return ProblemFact(label, _bounded(f"{where}{item.message}{who}"))


def _bounded(text: str) -> str:
    text = clean(text).strip()
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"
