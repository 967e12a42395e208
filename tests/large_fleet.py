"""A thousand accounts of which AWS tells at once, so that what takes time is the wizard alone."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.doubles import Reply, refused
from tests.resources.fleet.organizations import CENTRAL, ROOT, account, answers, management, unit
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.host.timing import Timing
from wizard.model import CallError, CallFailed, Change, Context, Read, SignedIn
from wizard.problems.explain import explain
from wizard.resources.fleet.file import fleet_in
from wizard.resources.fleet.role_documents import central_of, member_template, written
from wizard.vendors.profile import load_vendor
from wizard.workflows import workflow_named

ACCOUNTS, GROUPS = 1000, 5
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
WHO = f"arn:aws:iam::{CENTRAL}:user/ada"
GONE = refused("ValidationError", "Stack with id x does not exist")


def group(name: str, accounts: str, more: str = "") -> str:
    """A group of a fleet's file. accounts, more: as the file says it."""
    who = f'sign_in = {{ principals = ["{WHO}"] }}'
    return f'[groups.{name}]\npolicy = "devops.json"\naccounts = {accounts}\n{who}\n{more}\n'


FILE = "\n".join(group(f"Group{number}", f'{{ units = ["{ROOT}"] }}') for number in range(GROUPS))


class LargeFleet:
    """The port. Answers at once, or after so many seconds, and counts what it was asked.

    deployed: every account has every group's role.
    """

    def __init__(
        self, accounts: int = ACCOUNTS, file: str = FILE, *, deployed: bool = False, seconds: float = 0
    ) -> None:
        self._seconds = seconds
        self._templates = _templates(file) if deployed else {}
        members = [account(number, unit(number % 20)) for number in range(1, accounts)]
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        texts = {"fleet.toml": file, "devops.json": json.dumps(POLICY)}
        about = {"Id": "o-abcdefghij", "MasterAccountId": CENTRAL, "FeatureSet": "ALL"}
        offered = {
            "Profiles": [], "Environment": True, "Chosen": "", "Region": "us-east-1", "Portals": [], "Hosted": "",
            "Path": "/home/ada/.aws/config",
        }  # fmt: skip
        own: dict[str, Reply] = {
            "file:ReadFile": lambda read: {"Text": texts[str(read.parameters["Path"])]},
            "profiles:List": offered,
            "profiles:Until": {"Until": None},
            "sts:GetCallerIdentity": {"Account": CENTRAL, "Arn": WHO, "UserId": "A"},
            "account:ListRegions": {"Regions": [{"RegionName": "us-east-1", "RegionOptStatus": "ENABLED"}]},
            "organizations:DescribeOrganization": {"Organization": about},
            "cloudformation:DescribeOrganizationsAccess": {"Status": "ENABLED"},
            "cloudformation:DescribeStacks": GONE,
            "iam:GetRole": refused("NoSuchEntity"),
        }
        self._instances = [_instance(one.account) for one in members]
        own |= {
            "cloudformation:DescribeStackSet": self._stack_set,
            "cloudformation:ListStackSetOperations": {"Summaries": []},
            "cloudformation:ListStackInstances": lambda _: {"Summaries": self._instances},
        }
        self._replies: dict[str, Reply] = {**answers([management(), *members]).replies, **own}

    def read(self, read: Read) -> Mapping[str, Any]:
        """An answer. Raises CallFailed."""
        if self._seconds:
            time.sleep(self._seconds)
        name = f"{read.service}:{read.operation}"
        with self._lock:
            self.asked[name] += 1
        reply = self._replies.get(name, refused("AccessDenied"))
        answer = reply(read) if callable(reply) else reply
        if isinstance(answer, CallError):
            raise CallFailed(answer)
        return answer

    def _stack_set(self, read: Read) -> Any:
        name = str(read.parameters["StackSetName"])
        if name not in self._templates:
            return refused("StackSetNotFoundException")
        about = {"StackSetName": name, "Status": "ACTIVE", "PermissionModel": "SERVICE_MANAGED"}
        auto = {"Enabled": True, "RetainStacksOnAccountRemoval": False}
        more = {"AutoDeployment": auto, "ManagedExecution": {"Active": True}, "TemplateBody": self._templates[name]}
        return {"StackSet": {**about, **more}}

    def send(self, change: Change) -> Mapping[str, Any]:
        """Nothing is changed in it."""
        raise AssertionError(change)


def _templates(file: str) -> dict[str, str]:
    """What the stack sets of a fleet's file are made of, by their names."""
    fleet = fleet_in(tomllib.loads(file), {"devops.json": json.dumps(POLICY)})
    central = central_of(SignedIn(arn=WHO, account=CENTRAL, region="us-east-1", standing="management"))
    return {fleet.stack_set_name(one): written(member_template(fleet, one, central)) for one in fleet.groups}


def _instance(identifier: str) -> dict[str, Any]:
    arn = f"arn:aws:cloudformation:us-east-1:{identifier}:stack/StackSet-x/1"
    return {"Account": identifier, "Region": "us-east-1", "StackId": arn, "Status": "CURRENT",
            "StackInstanceStatus": {"DetailedStatus": "SUCCEEDED"}, "OrganizationalUnitId": ROOT}  # fmt: skip


@contextlib.contextmanager
def engine_of(port: LargeFleet, directory: Path) -> Iterator[Engine]:
    """An engine over the fleet's workflow that only reads, with the file answered."""
    engine = Engine(
        workflow_named("fleet"),
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), directory=str(directory)),
        port=port,
        checkpoint=Checkpoint(Glance()),
        explain=explain,
        timing=Timing(),
        read_only=True,
    )
    with contextlib.closing(engine):
        engine.answer("groups", {"file": "fleet.toml"})
        yield engine
