"""How each account's role is now beside the one that its stack set makes: by meaning, and as CloudFormation sees it.

CloudFormation compares only what its template mentions, so it sees no inline policy, boundary or tag that somebody has
added; we look at all of the role, but at nothing else, and only in the accounts that are looked into. Looking costs a
few calls an account, so mostly it is a sample: another one each day, so that every account has its turn, and the same
one all day, so that two runs say the same.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

from wizard.model import CallError, Change, Member, Target
from wizard.resources.fleet.stack_set import Instance
from wizard.resources.role import Role, differences
from wizard.resources.role_changes import repair_role

SAMPLE = 10
"""Accounts of a group that are looked into where nobody wants all of them."""

DRIFTED, IN_SYNC = "DRIFTED", "IN_SYNC"
_ROLE = "AWS::IAM::Role"
_HOW = {"ADD": "was added", "REMOVE": "was removed", "NOT_EQUAL": "was changed"}

Stands = Literal["same", "differs", "missing", "unread"]


def days(count: int, most: int = SAMPLE) -> int:
    """In how many days a sample has come round to all of so many accounts."""
    return max(1, -(-count // most))


def sample(accounts: Sequence[str], day: int, most: int = SAMPLE) -> tuple[str, ...]:
    """At most so many of the accounts, evenly apart; day: of the calendar, counted from anywhere."""
    every = days(len(accounts), most)
    return tuple(sorted(accounts)[day % every :: every])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A group's role in one account: how it is reached, and as its stack makes it. instance: None for a plain stack."""

    group: str
    member: Member
    target: Target
    wanted: Role
    instance: Instance | None = None

    @property
    def aws(self) -> str:
        """How CloudFormation found the stack when it last looked; "" where it never has."""
        found = self.instance.drift if self.instance else ""
        return found if found in (DRIFTED, IN_SYNC) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDrift:
    """What became of a role. differs: how, a sentence each. says: what CloudFormation found, a sentence each.

    elsewhere: CloudFormation found a drift of something beside the role.
    """

    place: Place
    stands: Stands
    live: Role | None = None
    differs: tuple[str, ...] = ()
    error: CallError | None = None
    says: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def drifted(self) -> bool:
        """Whether something is not as its stack makes it. Of the role itself our own look is the newer one."""
        unseen = self.stands == "unread" and self.place.aws == DRIFTED
        return self.stands in ("differs", "missing") or self.elsewhere or unseen

    @property
    def repairs(self) -> tuple[Change, ...]:
        """What makes the role again as its stack does, in place; () where that can't be done so."""
        if self.live is None or self.stands != "differs":
            return ()
        account, name = self.place.member.account, self.live.name
        found = repair_role(self.place.target, self.live, self.place.wanted, "the stack set")
        return tuple(msgspec.structs.replace(one, sentence=f"{one.sentence} ({name} in {account})") for one in found)


def compared(place: Place, live: Role | CallError | None) -> RoleDrift:
    """A role as it is, beside the one that its stack makes."""
    if isinstance(live, CallError):
        return RoleDrift(place=place, stands="unread", error=live)
    if live is None:
        return RoleDrift(place=place, stands="missing", differs=("The account has no role with this name.",))
    differs = differences(live, place.wanted)
    return RoleDrift(place=place, stands="differs" if differs else "same", live=live, differs=differs)


def with_resources(found: RoleDrift, answer: Mapping[str, Any] | CallError) -> RoleDrift:
    """With what ListStackInstanceResourceDrifts says of the account's stack."""
    if isinstance(answer, CallError):
        return replace(found, says=(f"CloudFormation doesn't say what drifted ({answer.code}).",))
    drifts = list(answer.get("Summaries", ()))
    elsewhere = any(not _is_role(one, found.place.wanted.name) for one in drifts)
    return replace(found, says=tuple(line for one in drifts for line in _said(one)), elsewhere=elsewhere)


def _is_role(one: Mapping[str, Any], name: str) -> bool:
    return one.get("ResourceType") == _ROLE and one.get("PhysicalResourceId") == name


def _said(one: Mapping[str, Any]) -> Iterator[str]:
    what = f"{one.get('ResourceType', '')} {one.get('PhysicalResourceId') or one.get('LogicalResourceId', '')}"
    if one.get("StackResourceDriftStatus") == "DELETED":
        yield f"CloudFormation: {what} was deleted."
    for each in one.get("PropertyDifferences", ()):
        path, how = each.get("PropertyPath", ""), _HOW.get(each.get("DifferenceType", ""), "differs")
        yield f"CloudFormation: {path} of {what} {how}."
