"""Connections and Sync Flow links as cells and lines; pure.

Invariant: everything Codat sent is shown, unknown fields under their own names; a one-time password only on
request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.models.local import known
from codat_tui.present.cells import link_state_cell
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.keys import KeyOf, fill_keys
from codat_tui.present.overview import DrawingContext, Line, heading
from codat_tui.present.text import ago, fit, wrap
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import LinkState, PlatformKind, of_kind, read_link
from codat_tui.words import count, minute_column, minute_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection, DataConnectionError, Integration
    from codat_tui.models.linking import LinkFollow
    from codat_tui.models.overview import CompanyOverview

# Sandboxes by Codat's documentation, by platform key.
SANDBOXES = {"mqjo": "sandbox", "ndsk": "sandbox", "aiwb": "sandbox", "lrhd": "sandbox"}
LABEL = 13
WIRE_LABEL = 18
_PASSWORD = re.compile(r"(?i)([?&]otp=)[^&#\s]+")
_NEXT_STEPS = {
    LinkState.LINKED: "Nothing to do: data is read over it.",
    LinkState.PENDING: "The merchant has not linked it yet. Send the link ({connections.copy_link} copies it), "
    "then {connections.follow} waits until Linked.",
    LinkState.UNLINKED: "The merchant has to link it again through the same link. {connections.copy_link} copies it.",
    LinkState.DEAUTHORIZED: "The platform withdrew the access. The merchant has to link it again. "
    "{connections.copy_link} copies the link.",
    LinkState.UNKNOWN: "Codat sent a status that this program does not know.",
}


def platform_of(connection: Connection) -> str:
    """Return the platform's name, else its key, else the id."""
    return connection.platform_name or connection.integration_key or connection.id


def errors_of(connection: Connection, active: bool) -> tuple[DataConnectionError, ...]:
    """Return the active errors, or the others, newest first."""
    rows = [
        row
        for row in connection.data_connection_errors or ()
        if ((row.status or "active").casefold() == "active") is active
    ]
    return tuple(sorted(rows, key=lambda row: row.errored_on_utc or "", reverse=True))


def needs_person(connection: Connection) -> bool:
    """Return whether a connection is not Linked, or has active errors."""
    return read_link(connection.status) is not LinkState.LINKED or bool(errors_of(connection, True))


def connection_cells(
    connection: Connection, context: DrawingContext, follow: LinkFollow | None
) -> tuple[Cell, ...]:
    """Return a row: platform, kind, link, last data read, its age, errors."""
    link = link_state_cell(connection.status, context.glyphs)
    if follow is not None and follow.running:
        link = Cell(f"{context.glyphs.running} {link.text[2:]}, following", Tone.RUNNING)
    read = read_instant(connection.last_sync)
    return (
        Cell(platform_of(connection)),
        Cell((connection.source_type or "not stated").lower(), Tone.MUTED),
        link,
        Cell(minute_column(read, context.zone) if read else connection.last_sync or "", Tone.NORMAL),
        Cell(ago(read, context.now) or "never", Tone.MUTED),
        _errors_cell(connection, context),
    )


def _errors_cell(connection: Connection, context: DrawingContext) -> Cell:
    active, others = len(errors_of(connection, True)), len(errors_of(connection, False))
    if active:
        return Cell(f"{context.glyphs.failed} {active} active", Tone.FAILED)
    return Cell(f"{others} resolved" if others else "none", Tone.MUTED)


def connection_lines(
    connection: Connection, context: DrawingContext, follow: LinkFollow | None, key_of: KeyOf
) -> list[Line]:
    """Return the lines below the table: what to do, the link, errors with dates."""
    state = read_link(connection.status)
    room = context.width - LABEL
    lines: list[Line] = [heading(platform_of(connection))]
    lines += _labelled("To do", wrap(fill_keys(_NEXT_STEPS.get(state, ""), key_of), room), _to_do_tone(state))
    if follow is not None:
        lines += _labelled("Following", wrap(follow_text(follow, context, key_of), room), Tone.RUNNING)
    # One address, however many lines it takes.
    lines += [
        (label, part._replace(link=connection.link_url or ""))
        for label, part in _labelled("Link", wrap_url(connection.link_url or "none", room))
    ]
    lines += [(), *error_lines(connection, context), (), heading("As Codat sent it")]
    for label, value in raw_fields(connection, context.zone):
        if label == "linkUrl":
            # It stands above, whole.
            continue
        head = Cell(fit(label, WIRE_LABEL), Tone.MUTED)
        lines += [(head, Cell(part)) for part in wrap_url(value, context.width - WIRE_LABEL)[:1]]
    return lines


