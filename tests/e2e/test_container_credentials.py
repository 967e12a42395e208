"""Where the place itself gives credentials (ECS, EKS, AWS CloudShell): they are short-lived, and renewed on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import botocore.session
import pytest

from tests.aws.endpoint import Asked, Endpoint, Reply
from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from wizard.sandbox.server.seed import USER_KEY, USER_SECRET

TOKEN = "a-token-of-this-container"


@dataclass
class Container:
    """What gives this container its credentials: other ones each time, for so long."""

    running: Program
    server: Endpoint
    lasts: timedelta = timedelta(hours=1)
    given: list[str] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != TOKEN:
            return Reply(401, b"{}", "application/json")
        sts = botocore.session.Session().create_client(
            "sts", region_name="us-east-1", endpoint_url=self.running.endpoint,
            aws_access_key_id=USER_KEY, aws_secret_access_key=USER_SECRET,
        )  # fmt: skip
        keys = sts.get_session_token()["Credentials"]
        self.given.append(keys["AccessKeyId"])
        body = {
            "Type": "",
            "AccessKeyId": keys["AccessKeyId"],
            "SecretAccessKey": keys["SecretAccessKey"],
            "Token": keys["SessionToken"],
            "Expiration": (datetime.now(UTC) + self.lasts).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return Reply(body=json.dumps(body).encode(), type="application/json")

    def run(self, *arguments: str, answers: str = "", **environ: str) -> Ended:
        there = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{self.server.url}/creds", "AWS_REGION": "us-east-1"}
        return self.running.json(*arguments, answers=answers, **there, **environ)


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    server = Endpoint()
    with program(tmp_path) as running:
        keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        running.environ = {name: value for name, value in running.environ.items() if name not in keys}
        there = Container(running, server)
        server.answer = there.answer
        yield there
    server.stop()


def signed_in(ended: Ended) -> str:
    """What the sign-in step says of whose credentials they are."""
    steps = [event for event in ended.events if event["event"] == "step" and event["step"] == "sign-in"]
    found = [finding for finding in steps[-1]["findings"] if finding["text"].startswith("Signed in as")]
    return f"{found[0]['text']}, {found[0]['detail']}" if found else ""


@pytest.mark.long
def test_credentials_that_end_within_seconds_are_renewed_until_the_onboarding_is_complete(container: Container) -> None:
    container.lasts = timedelta(seconds=4)
    ended = container.run("apply", "--approve", answers=ACCOUNT + BEDROCK, AWS_CONTAINER_AUTHORIZATION_TOKEN=TOKEN)
    assert ended.finished["outcome"] == "complete", ended.out
    assert len(container.given) > 2, "new ones before the old ones end"
    assert not any(event["outcome"].startswith("Expired") for event in ended.events if event["event"] == "call")


@pytest.mark.parametrize(
    ("environ", "called"),
    [({}, "the role of this container"), ({"AWS_EXECUTION_ENV": "CloudShell"}, "the AWS CloudShell credentials")],
    ids=["container", "CloudShell"],
)
def test_the_sign_in_says_whose_they_are_and_until_when(
    container: Container, tmp_path: Path, environ: dict[str, str], called: str
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    ends = (datetime.now(UTC) + container.lasts).astimezone()
    said = signed_in(container.run("status", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(token), **environ))
    assert said.startswith("Signed in as arn:aws:iam::111122223333:user/ada")
    assert f"with {called}, valid until " in said
    assert said.endswith(", renewed automatically before that")
    told = datetime.strptime(said.partition("valid until ")[2][:5], "%H:%M").time()
    minutes = abs(told.hour * 60 + told.minute - ends.hour * 60 - ends.minute)
    assert minutes <= 1 or minutes >= 24 * 60 - 1
    assert len(container.given) == 1, "asked once while they hold"


def test_an_endpoint_that_refuses_is_told_and_nothing_is_signed(container: Container) -> None:
    ended = container.run("status", AWS_CONTAINER_AUTHORIZATION_TOKEN="another")
    assert ended.states["sign-in"] == "blocked"
    problem = next(event["problem"] for event in ended.events if event["event"] == "step" and event["problem"])
    assert problem["key"] == "container-credentials"
    assert "401" in problem["what"]
    assert TOKEN not in ended.out
