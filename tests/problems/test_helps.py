"""What a problem recommends can be done on the screen that shows it, and one action leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from screens.offers import offers
from tests.screens import still
from wizard.engine.actions import Action, helps, login, possible
from wizard.frontends.prompts import menus
from wizard.model import CallError, Login, Problem, State, StepView, Trouble, Where
from wizard.permissions.requests import ready
from wizard.problems.explain import UNEXPECTED, UNEXPLAINED, Text, explain, problem_texts
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

TEXTS = {**problem_texts(), UNEXPECTED.key: UNEXPECTED, UNEXPLAINED.key: UNEXPLAINED}
ACTIONS = frozenset[str](get_args(Action))
ERROR = CallError(
    code="AccessDenied", message="no", service="iam", operation="GetRole", account=still.ACCOUNT, region="eu-west-1"
)
HERE = Where(account=still.ACCOUNT, region="eu-west-1", caller=f"arn:aws:iam::{still.ACCOUNT}:user/ada")

# What a line says to do, and the actions of which one has to be there. Another answer is given or taken back.
ANSWERED = {"answer", "change"}
SAID: tuple[tuple[str, set[str]], ...] = (
    (r"\b[Cc]heck again\b", {"again"}),
    (r"\b[Tt]ry again in\b", {"again"}),
    (r"\b[Ss]kip (this|it|step)", {"skip"}),
    (r"\b[Ss]ign in here\b", {"login"}),
    (r"^(Or )?([Gg]ive|[Ee]nter|[Uu]se) (the code|another e-mail|the name)", ANSWERED | {"login"}),
    (r"^(Or )?[Cc]hoose (another account|one of|\")", ANSWERED | {"identity"}),
    (r"^(Or )?([Cc]hoose other credentials|choose another profile)", {"identity"}),
    (r"\bsign in with credentials\b", {"identity"}),
    (r"^Quit, ", {"quit"}),
    (r"\bc copies them\b", {"commands"}),
    (r"^Copy the role ARN", {"copy-arn"}),
    (r"\bopen a (support )?case\b|\bAWS Support\b(?!, which)", {"request", "console"}),
    (r"^(Or )?[Aa]sk (whoever|them|\{vendor\}|\{contact|the vendor|the owner)", {"request"}),
    (r"^(Or )?[Aa]sk AWS", {"request", "console"}),
    (r"\b([Hh]ave|[Gg]et) \S+ (and \S+ )?(granted|allowed)", {"request"}),
    (r"\b(CloudFormation|CloudTrail|S3|KMS) console\b|\bAWS console, (Account|Billing)\b", {"console"}),
    (r"\bService Quotas, AWS", {"console"}),
    (r"\bopen Billing\b", {"console"}),
)  # fmt: skip


def problem(text: Text) -> Problem:
    """As the engine would give it, on a real AWS."""
    wanted = Login(kind="code", profile="ada", name="a device") if "login" in text.helps else None
    error = replace_error(wanted)
    explained = explain(Trouble(key=text.key, error=error)) if text.key in problem_texts() else explain(error)
    explained = explained if explained.key == text.key else explain(CallError(code="Unexpected", message="no"))
    return ready(explained, "template", HERE, {}, workflow=WORKFLOW, vendor=load_vendor("firetiger"), simulated="")


def replace_error(wanted: Login | None) -> CallError:
    code = "NeverHeardOf" if wanted is None else "ExpiredToken"
    return CallError(
        **{**{name: getattr(ERROR, name) for name in ERROR.__struct_fields__}, "code": code, "login": wanted}
    )


def shown(text: Text) -> Iterator[StepView]:
    """The step that shows it: with nothing to answer, with what was answered, with a question, after a refused plan."""
    said = problem(text)
    blocked = still.step("template", State.BLOCKED, problem=said, findings=still.HANDED_OVER.findings)
    yield blocked
    yield replace(blocked, answers={"mode": "create"})
    if not (said.error and said.error.login):
        yield replace(blocked, state=State.NEEDS_ANSWERS, questions=still.QUESTIONS, answers={"name": "it"})
    yield replace(blocked, plan=still.TRAIL_PLAN, answers={"mode": "create"})


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_problem_names_what_helps_and_has_what_that_takes(key: str) -> None:
    text = TEXTS[key]
    assert text.helps
    assert set(text.helps) <= ACTIONS
    assert len(set(text.helps)) == len(text.helps)
    assert bool(text.console) == ("console" in text.helps)
    assert bool(text.request) == ("request" in text.helps)
    assert not text.command or "commands" in text.helps
    assert not text.statement or (text.request and text.to == "administrator")
    assert not re.search(r"\.\.|\?$", text.request)


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_one_action_that_helps_leads_on_and_a_bare_enter_does_it(key: str) -> None:
    for view in shown(TEXTS[key]):
        now = possible(view)
        assert view.problem is not None
        best = "login" if login(view) else "answer" if view.questions else helps(view, now.actions)[0]
        assert now.main == best, (view.state, now)
        assert now.enter == now.main or now.main in ("skip", "quit", "approve")
        buttons, menu = offers(view, now), menus.offers(view, now)
        assert (buttons[0].action, buttons[0].main) == (best, True)
        assert menu[0].value == best
        assert all(offer.label for offer in buttons)


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_what_a_line_says_to_do_can_be_pressed_where_it_is_read(key: str) -> None:
    text = TEXTS[key]
    # Whether there is anything to answer or to run is the step's; that it is possible then is in the test above.
    can = {action for view in shown(text) for action in possible(view).actions}
    named = {
        *text.helps,
        *(ANSWERED if "answer" in text.helps else ()),
        *({"again", "skip", "identity", "report"} & can),
    }
    lacking = [line for line in text.todo for said, wanted in SAID if re.search(said, line) and not wanted & named]
    assert lacking == []


def test_the_lines_are_not_passed_over() -> None:
    lines = [line for text in TEXTS.values() for line in text.todo]
    assert sum(any(re.search(said, line) for said, _ in SAID) for line in lines) > len(lines) / 2
    assert all(any(re.search(said, line) for line in lines) for said, _ in SAID)
