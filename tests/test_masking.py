"""No text leaves with the key in it, whatever form the key takes and wherever it stands."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codat_tui.masking import key_forms, mask
from codat_tui.secret import MASK, Secret, authorization_header

keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


@given(keys, st.lists(st.text(), min_size=1, max_size=5), st.booleans())
def test_the_key_never_appears(key: str, parts: list[str], as_header: bool) -> None:
    assume(key not in MASK and not key.lower().startswith("basic"))
    encoded = base64.b64encode(key.encode()).decode()
    given_key = f"Basic {encoded}" if as_header else key
    forms = key_forms(Secret(given_key))
    for form in (key, encoded, quote(key, safe=""), json.dumps(key)[1:-1]):
        assume(form not in MASK)
        masked = mask(form.join(["", *parts, ""]), forms)
        assert form not in masked


@given(st.text(), st.text(st.characters(categories=["Nd"]), min_size=6, max_size=6), st.text())
def test_a_one_time_password_never_appears(before: str, otp: str, after: str) -> None:
    assume(otp not in before and otp not in after)
    url = f"https://sync-flow.codat.io/c/fztf/gbol/start?merchantIdentifier=x&otp={otp}"
    assert otp not in mask(f"{before} {url} {after}")
    assert otp not in mask(f'{before} "{url}" {after}')


@given(st.text(min_size=1))
def test_credentials_in_json_never_appear(credential: str) -> None:
    assume(len(credential) > 3)
    body = json.dumps({"a": 1, "accessToken": credential, "b": 2})
    masked = mask(body)
    assert json.dumps(credential)[1:-1] not in masked.replace(f'"{MASK}"', "")
    assert json.loads(masked) == {"a": 1, "accessToken": MASK, "b": 2}


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic c2VjcmV0c2VjcmV0",
        "authorization=bearer c2VjcmV0c2VjcmV0",
        '{"authorization": "Basic c2VjcmV0c2VjcmV0"}',
        '{"clientSecret" : "c2VjcmV0c2VjcmV0"}',
        '{"api-key": "c2VjcmV0c2VjcmV0"}',
        '{"password":"c2VjcmV0c2VjcmV0\\"c2VjcmV0c2VjcmV0"}',
    ],
)
def test_things_that_look_secret_go_without_knowing_the_key(text: str) -> None:
    assert "c2VjcmV0c2VjcmV0" not in mask(text)


def test_plain_words_stay() -> None:
    text = '{"error": "Basic configuration of the bearer account", "companyId": "8a210b68", "syncId": "1", "tokens": 3}'
    assert mask(text, key_forms(Secret("kEy-7c1f0d9e5a3b"))) == text


@given(keys)
def test_a_raw_key_and_the_ready_header_are_the_same(key: str) -> None:
    assume(not key.lower().startswith("basic"))
    header = authorization_header(Secret(key))
    assert header == authorization_header(header) == authorization_header(f"  {header.reveal()} ")
    assert base64.b64decode(header.reveal().removeprefix("Basic ")).decode() == key
