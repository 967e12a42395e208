"""The calls of the permission, by whose permission it is and in which policy it is written.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, Kind, ManagedPolicyChoice, PrincipalChoice, When, needed
from wizard.resources.arns import ANY_GROUP, ANY_POLICY, PRINCIPALS

_POLICY = Kind(
    word="Policy",
    arns=("arn:{partition}:iam::{account}:policy/{policy}",),
    names=lambda tables: {"policy": [tables.own.text("managed", "*")]},
)


def _managed(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("managed")) or tables.foretells(ManagedPolicyChoice).settled_elsewhere


def _deletes(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_version"))


def _of(kind: str) -> When:
    return lambda tables: tables.foretells(PrincipalChoice).kind in ("", kind)


def _of_managed(kind: str) -> When:
    return lambda tables: _of(kind)(tables) and _managed(tables)


_BY_KIND = tuple(
    call
    for kind in ("user", "group", "role")
    for title in (kind.capitalize(),)
    for call in (
        *needed("iam", f"List{title}Policies", f"ListAttached{title}Policies", f"Get{title}Policy", by=By.SIGNED_IN,
                on=PRINCIPALS[kind], when=_of(kind)),
        *needed("iam", f"Put{title}Policy", writes=True, by=By.SIGNED_IN, on=PRINCIPALS[kind], when=_of(kind)),
        *needed("iam", f"Attach{title}Policy", writes=True, by=By.SIGNED_IN, on=PRINCIPALS[kind],
                when=_of_managed(kind)),
    )
)  # fmt: skip
_OF_GROUPS = needed(
    "iam", "ListGroupPolicies", "ListAttachedGroupPolicies", "GetGroupPolicy", by=By.SIGNED_IN, on=ANY_GROUP,
    when=_of("user"),
)  # fmt: skip

CALLS = (
    *_BY_KIND,
    *needed("iam", "ListGroupsForUser", by=By.SIGNED_IN, on=PRINCIPALS["user"], when=_of("user")),
    *_OF_GROUPS,
    *needed("iam", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions", by=By.SIGNED_IN, on=ANY_POLICY),
    *needed("iam", "CreatePolicy", "CreatePolicyVersion", writes=True, by=By.SIGNED_IN, on=_POLICY, when=_managed),
    *needed("iam", "DeletePolicyVersion", writes=True, by=By.SIGNED_IN, on=_POLICY, when=_deletes),
)
