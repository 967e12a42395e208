"""The kinds of resources that a stack can have here, each made in moto's backends of its account.

A kind creates, updates and deletes by resolved properties. What goes wrong is a `ResourceError` with
the reason that a stack event would show. Adding a kind is adding a class to `KINDS`.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

from moto.core.exceptions import ServiceException
from moto.iam.exceptions import NotFoundException
from werkzeug.exceptions import HTTPException

from wizard.sandbox.kernel.iam import attach, detach, document_of, iam_of
from wizard.sandbox.kernel.wire import new_request_id

Properties: TypeAlias = dict[str, Any]


class ResourceError(Exception):
    """A resource could not be made, changed or removed; the text is the event's reason."""


class Kind(Protocol):
    """How one type of resource lives. `name_property` is what identifies it to an import."""

    name_property: str
    # Changing one of these means another resource in its place.
    replacing: frozenset[str]

    def name(self, stack_name: str, logical: str, properties: Properties) -> str: ...
    def exists(self, account: str, name: str) -> bool: ...
    def create(self, account: str, name: str, properties: Properties) -> None: ...
    def update(self, account: str, name: str, properties: Properties) -> None: ...
    def delete(self, account: str, name: str, properties: Properties) -> None: ...
    def attribute(self, account: str, name: str, attribute: str) -> Any: ...
    def actual(self, account: str, name: str) -> Properties | None:
        """Its properties as they are, None where it is gone."""


def handler_message(text: str, code: str) -> str:
    """The reason of a failed event, in the frame that CloudFormation puts around a service's own words."""
    return f'Resource handler returned message: "{text}" (RequestToken: {new_request_id()}, HandlerErrorCode: {code})'


def generated(stack_name: str, logical: str, length: int = 64) -> str:
    """A physical name where the template gives none."""
    suffix = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(12))
    return f"{stack_name}-{logical}"[: length - 13] + "-" + suffix


@contextmanager
def _in_the_words_of_iam() -> Iterator[None]:
    """What IAM refuses becomes the reason of an event."""
    try:
        yield
    except (ServiceException, HTTPException) as refused:
        text = str(getattr(refused, "message", refused))
        raise ResourceError(handler_message(text, "InvalidRequest")) from None


class RoleKind:
    """AWS::IAM::Role, with everything a role can have: moto's own drops its managed policies."""

    name_property = "RoleName"
    replacing = frozenset({"RoleName", "Path"})

    def name(self, stack_name: str, logical: str, properties: Properties) -> str:
        return str(properties.get("RoleName") or generated(stack_name, logical))

    def exists(self, account: str, name: str) -> bool:
        return any(role.name == name for role in iam_of(account).roles.values())

    def create(self, account: str, name: str, properties: Properties) -> None:
        if self.exists(account, name):
            text = f"Role with name {name} already exists. (Service: Iam, Status Code: 409, Request ID: {{}})"
            raise ResourceError(handler_message(text.format(new_request_id()), "AlreadyExists"))
        self._check_policies(account, properties)
        iam_of(account).create_role(
            role_name=name,
            assume_role_policy_document=json.dumps(properties["AssumeRolePolicyDocument"]),
            path=properties.get("Path", "/"),
            permissions_boundary=properties.get("PermissionsBoundary"),
            description=properties.get("Description", ""),
            tags=properties.get("Tags", []),
            max_session_duration=str(properties.get("MaxSessionDuration", 3600)),
        )
        try:
            self._apply_policies(account, name, properties)
        except ResourceError:
            self._remove_policies(account, name)
            iam_of(account).delete_role(name)
            raise

    def update(self, account: str, name: str, properties: Properties) -> None:
        self._check_policies(account, properties)
        role = _role(account, name)
        role.assume_role_policy_document = json.dumps(properties["AssumeRolePolicyDocument"])
        role.description = properties.get("Description", "")
        role.max_session_duration = str(properties.get("MaxSessionDuration", 3600))
        role.permissions_boundary_arn = properties.get("PermissionsBoundary")
        role.tags = list(properties.get("Tags", []))
        self._remove_policies(account, name)
        self._apply_policies(account, name, properties)

    def delete(self, account: str, name: str, properties: Properties) -> None:
        if not self.exists(account, name):
            return
        role = _role(account, name)
        own = {policy["PolicyName"] for policy in properties.get("Policies", [])}
        if set(role.policies) - own:
            # CloudFormation removes what it knows of; a policy that somebody put there by hand stays in the way.
            text = "Cannot delete entity, must delete policies first. (Service: Iam, Status Code: 409, Request ID: {})"
            raise ResourceError(handler_message(text.format(new_request_id()), "GeneralServiceException"))
        self._remove_policies(account, name)
        iam_of(account).delete_role(name)

    def attribute(self, account: str, name: str, attribute: str) -> Any:
        role = _role(account, name)
        return {"Arn": role.arn, "RoleId": role.id}.get(attribute)

    def actual(self, account: str, name: str) -> Properties | None:
        if not self.exists(account, name):
            return None
        role = _role(account, name)
        tags = role.tags.values() if isinstance(role.tags, dict) else role.tags or ()
        return {
            "RoleName": name,
            "Path": role.path or "/",
            "Description": role.description or "",
            "AssumeRolePolicyDocument": json.loads(role.assume_role_policy_document),
            "MaxSessionDuration": int(role.max_session_duration or 3600),
            "PermissionsBoundary": getattr(role, "permissions_boundary_arn", None),
            "ManagedPolicyArns": sorted(role.managed_policies),
            "Policies": [
                {"PolicyName": policy, "PolicyDocument": json.loads(document)}
                for policy, document in sorted(role.policies.items())
            ],
            "Tags": sorted(tags, key=lambda tag: str(tag["Key"])),
        }

    def _check_policies(self, account: str, properties: Properties) -> None:
        for arn in properties.get("ManagedPolicyArns", []):
            if arn not in iam_of(account).managed_policies:
                text = f"Policy {arn} does not exist or is not attachable. (Service: Iam, Status Code: 404)"
                raise ResourceError(handler_message(text, "NotFound"))

    def _apply_policies(self, account: str, name: str, properties: Properties) -> None:
        for arn in properties.get("ManagedPolicyArns", []):
            attach(account, arn, name)
        for policy in properties.get("Policies", []):
            with _in_the_words_of_iam():
                iam_of(account).put_role_policy(name, policy["PolicyName"], json.dumps(policy["PolicyDocument"]))

    def _remove_policies(self, account: str, name: str) -> None:
        role = _role(account, name)
        for arn in list(role.managed_policies):
            detach(account, arn, name)
        role.policies.clear()


