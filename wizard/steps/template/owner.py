"""Which live stack holds the role, where it is another than the one looked at: another name or region, a stack set.

An IAM role is one for the whole account, a stack belongs to a region, and CloudFormation puts no tag of its own on
IAM roles. So every enabled region is asked, side by side, for the stack of this physical resource. The cost is a call
for each region, and it is paid only where a role is met without its stack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, Finding, Read, Reader
from wizard.resources.deployment import Place
from wizard.resources.stack import stack_from_aws

# What DescribeStackResources says of a resource that its stack made and no longer has, or never had.
_NOT_HELD = ("DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED", "IMPORT_FAILED")
_MANY = 100
_OF_A_SET = re.compile(r"StackSet-(?P<name>.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Owner:
    """A stack that holds the role. stack_set: the name of the set that it is an instance of, "" for none."""

    stack_id: str
    name: str

    @property
    def region(self) -> str:
        """The stack's region."""
        return self.stack_id.split(":")[3] if self.stack_id.count(":") > 3 else ""

    @property
    def stack_set(self) -> str:
        """The stack set whose instance it is; "" where it is none's."""
        found = _OF_A_SET.fullmatch(self.name)
        return found["name"] if found else ""


@dataclass(frozen=True, slots=True)
class Search:
    """What was found. unread: the regions that did not tell, with what the first of them said."""

    owner: Owner | None = None
    unread: Mapping[str, CallError] | None = None

    def findings(self, role: str) -> tuple[Finding, ...]:
        """That there may be an owner nobody could see."""
        if not self.unread or self.owner:
            return ()
        first = next(iter(self.unread.values()))
        where = ", ".join(sorted(self.unread))
        text = f"Couldn't read whether another stack contains the role {role} ({where})"
        return (Finding(mark="unknown", text=text, detail=f"{first.code}: {first.message}"),)


def search(read: Reader, place: Place, role: str, own_stack: str, regions: Sequence[str]) -> Search:
    """The live stack that holds a role, in any enabled region of the account.

    own_stack: the ARN of the stack that is looked at already, "" for none. regions: the ones asked where AWS does not
    say which are enabled.
    """
    enabled = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    (listed,) = read.many([Read(target=place.target, service="account", operation="ListRegions", parameters=enabled)])
    unread: dict[str, CallError] = {}
    if isinstance(listed, CallError):
        unread["other regions"] = listed
        names = {place.target.region, *regions}
    else:
        names = {place.target.region, *(one["RegionName"] for one in listed.get("Regions", ()))}
    # Its own region first: a stack there is the likelier one, and can be used from here.
    asked = sorted(names, key=lambda name: (name != place.target.region, name))
    answers = read.many([_asked(place, region, role) for region in asked])
    for region, answer in zip(asked, answers, strict=True):
        if isinstance(answer, CallError):
            if not _holds_nothing(answer):
                unread[region] = answer
        elif (owner := _owner(answer, role, own_stack)) and _lives(read, place, owner):
            return Search(owner, unread)
    return Search(None, unread)


def _asked(place: Place, region: str, role: str) -> Read:
    return Read(
        target=place.target.in_region(region),
        service="cloudformation",
        operation="DescribeStackResources",
        parameters={"PhysicalResourceId": role},
    )


def _holds_nothing(error: CallError) -> bool:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html."""
    return error.code in ("ValidationError", "ValidationException") and "does not exist" in error.message


def _lives(read: Reader, place: Place, owner: Owner) -> bool:
    """Deleted stacks are told of for ninety days; one that nobody may look at is taken to be there."""
    target = place.target.in_region(owner.region)
    parameters = {"StackName": owner.stack_id}
    (answer,) = read.many(
        [Read(target=target, service="cloudformation", operation="DescribeStacks", parameters=parameters)]
    )
    if isinstance(answer, CallError):
        return not _holds_nothing(answer)
    return stack_from_aws(answer) is not None


def _owner(answer: Mapping[str, Any], role: str, own_stack: str) -> Owner | None:
    resources = answer.get("StackResources", ())
    if len(resources) >= _MANY:
        # AWS tells no more of a stack than these, and names the stack that the resource belongs to all the same.
        return Owner(str(resources[0].get("StackId", "")), str(resources[0].get("StackName", "")))
    for resource in resources:
        held = resource.get("ResourceStatus") not in _NOT_HELD
        is_it = (resource.get("ResourceType"), resource.get("PhysicalResourceId")) == ("AWS::IAM::Role", role)
        if held and is_it and resource.get("StackId") != own_stack:
            return Owner(str(resource.get("StackId", "")), str(resource.get("StackName", "")))
    return None
