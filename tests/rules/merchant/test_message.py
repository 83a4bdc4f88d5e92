"""The message to the merchant: in every world and language without jargon, ids and open placeholders; and word for
word in those that a support engineer meets most."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from itertools import product

import pytest

from codat_tui.models.diagnosis import CauseKind, Remedy, State
from codat_tui.rules.diagnosis.facts import CompanyFacts
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.rules.merchant.message import language_for, merchant_message
from codat_tui.rules.merchant.texts import Language
from codat_tui.services.merchant_words import built_in_languages
from tests.rules.diagnosis.worlds import WORLDS, World, facts, never, with_error
from tests.rules.worlds import NOW, RETURNS, changed, connection, linked, without

LANGUAGES = built_in_languages()
SOFTWARE = ("Xero", "QuickBooks Online", "FreeAgent", "MYOB", "Exact (NL)", "Sage")
JARGON = re.compile(
    r"\b(mapping|sync\w*|API|JSON|GUID|token|endpoint|payload|Codat|error code|code d.erreur|configuration)\b",
    re.IGNORECASE,
)
# A code of Codat's, or an id; years are neither.
NUMBER = re.compile(r"\b(?!20\d\d\b)\d{4,}\b|[0-9a-f]{8}-[0-9a-f]{4}|…")
LINK = "https://link.codat.io/company/8a210b68-6988-11ed-a1eb-0242ac120002"


def message(known: CompanyFacts, code: str = "en") -> str:
    return merchant_message(known, LANGUAGES[code], NOW, UTC).text


def broken(status: str, side: str = "Accounting", name: str = "Xero") -> CompanyFacts:
    rows = [each for each in linked() if each.source_type != side]
    rows.append(connection(side, name, status=status, linkUrl=LINK))
    return facts(2000, 4040, connections=tuple(rows))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_no_world_makes_a_message_with_jargon_ids_or_open_placeholders(world: World) -> None:
    for language in LANGUAGES.values():
        told = merchant_message(world.facts, language, NOW, UTC)
        text = told.whole.replace(told.link, "") if told.link else told.whole
        assert "{" not in text
        assert "}" not in text
        assert not JARGON.search(text), JARGON.search(text)
        assert not NUMBER.search(text), NUMBER.search(text)
        assert text == "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_cause_remedy_state_and_step_has_a_text(code: str) -> None:
    language = LANGUAGES[code]
    assert set(language.causes) == set(CauseKind)
    assert set(language.remedies) == set(Remedy)
    assert {state.value for state in State} <= set(language.states)
    told = [text.what for text in language.causes.values()] + [text.do for text in language.remedies.values()]
    assert all(told)
    assert all(not JARGON.search(text) for text in told)


def test_both_languages_are_equally_complete() -> None:
    def shape(language: Language) -> object:
        causes = {
            kind: (text.do is None, text.then is None, text.steps) for kind, text in language.causes.items()
        }
        steps = {
            recipe: {software: len(lines) for software, lines in by_software.items()}
            for recipe, by_software in language.steps.items()
        }
        return set(language.states), causes, steps

    assert list(LANGUAGES) == ["en", "fr"]
    assert shape(LANGUAGES["en"]) == shape(LANGUAGES["fr"])
    english, french = LANGUAGES["en"], LANGUAGES["fr"]
    same = [kind for kind in CauseKind if english.causes[kind].what == french.causes[kind].what]
    assert same == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_list_of_steps_is_for_each_software(code: str) -> None:
    language = LANGUAGES[code]
    for recipe, name in product(language.steps, SOFTWARE):
        assert language.steps_in(recipe, name)
        known = name.casefold().split()[0] in language.steps[recipe]
        assert known is (name != "Sage")
    assert {text.steps for text in language.causes.values() if text.steps} == set(language.steps)


def test_a_lost_account_asks_for_another_and_says_how_to_restore_it() -> None:
    told = message(facts(2000, 4000, configuration=without(changed(), RETURNS)))
    assert told == (
        "Hello,\n\n"
        "Since 23 November 2026, your sales from Zettle have not arrived in full in Xero.\n\n"
        'The account chosen for "Refunds" is no longer active in Xero; it was probably archived or deleted. Please '
        'tell us which account we should use for "Refunds" instead. If the account was archived by mistake, you can '
        "restore it and tell us.\n\n"
        "In Xero:\n"
        '1. Open "Accounting", then "Chart of accounts".\n'
        '2. Choose the tab "Archive".\n'
        '3. Tick the account, then choose "Restore".\n\n'
        "The menus may have slightly different names in your edition. Your accountant or bookkeeper can do this for "
        "you as well.\n\n"
        "Once it is corrected, the next successful transfer also covers the days that are missing.\n\n"
        "Kind regards,\n"
    )


def test_the_same_in_french() -> None:
    told = message(facts(2000, 4000, configuration=without(changed(), RETURNS)), "fr")
    assert "Depuis le 23 novembre 2026, vos ventes de Zettle n’arrivent plus en totalité dans Xero." in told
    assert "Le compte choisi pour «\N{NO-BREAK SPACE}Refunds\N{NO-BREAK SPACE}» n’est plus actif" in told
    assert "2. Choisissez l’onglet «\N{NO-BREAK SPACE}Archive\N{NO-BREAK SPACE}»." in told


def test_an_unlinked_platform_gets_its_link() -> None:
    told = merchant_message(broken("Unlinked"), LANGUAGES["en"], NOW, UTC)
    assert told.link == LINK
    assert (
        "Please connect Xero again: open the link, sign in to Xero, choose the same business as before, and "
        in told.text
    )
    assert f"\n\nThe link: {LINK}\n\n" in told.text
    assert not told.needs_flow_link


def test_of_two_broken_sides_each_gets_its_own_link() -> None:
    rows = (
        connection("Accounting", "Xero", status="Unlinked", linkUrl=f"{LINK}/a"),
        connection("Commerce", "Zettle", status="Deauthorized", linkUrl=f"{LINK}/c"),
    )
    told = message(facts(2000, 4040, connections=rows))
    assert told.count("The link: ") == 2
    assert f"{LINK}/a\n" in told
    assert f"{LINK}/c\n" in told


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "https://link.codat.io/\x1b[2J"])
def test_without_a_link_that_can_be_opened_it_is_promised(link: str) -> None:
    rows = (connection("Accounting", "Xero", status="Unlinked", linkUrl=link), linked()[0])
    told = merchant_message(facts(2000, 4040, connections=rows), LANGUAGES["en"], NOW, UTC)
    assert told.link == ""
    assert "We send you the link for this in another message." in told.text


def test_an_unfinished_set_up_needs_a_flow_link_that_is_not_asked_for() -> None:
    told = merchant_message(never(5, linked(), (("configured",), False)), LANGUAGES["en"], NOW, UTC)
    assert told.needs_flow_link
    assert "a link for this that works once and for 30 seconds only" in told.text
    assert "http" not in told.text


@pytest.mark.parametrize(
    ("name", "said"),
    [("QuickBooks Online", '"Close the books"'), ("FreeAgent", '"Remove this lock"'), ("Sage", "lock dates")],
)
def test_the_steps_are_those_of_the_merchants_software(name: str, said: str) -> None:
    rows = (linked()[0], connection("Accounting", name, dataConnectionErrors=_error("the period is locked.")))
    told = message(
        facts(2000, 5130, message="the document date is before the end of a locked period.", connections=rows)
    )
    assert f"In {name}:\n1. " in told
    assert said in told


def _error(text: str) -> list[dict[str, str]]:
    return [{"statusCode": "403", "statusText": "Forbidden", "errorMessage": text, "status": "Active"}]


def test_what_a_sync_said_then_is_told_as_said_then() -> None:
    known = facts(2000, 5000)
    assert verdict(known, NOW).first is not None
    assert (
        "The transfer of 23 November 2026 reported: The service that transfers your sales had a fault of its own. "
        "You do not have to do anything for now."
    ) in message(known)


def test_a_cause_that_is_no_longer_so_is_not_asked_for_again() -> None:
    known = facts(2000, 4000, message=f"Account {RETURNS} is not in an Active state.")
    known = replace(known, configuration=without(changed(), "a-nothing"))
    told = message(facts(2000, 4000, message="No schedule selected frequency."))
    assert "we start a transfer by hand" in told
    assert "Please tell us" not in told
    assert "is not in an Active state" not in message(known)


def test_a_short_fuse_asks_for_haste() -> None:
    def failing(nights: int) -> str:
        return message(facts(2000, *[4000] * nights, configuration=without(changed(), RETURNS)))

    assert "stops by itself" not in failing(20)
    assert "the nightly transfer stops by itself in 6 days." in failing(25)
    assert "stops by itself in one day." in failing(30)


def test_when_nothing_is_wrong_nothing_is_asked_for() -> None:
    told = message(facts(2000, 2000))
    assert "went through on 23 November 2026." in told
    assert "We know of nothing that you have to do at the moment." in told


def test_labels_that_are_ids_are_left_out_and_braces_stay_text() -> None:
    def labelled(label: str) -> str:
        configuration = changed((("configuration", "sales", "accounts", "refund", "labelText"), label))
        return message(facts(2000, 4000, configuration=without(configuration, RETURNS)))

    assert 'chosen for "one of your settings" is' in labelled("7c1e4c2a-31a8-4a55-9c2d-0f6a6c0f4010")
    assert 'chosen for "{link}" is' in labelled("{link}")
    assert 'chosen for "Re funds" is' in labelled("Re\x1bfunds")


@pytest.mark.parametrize(
    ("country", "preferred", "code"),
    [
        ("FR", (), "fr"),
        (" be ", ("en",), "fr"),
        ("GB", ("fr",), "en"),
        ("NL", ("fr",), "fr"),
        (None, ("", "fr"), "fr"),
        (None, ("xx", ""), "en"),
    ],
)
def test_the_language_is_the_countrys_else_the_profiles_else_the_last(
    country: str | None, preferred: tuple[str, ...], code: str
) -> None:
    known = facts(2000, configuration=changed((("configuration", "countryCode"), country)))
    assert language_for(LANGUAGES, known, *preferred) == code


def test_an_expired_subscription_of_the_till_names_the_till() -> None:
    known = facts(2000, 4260, connections=with_error("Organisation subscription expired"))
    assert "Your subscription to Xero has expired" in message(known)
    rows = (
        linked()[1],
        connection("Commerce", "Zettle", dataConnectionErrors=_error("subscription has expired")),
    )
    told = message(facts(2000, 4260, connections=rows))
    assert "Your subscription to Zettle has expired" in told
    assert "In Zettle:\n1. Open the page of your subscription or licence." in told
