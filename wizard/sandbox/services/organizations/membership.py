"""How an account comes to exist: its place in moto's tree, its access role, and when that role wakes up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.iam import attach, forget, iam_of
from wizard.sandbox.kernel.world import ADMINISTRATOR, World
from wizard.sandbox.services.organizations.state import OrganizationState, backend

ACCESS_ROLE = "OrganizationAccountAccessRole"
WAKE_SECONDS = 4.0


def join(management: str, name: str, email: str, when: datetime, **options: Any) -> str:
    """Adds an account to the organization and returns its id.

    Options: `account_id` to fix it, `role_name`, `invited` for an account that came with no access role,
    `tags` as CreateAccount takes them.
    """
    organization = backend(management)
    role_name = options.get("role_name") or ACCESS_ROLE
    made = organization.create_account(
        AccountName=name, Email=email, RoleName=role_name, Tags=options.get("tags") or []
    )
    account = organization.get_account_by_id(made["CreateAccountStatus"]["AccountId"])
    # moto strips the zone, and so do we where we write into it.
    account.create_time = when.replace(tzinfo=None)
    fixed = options.get("account_id")
    if fixed:
        _renumber(account, fixed, management)
    if options.get("invited"):
        account.joined_method = "INVITED"
    else:
        _access_role(account.id, management, role_name)
    return str(account.id)


def _renumber(account: Any, fixed: str, management: str) -> None:
    from moto.organizations.models import organizations_backends

    organizations_backends.master_accounts.pop(account.id, None)
    organizations_backends.master_accounts[fixed] = (management, "aws")
    # moto has made a role in the account whose number nobody has.
    forget(account.id)
    account.id = fixed


def _access_role(account: str, management: str, role_name: str) -> None:
    iam = iam_of(account)
    if not any(role.name == role_name for role in iam.roles.values()):
        iam.create_role(
            role_name=role_name,
            assume_role_policy_document=_trusting(management),
            path="/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
        )
    attach(account, ADMINISTRATOR, role_name)


def _trusting(management: str) -> str:
    return (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
        f'"Principal": {{"AWS": "arn:aws:iam::{management}:root"}}, "Action": "sts:AssumeRole"}}]}}'
    )


def fall_asleep(world: World, account: str, role_name: str = ACCESS_ROLE) -> None:
    """A new account's role refuses everyone for a while: IAM has not heard of it everywhere yet."""
    key = (account, role_name)
    world.of(OrganizationState).asleep[key] = world.pace.after(WAKE_SECONDS, lambda _: _drop(world, key))


def _drop(world: World, key: tuple[str, str]) -> None:
    world.of(OrganizationState).asleep.pop(key, None)
