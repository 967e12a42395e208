"""The guide to cross-account access, to its end: a role in the trusting account, and a group of the trusted one in it.

Its own example attaches AdministratorAccess and says that nobody should; here the role may read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import A, B, at_a_shell
from tests.e2e.program import Program, program

ROLE = f"arn:aws:iam::{B}:role/CrossAccountRole"
TRUSTING = f"""
[template]
trusted_account = "{A}"
role = "CrossAccountRole"
policies = "arn:aws:iam::aws:policy/ReadOnlyAccess"
mfa = false
"""
# Into the environment of a shell, whose next commands of the real command line use the role's permissions.
WITH_ITS_CREDENTIALS = f"""
eval "$(onboard assume {ROLE} --profile developer)"
test -n "$AWS_SESSION_TOKEN"
aws sts get-caller-identity --query Arn --output text
aws iam get-role --role-name CrossAccountRole --query Role.Arn --output text
"""


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def test_a_groups_member_uses_the_role_from_the_grant_to_the_revoke(aws: Program) -> None:
    trusting = aws.json(
        "apply", "--vendor", "trusted-account", "--profile", "accountb-admin", "--approve", answers=TRUSTING
    )
    assert (trusting.code, trusting.finished["role_arn"]) == (0, ROLE), trusting.err

    before = at_a_shell(aws, WITH_ITS_CREDENTIALS)
    assert (before.code != 0, before.out) == (True, "")

    whom = (ROLE, "--to", "group/developers", "--profile", "accounta-admin", "--approve")
    assert aws.run("apply", "grant", *whom).code == 0
    used = at_a_shell(aws, WITH_ITS_CREDENTIALS)
    assert used.code == 0, used.err
    assert used.out.splitlines() == [
        f"arn:aws:sts::{B}:assumed-role/CrossAccountRole/firetiger-onboard",
        ROLE,
    ]
    denied = at_a_shell(aws, f"onboard assume {ROLE} --profile developer -- aws iam create-user --user-name eve")
    assert (denied.code != 0, "AccessDenied" in denied.err) == (True, True), "only what its policies permit"
    other = at_a_shell(aws, f"onboard assume {ROLE} --profile accounta")
    assert (other.code, other.out) == (4, ""), "cleo is not in the group"

    assert aws.run("status", "grant", ROLE, "--profile", "accounta-admin").code == 0, "still what was granted"
    assert aws.run("apply", "revoke", *whom).code == 0
    after = at_a_shell(aws, WITH_ITS_CREDENTIALS)
    assert (after.code != 0, after.out) == (True, "")
