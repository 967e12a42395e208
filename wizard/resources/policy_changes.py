"""The changes to the policies of users, groups and roles, as data.

Each has a natural key: an inline policy is its principal's and has a name, a managed one has its name in the account,
attaching is once or not at all. A new version has none, so that the client never sends it a second time by itself, and
whoever looks afterwards sees in the document whether it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Change, Principal, Target
from wizard.resources.assume_policy import Document, text_of
from wizard.resources.identity_policies import EXISTS, MADE_BY_US, NO_SUCH, ManagedPolicy, named, operation


def put_inline(principal: Principal, name: str, document: Document, sentence: str, note: Mapping[str, str]) -> Change:
    """Write an inline policy, as it was found and with what is new."""
    about = {**named(principal), "PolicyName": name, "PolicyDocument": text_of(document)}
    return _change(principal.target, operation(principal, "Put{}Policy"), about, sentence, note=note)


def delete_inline(principal: Principal, name: str, sentence: str) -> Change:
    """Delete an inline policy of which nothing is left."""
    about = {**named(principal), "PolicyName": name}
    return _change(principal.target, operation(principal, "Delete{}Policy"), about, sentence, landed=NO_SUCH)


def create_policy(target: Target, name: str, document: Document, sentence: str, note: Mapping[str, str]) -> Change:
    """Create a managed policy that says who made it."""
    about = {"PolicyName": name, "PolicyDocument": text_of(document), "Description": MADE_BY_US}
    return _change(target, "CreatePolicy", about, sentence, landed=EXISTS, note=note)


def new_version(
    target: Target, policy: ManagedPolicy, document: Document, sentence: str, note: Mapping[str, str]
) -> Change:
    """Make a managed policy say something else; the version before stays to go back to."""
    about = {"PolicyArn": policy.arn, "PolicyDocument": text_of(document), "SetAsDefault": True}
    return _change(target, "CreatePolicyVersion", about, sentence, note=note, retry=False)


def delete_version(target: Target, policy: ManagedPolicy, version: str) -> Change:
    """Delete a version that is not the default one."""
    sentence = f"Delete version {version} of the policy {policy.name}, which isn't in use"
    warning = f"Version {version} can't be brought back."
    about = {"PolicyArn": policy.arn, "VersionId": version}
    return _change(target, "DeletePolicyVersion", about, sentence, landed=NO_SUCH, warning=warning)


def delete_policy(target: Target, policy: ManagedPolicy) -> tuple[Change, ...]:
    """Delete a managed policy that nobody has, with its versions."""
    sentence = f"Delete the policy {policy.name}, which nobody has any more"
    gone = _change(target, "DeletePolicy", {"PolicyArn": policy.arn}, sentence, landed=NO_SUCH)
    return (*(delete_version(target, policy, version) for version in policy.versions), gone)


def attach(principal: Principal, arn: str, sentence: str, note: Mapping[str, str]) -> Change:
    """Attach a managed policy; attaching twice is attaching once."""
    about = {**named(principal), "PolicyArn": arn}
    return _change(principal.target, operation(principal, "Attach{}Policy"), about, sentence, note=note)


def detach(principal: Principal, arn: str, sentence: str) -> Change:
    """Detach a managed policy."""
    about = {**named(principal), "PolicyArn": arn}
    return _change(
        principal.target, operation(principal, "Detach{}Policy"), about, sentence, landed=NO_SUCH, note={"policy": arn}
    )


def _change(target: Target, what: str, parameters: Mapping[str, Any], sentence: str, **more: Any) -> Change:
    return Change(target=target, service="iam", operation=what, parameters=dict(parameters), sentence=sentence, **more)
