"""Whether the vendor gave an external ID: asked where its role could demand one and lets an account in without.

It is asked of a person and never of a file: there the ID itself is the answer, and leaving it out is one, too. That
nobody was given one is an answer that is kept, so nothing is asked twice, neither here nor by whoever resumes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wizard.model import Answers, Context, Observation, Question, State, Vendor
from wizard.model.places import places_in
from wizard.resources.deployment import external_id_parameter
from wizard.resources.parameters import demanding, questions_of
from wizard.resources.template import needs_value, parsed
from wizard.steps.template.case import DEMANDED, EXTERNAL_ID

NAME = "external_id_given"
_WHETHER = Question(
    name=NAME,
    public=True,
    yes_or_no=True,
    text="Did {vendor} give you an external ID?",
    help="If so, the role requires it. It keeps other customers of {vendor} out of your account.",
    default="false",
)


def questions_for(vendor: Vendor) -> tuple[Question, ...]:
    """What the step asks for this vendor: what its profile leaves open, and whether it gave an external ID."""
    return (*questions_of(vendor), *((_whether(vendor),) if places_in(vendor.role_name) or _asks(vendor) else ()))


def asked_besides(seen: Observation[Any], answers: Answers, context: Context) -> Observation[Any]:
    """The same, or asking for the external ID first: before anything is changed, and when an answer was taken back.

    context: with the vendor as it is for this customer.
    """
    questions = _open(answers, context)
    again = bool(context.taken_back & {NAME, EXTERNAL_ID.name})
    if not questions or not (again or seen.state in (State.UNMET, State.NEEDS_ANSWERS)):
        return seen
    return replace(
        seen, state=State.NEEDS_ANSWERS, summary="needs your answers", questions=questions, trouble=None, waiting=None
    )


def _open(answers: Answers, context: Context) -> tuple[Question, ...]:
    taken_back, vendor = context.taken_back, context.vendor
    if not context.person or answers.text(EXTERNAL_ID.name):
        return ()
    if not _asks(vendor):
        # Nobody asked, but somebody gave one: what is taken back can be given again.
        return (EXTERNAL_ID,) if EXTERNAL_ID.name in taken_back and _could_demand(vendor) else ()
    if answers.yes(NAME) is False:
        return ()
    had = EXTERNAL_ID.name in taken_back or answers.yes(NAME)
    whether = replace(_whether(vendor), default="true" if had else "false")
    return (whether, replace(DEMANDED, only_with=(NAME, "true")))


def _whether(vendor: Vendor) -> Question:
    said = {field: getattr(_WHETHER, field).format(vendor=vendor.name) for field in ("text", "help")}
    return replace(_WHETHER, **said)


def _asks(vendor: Vendor) -> bool:
    """Whether its customers may have been given one that nothing else asks for."""
    if vendor.role:
        return vendor.role.external_id == "optional" and not vendor.parameters
    return vendor.asks_for_external_id and _could_demand(vendor)


def _could_demand(vendor: Vendor) -> bool:
    """Whether its own template takes one and needs none: by a parameter with a default, or once it is added."""
    own = external_id_parameter(vendor)
    return not needs_value(parsed(vendor.template), own) if own else bool(external_id_parameter(demanding(vendor)))
