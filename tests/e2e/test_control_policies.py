"""An organization that keeps the vendor out, through the real program: the ARN is given, and it is not called done."""

from __future__ import annotations

import json
from pathlib import Path

from botocore.exceptions import ClientError

from tests.e2e.program import ACCOUNT, BEDROCK, program
from tests.sandbox.conftest import Aws
from wizard.sandbox import client


def assumed(running_at: Path, role: str) -> str:
    """What AWS says to the vendor who assumes the role."""
    sandbox = client.find(running_at / "aws.json")
    assert sandbox is not None
    keys = (sandbox.vendor_access_key_id, sandbox.vendor_secret_access_key, None)
    try:
        Aws(sandbox, keys).assume(role)
    except ClientError as error:
        return str(error)
    return ""


def test_a_perimeter_leaves_the_onboarding_incomplete_and_says_what_to_ask_for(tmp_path: Path) -> None:
    with program(tmp_path, "rcp-denied") as running:
        ended = running.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
        assert ended.code == 4, ended.err
        assert ended.finished["outcome"] == "incomplete"
        assert (ended.states["template"], ended.states["handover"]) == ("satisfied", "blocked")
        assert "explicit deny in a resource control policy" in assumed(tmp_path, ended.finished["role_arn"])
        said = json.loads((running.directory / "firetiger-handover.json").read_text())
        assert "IdentityPerimeter" in said["kept_out"]
        text = running.run("status").out
        assert (
            "Ask your AWS organization's administrator to add 975050257559 to its aws:PrincipalAccount or give" in text
        )
        assert "give the role the tag dp:exclude:identity = true" in text


def test_without_one_the_vendor_gets_in(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        ended = running.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
        assert ended.code == 0
        assert assumed(tmp_path, ended.finished["role_arn"]) == ""
