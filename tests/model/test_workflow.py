"""The order of a workflow follows from what its steps need and find."""

from __future__ import annotations

import pytest

from tests.worlds import thing, workflow_of
from wizard.model.workflow import WorkflowProblem
from wizard.workflows.onboarding import WORKFLOW


def test_a_step_comes_after_the_one_that_finds_what_it_needs() -> None:
    made = workflow_of(thing("account"), thing("trail"), thing("stack", after=("account",)))
    assert made.after == {"account": (), "trail": (), "stack": ("account",)}


def test_of_two_that_find_the_same_the_later_one_counts() -> None:
    found = thing("account").finds
    again = thing("organization", after=("account",))
    refined = type(again)(**{name: getattr(again, name) for name in again.__slots__} | {"finds": found})
    made = workflow_of(thing("account"), refined, thing("stack", after=("account",)))
    assert made.after["stack"] == ("organization",)


def test_a_step_whose_need_nobody_before_it_finds_is_refused_with_both_names() -> None:
    with pytest.raises(WorkflowProblem, match="things: stack needs Account, and no step before it finds one"):
        workflow_of(thing("stack", after=("account",)), thing("account"))


def test_a_step_that_reports_tells_of_all_that_it_does_not_build_on() -> None:
    report = thing("report", after=("stack",), reports=True)
    made = workflow_of(thing("account"), thing("stack", after=("account",)), thing("trail"), report)
    assert made.reports_on["report"] == ("trail",)
    assert made.reports_on["stack"] == ()


def test_the_onboarding_goes_on_in_an_account_and_hands_over_a_role() -> None:
    account = ("sub-account",)
    assert WORKFLOW.after == {
        "sign-in": (),
        "sub-account": ("sign-in",),
        "cloudtrail": account,
        "template": account,
        "bedrock": account,
        "handover": ("sub-account", "template"),
    }
    assert WORKFLOW.reports_on["handover"] == ("cloudtrail", "bedrock")
