"""A thousand roles share a client, and each call is signed as its own role and told as its account's."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from botocore.client import BaseClient

from tests.aws.endpoint import Asked, Endpoint, Reply, refuses_in_xml, session
from wizard.aws.gateway import Gateway
from wizard.host.threads import side_by_side
from wizard.host.timing import Timing
from wizard.model import CallDelayed, CallEnded, CallFailed, Event, Read, Target

pytestmark = pytest.mark.usefixtures("keys")
ACCOUNTS = [f"{number:012}" for number in range(200000000000, 200000000040)]
DENIED = ACCOUNTS[7]


def inside(account: str) -> Read:
    target = Target(account=account, region="us-east-1", role_name="Look")
    return Read(target=target, service="iam", operation="GetRole", parameters={"RoleName": account})


class Aws:
    """Lets a role in each account be assumed but one, and throttles the first call in each."""

    def __init__(self, *, throttling: bool = False) -> None:
        self.keys: dict[str, str] = {}
        self.roles: list[str] = []
        self._throttling = throttling

    def __call__(self, asked: Asked) -> Reply:
        said = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if asked.operation == "AssumeRole":
            self.roles.append(said["RoleArn"])
            account = said["RoleArn"].split(":")[4]
            return refuses_in_xml("AccessDenied") if account == DENIED else session(key=f"ASIA{account}")
        again = said["RoleName"] in self.keys
        self.keys[said["RoleName"]] = asked.key
        if self._throttling and not again:
            return refuses_in_xml("Throttling", status=400)
        return refuses_in_xml("NoSuchEntity", status=404)


def code(gateway: Gateway, read: Read) -> str:
    with pytest.raises(CallFailed) as caught:
        gateway.read(read)
    return caught.value.error.code


def test_each_call_is_signed_by_the_role_of_its_own_account(gateway: Gateway, endpoint: Endpoint) -> None:
    aws = Aws()
    endpoint.answer = aws
    codes = side_by_side([partial(code, gateway, inside(account)) for account in ACCOUNTS])
    assert aws.keys == {account: f"ASIA{account}" for account in ACCOUNTS if account != DENIED}
    assert codes == ["AccessDenied" if account == DENIED else "NoSuchEntity" for account in ACCOUNTS]


@pytest.mark.parametrize(
    ("region", "partition"), [("us-west-2", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
)
def test_a_role_is_assumed_in_its_region_s_partition(
    gateway: Gateway, endpoint: Endpoint, region: str, partition: str
) -> None:
    aws = Aws()
    endpoint.answer = aws
    read = inside(ACCOUNTS[0])
    code(gateway, msgspec.structs.replace(read, target=read.target.in_region(region)))
    assert aws.roles == [f"arn:{partition}:iam::{ACCOUNTS[0]}:role/Look"]


def test_a_call_is_told_as_its_own_account_s_also_while_it_waits_to_be_tried_again(endpoint: Endpoint) -> None:
    endpoint.answer = Aws(throttling=True)
    told: list[Event] = []
    gateway = Gateway(told.append, Timing(attempts=2), "tests")
    side_by_side([partial(code, gateway, inside(account)) for account in ACCOUNTS])
    entered = [account for account in ACCOUNTS if account != DENIED]
    ended = [one for one in told if isinstance(one, CallEnded) and one.operation == "GetRole"]
    assert sorted(one.account for one in ended) == entered
    assert all(one.account in one.request for one in ended)
    assert sorted(one.account for one in told if isinstance(one, CallDelayed)) == entered


def clients(service: str) -> list[Any]:
    gc.collect()
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, BaseClient) and one.meta.service_model.service_name == service
    ]


def test_a_client_more_is_made_for_no_account(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = Aws()
    before = len(clients("iam"))
    for account in ACCOUNTS:
        code(gateway, inside(account))
    assert len(clients("iam")) == before + 1
