"""The calls of the sub-account, and which account the answers choose: that decides who makes every other step's calls.

What each can be narrowed to: https://docs.aws.amazon.com/service-authorization/latest/reference/,
list_awsorganizations.html, list_awssecuritytokenservice.html, list_awsaccountmanagement.html.
"""

from __future__ import annotations

from wizard.model import AccountChoice, AnsweredTables, Answers, By, InOurName, Kind, needed, never
from wizard.resources.accounts import CONTROL_TOWER_ROLE, ORGANIZATION_ROLE
from wizard.resources.arns import ACCOUNT, MEMBER, MOVE

# --- which account -------------------------------------------------------------------------------------------------


def foretell(answers: Answers) -> tuple[object, ...]:
    """The account and the way in; what is not answered is as in a new account."""
    mode = answers.text("mode", "create")
    unit = answers.text("organizational_unit_id")
    return (
        AccountChoice(
            mode=mode,
            account=answers.text("account_id", "*") if mode == "existing" else "*",
            unit=unit if mode == "create" and unit.startswith("ou-") else "",
            profile=answers.text("profile") if mode != "this-account" else "",
            roles=_roles(answers, mode),
        ),
    )


def _roles(answers: Answers, mode: str) -> tuple[str, ...]:
    named = answers.text("role_name")
    if mode == "this-account":
        return ()
    if named or answers.text("profile"):
        return (named,) if named else ()
    # In an account that exists and whose role nobody named, Control Tower's is tried as well.
    return (ORGANIZATION_ROLE,) if mode == "create" else (ORGANIZATION_ROLE, CONTROL_TOWER_ROLE)


# --- when ----------------------------------------------------------------------------------------------------------


def _creates(tables: AnsweredTables) -> bool:
    return tables.foretells(AccountChoice).mode == "create"


def _already_there(tables: AnsweredTables) -> bool:
    return not _creates(tables)


def _another(tables: AnsweredTables) -> bool:
    return not _this(tables)


def _looks_for_it(tables: AnsweredTables) -> bool:
    """An account whose id is known is described; any other is looked for in the list."""
    return _another(tables) and tables.foretells(AccountChoice).account == "*"


def _this(tables: AnsweredTables) -> bool:
    return tables.foretells(AccountChoice).mode == "this-account"


def _new_organization(tables: AnsweredTables) -> bool:
    return _creates(tables) and tables.own.yes("create_organization") is True


def _asks_control_tower(tables: AnsweredTables) -> bool:
    return _creates(tables) and not tables.own.yes("despite_control_tower")


def _in_unit(tables: AnsweredTables) -> bool:
    return bool(tables.foretells(AccountChoice).unit)


def _by_role(tables: AnsweredTables) -> bool:
    return bool(tables.foretells(AccountChoice).roles)


# --- the calls -----------------------------------------------------------------------------------------------------

_UNIT = Kind(word="Unit", arns=("arn:{partition}:organizations::*:ou/o-*/{unit}",))
_ENTRANCE = Kind(word="WayIn", arns=("arn:{partition}:iam::{member}:role/{entry}",))
_LINKED_ROLE = Kind(
    word="LinkedRole",
    arns=("arn:{partition}:iam::*:role/aws-service-role/organizations.amazonaws.com/AWSServiceRoleForOrganizations",),
    condition={"StringEquals": {"iam:AWSServiceName": "organizations.amazonaws.com"}},
)
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_create.html
_LINKING = (InOurName(action="iam:CreateServiceLinkedRole", on=_LINKED_ROLE),)

_ORGANIZATION = (
    *needed("organizations", "DescribeOrganization", by=By.SIGNED_IN, when=_new_organization),
    # Asked of a member account alone; whoever has just made the organization is its management account.
    *needed("organizations", "ListDelegatedAdministrators", by=By.SIGNED_IN, when=never),
    *needed("organizations", "ListAccounts", by=By.SIGNED_IN, when=_looks_for_it),
    *needed("organizations", "DescribeAccount", by=By.SIGNED_IN, on=MEMBER, when=_another),
    *needed("organizations", "DescribeCreateAccountStatus", by=By.SIGNED_IN, when=_creates),
    *needed("organizations", "ListCreateAccountStatus", by=By.SIGNED_IN, when=_creates),
    *needed("organizations", "ListAWSServiceAccessForOrganization", by=By.SIGNED_IN, when=_asks_control_tower),
    *needed("controltower", "ListLandingZones", by=By.SIGNED_IN, when=_asks_control_tower),
    *needed("organizations", "ListRoots", by=By.SIGNED_IN, when=_in_unit),
    *needed("organizations", "ListParents", by=By.SIGNED_IN, on=MEMBER, when=_in_unit),
    *needed("organizations", "DescribeOrganizationalUnit", by=By.SIGNED_IN, on=_UNIT, when=_in_unit),
    # To offer the units to a person, where the answers name none.
    *needed("organizations", "ListOrganizationalUnitsForParent", by=By.SIGNED_IN, when=never),
)
_INSIDE = (
    *needed("sts", "GetCallerIdentity"),
    *needed("sts", "AssumeRole", by=By.ENTERING, on=_ENTRANCE, when=_by_role),
    # The name of the account that is signed in to; of every other one the organization's list tells it.
    *needed("account", "GetAccountInformation", on=ACCOUNT, when=_this),
    # What else runs there; in a new account nothing can.
    *needed("account", "ListRegions", on=ACCOUNT, when=_already_there),
    # Stands in where Account Management does not tell the regions.
    *needed("ec2", "DescribeRegions", when=never),
    *needed("ec2", "DescribeInstances", when=_already_there),
    *needed("cloudformation", "ListStacks", when=_already_there),
    *needed("lambda", "ListFunctions", when=_already_there),
    *needed("resourcegroupstaggingapi", "GetResources", when=_already_there),
    *needed("s3", "ListBuckets", when=_already_there),
    *needed("cloudtrail", "DescribeTrails", when=_already_there),
)
CALLS = (
    *_ORGANIZATION,
    *_INSIDE,
    *needed(
        "organizations", "CreateOrganization", writes=True, by=By.SIGNED_IN, when=_new_organization,
        in_our_name=_LINKING,
    ),
    *needed("organizations", "CreateAccount", writes=True, by=By.SIGNED_IN, when=_creates),
    *needed("organizations", "MoveAccount", writes=True, by=By.SIGNED_IN, on=MOVE, when=_in_unit),
)  # fmt: skip
