"""What stands where data is not: on its way, none, or a problem; and the one wording of an error, for every place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from codat_tui.models.clean_text import clean
from codat_tui.models.errors import LONGEST_SENTENCE, MOST_ITEMS

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError, ValidationItem


class Offer(NamedTuple):
    """A key that helps: the action of its binding, and what it does in these words.

    Whoever shows it looks the key up, and shows nothing where the screen has no such action.
    """

    action: str
    words: str


TRY_AGAIN = Offer("refresh", "try again")
CHECK_AGAIN = Offer("check_again", "check again")


@dataclass(frozen=True)
class OnItsWay:
    """Loading: *title* says what, *progress* how far ("1,500 of 5,000 companies"), *hint* how long."""

    title: str
    progress: str = ""
    hint: str = ""
    offer: Offer | None = None


@dataclass(frozen=True)
class Nothing:
    """There is nothing: *title* says so, *hint* says what to do."""

    title: str
    hint: str = ""


class Fact(NamedTuple):
    """One thing an answer said, under a label of at most 11 cells.

    *beside*: it may stand on the line of the fact before it, where there is little room.
    """

    label: str
    value: str
    beside: bool = False


@dataclass(frozen=True)
class Problem:
    """It failed: *title* is the cause; *facts* are what Codat said and what its support asks for."""

    title: str
    next_step: str = ""
    facts: tuple[Fact, ...] = ()
    offer: Offer | None = TRY_AGAIN

    @classmethod
    def of(cls, error: CodatError, offer: Offer | None = TRY_AGAIN) -> Problem:
        """The problem a typed error describes. Reading again does not repeat a write: give its own *offer*."""
        return cls(error.title, error.next_step, tuple(facts_of(error)), offer)

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it but the cause, one sentence or fact a line: for toasts, sheets and tickets."""
        told = (f"{fact.label}: {fact.value}" for fact in self.facts)
        return tuple(line for line in (self.next_step, *told) if line)


PanelState: TypeAlias = OnItsWay | Nothing | Problem


def facts_of(error: CodatError) -> list[Fact]:
    """What an answer said beyond cause and next step, only what is there."""
    said = [Fact("Codat said", _bounded(error.codat_message))]
    said += [_item(item) for item in error.validation[:MOST_ITEMS]]
    if len(error.validation) > MOST_ITEMS:
        said.append(Fact("Not shown", f"{len(error.validation) - MOST_ITEMS} more of Codat's checks"))
    said.append(Fact("It began", _bounded(error.excerpt)))
    said.append(Fact("HTTP status", "" if error.status is None else str(error.status)))
    said.append(Fact("Correlation", error.correlation_id, beside=True))
    return [fact for fact in said if fact.value]


def _item(item: ValidationItem) -> Fact:
    """One decision of Codat's validation: "dateRange: The end lies before the start. (RangeValidator)"."""
    where = f"{item.item_id}: " if item.item_id else ""
    who = f" ({item.validator_name})" if item.validator_name else ""
    label = "Warning" if item.severity == "warning" else "Not valid"
    return Fact(label, _bounded(f"{where}{item.message}{who}"))


def _bounded(text: str) -> str:
    text = clean(text).strip()
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"
