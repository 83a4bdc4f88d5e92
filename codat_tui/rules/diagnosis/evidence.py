"""The evidence of a verdict: statements with their certainty, source request and time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, Cause, Certainty, Evidence
from codat_tui.rules.codes import describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.cause_table import KINDS
from codat_tui.rules.diagnosis.statements import quote
from codat_tui.rules.findings import blocking
from codat_tui.rules.fleet.links import PlatformKind, of_kind
from codat_tui.words import day_text

if TYPE_CHECKING:
    from codat_tui.rules.diagnosis.causes import DiagnosisContext


def evidence(context: DiagnosisContext, found: tuple[Cause, ...]) -> tuple[Evidence, ...]:
    """In order: syncs, links, configuration, changes, rules, unknown parts."""
    return (
        *_latest(context),
        *_history(context),
        *_links(context),
        *_configuration(context),
        *_earlier(context),
        *_rules(context, found),
        *_not_known(context),
    )


def _latest(context: DiagnosisContext) -> Iterator[Evidence]:
    latest, operation = context.history.latest, "get-latest-sync"
    if context.facts.missing:
        text = "Codat answered: No company was found."
        yield Evidence(text, Certainty.NOW, operation, context.read("latest"))
    elif context.never:
        yield Evidence(
            "Codat knows no sync of this company.", Certainty.NOW, operation, context.read("latest")
        )
    if latest is None:
        return
    at = read_instant(latest.sync_utc)
    word = f' "{latest.word}"' if latest.word else ""
    title = describe(latest.code, latest.data_pushed).title
    yield Evidence(
        f"The latest sync, {context.moment(at)}: {latest.code}{word}, {title}.", Certainty.THEN, operation, at
    )
    if message := quote(latest):
        yield Evidence(f'It said: "{message}"', Certainty.THEN, operation, at)
    if latest.data_pushed is not None:
        pushed = "Data was pushed." if latest.data_pushed else "No data was pushed."
        yield Evidence(pushed, Certainty.THEN, operation, at)


def _history(context: DiagnosisContext) -> Iterator[Evidence]:
    known, facts = context.history, context.facts
    source, part = ("list-syncs", "syncs") if facts.syncs is not None else ("get-latest-sync", "latest")
    if (success := known.last_success) is not None:
        text = f"The last good sync ran on {context.moment(success)}."
        asked = facts.last_successful is not None
        yield Evidence(text, Certainty.THEN, "get-last-successful-sync" if asked else source, success)
    elif facts.never_successful:
        text = "Codat knows no good sync of this company."
        yield Evidence(text, Certainty.NOW, "get-last-successful-sync", context.read("last_successful"))
    if (written := known.last_written) is not None and written != success:
        yield Evidence(
            f"A sync last wrote data on {context.moment(written)}.", Certainty.THEN, source, written
        )
    if (run := known.run) is not None:
        least = "at least " if run.at_least else ""
        nights = "1 day" if run.days == 1 else f"{run.days} days"
        text = f"Syncs failed on {least}{nights}, the first on {context.moment(run.since)}."
        yield Evidence(text, Certainty.NOW, source, context.read(part))


def _links(context: DiagnosisContext) -> Iterator[Evidence]:
    connections, read = context.facts.connections, context.read("connections")
    if connections is None:
        return
    operation = "list-companies" if context.facts.listed else "list-connections"
    for kind in PlatformKind:
        rows = of_kind(connections, kind)
        if not rows:
            yield Evidence(f"There is no {kind} connection.", Certainty.NOW, operation, read)
        for row in rows:
            name = row.platform_name or f"The {kind} software"
            yield Evidence(f"{name} is {row.status or 'without a status'}.", Certainty.NOW, operation, read)
            for error in row.data_connection_errors or ():
                if (error.status or "").casefold() == "active":
                    said = error.error_message or error.status_text or "no message"
                    yield Evidence(f'{name} reports: "{said}"', Certainty.NOW, operation, read)


def _configuration(context: DiagnosisContext) -> Iterator[Evidence]:
    configuration, read = context.facts.configuration, context.read("configuration")
    if configuration is None:
        return
    for value, name in ((configuration.switched_on, "enable"), (configuration.configured, "configured")):
        word = "not given" if value is None else str(value).lower()
        yield Evidence(f"{name} is {word}.", Certainty.NOW, "get-configuration", read)
    for finding in blocking(context.findings):
        if not finding.field.startswith("connections.") and finding.field not in ("enable", "configured"):
            yield Evidence(finding.problem, Certainty.NOW, "get-configuration", read)


def _earlier(context: DiagnosisContext) -> Iterator[Evidence]:
    # This machine can only say since when it has been looking.
    earlier, since = context.facts.earlier, context.facts.unchanged_since
    if since is not None:
        text = f"This machine has seen the configuration as it is now since {context.moment(since)}."
        yield Evidence(text, Certainty.NOW, "", since)
    if earlier is None:
        return
    seen = context.moment(earlier.last_seen)
    if earlier.comparison.nothing:
        text = f"Nothing has changed in the mapping since this machine saw it on {seen}."
        yield Evidence(text, Certainty.NOW, "", earlier.last_seen)
    for change in earlier.comparison.changed:
        text = f"{change.setting.title} was changed after {seen}."
        yield Evidence(text, Certainty.NOW, "", earlier.last_seen)
    for option in earlier.comparison.vanished:
        text = f'{option.setting.title}: "{option.name}" was among the options on {seen}, and is not now.'
        yield Evidence(text, Certainty.NOW, "", earlier.last_seen)
    if earlier.comparison.organisation:
        before, after = earlier.comparison.organisation
        text = f'The organisation was "{before}" on {seen}, and is "{after}" now.'
        yield Evidence(text, Certainty.NOW, "", earlier.last_seen)


def _rules(context: DiagnosisContext, found: tuple[Cause, ...]) -> Iterator[Evidence]:
    for cause in found:
        yield Evidence(f"{cause.short}: {KINDS[cause.kind].source}", Certainty.INFERRED)
    if context.history.run is not None:
        text = f"Docs: after {DAYS_UNTIL_OFF} consecutive days that end in error Codat switches the sync off."
        yield Evidence(text, Certainty.INFERRED)
    if context.overdue:
        text = f"Syncs were due since {day_text(context.overdue[0], context.zone)}: {len(context.overdue)} by now."
        yield Evidence(text, Certainty.INFERRED, "get-configuration", context.read("configuration"))


def _not_known(context: DiagnosisContext) -> Iterator[Evidence]:
    facts = context.facts
    parts = [
        ("The links", "list-connections", facts.connections),
        ("The mapping", "get-configuration", facts.configuration),
        ("The history", "list-syncs", facts.syncs),
    ]
    for name, operation, value in parts:
        if value is None:
            yield Evidence(f"{name} could not be read, or not yet.", Certainty.NOW, operation)