class ManagedPolicyKind:
    """AWS::IAM::ManagedPolicy."""

    name_property = "ManagedPolicyName"
    replacing = frozenset({"ManagedPolicyName", "Path", "Description"})

    def name(self, stack_name: str, logical: str, properties: Properties) -> str:
        return str(properties.get("ManagedPolicyName") or generated(stack_name, logical))

    def exists(self, account: str, name: str) -> bool:
        return self._arn(account, name) in iam_of(account).managed_policies

    def create(self, account: str, name: str, properties: Properties) -> None:
        if self.exists(account, name):
            raise ResourceError(handler_message(f"A policy called {name} already exists.", "AlreadyExists"))
        document = json.dumps(properties["PolicyDocument"])
        iam_of(account).create_policy(
            properties.get("Description", ""), properties.get("Path", "/"), document, name, []
        )
        for role in properties.get("Roles", []):
            iam_of(account).attach_role_policy(self._arn(account, name), role)

    def update(self, account: str, name: str, properties: Properties) -> None:
        document = json.dumps(properties["PolicyDocument"])
        iam_of(account).create_policy_version(self._arn(account, name), document, "true")

    def delete(self, account: str, name: str, properties: Properties) -> None:
        arn = self._arn(account, name)
        for role in properties.get("Roles", []):
            iam_of(account).detach_role_policy(arn, role)
        iam_of(account).delete_policy(arn)

    def attribute(self, account: str, name: str, attribute: str) -> Any:
        return self._arn(account, name) if attribute in ("Ref", "PolicyArn") else None

    def actual(self, account: str, name: str) -> Properties | None:
        policy = iam_of(account).managed_policies.get(self._arn(account, name))
        return None if policy is None else {"PolicyDocument": json.loads(document_of(policy))}

    def _arn(self, account: str, name: str) -> str:
        found = [policy.arn for policy in iam_of(account).managed_policies.values() if policy.name == name]
        own = [arn for arn in found if f":{account}:" in arn]
        return str(own[0]) if own else f"arn:aws:iam::{account}:policy/{name}"


class InlinePolicyKind:
    """AWS::IAM::UserPolicy, GroupPolicy and RolePolicy: an inline policy of somebody who is there already."""

    name_property = ""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._of = f"{holder.lower()}_policy"
        self.replacing = frozenset({"PolicyName", f"{holder}Name"})

    def name(self, stack_name: str, logical: str, properties: Properties) -> str:  # noqa: ARG002 - as every kind
        return f"{properties['PolicyName']}|{properties[f'{self._holder}Name']}"

    def exists(self, account: str, name: str) -> bool:
        try:
            getattr(iam_of(account), f"get_{self._of}")(*self._places(name))
        except NotFoundException:
            return False
        return True

    def create(self, account: str, name: str, properties: Properties) -> None:
        document = json.dumps(properties["PolicyDocument"])
        with _in_the_words_of_iam():
            getattr(iam_of(account), f"put_{self._of}")(*self._places(name), document)

    def update(self, account: str, name: str, properties: Properties) -> None:
        self.create(account, name, properties)

    def delete(self, account: str, name: str, properties: Properties) -> None:  # noqa: ARG002 - likewise
        if self.exists(account, name):
            getattr(iam_of(account), f"delete_{self._of}")(*self._places(name))

    def attribute(self, account: str, name: str, attribute: str) -> Any:  # noqa: ARG002 - likewise
        return name if attribute in ("Ref", "Id") else None

    def actual(self, account: str, name: str) -> Properties | None:
        if not self.exists(account, name):
            return None
        document = getattr(iam_of(account), f"get_{self._of}")(*self._places(name))[2]
        return {"PolicyDocument": document if isinstance(document, dict) else json.loads(document)}

    def _places(self, name: str) -> tuple[str, str]:
        policy, holder = name.split("|")
        return holder, policy


KINDS: dict[str, Kind] = {
    "AWS::IAM::Role": RoleKind(),
    "AWS::IAM::ManagedPolicy": ManagedPolicyKind(),
    **{f"AWS::IAM::{holder}Policy": InlinePolicyKind(holder) for holder in ("User", "Group", "Role")},
}


def _role(account: str, name: str) -> Any:
    try:
        return iam_of(account).get_role(name)
    except NotFoundException:
        raise ResourceError(handler_message(f"The role with name {name} cannot be found.", "NotFound")) from None
