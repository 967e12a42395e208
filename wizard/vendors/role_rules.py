"""What `[role]` of a profile has to look like: AWS takes its values as a role, and a customer reads them as a policy.

Told like every rule, with the path of what is wrong. A place such as ``{bucket}`` may stand for any value; what is
answered for it is held to the parameter's own pattern. IAM knows more than is checked here: which actions there are
and which resources they take is not for a program that may be older than they.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.model import RoleToMake
from wizard.model.places import places_in
from wizard.text import shapes

_VERSION = "2012-10-17"
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, MaxSessionDuration.
_SHORTEST, _LONGEST = 3600, 43200
_MEMBERS = ("Sid", "Effect", "Action", "Resource", "Condition")
"""What a statement may have. Without NotAction and NotResource: what they allow grows with AWS."""


def wrong_in_role(role: RoleToMake) -> Iterator[str]:
    """Everything that is wrong, as sentences without their periods."""
    for number, arn in enumerate(role.managed):
        if not (places_in(arn) or re.fullmatch(shapes.MANAGED_POLICY_ARN, arn, re.ASCII)):
            yield f"`$.role.managed[{number}]` has to be a policy's ARN; it is {arn!r}"
    if not places_in(role.session) and not (role.session.isdigit() and _SHORTEST <= int(role.session) <= _LONGEST):
        yield f"`$.role.session` has to be seconds from {_SHORTEST} to {_LONGEST}; it is {role.session!r}"
    if not (places_in(role.mfa) or role.mfa in ("true", "false")):
        yield f'`$.role.mfa` has to be "true" or "false"; it is {role.mfa!r}'
    if not (role.managed or role.documents):
        yield "`$.role` has neither `managed` nor `documents`: nobody could do anything with that role"
    for name, document in role.documents.items():
        yield from _wrong_document(f"$.role.documents.{name}", name, document)


def _wrong_document(path: str, name: str, document: Mapping[str, Any]) -> Iterator[str]:
    if not re.fullmatch(shapes.POLICY_NAME, name, re.ASCII):
        yield f"`{path}` has to be a policy's name: letters, digits and +=,.@_-, 128 at most"
    if document.get("Version") != _VERSION:
        yield f'`{path}.Version` has to be "{_VERSION}"; it is {document.get("Version", "")!r}'
    yield from (f"`{path}.{member}` isn't in a policy" for member in document if member not in ("Version", "Statement"))
    statements = document.get("Statement")
    if not isinstance(statements, list) or not statements:
        yield f"`{path}.Statement` has to be a list of statements: [[role.documents.{name}.Statement]]"
        return
    for number, statement in enumerate(statements):
        yield from _wrong_statement(f"{path}.Statement[{number}]", statement)


def _wrong_statement(path: str, statement: object) -> Iterator[str]:
    if not isinstance(statement, Mapping):
        yield f"`{path}` has to be a table"
        return
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f'`{path}.Effect` has to be "Allow" or "Deny"; it is {statement.get("Effect", "")!r}'
    for member in ("Action", "Resource"):
        value = statement.get(member)
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(one, str) and one for one in values):
            yield f"`{path}.{member}` has to be a text or a list of texts"
    yield from (
        f"`{path}.{member}` isn't one of {', '.join(_MEMBERS)}" for member in statement if member not in _MEMBERS
    )