def _to_do_tone(state: LinkState) -> Tone:
    return Tone.NORMAL if state in (LinkState.LINKED, LinkState.UNKNOWN) else Tone.ACTION


def _labelled(label: str, texts: Sequence[str], tone: Tone = Tone.NORMAL) -> list[tuple[Cell, Cell]]:
    return [
        (Cell(fit("" if number else label, LABEL), Tone.MUTED), Cell(text, tone))
        for number, text in enumerate(texts)
    ]


def follow_text(follow: LinkFollow, context: DrawingContext, key_of: KeyOf) -> str:
    looks = count(follow.looks, "look")
    if follow.linked:
        return f"Linked {ago(follow.ended_at, context.now)}, after {looks}."
    if not follow.running:
        return f"Not followed any more after {looks}. {key_of('connections.follow')} follows it again."
    trouble = f" The last look failed: {follow.error.title}." if follow.error is not None else ""
    stop = f"{key_of('connections.follow')} stops."
    return f"until it is Linked: {looks} so far, last seen {follow.status or 'not yet'}.{trouble} {stop}"


def error_lines(connection: Connection, context: DrawingContext) -> list[Line]:
    """Return every error, active ones first: code, text, dates, message."""
    active, others = errors_of(connection, True), errors_of(connection, False)
    if not active and not others:
        return [(Cell("No errors.", Tone.MUTED),)]
    lines: list[Line] = []
    for title, rows, tone in (("Active", active, Tone.FAILED), ("Resolved", others, Tone.MUTED)):
        if rows:
            lines += [heading(f"{title} errors ({len(rows)})")]
            for row in rows:
                lines += _error(row, tone, context)
    return lines


def _error(row: DataConnectionError, tone: Tone, context: DrawingContext) -> list[Line]:
    sign = context.glyphs.failed if tone is Tone.FAILED else context.glyphs.ok
    what = " ".join(part for part in (row.status_code, row.status_text) if part) or "no code"
    lines: list[Line] = [
        (
            Cell(f"{sign} {what}   ", tone),
            Cell(f"since {_moment(row.errored_on_utc, context)}", Tone.MUTED),
            Cell(
                f"   resolved {_moment(row.resolved_on_utc, context)}" if row.resolved_on_utc else "",
                Tone.MUTED,
            ),
        )
    ]
    return lines + [(Cell(f"  {text}"),) for text in wrap(row.error_message, context.width - 2)]


def _moment(text: str | None, context: DrawingContext) -> str:
    instant = read_instant(text)
    return (
        f"{minute_text(instant, context.zone)} ({ago(instant, context.now)})"
        if instant
        else text or "not said"
    )


class RawField(NamedTuple):
    """One field of Codat's JSON: its path and value."""

    label: str
    value: str


def raw_fields(connection: Connection, zone: tzinfo) -> tuple[RawField, ...]:
    """Return all of Codat's fields except errors, unknown ones included, dates also in *zone*."""
    wire = connection.model_dump(mode="json", by_alias=True, exclude_unset=True)
    wire.pop("dataConnectionErrors", None)
    return tuple(_flat("", wire, zone))


def _flat(path: str, value: Any, zone: tzinfo) -> Iterable[RawField]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner, zone)
    elif isinstance(value, str):
        moment = read_instant(value) if re.match(r"\d{4}-\d\d-\d\d", value) else None
        yield RawField(path, f"{minute_text(moment, zone)} {zone}   {value}" if moment else value or '""')
    else:
        yield RawField(path, json.dumps(value, ensure_ascii=False))


def wrap_url(url: str, cells: int) -> list[str]:
    """Return a URL in lines of at most *cells* cells, complete."""
    return [url[start : start + cells] for start in range(0, len(url), max(1, cells))] or [""]


def masked_link(url: str) -> str:
    """Return a Sync Flow link without its one-time password."""
    return _PASSWORD.sub(r"\1******", url)


def link_line(left: float, context: DrawingContext, key_of: KeyOf) -> Line:
    """Return the countdown of a Sync Flow link, or that it expired; *left* is in seconds."""
    if left <= 0:
        return (
            Cell(f"{context.glyphs.unlinked} Expired. {key_of('flow.ask')} asks for a new one.", Tone.MUTED),
        )
    seconds = int(left + 0.999)
    tone = Tone.OK if seconds > 10 else Tone.ACTION
    bar = context.glyphs.dash * seconds
    return (Cell(f"{context.glyphs.linked} {seconds:>2} s left ", tone), Cell(bar, tone))


