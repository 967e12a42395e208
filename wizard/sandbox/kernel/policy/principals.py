"""Whom the Principal and NotPrincipal of a resource's policy mean.

Sources, read on 2026-11-26, both of https://docs.aws.amazon.com/IAM/latest/UserGuide/:
reference_policies_elements_principal.html and reference_policies_elements_notprincipal.html. How somebody is named
matters: an account's name leaves it to that account whom it lets, a role's is held to the limits of the role, a user's
and a session's are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from wizard.sandbox.kernel.identities import Principal

_EVERYBODY = "*"


class Named(IntEnum):
    """How closely a policy names somebody."""

    NOT = 0
    # The account: those in it still need a policy of their own.
    ACCOUNT = 1
    # The role of a session.
    ROLE = 2
    # The user, the session, the service, or everybody.
    ITSELF = 3


def named(principals: Mapping[str, frozenset[str]], caller: Principal) -> Named:
    """How a Principal element names the caller."""
    aws = principals.get("AWS", frozenset())
    if _EVERYBODY in aws:
        return Named.ITSELF
    if caller.kind in ("service", "anonymous"):
        services = principals.get("Service", frozenset())
        return Named.ITSELF if caller.kind == "service" and caller.arn in services else Named.NOT
    if caller.kind != "root" and caller.arn in aws:
        return Named.ITSELF
    if caller.role_arn and caller.role_arn in aws:
        return Named.ROLE
    return Named.ACCOUNT if aws & _account(caller) else Named.NOT


def excepted(principals: Mapping[str, frozenset[str]], caller: Principal, *, bounded: bool) -> bool:
    """Whether a Deny for everybody but these spares the caller.

    AWS looks at the account first, then at the role or user, and at last at the session, so each of them has to be
    named; the session only where the list names sessions of that role. Whoever has a permissions boundary is never
    spared.
    """
    aws = principals.get("AWS", frozenset())
    if _EVERYBODY in aws:
        return True
    if caller.kind in ("service", "anonymous"):
        return named(principals, caller) is Named.ITSELF
    if bounded or not aws & _account(caller):
        return False
    if caller.kind != "role":
        return caller.kind == "root" or caller.arn in aws
    sessions = {name for name in aws if name.startswith(caller.arn.rpartition("/")[0] + "/")}
    return caller.role_arn in aws and (caller.arn in sessions or not sessions)


def _account(caller: Principal) -> frozenset[str]:
    return frozenset({caller.account, f"arn:aws:iam::{caller.account}:root"})
