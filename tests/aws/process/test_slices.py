"""Answers cross as they are, in slices of a stated size, and without what AWS hands out to sign in with."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.aws.process.slices import SLICE, Fields, Items, Leaf, Part, cut, joined, plain
from wizard.aws.withheld import KEY_IDS, SECRETS

MOMENTS = st.datetimes(
    datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC) | st.just(timezone(timedelta(hours=5)))
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=50)
    | st.binary(max_size=50)
    | MOMENTS
    | st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1))
    | st.decimals(allow_nan=False)
)
# What AWS hands out to sign in with does not cross, so an answer that holds its names is another one over there.
NAMES = st.text(max_size=9).filter(lambda name: name not in SECRETS | KEY_IDS)
ANSWERS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5))


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_an_answer_is_the_same_on_the_other_side(answer: Any) -> None:
    assert joined(cut(answer)) == answer


@settings(max_examples=10, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=4), st.integers(1, 800))
def test_a_long_answer_is_the_same_on_the_other_side(items: list[Any], times: int) -> None:
    answer = {"Events": items * times, "More": {"Text": "x" * 40_000, "Deep": [[items * times], "end"]}}
    assert joined(cut(answer)) == answer


def leaves(part: Part) -> Iterator[bytes]:
    if isinstance(part, Leaf):
        yield part.value
    else:
        assert isinstance(part, Fields | Items)
        for one in part.parts:
            yield from leaves(one)


def test_no_slice_is_longer_than_stated_but_a_single_text() -> None:
    event = {"Id": "e" * 30, "At": datetime.now(UTC), "Why": ["because", 1, {"of": None}]}
    answer = {"Events": [event] * 20_000, "ByName": {f"name{n}": [event] * 40 for n in range(50)}}
    slices = list(leaves(msgspec.msgpack.decode(cut(answer), type=Part)))
    assert len(slices) > 20
    assert max(map(len, slices)) <= SLICE + 8
    text = "t" * 1_000_000
    assert [len(one) > SLICE for one in leaves(msgspec.msgpack.decode(cut({"Body": text, "n": 1}), type=Part))] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "credentials",
    [
        {"AccessKeyId": "ASIA1", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2030"},
        {"accessKeyId": "ASIA1", "secretAccessKey": "s", "sessionToken": "t", "Expiration": "2030"},
        {"accessToken": "s", "refreshToken": "t", "idToken": "u", "clientSecret": "v", "Expiration": "2030"},
    ],
)
def test_what_aws_hands_out_to_sign_in_with_is_left_out_wherever_it_stands(credentials: dict[str, str]) -> None:
    answer = {"Credentials": credentials, "All": [{"Deep": credentials}], "AssumedRoleUser": {"Arn": "a"}}
    left = {"Expiration": "2030"}
    expected = {"Credentials": left, "All": [{"Deep": left}], "AssumedRoleUser": {"Arn": "a"}}
    assert joined(cut(answer)) == expected


def test_a_key_id_that_stands_by_itself_is_no_secret() -> None:
    answer = {"AccessKeyMetadata": [{"AccessKeyId": "AKIA1", "Status": "Active"}]}
    assert joined(cut(answer)) == answer


def test_what_we_ask_with_crosses_as_it_is_and_what_is_no_data_does_not() -> None:
    asked = {"SessionToken": "t", "Names": ("a", "b"), "Kept": MappingProxyType({"x": b"y"})}
    assert plain(asked) == {"SessionToken": "t", "Names": ["a", "b"], "Kept": {"x": b"y"}}
    with pytest.raises(TypeError, match="object is no data"):
        plain({"x": object()})


def test_an_extension_that_nobody_knows_is_an_error() -> None:
    body = msgspec.msgpack.encode(Leaf(msgspec.msgpack.encode(msgspec.msgpack.Ext(77, b"x"))))
    with pytest.raises((ValueError, msgspec.DecodeError)):
        joined(body)


def test_decimals_and_moments_without_a_zone_are_what_they_were() -> None:
    answer = {"Price": Decimal("1.10"), "At": datetime(2026, 1, 2, 3, 4, 5)}
    crossed = joined(cut(answer))
    assert str(crossed["Price"]) == "1.10"
    assert crossed["At"].tzinfo is None


def longest_without_others(work: Callable[[], object]) -> float:
    """Seconds of computing that this does at most between two turns of another thread, which asks for one all the time.

    They are the worker's own, so that a busy machine changes nothing.
    """
    clock, done = time.pthread_getcpuclockid(threading.get_ident()), threading.Event()
    looks: list[float] = []

    def another() -> None:
        while not done.is_set():
            looks.append(time.clock_gettime(clock))
            os.sched_yield()

    thread = threading.Thread(target=another, daemon=True)
    thread.start()
    work()
    looks.append(time.clock_gettime(clock))
    done.set()
    thread.join(20)
    return max(after - before for before, after in pairwise(looks))


def test_others_have_their_turns_while_an_answer_of_megabytes_is_put_together() -> None:
    events = ({"EventId": f"{number:036}", "Resources": [{"Name": "a" * 40}] * 4} for number in range(30000))
    answer = {"Events": list(events)}
    sliced, whole = cut(answer), msgspec.msgpack.encode(answer)
    kept: list[Any] = []  # what is thrown away would count, and so would the garbage of other tests
    gc.disable()
    try:
        at_once = longest_without_others(lambda: kept.append(msgspec.msgpack.decode(whole)))
        in_slices = longest_without_others(lambda: kept.append(joined(sliced)))
    finally:
        gc.enable()
    assert kept[0] == kept[1]
    assert in_slices < at_once / 2
