"""Which region: the question, with the regions that are enabled and what the vendor does there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.model import Choice, Context, Observation, Question, State, Trouble, Vendor
from wizard.steps.sign_in import portal
from wizard.steps.sign_in.credentials import ChosenCredentials
from wizard.steps.sign_in.portal import Facts

REGION = Question(
    name="region",
    invited="region",
    public=True,
    shape=portal.REGION_SHAPE,
    text="Which region do you want to use?",
    help="The AWS region where the stack is created and models are called. You can't change it later.",
    placeholder="us-east-1",
    check=portal.check_region,
)


def ask(
    using: ChosenCredentials, context: Context, enabled: Sequence[str], trouble: Trouble | None
) -> Observation[Facts]:
    """Ask for it; those that the vendor prefers come first."""
    preferred = [region for region in context.vendor.regions if region in enabled or not enabled]
    names = [*preferred, *sorted(set(enabled) - set(preferred))]
    choices = tuple(Choice(name, name, recommended=name == names[0]) for name in names) if enabled else ()
    question = replace(REGION, choices=choices, default=names[0], help=_help(context.vendor))
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary="choose a region",
        facts=Facts(),
        findings=using.findings,
        questions=(question,),
        trouble=trouble,
    )


def _help(vendor: Vendor) -> str:
    models = vendor.has("models")
    does = f"{vendor.name} is deployed and models are called" if models else f"{vendor.name}'s stack is created"
    return f"The AWS region where {does}. You can't change it later."
