"""Who may ask AWS Organizations what, and the operations whose checks moto leaves out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, Forward, gate, operation
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import OrganizationState, backend, management_of

# Every account of an organization may ask this.
_ANY_MEMBER = frozenset({"DescribeOrganization", "CreateOrganization", "LeaveOrganization", "ListHandshakesForAccount"})
# What a delegated administrator may do besides: look around.
_LOOKING = ("List", "Describe")
_DENIED = "You don't have permissions to access this resource."
_NOT_IN_USE = "Your account is not a member of an organization."
_FINALIZING = "AWS Organizations is still finalizing the creation of your organization. Try again in an hour."


@gate("organizations")
def check_standing(call: Call) -> None:
    """The management account may do everything, a delegated administrator may look, members hardly anything."""
    management = management_of(call.account)
    if call.operation == "CreateOrganization":
        return
    if management is None:
        raise AwsError("AWSOrganizationsNotInUseException", _NOT_IN_USE)
    if call.operation not in _ANY_MEMBER and call.account != management:
        delegated = any(admin.account.id == call.account for admin in backend(management).admins)
        if not (delegated and call.operation.startswith(_LOOKING)):
            raise AwsError("AccessDeniedException", _DENIED)


@gate("organizations")
def check_finalized(call: Call) -> None:
    """A new organization needs a while before it takes accounts."""
    state = call.world.of(OrganizationState)
    if call.operation in ("CreateAccount", "CreateOrganizationalUnit") and state.finalizing > 0:
        if call.world.pace.factor == 0:
            state.finalizing -= 1
        raise AwsError("FinalizingOrganizationException", _FINALIZING)


@operation("organizations", "CreateOrganization")
def create_organization(call: Call) -> Answer:
    if management_of(call.account) is not None:
        raise AwsError("AlreadyInOrganizationException", "The AWS account is already a member of an organization.")
    settings = call.world.scenario.table("organization")
    found(call.world, call.account, str(settings.get("name", "Example Corp")), call.get("FeatureSet", "ALL"))
    seconds = float(settings.get("finalizing", 0))
    if seconds:
        call.world.of(OrganizationState).finalizing = 1
        call.world.pace.after(seconds, lambda _: _finalize(call.world))
    return dict(backend(call.account).org.describe())


def _finalize(world: World) -> None:
    world.of(OrganizationState).finalizing = 0


def found(world: World, account: str, name: str, feature_set: str = "ALL") -> Any:
    """Makes that account the management account of a new organization."""
    organization = backend(account)
    organization.create_organization("us-east-1", FeatureSet=feature_set)
    email = str(world.scenario.table("organization").get("email", "aws@example.com"))
    organization.org.master_account_email = email
    own = organization.accounts[0]
    own.name, own.email, own.joined_method = name, email, "INVITED"
    own.create_time = datetime(2024, 3, 1, 9, 30)
    return organization


@operation("organizations", "DeleteOrganization")
def delete_organization(call: Call) -> Answer:
    """moto knows the management account by its name, which is another one here. A closed account counts."""
    organization = backend(call.account)
    if any(account.id != call.account for account in organization.accounts):
        raise AwsError("OrganizationNotEmptyException", "To delete an organization, first remove all member accounts.")
    organization.org, organization.accounts, organization.ou, organization.policies = None, [], [], []
    return {}


@operation("organizations", "DescribeOrganization")
def describe_organization(call: Call) -> Answer:
    management = management_of(call.account)
    assert management is not None
    return dict(backend(management).org.describe())


@operation("organizations", "MoveAccount")
def move_account(call: Call) -> Answer | Forward:
    """moto moves an account from wherever it is; AWS wants to be told right."""
    organization = backend(call.account)
    account = next((each for each in organization.accounts if each.id == call.get("AccountId")), None)
    units = {unit.id for unit in organization.ou}
    if account is None:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    if call.get("SourceParentId") not in units or account.parent_id != call.get("SourceParentId"):
        raise AwsError("SourceParentNotFoundException", "You specified a source parent that doesn't exist.")
    if call.get("DestinationParentId") not in units:
        raise AwsError("DestinationParentNotFoundException", "You specified a destination parent that doesn't exist.")
    if account.parent_id == call.get("DestinationParentId"):
        raise AwsError("DuplicateAccountException", "The account is already in the destination.")
    return Forward()


@operation(
    "organizations",
    "ListRoots",
    "ListParents",
    "ListTagsForResource",
    "ListTargetsForPolicy",
    "ListDelegatedServicesForAccount",
    "ListAWSServiceAccessForOrganization",
)
def look(call: Call) -> Forward:
    """A delegated administrator sees the management account's organization, not one of its own."""
    return Forward(management_of(call.account))
