"""Which of the calls that the steps declare are made on the path that the answers choose, and with whose permissions.

A call that is not named here is made on every path. Reads that only stand in for others (EC2's list of regions, where
Account Management does not tell) are on no path: who has the policy needs no stand-in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.model import Answers, Vendor

OWN_ROLE = "OrganizationAccountAccessRole"
# What the step tries as well in an account that exists and whose role nobody named.
CONTROL_TOWER_ROLE = "AWSControlTowerExecution"


@dataclass(frozen=True, slots=True)
class Path:
    """The answers by step, and what they come to. What is not answered is as in a new account."""

    tables: Mapping[str, Answers]

    def answers(self, step: str) -> Answers:
        """A step's answers."""
        return self.tables.get(step, Answers())

    @property
    def mode(self) -> str:
        """How the account comes about: ``create``, ``existing`` or ``this-account``."""
        return self.answers("sub-account").text("mode", "create")

    @property
    def account(self) -> str:
        """The dedicated account's id, ``*`` where it is not known."""
        return self.answers("sub-account").text("account_id", "*") if self.mode == "existing" else "*"

    @property
    def profile(self) -> str:
        """Another way in than the role that AWS makes."""
        return self.answers("sub-account").text("profile") if self.mode != "this-account" else ""

    @property
    def entries(self) -> list[str]:
        """The roles that the way in may go through; none where it goes through a profile alone."""
        named = self.answers("sub-account").text("role_name")
        if named or self.mode == "this-account" or self.profile:
            return [named] if named and self.mode != "this-account" else []
        return [OWN_ROLE] if self.mode == "create" else [OWN_ROLE, CONTROL_TOWER_ROLE]

    @property
    def unit(self) -> str:
        """The organizational unit that the new account goes to."""
        unit = self.answers("sub-account").text("organizational_unit_id")
        return unit if unit.startswith("ou-") and self.mode == "create" else ""

    @property
    def trail_mode(self) -> str:
        """How the trail comes about."""
        return self.answers("cloudtrail").text("mode")

    @property
    def on_existing(self) -> str:
        """What becomes of a role or stack that is there."""
        return self.answers("template").text("on_existing")

    def stack_name(self, vendor: Vendor) -> str:
        """The stack's name."""
        return self.answers("template").text("stack_name", vendor.stack_name)

    def words(self, identity: str) -> str:
        """Whom a policy is for, for a person."""
        if identity == "profile":
            return f"For profile {self.profile}, which assumes the role {self.entries[0]}"
        if identity == "signed-in":
            where = {"create": "in the management account", "existing": "in your organization's account"}
            return f"For whoever signs in, {where.get(self.mode, 'in the account that is onboarded')}"
        account = "the new account" if self.mode == "create" else f"account {self.account}"
        way = f"the role {' or '.join(self.entries)}" if self.entries else f"profile {self.profile}"
        return f"For {way} in {account}"


# --- whose permissions ---------------------------------------------------------------------------------------------

