"""What tells companies of one name apart: by table, and that it always does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.local import TAG_SEPARATOR, FleetEntry, PlatformLink
from codat_tui.rules.fleet.same_names import SameNames, told_apart

XERO, SAGE = PlatformLink("gbol", "Xero", "Linked", "x"), PlatformLink("sage", "Sage", "Linked", "s")
ZETTLE, CLOVER = PlatformLink("ugxp", "Zettle", "Linked", "z"), PlatformLink("clov", "Clover", "Linked", "c")


def entry(
    company_id: str,
    accounting: PlatformLink | None = XERO,
    commerce: PlatformLink | None = ZETTLE,
    tags: tuple[str, ...] = (),
    created: str | None = "2026-03-01T10:00:00Z",
    name: str = "Harbour Lane",
) -> FleetEntry:
    return FleetEntry(company_id, name, "", TAG_SEPARATOR.join(tags), commerce, accounting, created=created)


@pytest.mark.parametrize(
    ("entries", "labels"),
    [
        ((entry("a"),), [""]),
        ((entry("a"), entry("b", SAGE)), ["Xero", "Sage"]),
        ((entry("a"), entry("b", None)), ["Xero", "no accounting"]),
        ((entry("a"), entry("b", commerce=CLOVER)), ["Zettle", "Clover"]),
        (
            (entry("a", tags=("region=uk", "plan=pro")), entry("b", tags=("region=se", "plan=pro"))),
            ["region=uk", "region=se"],
        ),
        (
            (entry("a"), entry("b", created="2025-11-09T10:00:00Z")),
            ["1 Mar 2026", "9 Nov 2025"],
        ),
        (
            (entry("a"), entry("b", created="2026-03-01T11:30:00Z")),
            ["1 Mar 2026 10:00", "1 Mar 2026 11:30"],
        ),
        # Three, of which one fact tells two apart only.
        (
            (entry("a"), entry("b", SAGE), entry("c", SAGE, CLOVER)),
            ["Xero, Zettle", "Sage, Zettle", "Sage, Clover"],
        ),
        (
            (entry("a"), entry("b", SAGE), entry("c", created="2025-01-02")),
            ["Xero, 1 Mar 2026", "Sage, 1 Mar 2026", "Xero, 2 Jan 2025"],
        ),
        # Nothing else differs.
        ((entry("77cc0102-a"), entry("8a21ff00-b")), ["id 77cc0102", "id 8a21ff00"]),
        ((entry("77cc0102-a"), entry("77cc0102-b")), ["id 77cc0102-a", "id 77cc0102-b"]),
    ],
)
def test_what_tells_them_apart(entries: tuple[FleetEntry, ...], labels: list[str]) -> None:
    assert list(told_apart(entries).values()) == labels


entries = st.lists(
    st.builds(
        entry,
        st.text("abc", min_size=1, max_size=3),
        st.sampled_from([None, XERO, SAGE]),
        st.sampled_from([None, ZETTLE, CLOVER]),
        st.lists(st.sampled_from(["a=1", "a=2", "b=1"]), unique=True).map(tuple),
        st.sampled_from([None, "soon", "2026-03-01T10:00:00Z", "2026-03-02"]),
        st.sampled_from(["Lane", "LANE", "Bikes"]),
    ),
    max_size=6,
    unique_by=lambda each: each.company_id,
)


@given(entries, st.lists(st.integers(0, 5), max_size=3))
def test_no_two_are_shown_alike_whoever_comes_and_goes(listed: list[FleetEntry], gone: list[int]) -> None:
    names, rows = SameNames(), {}
    for row in listed:
        rows[row.company_id] = row
        rows.update({each.company_id: each for each in names.listed([row], rows)})
    left = [row for number, row in enumerate(listed) if number in gone]
    for row in left:
        del rows[row.company_id]
    rows.update({each.company_id: each for each in names.gone([row.name for row in left], rows)})
    shown = [row.full_name.casefold() for row in rows.values()]
    assert len(set(shown)) == len(shown)
    of_name = [row.name.casefold() for row in rows.values()]
    assert all(bool(row.apart) == (of_name.count(row.name.casefold()) > 1) for row in rows.values())


@pytest.mark.parametrize("alike", [False, True])
def test_many_that_come_page_by_page_are_told_apart_as_at_once(alike: bool) -> None:
    everyone = [entry(f"{number:08d}-a") for number in range(120)]
    if alike:
        everyone.insert(100, entry("00000003-b"))
    names = SameNames()
    rows: dict[str, FleetEntry] = {}
    for start in range(0, len(everyone), 7):
        page = everyone[start : start + 7]
        rows.update((each.company_id, each) for each in page)
        rows.update((each.company_id, each) for each in list(names.listed(page, rows)))
    assert {key: row.apart for key, row in rows.items()} == told_apart(everyone)
    again = list(rows.values())[:7]
    assert not list(names.listed(again, rows)), "they are told apart already"
