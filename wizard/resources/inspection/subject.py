"""A role as far as somebody tells of it: its documents, each with its place, and its other members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.resources.inspection.finding import Document, Evidence
from wizard.resources.policy import document_in
from wizard.resources.role import KNOWN

INLINE = "inline policy "


class NotInspectableError(ValueError):
    """It is nothing that can be inspected; the message is one sentence."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A role, as far as the file tells of it; a policy by itself has no name.

    role: the members beside the documents, as GetRole names them, with a document to point into. managed: attached
    policies by ARN, and where they are named; what is in one of them may be among the permissions. whole: all that the
    role has is here, so what is missing is not there.
    """

    name: str = ""
    trust: Document | None = None
    permissions: tuple[Document, ...] = ()
    managed: Mapping[str, Evidence] = {}
    role: Document | None = None
    whole: bool = False

    @property
    def account(self) -> str:
        """The account that its ARN names; "" where there is none."""
        arn = self.role.value.get("Arn", "") if self.role else ""
        return str(arn).split(":")[4] if str(arn).count(":") >= 5 else ""


def decoded(document: Any) -> Any:
    """A policy document: IAM answers URL-encoded JSON, the command line what is in it."""
    if not isinstance(document, str):
        return document
    try:
        return document_in(document)
    except ValueError:
        return None


def strange_members(role: Document) -> list[str]:
    """Members of a role that are not known here, and may change what it can do."""
    known = (*KNOWN, "RoleName", "InstanceProfileList", "PermissionsBoundary")
    return [name for name, value in sorted(role.value.items()) if name not in known and value]
