"""The order of a workflow follows from what its steps need and find."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import msgspec
import pytest

from tests.worlds import thing, workflow_of
from wizard.model import Step, SubAccount, Vendor
from wizard.model.vendor import Rule
from wizard.model.workflow import WorkflowProblem
from wizard.vendors.profile import load_vendor
from wizard.workflows import WORKFLOWS, steps_for, workflow_for, workflow_named
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


# --- which steps a vendor has ----------------------------------------------------------------------------------------

FIRETIGER = load_vendor("firetiger")
RULES = get_args(Rule)
STEP_OF = dict(zip(RULES, ("sub-account", "cloudtrail", "bedrock"), strict=True))


@pytest.mark.parametrize("kept", RULES)
def test_a_vendor_has_the_rules_of_its_profile_and_no_other(kept: Rule) -> None:
    assert [rule for rule in RULES if vendor_with(kept).has(rule)] == [kept]


def vendor_with(*rules: str) -> Vendor:
    changes = {rule: () if rule == "models" else False for rule in RULES if rule not in rules}
    return msgspec.structs.replace(FIRETIGER, **changes)


@pytest.mark.parametrize("kept", product((True, False), repeat=len(RULES)))
def test_a_vendor_has_the_steps_that_its_rules_ask_for(kept: tuple[bool, ...]) -> None:
    rules = [rule for rule, has in zip(RULES, kept, strict=True) if has]
    left_out = {STEP_OF[rule] for rule in RULES if rule not in rules}
    made = workflow_for("onboarding", vendor_with(*rules))
    assert [step.id for step in made.steps] == [step.id for step in WORKFLOW.steps if step.id not in left_out]


@pytest.mark.parametrize("kept", product((True, False), repeat=len(RULES)))
@pytest.mark.parametrize("name", WORKFLOWS)
def test_before_a_step_is_imported_the_same_steps_are_known(name: str, kept: tuple[bool, ...]) -> None:
    vendor = vendor_with(*(rule for rule, has in zip(RULES, kept, strict=True) if has))
    assert steps_for(name, vendor) == tuple(step.id for step in workflow_for(name, vendor).steps)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_the_steps_of_its_line_in_the_table(name: str) -> None:
    assert tuple(step.id for step in workflow_named(name).steps) == WORKFLOWS[name].steps


def test_where_no_account_is_asked_for_the_rest_goes_on_where_one_is_signed_in() -> None:
    made = workflow_for("onboarding", vendor_with("cloudtrail", "models"))
    signed_in = ("sign-in",)
    assert made.after == {
        "sign-in": (),
        "cloudtrail": signed_in,
        "template": signed_in,
        "bedrock": signed_in,
        "handover": ("sign-in", "template"),
    }
    assert SubAccount not in WORKFLOW.steps[0].finds


def test_a_vendor_whose_rules_leave_a_need_open_is_refused_with_both_names() -> None:
    account = replace(thing("account"), applies=lambda vendor: vendor.has("dedicated_account"))
    made = workflow_of(account, thing("stack", after=("account",)))
    assert made.for_vendor(FIRETIGER).after == made.after
    with pytest.raises(WorkflowProblem, match="stack needs Account, and no step before it finds one"):
        made.for_vendor(vendor_with())


def test_a_step_is_called_what_the_vendor_calls_it() -> None:
    texts = {**FIRETIGER.texts, "template": msgspec.structs.replace(FIRETIGER.texts["template"], title="The role")}
    made = WORKFLOW.for_vendor(msgspec.structs.replace(FIRETIGER, texts=texts))
    assert title_of(made.steps, "template") == "The role"
    assert title_of(made.steps, "bedrock") == "Bedrock"


def title_of(steps: tuple[Step, ...], name: str) -> str:
    return next(step.title for step in steps if step.id == name)


def test_a_workflow_says_what_its_checkpoint_is_about_and_mostly_that_is_the_vendor() -> None:
    vendor = load_vendor("firetiger")
    assert workflow_named("onboarding").subject(vendor) == "firetiger"
    about_its_account = replace(workflow_named("onboarding"), subject=lambda vendor: vendor.account)
    assert about_its_account.subject(vendor) == vendor.account