# Read in the management account too: what is set there holds in its members.
BY_BOTH = ("bedrock:GetUseCaseForModelAccess", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors")
OUTSIDE = ("organizations:", "controltower:")


def made_by(path: Path, step: str, call: str) -> tuple[str, ...]:
    """The identities that make a call: ``signed-in``, ``profile``, ``sub-account``."""
    if path.mode == "this-account" or step == "sign-in" or call.startswith(OUTSIDE):
        return ("signed-in",)
    if call == "sts:AssumeRole":
        return ("profile",) if path.profile else ("signed-in",)
    return ("signed-in", "sub-account") if call in BY_BOTH else ("sub-account",)


# --- which calls ---------------------------------------------------------------------------------------------------

Condition = Callable[[Path], bool]


def _creates(path: Path) -> bool:
    return path.mode == "create"


def _lists_accounts(path: Path) -> bool:
    """An account whose id is known is described; any other is looked for."""
    return _creates(path) or (path.mode == "existing" and not path.answers("sub-account").text("account_id"))


def _asks_control_tower(path: Path) -> bool:
    return _creates(path) and not path.answers("sub-account").yes("despite_control_tower")


def _new_organization(path: Path) -> bool:
    return _creates(path) and path.answers("sub-account").yes("create_organization") is True


def _in_unit(path: Path) -> bool:
    return bool(path.unit)


def _trail(*modes: str) -> Condition:
    return lambda path: path.trail_mode in modes


def _existing(*values: str) -> Condition:
    return lambda path: path.on_existing in values


def _deletes_stack(path: Path) -> bool:
    return path.on_existing == "delete" or path.answers("template").text("on_failed_stack") == "delete"


def _never(_: Path) -> bool:
    return False


_LOOK_AROUND = (
    "account:ListRegions", "cloudformation:ListStacks", "ec2:DescribeInstances", "lambda:ListFunctions",
    "resourcegroupstaggingapi:GetResources", "s3:ListBuckets", "cloudtrail:DescribeTrails",
)  # fmt: skip
_TAKE_APART = ("DetachRolePolicy", "DeleteRolePolicy")
_REPAIR_ROLE = (
    "UpdateAssumeRolePolicy", "AttachRolePolicy", "PutRolePolicy", "PutRolePermissionsBoundary",
    "DeleteRolePermissionsBoundary", "UpdateRole", "TagRole", "UntagRole",
)  # fmt: skip

WHEN: Mapping[tuple[str, str], Condition] = {
    ("sign-in", "organizations:ListDelegatedAdministrators"): lambda path: path.mode == "existing",
    ("sub-account", "organizations:DescribeOrganization"): _new_organization,
    ("sub-account", "organizations:ListDelegatedAdministrators"): _never,
    ("sub-account", "organizations:ListAccounts"): _lists_accounts,
    ("sub-account", "organizations:DescribeAccount"): lambda path: path.mode != "this-account",
    ("sub-account", "organizations:DescribeCreateAccountStatus"): _creates,
    ("sub-account", "organizations:ListCreateAccountStatus"): _creates,
    ("sub-account", "organizations:ListAWSServiceAccessForOrganization"): _asks_control_tower,
    ("sub-account", "controltower:ListLandingZones"): _asks_control_tower,
    ("sub-account", "organizations:ListRoots"): _in_unit,
    ("sub-account", "organizations:ListParents"): _in_unit,
    ("sub-account", "organizations:DescribeOrganizationalUnit"): _in_unit,
    ("sub-account", "organizations:ListOrganizationalUnitsForParent"): _never,
    ("sub-account", "organizations:CreateOrganization"): _new_organization,
    ("sub-account", "organizations:CreateAccount"): _creates,
    ("sub-account", "organizations:MoveAccount"): _in_unit,
    ("sub-account", "sts:AssumeRole"): lambda path: bool(path.entries),
    # The name of the account that is signed in to; of every other one the organization's list tells it.
    ("sub-account", "account:GetAccountInformation"): lambda path: path.mode == "this-account",
    ("sub-account", "ec2:DescribeRegions"): _never,
    **{("sub-account", call): (lambda path: not _creates(path)) for call in _LOOK_AROUND},
    ("cloudtrail", "ec2:DescribeRegions"): _never,
    **{("cloudtrail", f"s3:Get{name}"): _trail("", "create-trail", "by-hand") for name in
       ("BucketPolicy", "PublicAccessBlock", "BucketEncryption")},
    **{("cloudtrail", f"s3:{name}"): _trail("", "create-trail") for name in
       ("CreateBucket", "PutPublicAccessBlock", "PutBucketEncryption", "PutBucketPolicy")},
    ("cloudtrail", "cloudtrail:CreateTrail"): _trail("", "create-trail"),
    ("cloudtrail", "cloudtrail:UpdateTrail"): _trail("repair"),
    ("cloudtrail", "cloudtrail:PutEventSelectors"): _trail("repair"),
    ("cloudtrail", "cloudtrail:StartLogging"): _trail("", "create-trail", "repair"),
    ("template", "cloudformation:DescribeChangeSet"): _existing("import", "update"),
    ("template", "cloudformation:CreateChangeSet"): _existing("import", "update"),
    ("template", "cloudformation:ExecuteChangeSet"): _existing("import", "update"),
    ("template", "cloudformation:DeleteStack"): _deletes_stack,
    ("template", "iam:ListInstanceProfilesForRole"): _existing("delete"),
    ("template", "iam:RemoveRoleFromInstanceProfile"): _existing("delete"),
    ("template", "iam:DeleteRole"): _existing("delete"),
    **{("template", f"iam:{name}"): _existing("delete", "update") for name in _TAKE_APART},
    **{("template", f"iam:{name}"): _existing("update") for name in _REPAIR_ROLE},
    **{("template", f"organizations:{name}"): (lambda path: path.mode != "this-account") for name in
       ("ListPolicies", "ListPoliciesForTarget", "DescribePolicy", "DescribeAccount", "ListParents")},
    ("bedrock", "bedrock-runtime:Converse"): lambda path: path.answers("bedrock").yes("prove") is not False,
}  # fmt: skip


def is_needed(path: Path, step: str, call: str) -> bool:
    """Whether a step makes a call on this path."""
    condition = WHEN.get((step, call))
    return condition is None or condition(path)