def link_lines(shown: str, left: float, context: DrawingContext, key_of: KeyOf) -> list[Line]:
    """Return a Sync Flow link with its countdown and keys; grey after it expired."""
    tone = Tone.NORMAL if left > 0 else Tone.MUTED
    keys = (
        "Copied. {flow.copy} copies it again, {flow.file} writes it to a file, {flow.show} shows it in full."
    )
    hint = (Cell(fill_keys(keys, key_of), Tone.MUTED),)
    lines: list[Line] = [link_line(left, context, key_of)]
    lines += [(Cell(part, tone),) for part in wrap_url(shown, context.width)]
    return [*lines, (), hint] if left > 0 else lines


class PlatformChoice(NamedTuple):
    """A platform on offer; *note* says what is special."""

    key: str
    name: str
    kind: str
    note: str


def platform_choices(
    integrations: Iterable[Integration], kind: PlatformKind | None = None
) -> tuple[PlatformChoice, ...]:
    """Return the platforms that can be connected, of one kind or both, by kind and name."""
    wanted = {kind} if kind else set(PlatformKind)
    rows = [
        PlatformChoice(each.key, each.name or each.key, each.source_type.casefold(), _note(each))
        for each in integrations
        if each.source_type.casefold() in wanted and each.enabled is not False
    ]
    return tuple(sorted(rows, key=lambda row: (row.kind != PlatformKind.COMMERCE, row.name.casefold())))


def _note(integration: Integration) -> str:
    notes = (
        "beta" if integration.is_beta else "",
        "offline" if integration.is_offline_connector else "",
        SANDBOXES.get(integration.key, ""),
    )
    return ", ".join(note for note in notes if note)


class OnboardingStep(NamedTuple):
    """One step of the guided path: its state, and what its key does."""

    key: str
    name: str
    state: Cell
    next: str
    done: bool
    ours: bool = False
    """We must do something: there is no connection yet."""


def onboarding_steps(
    overview: CompanyOverview | None, company_name: str, context: DrawingContext, key_of: KeyOf
) -> tuple[OnboardingStep, ...]:
    """Return the steps of a new company to its first sync, from the server's state alone."""
    glyphs = context.glyphs
    connections = known(overview.connections) if overview else None
    steps = [
        OnboardingStep("company", "Company", Cell(f"{glyphs.ok} {company_name}", Tone.OK), "created", True)
    ]
    for kind in PlatformKind:
        if connections is None:
            waiting = Cell(f"{glyphs.running} reading", Tone.MUTED)
            steps.append(OnboardingStep(kind, kind.capitalize(), waiting, "", False))
            continue
        rows = of_kind(connections, kind)
        steps += _kind_steps(kind, rows[0] if rows else None, context, key_of)
    configuration = known(overview.configuration) if overview else None
    mapped = bool(configuration and configuration.configured and configuration.switched_on)
    linked = all(step.done for step in steps)
    word = "configured and enabled" if mapped else "not configured yet"
    tone = Tone.OK if mapped else Tone.MUTED
    sign = glyphs.ok if mapped else glyphs.ahead
    next_words = "" if mapped else "the merchant maps it in the Sync Flow, or the Mapping tab does"
    steps.append(
        OnboardingStep(
            "mapping", "Mapping", Cell(f"{sign} {word}", tone), next_words if linked else "", mapped
        )
    )
    return tuple(steps)


def _kind_steps(
    kind: PlatformKind, connection: Connection | None, context: DrawingContext, key_of: KeyOf
) -> list[OnboardingStep]:
    name = kind.capitalize()
    if connection is None:
        missing = Cell(f"{context.glyphs.ahead} none", Tone.ACTION)
        return [
            OnboardingStep(
                kind, name, missing, f"{key_of('table.open')} chooses a platform and creates it", False, True
            )
        ]
    linked = read_link(connection.status) is LinkState.LINKED
    state = link_state_cell(connection.status, context.glyphs)
    sign, word = state.text[:2], state.text[2:].lower()
    cell = Cell(f"{sign}{platform_of(connection)}, {word}", Tone.OK if linked else state.tone)
    keys = "{connections.copy_link} copies the merchant's link, {connections.authorize} authorises, "
    keys += "{connections.follow} waits until Linked"
    words = "" if linked else fill_keys(keys, key_of)
    return [OnboardingStep(kind, name, cell, words, linked)]
