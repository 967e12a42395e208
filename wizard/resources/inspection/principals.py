"""Who a statement lets in, and whether that is whom the vendor's profile means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wizard.resources.inspection.conditions import limits
from wizard.resources.inspection.expected import Expected
from wizard.resources.inspection.finding import Severity
from wizard.resources.policy import Condition
from wizard.text import shapes

_WHO_KEYS = ("aws:principalarn", "aws:principalaccount")
_ORGANIZATION_KEYS = ("aws:principalorgid", "aws:principalorgpaths")
# Services that act for other customers too: without these conditions another one's resources get in.
_BOTH = {
    "account-access.amazonaws.com": ("aws:sourceaccount", "aws:sourcearn"),
    "rolesanywhere.amazonaws.com": ("aws:sourcearn",),
}
_SOURCES = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")

Said = tuple[str, Severity, str, str]
"""Rule, severity, sentence, remedy."""


class Who(NamedTuple):
    """One principal. kind: AWS, Service, Federated, CanonicalUser, or unknown for what is no text."""

    kind: str
    value: str

    def judged(self, conditions: Sequence[Condition], expected: Expected, own_account: str) -> Iterator[Said]:
        """What is wrong with its being let in under these conditions."""
        if self.kind == "AWS":
            yield from _of_aws(self.value, conditions, expected, own_account)
        elif self.kind == "Service":
            yield from _of_service(self.value, conditions, expected)
        elif self.kind == "Federated":
            yield from _of_federated(self.value, conditions, expected)
        elif self.kind == "CanonicalUser":
            yield _unexpected(f"the canonical user {self.value}", expected)


def principals(statement: Mapping[str, Any]) -> list[Who]:
    """Everybody whom a statement names under Principal."""
    principal = statement.get("Principal")
    if principal is None:
        return []
    if not isinstance(principal, Mapping):
        return [_who("AWS", value) for value in _listed(principal)]
    return [_who(str(kind), value) for kind, values in principal.items() for value in _listed(values)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _who(kind: str, value: Any) -> Who:
    known = isinstance(value, str) and kind in ("AWS", "Service", "Federated", "CanonicalUser")
    return Who(kind, value) if known else Who("unknown", f"{kind} {value}")


def account_of(value: str) -> str:
    """The account that a principal of AWS belongs to; "" where that cannot be told."""
    if re.fullmatch(shapes.ACCOUNT, value):
        return value
    named = re.fullmatch(shapes.PRINCIPAL_ARN, value)
    return named[1] if named else ""


def _of_aws(value: str, conditions: Sequence[Condition], expected: Expected, own_account: str) -> Iterator[Said]:
    if value == "*":
        yield from _of_everybody(conditions, expected, own_account)
    elif re.fullmatch(shapes.KEY_ID, value):
        yield (
            "trust-deleted-principal", "warning", f"The principal {value} was deleted, so nobody can use it.",
            f"Remove it, and name account {expected.account} instead if it was {expected.vendor}'s.",
        )  # fmt: skip
    elif not account_of(value):
        yield (
            "trust-principal-unclear", "error", f"The wizard can't tell which account {value} belongs to.",
            f'Write it in full: "arn:{expected.partition}:iam::{expected.account}:root".',
        )  # fmt: skip
    elif account_of(value) == own_account != expected.account:
        yield (
            "trust-own-account", "warning", f"The role's own account can assume it too ({value}).",
            f"Remove it unless you need it: {expected.vendor} doesn't need it.",
        )  # fmt: skip
    elif account_of(value) != expected.account:
        yield _unexpected(f"the principal {value}", expected)


def _of_everybody(conditions: Sequence[Condition], expected: Expected, own_account: str) -> Iterator[Said]:
    """``*`` with a condition that says who is as good as a principal; without one the world gets in."""
    named = limits(conditions, *_WHO_KEYS)
    if named:
        for value in named:
            yield from _of_aws(value.replace("*", "any").replace("?", "any"), (), expected, own_account)
    elif limits(conditions, *_ORGANIZATION_KEYS):
        yield (
            "trust-principal-too-wide", "error", "Everybody in an organization can assume the role.",
            f'Name the account: "arn:{expected.partition}:iam::{expected.account}:root".',
        )  # fmt: skip
    else:
        yield (
            "trust-open-to-everybody", "error", "Anybody with an AWS account can assume the role.",
            f'Name the account: "arn:{expected.partition}:iam::{expected.account}:root".',
        )  # fmt: skip


def _of_service(value: str, conditions: Sequence[Condition], expected: Expected) -> Iterator[Said]:
    missing = [key for key in _BOTH.get(value, ()) if not limits(conditions, key)]
    if missing:
        yield (
            "trust-service-open", "error",
            f"Anybody who uses the service {value} gets in: there is no condition on {' and none on '.join(missing)}.",
            "Require them with StringEquals or ArnEquals and exact values.",
        )  # fmt: skip
    elif not limits(conditions, *_SOURCES):
        yield (
            "trust-service-unlimited", "warning", f"The service {value} can assume the role on behalf of anybody.",
            "Remove it, or require aws:SourceAccount or aws:SourceArn.",
        )  # fmt: skip
    else:
        yield _unexpected(f"the service {value}", expected, "warning")


def _of_federated(value: str, conditions: Sequence[Condition], expected: Expected) -> Iterator[Said]:
    issuer = value.rpartition(":oidc-provider/")[2].lower()
    if ":saml-provider/" in value:
        yield _unexpected(f"everybody who signs in through {value}", expected)
    elif not any(_narrow(condition, f"{issuer}:sub") for condition in conditions):
        yield (
            "trust-federated-open", "error",
            f"Everybody who signs in through {issuer} can assume the role: there is no condition on {issuer}:sub.",
            f"Require {issuer}:sub and {issuer}:aud with StringEquals.",
        )  # fmt: skip
    else:
        yield _unexpected(f"everybody who signs in through {issuer}", expected)


def _narrow(condition: Condition, key: str) -> bool:
    equals = condition.operator in ("StringEquals", "StringLike")
    return (
        condition.key == key and equals and condition.exact and not any(value[:1] in "*?" for value in condition.values)
    )


def _unexpected(who: str, expected: Expected, severity: Severity = "error") -> Said:
    return (
        "trust-unexpected-principal", severity,
        f"{who[:1].upper()}{who[1:]} can assume the role; {expected.vendor}'s profile doesn't ask for it.",
        f"Remove it: {expected.vendor} uses only account {expected.account}.",
    )  # fmt: skip
