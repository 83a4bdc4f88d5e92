"""Deliberate faults: reading `--faults` and deciding which request gets which fault.

    faults      = fault-rule { "," fault-rule }
    fault-rule  = [ METHOD " " ] [ path-glob ":" ] fault [ "=" duration ] [ when ]
    when        = "@" N | "@" N "-" M | ":" probability

    METHOD      GET, POST, PUT or PATCH; default: every method
    path-glob   shell pattern over the whole path, such as */latest; default: every path
    duration    300ms or 2s: the latency, or Retry-After of 429 and 503
    @N, @N-M    only the Nth, or Nth to Mth, matching request, counted from 1
    probability between 0 and 1, from the seed

    latency=300ms   waits that long, with the idempotency key already taken
    429             in front of the idempotency cache, with Retry-After
    400 … 500       inside Codat, kept by the idempotency cache; 400 and 422 with validation errors;
                    401 and 403 in front of it
    502, html-502   the gateway's HTML page, in front of everything; 503 and 504 likewise, as JSON
    drop            closes the connection before the work
    lost-answer     closes the connection after the work
    truncated       closes the connection after half of the answer
    deleted         (GET /companies) deletes the company listed first, before the page is made
    gzip-bomb       a body that unpacks to one gigabyte
    endless         a body that never ends
    huge-numbers    twenty digits in Retry-After and the quota's headers
    text=FIELD      hostile text at the end of every text called FIELD
    ignored         accepts a write without effect; the answer shows the old value
    quirks          every answer differs from Codat's document as the real ones do

Example: POST */latest:lost-answer@1, 429:0.1, latency=300ms, quirks
A key that may not see what was written: */push*:403, */dataStatus:403, /profile:403

Invariant: decisions depend on the rules, the seed and the order of requests. The first matching rule decides;
latency is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from codat_tui.demo.deterministic import fraction

METHODS = ("GET", "POST", "PUT", "PATCH")
GATEWAY_STATUSES = (502, 503, 504)
STATUSES = (400, 401, 402, 403, 404, 408, 409, 422, 429, 500, *GATEWAY_STATUSES)
DROPPING = ("drop", "lost-answer", "truncated")
HOSTILE = ("gzip-bomb", "endless", "huge-numbers", "text")
FAULTS = (
    *(str(status) for status in STATUSES),
    *("html-502", *DROPPING, *HOSTILE, "deleted", "ignored", "latency", "quirks"),
)
TIMED = ("latency", "429", "503")
_UNITS = {"ms": 0.001, "s": 1.0}


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One rule:

    `seconds` is the duration, `field` the name after `text=`; `first` and `last` count matches.
    """

    fault: str
    method: str | None = None
    glob: str | None = None
    seconds: float | None = None
    first: int | None = None
    last: int | None = None
    probability: float | None = None
    field: str | None = None

    def matches(self, method: str, path: str) -> bool:
        return self.method in (None, method) and (self.glob is None or fnmatchcase(path, self.glob))


@dataclass(frozen=True, slots=True)
class Faults:
    rules: tuple[FaultRule, ...] = ()

    @property
    def quirks(self) -> bool:
        return any(rule.fault == "quirks" for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one request: at most one fault, and latency in seconds."""

    fault: str | None = None
    retry_after: float | None = None
    latency: float = 0.0
    field: str | None = None

    @property
    def status(self) -> int | None:
        """Return the HTTP status the fault answers with, None for other faults."""
        return int(self.fault) if self.fault and self.fault.isdigit() else None


class FaultDecider:
    """Applies the rules in the order of the requests."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self._rules = [rule for rule in faults.rules if rule.fault != "quirks"]
        self._seed = seed
        self._met = [0] * len(self._rules)

    def decide(self, method: str, path: str) -> Plan:
        struck: FaultRule | None = None
        latency = 0.0
        for position, rule in enumerate(self._rules):
            if not rule.matches(method, path):
                continue
            # Counted for each rule, also when an earlier rule has decided, so that @N does not depend on
            # other rules.
            self._met[position] += 1
            if not self._strikes(position, rule):
                continue
            if rule.fault == "latency":
                latency += rule.seconds or 0.0
            elif struck is None:
                struck = rule
        if struck is None:
            return Plan(latency=latency)
        return Plan(struck.fault, struck.seconds, latency, struck.field)

    def _strikes(self, position: int, rule: FaultRule) -> bool:
        count = self._met[position]
        if rule.first is not None:
            return rule.first <= count <= (rule.last or rule.first)
        if rule.probability is not None:
            return fraction(self._seed, "fault", position, count) < rule.probability
        return True


def parse_faults(text: str) -> Faults:
    """Raises ValueError that names the unreadable part and what is allowed."""
    parts = (part.strip() for part in text.split(","))
    return Faults(tuple(_parse_rule(part) for part in parts if part))


def _parse_rule(part: str) -> FaultRule:
    rest, method = part, None
    if match := re.match(r"([A-Za-z]+)\s+", rest):
        method, rest = match[1], rest[match.end() :]
        if method not in METHODS:
            raise _error(part, f"{method} is no method", METHODS)
    glob = None
    if match := re.match(r"([^\s:]*[/*?\[][^\s:]*)\s*:\s*", rest):
        glob, rest = match[1], rest[match.end() :]
    rest, first, last, probability = _parse_when(part, rest)
    rest, equals, value = rest.partition("=")
    field = value if rest == "text" else None
    seconds = _parse_duration(part, value) if equals and field is None else None
    if rest not in FAULTS:
        raise _error(part, f"{rest!r} is no fault", FAULTS)
    if field == "":
        raise ValueError(f"faults: in {part!r}: text needs a field, such as text=name")
    if rest == "latency" and seconds is None:
        raise ValueError(f"faults: in {part!r}: latency needs a duration, such as latency=300ms")
    if seconds is not None and rest not in TIMED:
        raise _error(part, f"{rest} takes no duration", TIMED)
    if rest == "quirks" and part != "quirks":
        raise ValueError(f"faults: in {part!r}: quirks stands alone: no method, path or number")
    fault = "502" if rest == "html-502" else rest
    return FaultRule(fault, method, glob, seconds, first, last, probability, field)


def _parse_when(part: str, rest: str) -> tuple[str, int | None, int | None, float | None]:
    """Return the rest of a rule and its first, last and probability."""
    if "@" in rest:
        rest, _, count = rest.partition("@")
        match = re.fullmatch(r"([1-9]\d*)(?:-([1-9]\d*))?", count)
        if not match or (match[2] and int(match[2]) < int(match[1])):
            raise ValueError(f"faults: in {part!r}: {count!r} is no count; write @2 or @1-3")
        return rest, int(match[1]), int(match[2]) if match[2] else None, None
    if ":" in rest:
        rest, _, chance = rest.partition(":")
        if not re.fullmatch(r"\d*\.?\d+", chance) or not 0 <= float(chance) <= 1:
            raise ValueError(f"faults: in {part!r}: {chance!r} is no probability; write 0.1, from 0 to 1")
        return rest, None, None, float(chance)
    return rest, None, None, None


def _parse_duration(part: str, text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", text)
    if not match:
        raise ValueError(f"faults: in {part!r}: {text!r} is no duration; write 300ms or 2s")
    return float(match[1]) * _UNITS[match[2]]


def _error(part: str, problem: str, allowed: tuple[str, ...]) -> ValueError:
    return ValueError(f"faults: in {part!r}: {problem}; allowed are {', '.join(allowed)}")
