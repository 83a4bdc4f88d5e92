"""The grammar of faults and the decisions that follow from it."""

from __future__ import annotations

import argparse
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.commands.shell.parser import add_demo_options
from codat_tui.demo.faults import FAULTS, METHODS, FaultDecider, FaultRule, Faults, Plan, parse_faults


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", ()),
        (" , ", ()),
        ("500", (FaultRule("500"),)),
        ("POST */latest:lost-answer@1", (FaultRule("lost-answer", "POST", "*/latest", first=1),)),
        ("429:0.1", (FaultRule("429", probability=0.1),)),
        ("latency=300ms", (FaultRule("latency", seconds=0.3),)),
        ("GET /companies*:latency=2s", (FaultRule("latency", "GET", "/companies*", 2.0),)),
        ("*/status: drop@1-3", (FaultRule("drop", None, "*/status", first=1, last=3),)),
        ("PATCH ignored", (FaultRule("ignored", "PATCH"),)),
        ("html-502", (FaultRule("502"),)),
        ("429=7s@2", (FaultRule("429", seconds=7.0, first=2),)),
        ("*/companies:text=name@2", (FaultRule("text", None, "*/companies", first=2, field="name"),)),
        ("drop, quirks", (FaultRule("drop"), FaultRule("quirks"))),
    ],
)
def test_rules_are_read(text: str, rules: tuple[FaultRule, ...]) -> None:
    assert parse_faults(text) == Faults(rules)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("explode", "'explode' is no fault; allowed are"),
        ("DELETE */x:drop", "DELETE is no method; allowed are GET, POST, PUT, PATCH"),
        ("latency", "latency needs a duration"),
        ("text", "text needs a field, such as text=name"),
        ("latency=fast", "'fast' is no duration; write 300ms or 2s"),
        ("drop=2s", "drop takes no duration; allowed are latency, 429, 503"),
        ("429:often", "'often' is no probability"),
        ("429:1.5", "'1.5' is no probability"),
        ("500@0", "'0' is no count; write @2 or @1-3"),
        ("500@3-1", "'3-1' is no count"),
        ("GET quirks", "quirks stands alone"),
        ("200", "'200' is no fault"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="faults: in ") as caught:
        parse_faults(f"429, {text}")
    assert said in str(caught.value)
    assert repr(text) in str(caught.value)


@given(st.text(alphabet="GETPOS */latest:-@0123456789=ms,.quirksdop", max_size=40))
def test_reading_either_succeeds_or_says_why(text: str) -> None:
    refusal = _refusal(text)
    assert not refusal or refusal.startswith("faults: in ")


def _refusal(text: str) -> str:
    try:
        parse_faults(text)
    except ValueError as error:
        return str(error)
    return ""


@given(
    method=st.sampled_from([None, *METHODS]),
    glob=st.sampled_from([None, "*", "/companies/*", "*/latest"]),
    fault=st.sampled_from(
        [fault for fault in FAULTS if fault not in ("latency", "quirks", "html-502", "text")]
    ),
    when=st.one_of(
        st.just(("", {})),
        st.integers(1, 99).map(lambda n: (f"@{n}", {"first": n})),
        st.integers(1, 99).map(lambda n: (f"@{n}-{n + 2}", {"first": n, "last": n + 2})),
        st.sampled_from([0.0, 0.25, 1.0]).map(lambda p: (f":{p}", {"probability": p})),
    ),
)
def test_what_is_written_is_what_is_read(
    method: str | None, glob: str | None, fault: str, when: tuple[str, dict[str, float]]
) -> None:
    text = f"{method} " * bool(method) + f"{glob}:" * bool(glob) + fault + when[0]
    rule = FaultRule(fault, method, glob, **when[1])  # type: ignore[arg-type]
    assert parse_faults(text) == Faults((rule,))


def _decide(text: str, requests: list[tuple[str, str]], seed: int = 1) -> list[Plan]:
    decider = FaultDecider(parse_faults(text), seed)
    return [decider.decide(method, path) for method, path in requests]


def test_only_the_counted_matching_requests_meet_the_fault() -> None:
    requests = [("GET", "/a"), ("POST", "/a/latest"), ("POST", "/b/latest"), ("POST", "/c/latest")]
    plans = _decide("POST */latest:500@2-3", requests)
    assert [plan.fault for plan in plans] == [None, None, "500", "500"]


def test_the_first_striking_rule_decides_and_latencies_add_up() -> None:
    plans = _decide("latency=1s, 503=5s@1, 500, latency=500ms", [("GET", "/a"), ("GET", "/a")])
    assert plans == [Plan("503", 5.0, 1.5), Plan("500", None, 1.5)]


@given(seed=st.integers(0, 99))
def test_probabilities_depend_on_the_seed_alone(seed: int) -> None:
    requests = [("GET", "/a")] * 200
    plans = _decide("429:0.25", requests, seed)
    assert plans == _decide("429:0.25", requests, seed)
    assert 20 <= sum(plan.fault == "429" for plan in plans) <= 85


def test_the_help_names_every_fault() -> None:
    parser = argparse.ArgumentParser()
    add_demo_options(parser)
    said = re.sub(r"-\s+", "-", parser.format_help())
    assert [fault for fault in FAULTS if fault not in said] == []
