"""The program against moto as anybody runs it: what it has is used, and what it lacks is told as that."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, outside

PARTNER = ("--vendor", "partner-access")
ANSWERS = '[template]\npartner_account = "111111111111"\nzone = "Z8L2Y45GOT7LQT"\nexternal_id = "partner-chose-4242"\n'


@pytest.fixture
def moto(tmp_path: Path) -> Iterator[Program]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host.replace('0.0.0.0', '127.0.0.1')}:{port}"
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}
    files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    (tmp_path / "work").mkdir()
    yield Program(tmp_path / "work", {**outside(tmp_path), **keys, **files, "AWS_ENDPOINT_URL": endpoint}, endpoint)
    with urllib.request.urlopen(f"{endpoint}/moto-api/reset", data=b"", timeout=10):
        server.stop()


def problems(ended: Ended) -> list[str]:
    assert "Traceback" not in ended.err
    steps = {one["step"]: one for one in ended.events if one["event"] == "step"}
    return sorted(one["problem"]["key"] for one in steps.values() if one["problem"])


@pytest.mark.long
def test_a_partner_gets_its_role_and_it_is_found_again(moto: Program) -> None:
    done = moto.json("apply", "--approve", *PARTNER, answers=ANSWERS, seconds=120)
    assert (done.code, problems(done)) == (0, []), done.err
    assert done.finished["role_arn"] == "arn:aws:iam::123456789012:role/partner-111111111111-Z8L2Y45GOT7LQT"
    assert set(moto.json("status", *PARTNER, seconds=120).states.values()) == {"satisfied"}


@pytest.mark.long
def test_an_onboarding_goes_as_far_as_moto_and_says_what_moto_lacks(moto: Program) -> None:
    creating = ACCOUNT + "create_organization = true\n"
    done = moto.json("apply", "--approve", answers=creating + BEDROCK, seconds=120)
    assert (done.states["sub-account"], done.states["cloudtrail"]) == ("satisfied", "satisfied")
    # moto gives a role of a stack none of its managed policies, and has no models.
    assert problems(done) == ["endpoint-lacks", "role-drifted"]
    mended = creating + BEDROCK + '[template]\non_existing = "update"\n'
    again = moto.json("apply", "--approve", answers=mended, seconds=120)
    assert problems(again) == ["endpoint-lacks", "managed-policy-unknown"]
