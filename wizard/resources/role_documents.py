"""A role as a text that can be read and compared: what decides about its access, in one common form."""

from __future__ import annotations

from typing import Any

from wizard.model import Document
from wizard.resources import template as texts
from wizard.resources.policy import parsed
from wizard.resources.role import Role


def compared(live: Role, wanted: Role, differences: tuple[str, ...], source: str = "the template") -> Document:
    """The role that is there beside the one that is wanted. differences: in words. source: what wants it."""
    return Document(
        title=f"The role {live.name}, as it is and as {source} wants it",
        text=_text(live),
        language="json",
        about=differences,
        other=_text(wanted),
        names=("In AWS now", f"In {source}"),
    )


def alone(role: Role) -> Document:
    """A role that will be created."""
    return Document(title=f"The role {role.name}", text=_text(role), language="json")


def _text(role: Role) -> str:
    """Only what means something: order and spelling make no difference here, as in AWS."""
    said: dict[str, Any] = {
        "Path": role.path,
        "MaxSessionDuration": role.session,
        "AssumeRolePolicyDocument": parsed(role.trust_document),
        "ManagedPolicyArns": sorted(role.managed),
        "Policies": {name: parsed(document) for name, document in sorted(role.inline_documents.items())},
        "PermissionsBoundary": role.boundary or None,
        "MaxSigninSessionDuration": role.signin_session or None,
        "Tags": dict(sorted(role.tags.items())),
        **role.strange,
    }
    there = {name: value for name, value in said.items() if value not in (None, [], {})}
    return texts.in_common_form(there)
