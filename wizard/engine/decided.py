"""What a vendor decided by its invitation: shown as that, never asked, never answered otherwise.

It takes the questions out of what a step asks, whichever step that is. Where a step then asks nothing that a person can
answer, it is blocked: only the vendor can help, with another invitation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wizard.engine.known import Known
from wizard.model import Finding, Observation, State, Step, Trouble, Vendor
from wizard.model.invitation import CALLED, Signature
from wizard.model.marks import Mark
from wizard.model.questions import Question

_SAID: Mapping[Signature, tuple[Mark, str]] = {
    "signed": ("good", "{vendor} signed the invitation that you opened."),
    "unsigned": (
        "warning",
        "The invitation that you opened isn't signed, so anyone could have written it. Before you use it, compare it"
        " with what {vendor} told you.",
    ),
    "unchecked": (
        "warning",
        "The wizard can't check who signed the invitation that you opened: {vendor}'s profile has no invitation key."
        " Before you use it, compare it with what {vendor} told you.",
    ),
}


def without_decided(observation: Observation[Any], decided: frozenset[str], vendor: Vendor) -> Observation[Any]:
    """What was observed, without the questions that the vendor answered."""
    open_ = tuple(one for one in observation.questions if one.name not in decided)
    if len(open_) == len(observation.questions):
        return observation
    if open_ or observation.state is not State.NEEDS_ANSWERS:
        return replace(observation, questions=open_)
    asked = ", ".join(called(one) for one in observation.questions)
    trouble = observation.trouble or Trouble(
        key="decided-by-vendor", values={"vendor": vendor.name, "contact": vendor.contact, "what": asked}
    )
    return replace(observation, state=State.BLOCKED, questions=(), trouble=trouble)


def with_decided(
    findings: tuple[Finding, ...], state: State, step: Step, known: Known, *, first: bool
) -> tuple[Finding, ...]:
    """A step's findings with what an invitation decided of it; behind them where the step has its result.

    first: it is the workflow's first step, which tells of the invitation itself.
    """
    said = _SAID.get(known.checkpoint.document.invitation) if first else None
    itself = (Finding(mark=said[0], text=said[1].format(vendor=known.always.vendor.name)),) if said else ()
    decided = tuple(_decided(step, known))
    return (*itself, *findings, *decided) if state is State.SATISFIED else (*itself, *decided, *findings)


def _decided(step: Step, known: Known) -> Iterator[Finding]:
    kept, decided = known.checkpoint.answers(step.id), known.checkpoint.decided(step.id)
    vendor = known.always.vendor
    for question in step.questions:
        if question.name in decided:
            value = kept[question.name]
            shown = ", ".join(json.loads(value)) if question.several else value
            yield Finding(mark="info", text=f"{called(question)}: {shown}. {vendor.name}'s invitation decides this.")


def called(question: Question) -> str:
    """What a question is called where its answer is told."""
    return CALLED[question.invited] if question.invited else question.name
