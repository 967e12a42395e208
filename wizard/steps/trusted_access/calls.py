"""The calls of trusted access.

https://docs.aws.amazon.com/service-authorization/latest/reference/, list_awscloudformation.html,
list_awsorganizations.html; https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/
stacksets-orgs-activate-trusted-access.html says what AWS does in the caller's name.
"""

from __future__ import annotations

from wizard.model import AnsweredTables, By, InOurName, Kind, needed
from wizard.resources.fleet.trusted_access import SERVICE

_LINKED_ROLE = Kind(
    word="StackSetsRole",
    arns=(
        "arn:{partition}:iam::*:role/aws-service-role/stacksets.cloudformation.amazonaws.com/"
        "AWSServiceRoleForCloudFormationStackSetsOrgAdmin",
    ),
    condition={"StringEquals": {"iam:AWSServiceName": "stacksets.cloudformation.amazonaws.com"}},
)
_STACK_SETS = Kind(word="StackSets", condition={"StringEquals": {"organizations:ServicePrincipal": SERVICE}})


def _activates(tables: AnsweredTables) -> bool:
    return tables.own.yes("activate") is True


CALLS = (
    *needed("organizations", "DescribeOrganization", "ListDelegatedAdministrators", by=By.SIGNED_IN),
    *needed("organizations", "ListAWSServiceAccessForOrganization", by=By.SIGNED_IN),
    *needed("cloudformation", "DescribeOrganizationsAccess", by=By.SIGNED_IN),
    *needed(
        "cloudformation", "ActivateOrganizationsAccess", writes=True, by=By.SIGNED_IN, when=_activates,
        in_our_name=(
            InOurName(action="organizations:EnableAWSServiceAccess", on=_STACK_SETS),
            InOurName(action="iam:CreateServiceLinkedRole", on=_LINKED_ROLE),
        ),
    ),
)  # fmt: skip
