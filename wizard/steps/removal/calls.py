"""The calls of the removal, by whose permission is taken back.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, Kind, PrincipalChoice, When, needed
from wizard.resources.arns import ANY_GROUP, ANY_POLICY, PRINCIPALS

_OWN_POLICIES = Kind(word="OwnPolicies", arns=("arn:{partition}:iam::{account}:policy/*",))
_POLICY = Kind(
    word="Policy",
    arns=("arn:{partition}:iam::{account}:policy/{policy}",),
    names=lambda tables: {"policy": [tables.own.text("delete_policy", "*")]},
)


def _of(kind: str) -> When:
    return lambda tables: tables.foretells(PrincipalChoice).kind in ("", kind)


def _deletes_policy(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_policy"))


def _deletes_version(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_version")) and not _deletes_policy(tables)


_BY_KIND = tuple(
    call
    for kind in ("user", "group", "role")
    for title in (kind.capitalize(),)
    for call in (
        *needed("iam", f"List{title}Policies", f"ListAttached{title}Policies", f"Get{title}Policy", by=By.SIGNED_IN,
                on=PRINCIPALS[kind], when=_of(kind)),
        *needed("iam", f"Put{title}Policy", f"Delete{title}Policy", f"Detach{title}Policy", writes=True,
                by=By.SIGNED_IN, on=PRINCIPALS[kind], when=_of(kind)),
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
    *needed("iam", "CreatePolicyVersion", writes=True, by=By.SIGNED_IN, on=_OWN_POLICIES),
    *needed("iam", "DeletePolicyVersion", writes=True, by=By.SIGNED_IN, on=_OWN_POLICIES, when=_deletes_version),
    *needed("iam", "DeletePolicyVersion", "DeletePolicy", writes=True, by=By.SIGNED_IN, on=_POLICY,
            when=_deletes_policy),
)  # fmt: skip
