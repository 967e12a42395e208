"""What is done, in which order: a workflow is a module here, and a line in this table.

The table is read before the first paint; a workflow's steps are imported when it is the one that is walked. So the
order stands in the table, and which of the steps are for a vendor is asked of a module beside each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from wizard.model import Step, Vendor, Workflow

ORDINARY = "onboarding"
"""What is walked where no workflow is named."""


class Short(NamedTuple):
    """An answer that can be written short, behind the workflow's name on the command line.

    step, question: whose answer it is. name: ``--to`` is an option; anything else is a word at its place, and its name
    is what help calls it. metavar: what an option's value is called; an option without one answers yes. values: what
    completes it. subject: it says what a checkpoint is about, so that each of them has a checkpoint of its own.
    """

    step: str
    question: str
    name: str
    help: str
    metavar: str = ""
    values: Literal["nothing", "files", "profiles"] = "nothing"
    subject: bool = False

    @property
    def spelled(self) -> str:
        """As help shows it."""
        return f"{self.name} {self.metavar}" if self.metavar else self.name

    @property
    def is_option(self) -> bool:
        """Whether it has a name on the command line; otherwise its place tells what it is."""
        return self.name.startswith("--")


class Purpose(NamedTuple):
    """What a person wants who walks a workflow, where the wizard asks. help: with {trusted} for the account that gets
    access. between_peers: only where the profile leaves open which account that is, so that it may be one's own.
    """

    label: str
    help: str
    between_peers: bool = False


class Line(NamedTuple):
    """A workflow before it is imported.

    module: whose ``WORKFLOW`` it is. summary: what it does, for --help and completion. steps: their ids, in order, so
    that a screen shows them before it imports them; () where only the workflow itself knows. short: the answers that
    can be written short; the words among them in their order. heading: what heads it where no vendor is named; "" where
    it is about a vendor in any case. purpose: None where nobody is asked for it. on_request: those of the steps that
    are walked only where somebody asks for them: ``status``, which asks for all, or whoever answers a question
    of theirs. examples: what can be written behind the program's name, and what that does.
    """

    module: str
    summary: str
    steps: tuple[str, ...] = ()
    short: tuple[Short, ...] = ()
    heading: str = ""
    purpose: Purpose | None = None
    on_request: tuple[str, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[Short, ...]:
        """What may follow its name, in order."""
        return tuple(short for short in self.short if not short.is_option)


_ROLE_AND_PRINCIPAL = (
    Short("trusting-role", "arn", "ROLE_ARN", "the role in the other account", subject=True),
    Short("principal", "to", "--to", "who assumes it: user/NAME, group/NAME or role/NAME", metavar="WHO", subject=True),
)
_ABOUT_ROLE = (
    Short(
        "trusting-role", "profile", "--role-profile", "a profile in the role's account, to read its trust policy",
        metavar="PROFILE", values="profiles",
    ),
)  # fmt: skip

_FLEET_FILE = Short(
    "groups",
    "file",
    "FILE",
    "the groups, their accounts and policies: a path or s3://BUCKET/KEY",
    values="files",
    subject=True,
)
_TRUSTED_ACCESS = Short(
    "trusted-access",
    "activate",
    "--activate-trusted-access",
    "give StackSets trusted access to the whole organization",
)

_DRIFT = (
    Short("drift", "every_account", "--every-account", "look for drift in every account, not in a sample"),
    Short("drift", "detect", "--detect-drift", "let CloudFormation look for drift, too"),
)

WORKFLOWS: Mapping[str, Line] = {
    "onboarding": Line(
        "wizard.workflows.onboarding",
        "set up an AWS account for a vendor, up to the role's ARN",
        steps=("sign-in", "sub-account", "cloudtrail", "template", "bedrock", "handover"),
        purpose=Purpose("Set up the role", "In the account that gives access."),
        examples=(
            ("onboarding --sandbox", "try everything on a simulated AWS"),
            ("onboarding --vendor FILE", "give access to a vendor that has a profile"),
            ("onboarding --invitation FILE", "begin with what the vendor has decided"),
        ),
    ),
    "verify": Line(
        "wizard.workflows.verify",
        "prove that you can assume a role, and that it requires its external ID; read only",
        steps=("sign-in", "proof"),
        short=(
            Short("proof", "role_arn", "ROLE_ARN", "the role to assume", subject=True),
            Short("proof", "external_id", "--external-id", "the external ID that the role requires", metavar="ID"),
        ),
        purpose=Purpose("Check that you can assume the role", "In {trusted}."),
        examples=(
            ("verify --sandbox=two-accounts", "try it on a simulated AWS of two accounts"),
            (
                "verify ROLE_ARN --external-id ID",
                "assume this role with its external ID, and without",
            ),
        ),
    ),
    "grant": Line(
        "wizard.workflows.grant",
        "let a user, group or role of your account assume a role in another account",
        steps=("sign-in", "trusting-role", "principal", "permission", "granted-proof"),
        short=(
            *_ROLE_AND_PRINCIPAL,
            Short("principal", "create", "--create", "create the user, group or role if it doesn't exist"),
            Short(
                "permission",
                "managed",
                "--managed",
                "write a managed policy with this name instead of an inline one",
                metavar="NAME",
            ),
            Short(
                "trusting-role",
                "handover",
                "--handover",
                "read the role from the handover file that its owner sent",
                metavar="FILE",
                values="files",
            ),
            Short(
                "trusting-role", "external_id", "--external-id", "the external ID that the role requires", metavar="ID"
            ),
            *_ABOUT_ROLE,
        ),
        purpose=Purpose("Let somebody assume the role", "In {trusted}.", between_peers=True),
        examples=(
            ("grant --sandbox=two-accounts", "try it on a simulated AWS of two accounts"),
            (
                "grant ROLE_ARN --to group/developers",
                "let a group of your account assume this role",
            ),
            ("grant --handover FILE --to role/deployment", "let a role assume what a customer's handover names"),
        ),
    ),
    "revoke": Line(
        "wizard.workflows.revoke",
        "stop a user, group or role of your account from assuming a role in another account",
        steps=("sign-in", "trusting-role", "principal", "removal"),
        short=(*_ROLE_AND_PRINCIPAL, *_ABOUT_ROLE),
        purpose=Purpose("Stop somebody from assuming the role", "In {trusted}.", between_peers=True),
        examples=(
            ("revoke --sandbox=two-accounts", "try it on a simulated AWS of two accounts"),
            (
                "revoke ROLE_ARN --to group/developers",
                "stop a group of your account from assuming this role",
            ),
        ),
    ),
    "fleet": Line(
        "wizard.workflows.fleet",
        "give groups of people a role in many accounts of your organization, with StackSets",
        steps=("sign-in", "trusted-access", "groups", "master-roles", "stack-sets", "drift", "links", "report"),
        short=(_FLEET_FILE, _TRUSTED_ACCESS, *_DRIFT),
        heading="Fleet",
        on_request=("drift",),
        examples=(
            ("fleet --sandbox=fleet", "try it on a simulated AWS with an organization"),
            ("fleet fleet.toml", "create what the file says, or change it"),
            ("status fleet fleet.toml --every-account", "look for changes that somebody made since"),
        ),
    ),
    "fleet-remove": Line(
        "wizard.workflows.fleet_remove",
        "take one group's roles back from all its accounts, with its stack set and its central role",
        steps=("sign-in", "trusted-access", "groups", "fleet-removal"),
        short=(
            Short("fleet-removal", "group", "GROUP", "the group, by its name in the file", subject=True),
            Short("groups", "file", "--fleet", "the fleet's file", metavar="FILE", values="files"),
        ),
        heading="Fleet removal",
        examples=(
            ("fleet remove ReadOnly --sandbox=fleet", "try it on a simulated AWS with an organization"),
            ("fleet remove ReadOnly --fleet fleet.toml", "remove what the fleet's file gave this group"),
        ),
    ),
}


def workflow_named(name: str) -> Workflow:
    """A workflow by its id, for no vendor yet. Raises KeyError, and WorkflowProblem where its steps do not fit."""
    found: Workflow = import_module(WORKFLOWS[name].module).WORKFLOW
    return found


def workflow_for(name: str, vendor: Vendor) -> Workflow:
    """A workflow with the steps that a vendor asks for. Raises KeyError and WorkflowProblem."""
    return workflow_named(name).for_vendor(vendor)


def steps_for(name: str, vendor: Vendor, unasked: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of the same steps, in order; imports none of them that the table names. Raises KeyError.

    unasked: those on request for which nobody asks.
    """
    known = WORKFLOWS[name].steps
    if not known:
        return tuple(step.id for step in workflow_for(name, vendor).steps)
    return tuple(step for step in known if step not in unasked and _applies(step)(vendor))


def steps_of(name: str) -> tuple[Step, ...]:
    """Every step of a workflow, in order; imports them. Raises KeyError."""
    return tuple(import_module(f"{_folder(step)}.step").STEP for step in WORKFLOWS[name].steps)


def _applies(step: str) -> Callable[[Vendor], bool]:
    from wizard.model.step import for_everybody

    module = f"{_folder(step)}.applies"
    if find_spec(module) is None:
        return for_everybody
    asked: Callable[[Vendor], bool] = import_module(module).applies
    return asked


def _folder(step: str) -> str:
    return f"wizard.steps.{step.replace('-', '_')}"
