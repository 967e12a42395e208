"""The policy that lets a principal assume roles: written, extended, shortened, and what other statements say of a role.

Only what is about one role in one statement is touched; whatever else a document says stays as it was written. What a
condition comes to is not judged: a statement that has one is told, and counts neither as a permission nor as a refusal.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from wizard.resources.policy import covers, listed, parsed

ASSUME = "sts:AssumeRole"
VERSION = "2012-10-17"
# Characters without whitespace: of all inline policies together, by who has them, and of a managed policy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
INLINE_LIMITS: Mapping[str, int] = {"user": 2048, "group": 5120, "role": 10240}
MANAGED_LIMIT = 6144
MOST_VERSIONS = 5

Document = Mapping[str, Any]


class Saying(NamedTuple):
    """What one statement says of assuming a role.

    exact: it names the action and the role, and no pattern. conditional: only under a condition.
    """

    statement: str
    allows: bool
    exact: bool
    conditional: bool

    @property
    def certain(self) -> bool:
        """Whether it holds whatever comes with the call."""
        return not self.conditional


def sayings(document: object, role_arn: str) -> tuple[Saying, ...]:
    """Every statement of a policy that is about assuming this role."""
    return tuple(
        Saying(
            statement=f'statement "{statement["Sid"]}"' if statement.get("Sid") else f"statement {number}",
            allows=statement["Effect"] == "Allow",
            exact=_is_exact(statement, role_arn),
            conditional=bool(statement.get("Condition")),
        )
        for number, statement in enumerate(_statements(document), 1)
        if statement.get("Effect") in ("Allow", "Deny") and _is_about(statement, role_arn)
    )


def with_role(document: object, role_arn: str) -> Document:
    """The policy that lets the role be assumed, too. document: what is there, None for nothing."""
    if document is None:
        return {"Version": VERSION, "Statement": [_statement([role_arn])]}
    policy, statements = parsed(document), _statements(document)
    for number, statement in enumerate(statements):
        if _is_extendable(statement):
            statements[number] = {**statement, **_resources([*listed(statement["Resource"]), role_arn])}
            return {**policy, "Statement": statements}
    return {**policy, "Statement": [*statements, _statement([role_arn])]}


def without_role(document: object, role_arn: str) -> Document | None:
    """The policy without what names this role; None where nothing is left of it."""
    left = [rest for statement in _statements(document) for rest in _without(statement, role_arn)]
    return {**parsed(document), "Statement": left} if left else None


def text_of(document: Document) -> str:
    """A document as it is sent: the shortest JSON, in the order in which it was written."""
    return json.dumps(document, separators=(",", ":"))


def size(documents: Iterable[object]) -> int:
    """What IAM counts of policies together: their characters without whitespace."""
    return sum(len("".join(text_of(parsed(document)).split())) for document in documents)


# --- one statement -------------------------------------------------------------------------------------------------


def _statements(document: object) -> list[dict[str, Any]]:
    return [dict(one) for one in listed(parsed(document).get("Statement")) if isinstance(one, Mapping)]


def _is_about(statement: Mapping[str, Any], role_arn: str) -> bool:
    return covers(statement, "Action", ASSUME) and covers(statement, "Resource", role_arn)


def _is_exact(statement: Mapping[str, Any], role_arn: str) -> bool:
    return role_arn in listed(statement.get("Resource")) and bool(_assuming(statement))


def _assuming(statement: Mapping[str, Any]) -> list[str]:
    """The names by which the action stands in it; IAM takes them in any case."""
    return [str(one) for one in listed(statement.get("Action")) if str(one).lower() == ASSUME.lower()]


def _is_extendable(statement: Mapping[str, Any]) -> bool:
    """Whether it says no more than that some roles may be assumed."""
    known = statement.keys() <= {"Sid", "Effect", "Action", "Resource"}
    only = bool(_assuming(statement)) and len(listed(statement["Action"])) == 1
    named = not any("*" in str(one) or "?" in str(one) for one in listed(statement.get("Resource")))
    return known and only and named and statement.get("Effect") == "Allow" and "Resource" in statement


def _without(statement: dict[str, Any], role_arn: str) -> Iterator[dict[str, Any]]:
    if statement.get("Effect") != "Allow" or not _is_exact(statement, role_arn):
        yield statement
        return
    resources = [one for one in listed(statement["Resource"]) if one != role_arn]
    actions = [one for one in listed(statement["Action"]) if one not in _assuming(statement)]
    if resources:
        yield {**statement, **_resources(resources)}
    if actions:
        # What else it allows on the role is nobody's wish to take away; a Sid stands once in a policy.
        rest = {name: value for name, value in statement.items() if name != "Sid" or not resources}
        yield {**rest, "Action": actions, **_resources([role_arn])}


def _resources(arns: list[Any]) -> dict[str, Any]:
    return {"Resource": arns[0] if len(arns) == 1 else arns}


def _statement(arns: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": ASSUME, **_resources(list(arns))}
