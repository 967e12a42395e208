"""What was asked and answered, as a text to read: short, whole in what matters, and without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from wizard.aws.exchange import LONGEST, as_text, request_id

SECRETS: list[dict[str, Any]] = [
    {"Credentials": {"AccessKeyId": "ASIAABCDEFGHIJKLMNOP", "SecretAccessKey": "x9Y", "SessionToken": "t0K"}},
    {"accessToken": "aoaAAAA-plain"},
    {"clientSecret": "plain-words"},
    {"TokenCode": "123456"},
    {"deviceCode": "plain-words"},
    {"Parameters": [{"Password": "hunter2"}]},
    {"Text": "the key AKIAABCDEFGHIJKLMNOP is in a text"},
    {"Text": "token=abcDEF123"},
]


@pytest.mark.parametrize("answer", SECRETS)
def test_nothing_secret_by_name_or_by_shape_is_in_it(answer: dict[str, Any]) -> None:
    text = as_text(answer)
    for secret in ("ASIA", "AKIA", "x9Y", "t0K", "aoaAAAA", "plain-words", "123456", "hunter2", "abcDEF123"):
        assert secret not in text
    assert "****" in text


def test_an_answer_is_json_with_its_times_and_without_what_is_said_about_it() -> None:
    when = datetime(2026, 11, 26, 7, tzinfo=UTC)
    answer = {"Role": {"RoleName": "Mine", "CreateDate": when}, "ResponseMetadata": {"RequestId": "0a1b"}}
    assert json.loads(as_text(answer)) == {"Role": {"RoleName": "Mine", "CreateDate": "2026-11-26T07:00:00+00:00"}}
    assert request_id(answer) == "0a1b"


def test_where_nothing_was_said_there_is_no_text() -> None:
    assert as_text({}) == as_text(None) == as_text({"ResponseMetadata": {"RequestId": "0a1b"}}) == ""
    assert request_id(None) == request_id({}) == ""


def test_a_long_answer_is_told_by_its_beginning() -> None:
    answer = {"Accounts": [{"Id": str(number), "Name": "n" * 900} for number in range(500)]}
    text = as_text(answer)
    assert len(text) <= LONGEST + 2
    assert as_text({"Ids": list(range(500))}).count("\n") < 20
    assert "488 more" in as_text({"Ids": list(range(500))})


def test_what_is_no_json_is_named_by_its_kind() -> None:
    assert json.loads(as_text({"Body": b"\x00"})) == {"Body": "(bytes)"}
    deep: dict[str, Any] = {}
    inner = deep
    for _ in range(50):
        inner["in"] = {}
        inner = inner["in"]
    assert "…" in as_text(deep)


def test_a_secret_that_a_cut_would_go_through_is_not_told_in_part() -> None:
    for before in range(560, 601):
        assert "AbC1" not in as_text({"Text": f"{'w ' * (before // 2)}{'AbC1' * 30}"})


def test_an_id_that_a_cut_would_go_through_is_not_told_in_part() -> None:
    for before in range(585, 600):
        text = as_text({"Text": f"{'w ' * (before // 2)} 428861248123 is the account"})
        assert "4288" not in text.replace("428861248123", "")


def test_of_a_mapping_with_many_fields_the_first_are_told() -> None:
    text = as_text({"Tags": {f"k{number}": "v" for number in range(5_000)}})
    assert "4,940 more" in text
    assert len(text) <= LONGEST + 2


def test_half_a_character_is_told_by_a_mark() -> None:
    as_text({"Name": "\ud83d"}).encode()
