"""Who may enter what through the access portal: the accounts of a scenario, and the roles that Identity Center makes.

A permission set becomes a role in every account it is assigned in, under a name with sixteen hexadecimal digits that
nobody can guess. Each may do what AWS's managed policy of the set's name allows.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from wizard.sandbox.kernel.iam import attach, iam_of
from wizard.sandbox.kernel.world import MANAGEMENT_ACCOUNT, World
from wizard.sandbox.services.organizations.state import management_of, members
from wizard.sandbox.services.portal import Assignment, Portal

_PATH = "/aws-reserved/sso.amazonaws.com/"
_HOME_OF_PATH = "us-east-1"
_STRIDE = 791_910_472_9


def assign(world: World, names: dict[str, str]) -> None:
    """Gives ada what the scenario's `[portal]` says. names: the id of each account by its name."""
    settings = world.scenario.table("portal")
    for name, roles in settings.get("accounts", {}).items():
        assignment = _assignment(names[name], [str(role) for role in roles])
        world.of(Portal).assignments[assignment.account] = assignment
        for role in assignment.roles:
            role_of(world, assignment.account, role)
    for number in range(1, int(settings.get("many", 0)) + 1):
        extra = _extra(number)
        world.of(Portal).assignments.setdefault(extra.account, extra)


def role_of(world: World, account: str, permission_set: str) -> Any:
    """moto's role of a permission set in an account, made now if there is none yet."""
    name = f"AWSReservedSSO_{permission_set}_{_digits(account, permission_set)}"
    iam = iam_of(account)
    found = next((role for role in iam.roles.values() if role.name == name), None)
    return found or _make(iam, account, name, permission_set, _path(world.of(Portal).region))


def _make(iam: Any, account: str, name: str, permission_set: str, path: str) -> Any:
    provider = f"arn:aws:iam::{account}:saml-provider/AWSSSO_{_digits(account, 'provider')}_DO_NOT_DELETE"
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(name, document, path, None, "", [], "43200")
    policy = f"arn:aws:iam::aws:policy/{permission_set}"
    if policy in iam.managed_policies:
        attach(account, policy, name)
    return role


def _path(region: str) -> str:
    # The role's path tells where Identity Center is at home, except where it always was.
    return _PATH if region == _HOME_OF_PATH else f"{_PATH}{region}/"


def _assignment(account: str, roles: list[str]) -> Assignment:
    known = members(MANAGEMENT_ACCOUNT) if management_of(account) else []
    member = next((each for each in known if each.id == account), None)
    name, email = (member.name, member.email) if member else ("Example Corp", "aws@example.com")
    return Assignment(account, name, email, tuple(sorted(roles)))


def _extra(number: int) -> Assignment:
    """An account that only the portal knows, for a list that is long. Its id looks like any."""
    account = f"{number * _STRIDE % 10**12:012d}"
    return Assignment(account, f"Team {number:03d}", f"aws+team{number:03d}@example.com", ("ReadOnlyAccess",))


def _digits(account: str, permission_set: str) -> str:
    return hashlib.sha256(f"{account} {permission_set}".encode()).hexdigest()[:16]
