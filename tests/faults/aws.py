"""One simulated AWS for many cases: begun anew for each, made to fail, and looked at from outside when it is over.

What there is at the end is asked of AWS itself over HTTP, by another client than the program's; only what AWS cannot
tell (how often an account was asked for, how many agreements were made) is read from the log of calls.
"""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials

from wizard.sandbox import client

EMAIL = "aws+firetiger@example.com"
MODELS = 2


@dataclass(frozen=True)
class Inventory:
    """What there is in AWS: everything that must be there exactly once, and the ARN as CloudFormation reports it."""

    accounts: int
    asked_for: int
    trails: int
    buckets: int
    stacks: int
    agreements: int
    arn: str

    def wrong(self, reported_arn: str | None) -> list[str]:
        """What is not as it should be, each in a few words."""
        once = {"accounts": 1, "asked_for": 1, "trails": 1, "buckets": 1, "stacks": 1, "agreements": MODELS}
        there = {name: getattr(self, name) for name in once}
        found = [f"{there[name]} {name}, not {wanted}" for name, wanted in once.items() if there[name] != wanted]
        return found if reported_arn == self.arn else [*found, f"the ARN is {self.arn}, reported was {reported_arn}"]


class Aws:
    """A running sandbox and the ways to it."""

    def __init__(self, sandbox: client.Sandbox) -> None:
        self.sandbox = sandbox
        self._outside = _Outside(sandbox)

    def reset(self) -> None:
        """The scenario from its beginning."""
        self.ask("POST", "reset")

    def fault(self, **what: object) -> None:
        """Have calls fail: service, operation, kind, times, at, seconds, code."""
        self.ask("POST", "fault", what)

    def heal(self) -> None:
        """No faults any more, and nothing held."""
        self.ask("DELETE", "fault")
        self.ask("POST", "release")

    def lag(self, polls: int) -> None:
        """New accounts and requests stay out of so many answers of each list."""
        self.ask("POST", "lag", {"polls": polls})

    def held(self, seconds: float) -> list[str]:
        """The calls that are held, as soon as there is one; none when the time is up."""
        calls: list[str] = self.ask("GET", f"held?seconds={seconds}", timeout=seconds + 10)
        return calls

    def release(self) -> None:
        """Let the held calls go."""
        self.ask("POST", "release")

    def calls(self) -> list[dict[str, Any]]:
        """Every call that arrived."""
        calls: list[dict[str, Any]] = self.ask("GET", "log")
        return calls

    def warm(self) -> None:
        """Have moto load CloudFormation, which takes it a second."""
        self._outside.warm()

    def inventory(self, email: str = EMAIL) -> Inventory:
        """What there is now, also where lists still lag behind; the account is known by its e-mail."""
        self.lag(0)
        made = Counter(call["operation"] for call in self.calls() if call["status"] in (200, 201, 202))
        return self._outside.look(made, email)

    def ask(self, method: str, path: str, body: object = None, timeout: float = 20) -> Any:
        """The sandbox's own paths."""
        data = json.dumps(body).encode() if body is not None else b"" if method == "POST" else None
        request = urllib.request.Request(f"{self.sandbox.endpoint}/_sandbox/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read())


@contextmanager
def simulated(directory: Path, scenario: str = "fresh") -> Iterator[Aws]:
    """A fresh sandbox of its own, warm: its first CloudFormation call takes a second, which would look like a hang."""
    sandbox = client.start(scenario, directory / "aws.json", pace=0)
    try:
        aws = Aws(sandbox)
        aws.warm()
        yield aws
    finally:
        client.stop(sandbox)


@dataclass
class _Outside:
    """Somebody else's clients: made once, since making them takes longer than all their calls."""

    sandbox: client.Sandbox
    _clients: dict[str, Any] = field(default_factory=dict)
    _inside: Credentials = field(default_factory=lambda: Credentials("", "", ""))

    def warm(self) -> None:
        """Every service once, in the management account."""
        self._inside.access_key, self._inside.secret_key = self.sandbox.access_key_id, self.sandbox.secret_access_key
        self._inside.token = None
        self.client("cloudformation").describe_stacks()
        self.client("s3").list_buckets()
        self.client("cloudtrail").describe_trails()

    def look(self, made: Counter[str], email: str) -> Inventory:
        accounts = self._everything("organizations", "list_accounts", "Accounts")
        ours = [account["Id"] for account in accounts if account["Email"] == email]
        inside = bool(ours) and self._enter(ours[0])
        stacks = self._everything("cloudformation", "list_stacks", "StackSummaries") if inside else []
        return Inventory(
            accounts=len(ours),
            asked_for=made["CreateAccount"],
            trails=len(self.client("cloudtrail").describe_trails()["trailList"]) if inside else 0,
            buckets=len(self.client("s3").list_buckets()["Buckets"]) if inside else 0,
            stacks=len(stacks),
            agreements=made["CreateFoundationModelAgreement"],
            arn=self._arn() if stacks else "",
        )

    def _arn(self) -> str:
        (stack,) = self.client("cloudformation").describe_stacks()["Stacks"]
        return str(stack["Outputs"][0]["OutputValue"]) if stack.get("Outputs") else ""

    def _everything(self, service: str, operation: str, name: str) -> list[Any]:
        pages = self.client(service).get_paginator(operation).paginate()
        return list(pages.build_full_result()[name])

    def _enter(self, account: str) -> bool:
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        sts = self.client("sts")
        try:
            keys = sts.assume_role(RoleArn=role, RoleSessionName="outside")["Credentials"]
        except sts.exceptions.ClientError:
            return False
        inside = self._inside
        inside.access_key, inside.secret_key = keys["AccessKeyId"], keys["SecretAccessKey"]
        inside.token = keys["SessionToken"]
        return True

    def client(self, service: str) -> Any:
        """In the management account for organizations and sts, else in the dedicated account."""
        if service not in self._clients:
            session: Any = botocore.session.Session()
            fixed = Credentials(self.sandbox.access_key_id, self.sandbox.secret_access_key)
            session._credentials = fixed if service in ("organizations", "sts") else self._inside
            config = Config(s3={"addressing_style": "path"})
            where = {"region_name": self.sandbox.region, "endpoint_url": self.sandbox.endpoint}
            self._clients[service] = session.create_client(service, config=config, **where)
        return self._clients[service]
