"""The calls of the trusting role: it changes nothing.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.model import AnsweredTables, Answers, By, Kind, ManagedPolicyChoice, needed
from wizard.resources.role_arn import role_arn


def foretell(answers: Answers) -> tuple[object, ...]:
    """A handover settles the name of a managed policy."""
    return (ManagedPolicyChoice(settled_elsewhere=True),) if answers.text("handover") else ()


def _account(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    role = role_arn(tables.own.text("arn"))
    return {"owner": [role.account if role else "*"], "role": [f"{role.path}{role.name}" if role else "/*"]}


_ROLE = Kind(
    word="Role",
    arns=("arn:{partition}:iam::{owner}:role{role}",),
    names=_account,
)


def _is_looked_at(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("profile"))


CALLS = (*needed("file", "ReadFile"), *needed("iam", "GetRole", by=By.SIGNED_IN, on=_ROLE, when=_is_looked_at))
