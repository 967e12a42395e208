"""The calls of the removal, by whose permission is taken back.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, Kind, needed
from wizard.resources.arns import PRINCIPALS
from wizard.resources.identity_policy_calls import POLICIES_BESIDE, of_kind, own_policies

_OWN_POLICIES = Kind(word="OwnPolicies", arns=("arn:{partition}:iam::{account}:policy/*",))
_POLICY = Kind(
    word="Policy",
    arns=("arn:{partition}:iam::{account}:policy/{policy}",),
    names=lambda tables: {"policy": [tables.own.text("delete_policy", "*")]},
)


def _deletes_policy(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_policy"))


def _deletes_version(tables: AnsweredTables) -> bool:
    return bool(tables.own.text("delete_version")) and not _deletes_policy(tables)


_BY_KIND = tuple(
    call
    for kind in ("user", "group", "role")
    for title in (kind.capitalize(),)
    for call in (
        *own_policies(kind),
        *needed("iam", f"Put{title}Policy", f"Delete{title}Policy", f"Detach{title}Policy", writes=True,
                by=By.SIGNED_IN, on=PRINCIPALS[kind], when=of_kind(kind)),
    )
)  # fmt: skip

CALLS = (
    *_BY_KIND,
    *POLICIES_BESIDE,
    *needed("iam", "CreatePolicyVersion", writes=True, by=By.SIGNED_IN, on=_OWN_POLICIES),
    *needed("iam", "DeletePolicyVersion", writes=True, by=By.SIGNED_IN, on=_OWN_POLICIES, when=_deletes_version),
    *needed("iam", "DeletePolicyVersion", "DeletePolicy", writes=True, by=By.SIGNED_IN, on=_POLICY,
            when=_deletes_policy),
)  # fmt: skip
