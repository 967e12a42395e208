"""``export``: what a workflow would make, for the tools in which others keep theirs. Asks AWS nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from wizard.cli.common_options import ABOUT, ANSWERS, REGION, VENDOR, Option
from wizard.cli.page import PRINTED, Page
from wizard.cli.settings import OfWorkflow
from wizard.cli.usage import UsageProblem
from wizard.export.forms import FORMS
from wizard.frontends.exits import Exit

PAGE = Page(
    text=(
        "Prints the role that a vendor gets, or the policy that grants access to one, for the tool that you manage your"
        " account with. Every form makes the same. It doesn't call AWS."
    ),
    usage="[WORKFLOW] --as FORM [OPTION ...]",
    words=(("FORM", ", ".join(FORMS)),),
    examples=(
        ("export --as terraform > firetiger.tf", "the vendor's role for Terraform"),
        ("export --vendor trusted-account --answers answers.toml --as cdk-python", "another vendor's, as you answered"),
        ("export --as aws-cli > role.sh", "a script that creates it with the aws command"),
        (
            "export grant ROLE_ARN --to group/NAME --as cloudformation-yaml",
            "the policy that lets a group assume a role",
        ),
    ),
    exits=PRINTED,
    workflows=("onboarding", "grant"),
)
OPTIONS = (
    Option(name="--as", metavar="FORM", fixed=tuple(FORMS), help="the form to print; FORM is one of those above"),
    ANSWERS,
    VENDOR,
    REGION,
    *ABOUT,
)


@dataclass(frozen=True, kw_only=True)
class Exporting(OfWorkflow):
    """as_: the form."""

    as_: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.as_:
            raise UsageProblem(f"export needs --as and a form: {', '.join(FORMS)}.")


SETTINGS = Exporting


def run(settings: Exporting) -> Exit:
    """Print it, and nothing else, so that it can be kept in a file as it is. Raises UsageProblem."""
    from wizard.cli.preflight import given_answers
    from wizard.export.forms import in_form
    from wizard.model.exported import NotExportableError
    from wizard.vendors.profile import VendorProblem, load_vendor
    from wizard.workflows import workflow_for

    try:
        vendor = load_vendor(settings.vendor)
        workflow = workflow_for(settings.workflow, vendor)
        if workflow.exported is None:
            raise UsageProblem(f"The workflow {workflow.id} makes nothing that could be exported.")
        given = given_answers(settings, workflow.steps)
        text = in_form(workflow.exported(vendor, given, settings.region), settings.as_)
    except (VendorProblem, NotExportableError) as problem:
        raise UsageProblem(str(problem)) from None
    sys.stdout.write(text)
    return Exit.COMPLETE
