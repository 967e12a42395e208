"""The calls of the permission, by whose permission it is and in which policy it is written.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, Kind, ManagedPolicyChoice, When, needed
from wizard.resources.arns import PRINCIPALS
from wizard.resources.identity_policy_calls import POLICIES_BESIDE, of_kind, own_policies

_POLICY = Kind(
    word="Policy",
    arns=("arn:{partition}:iam::{account}:policy/{policy}",),
    names=lambda tables: {"policy": [tables.own.text("managed", "*")]},
)


def _managed(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("managed")) or tables.foretells(ManagedPolicyChoice).settled_elsewhere


def _deletes(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_version"))


def _of_managed(kind: str) -> When:
    return lambda tables: of_kind(kind)(tables) and _managed(tables)


_BY_KIND = tuple(
    call
    for kind in ("user", "group", "role")
    for title in (kind.capitalize(),)
    for call in (
        *own_policies(kind),
        *needed("iam", f"Put{title}Policy", writes=True, by=By.SIGNED_IN, on=PRINCIPALS[kind], when=of_kind(kind)),
        *needed("iam", f"Attach{title}Policy", writes=True, by=By.SIGNED_IN, on=PRINCIPALS[kind],
                when=_of_managed(kind)),
    )
)  # fmt: skip

CALLS = (
    *_BY_KIND,
    *POLICIES_BESIDE,
    *needed("iam", "CreatePolicy", "CreatePolicyVersion", writes=True, by=By.SIGNED_IN, on=_POLICY, when=_managed),
    *needed("iam", "DeletePolicyVersion", writes=True, by=By.SIGNED_IN, on=_POLICY, when=_deletes),
)
