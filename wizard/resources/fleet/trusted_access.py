"""Whether CloudFormation StackSets may act in an organization, and the change that lets it.

Two switches belong to it. The one in AWS Organizations (EnableAWSServiceAccess) alone is not enough: CreateStackSet
still refuses until StackSets itself was activated, which turns on both.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from wizard.model import Change, Read, SignedIn, Target, Undo, UndoCall

SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"
"""StackSets, as AWS Organizations calls it."""

ENABLED = "ENABLED"
CallAs = Literal["SELF", "DELEGATED_ADMIN"]


KEPT_OUT: Mapping[str, str] = {
    "none": "fleet-no-organization",
    "member": "fleet-from-member",
    "unknown": "fleet-organization-unread",
}
"""What is in the way of a fleet altogether, by where the account that is signed in to stands in its organization."""


def call_as(signed_in: SignedIn) -> CallAs:
    """As whom StackSets is called."""
    return "SELF" if signed_in.standing == "management" else "DELEGATED_ADMIN"


def asked(target: Target, who: CallAs) -> Read:
    """How StackSets stands in the target's region."""
    parameters = {"CallAs": who} if who != "SELF" else {}
    return Read(target=target, service="cloudformation", operation="DescribeOrganizationsAccess", parameters=parameters)


def activation(signed_in: SignedIn) -> Change:
    """For the whole organization."""
    target = signed_in.target
    off = UndoCall(
        target=target,
        service="cloudformation",
        operation="DeactivateOrganizationsAccess",
        sentence="Take trusted access away from CloudFormation StackSets.",
    )
    return Change(
        target=target,
        service="cloudformation",
        operation="ActivateOrganizationsAccess",
        sentence="Give CloudFormation StackSets trusted access to your organization.",
        warning=(
            "This affects the whole organization: StackSets can create stacks in every account except the management"
            " account, in a role with administrator access there unless a stack set names another one."
        ),
        undo=Undo(calls=(off,), words="Delete the stack sets first; the roles that AWS created for them can stay."),
    )
