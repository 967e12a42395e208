"""The calls by which `identity_policies` looks at every policy that a principal has, by the principal's kind.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import By, Needed, PrincipalChoice, When, needed
from wizard.resources.arns import ANY_GROUP, ANY_POLICY, PRINCIPALS


def of_kind(kind: str) -> When:
    """Where the answers leave open that it is a user, a group or a role, or say that it is this."""
    return lambda tables: tables.foretells(PrincipalChoice).kind in ("", kind)


def own_policies(kind: str) -> tuple[Needed, ...]:
    """What a user, group or role has itself."""
    title = kind.capitalize()
    names = (f"List{title}Policies", f"ListAttached{title}Policies", f"Get{title}Policy")
    return needed("iam", *names, by=By.SIGNED_IN, on=PRINCIPALS[kind], when=of_kind(kind))


POLICIES_BESIDE = (
    *needed("iam", "ListGroupsForUser", by=By.SIGNED_IN, on=PRINCIPALS["user"], when=of_kind("user")),
    *needed(
        "iam",
        *("ListGroupPolicies", "ListAttachedGroupPolicies", "GetGroupPolicy"),
        by=By.SIGNED_IN,
        on=ANY_GROUP,
        when=of_kind("user"),
    ),
    *needed("iam", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions", by=By.SIGNED_IN, on=ANY_POLICY),
)
"""What a user has through its groups, and what managed policies say."""
