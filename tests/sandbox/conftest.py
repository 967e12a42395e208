"""Sandboxes for the tests: one process per scenario, started when a test first asks, at pace zero."""

from __future__ import annotations

import itertools
import json
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from wizard.sandbox import client
from wizard.sandbox.environ import Sandbox
from wizard.sandbox.kernel.scenario import text

from .stack_sets import Fleet

GUIDE_TEMPLATE = text("bootstrap.json")
ROLE = "CrossAccountAccessForFiretiger"
DEDICATED = "444455556666"

_SESSION = botocore.session.Session()
_NUMBERS = itertools.count(1)


@dataclass
class Aws:
    """Somebody's way into a sandbox."""

    sandbox: Sandbox
    keys: tuple[str, str, str | None]
    # How many seconds a client waits for an answer.
    patience: float = 10.0
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = "us-east-1") -> Any:
        if (service, region) not in self.clients:
            self.clients[service, region] = _SESSION.create_client(
                service,
                region_name=region,
                endpoint_url=self.sandbox.endpoint,
                aws_access_key_id=self.keys[0],
                aws_secret_access_key=self.keys[1],
                aws_session_token=self.keys[2],
                config=Config(retries={"total_max_attempts": 1}, read_timeout=self.patience),
            )
        return self.clients[service, region]

    def assume(self, role_arn: str, **more: Any) -> Aws:
        answer = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="test", **more)
        keys = answer["Credentials"]
        return Aws(self.sandbox, (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]))

    def enter(self, account: str, role: str = "OrganizationAccountAccessRole") -> Aws:
        return self.assume(f"arn:aws:iam::{account}:role/{role}")

    def vendor(self) -> Aws:
        return Aws(self.sandbox, (self.sandbox.vendor_access_key_id, self.sandbox.vendor_secret_access_key, None))

    def root(self) -> Aws:
        return Aws(self.sandbox, (self.sandbox.root_access_key_id, self.sandbox.root_secret_access_key, None))

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.sandbox.endpoint}/_sandbox/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)


def code_of(act: Callable[[], Any]) -> str:
    """The error code that a call ends with."""
    with pytest.raises(ClientError) as caught:
        act()
    return str(caught.value.response["Error"]["Code"])


def message_of(act: Callable[[], Any]) -> str:
    """The message of the error that a call ends with."""
    with pytest.raises(ClientError) as caught:
        act()
    return str(caught.value.response["Error"]["Message"])


def create_account(aws: Aws, email: str | None = None) -> dict[str, Any]:
    """Asks for an account and polls to the end; the last status."""
    organizations = aws.client("organizations")
    number = next(_NUMBERS)
    asked = organizations.create_account(Email=email or f"made-{number}@example.com", AccountName=f"made {number}")
    request = asked["CreateAccountStatus"]["Id"]
    while True:
        status = organizations.describe_create_account_status(CreateAccountRequestId=request)["CreateAccountStatus"]
        if status["State"] != "IN_PROGRESS":
            return dict(status)


def new_member(aws: Aws) -> tuple[str, Aws]:
    """A new member account, awake, and a session in it."""
    account = create_account(aws)["AccountId"]
    assert code_of(lambda: aws.enter(account)) == "AccessDenied"
    return account, aws.enter(account)


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Aws]]:
    """Answers a way into the sandbox of that scenario, as its signed-in user."""
    folder = tmp_path_factory.mktemp("sandboxes")
    running: dict[str, Aws] = {}

    def start(name: str) -> Aws:
        if name not in running:
            sandbox = client.start(name, folder / f"{name}.json", pace=0, idle=3600)
            running[name] = Aws(sandbox, (sandbox.access_key_id, sandbox.secret_access_key, None))
        return running[name]

    yield start
    with ThreadPoolExecutor() as pool:
        list(pool.map(client.stop, [aws.sandbox for aws in running.values()]))


@pytest.fixture(scope="session")
def fresh(scenario: Callable[[str], Aws]) -> Aws:
    return scenario("fresh")


@pytest.fixture
def member(fresh: Aws) -> Aws:
    """A session in a new member account of the fresh scenario."""
    return new_member(fresh)[1]


@pytest.fixture(scope="session")
def fleet(scenario: Callable[[str], Aws]) -> Fleet:
    """The organization of the scenario fleet, with StackSets let in."""
    made = Fleet(scenario("fleet"))
    made.cloudformation.activate_organizations_access()
    return made
