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
ANSWERS = r"^((Or|Then) |Best: |If [^,]+, )?([Cc]hoose|[Ee]nter|[Nn]ame|[Gg]ive|[Ll]eave|[Aa]nswer|[Uu]se|[Ww]rite)\b"
NO_ANSWER = r"(?!( the code here| region out| yourself|.*vendor profile|.*in your fleet file|.*Service Quotas))"
CREATING = r"[Cc]reate (a|the) (trail for(?!.*console)|sub-account|new account|organization)"
SAID: tuple[tuple[str, set[str]], ...] = (
    (r"\b[Cc]heck again\b", {"again"}),
    (r"\b([Tt]ry|answer) again\b", {"again"}),
    (r"\b[Ss]kip (this|it|step)", {"skip"}),
    (r"\b[Ss]ign in here\b|^Enter the code here", {"login"}),
    (rf"{ANSWERS}{NO_ANSWER}", ANSWERED | {"identity", "login"}),
    (r"^(Or )?([Cc]hange|[Cc]orrect) the (answers?|file)\b", ANSWERED),
    (r"^Check the (name|path|file|role's ARN|account in)|^(Use|Give) the (handover )?file\b", ANSWERED),
    (r"\b[Cc]hoose (below|\"|one of|the right)|\bbelow\b.*\bchoose\b|\bthe choices below\b", ANSWERED | {"identity"}),
    (r"\blet the wizard\b|^Let the wizard\b", ANSWERED),
    (rf"^(Or )?({CREATING}|[Cc]hange the role)\b", ANSWERED),
    (r"^(Or )?(Adopt it|Update the stack|Repair one|continue, and|keep it and|delete the role and)", ANSWERED),
    (r"^(Or )?[Cc]hoose (other credentials|another profile)", {"identity"}),
    (r"\b[Gg]o back to the first step", {"identity", "step-before"}),
    (r"^(Or )?([Ss]ign in (as|to (account|an?|the|\{)|with))\b", {"identity", "login"}),
    (r"\bsign in (with credentials|at your company's)|\bsign in with a code\b", {"identity", "answer"}),
    (r"^(Then )?[Cc]hoose another profile|\bleave the region out\b", ANSWERED | {"identity"}),
    (r"\brun the commands\b", {"commands"}),
    (r"\{command\}", {"login"}),
    (r"^Look at the difference", {"read"}),
    (r"\bdoesn't appear, create it again\b", {"again"}),
    (r"^Quit, |\bYou can quit\b", {"quit"}),
    (r"^Or change your answer\b", ANSWERED),
    (r"^Copy the role ARN|^Select the ARN", {"copy-arn"}),
    (r"\bsend \{contact_in_short\} the text above", {"report"}),
    (r"\bopen a (support )?case\b|\bAWS Support\b(?!, which)|\bsupport case\b", {"request", "console"}),
    (r"^(Or )?[Aa]sk AWS", {"request", "console"}),
    (r"\b[Aa]sk (whoever|them|who|its|your|the|that account|\{vendor\}|\{contact)", {"request"}),
    (r"\btalk to \{contact|^Tell \{contact|\bask for the template\b", {"request"}),
    (r"\b([Hh]ave|[Gg]et) \S+ (and \S+ )?(granted|allowed|done)|^Allow |, allow ", {"request", "console"}),
    (r"\b(CloudFormation|CloudTrail|S3|KMS|IAM|Bedrock|AWS Organizations) console\b", {"console"}),
    (r"\bAWS console\b|\bService Quotas\b|\bopen Billing\b|\bbilling page\b|\bhealth\.aws\.amazon\.com\b", {"console"}),
    (r"\bdelete it there\b|^Or invite account\b|\bthe organization's resource policy\b", {"console"}),
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
        *({"again", "skip", "identity", "report", "read", "step-before"} & can),
    }
    lacking = [line for line in text.todo for said, wanted in SAID if re.search(said, line) and not wanted & named]
    assert lacking == []


def test_each_way_to_say_it_is_used() -> None:
    lines = [line for text in TEXTS.values() for line in text.todo]
    assert [said for said, _ in SAID if not any(re.search(said, line) for line in lines)] == []
