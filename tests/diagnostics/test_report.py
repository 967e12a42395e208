"""A report of a failure: what helps is in it, and nothing that tells whose it is, whatever shape it has."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.screens.still import CHANGES, FAILED, PLANNED, QUESTIONS, ROLE_EXISTS, SIGNED_IN, SUB, TRAIL_PLAN, calls
from wizard.diagnostics.report import CALLS, LONGEST, everybodys, report
from wizard.host.program import about_program
from wizard.model import CallEnded, CallError, Choice, Finding, Problem, Question, StepView
from wizard.text.placeholders import Placeholders
from wizard.vendors.profile import load_vendor

PROGRAM = "firetiger-onboard 0.1.0"
FIRETIGER = load_vendor("firetiger")

# --- whatever is given in ----------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=4, max_size=4)
BETWEEN = st.sampled_from(["", " ", "-"])
ACCOUNTS = st.builds(lambda parts, between: between.join(parts), st.tuples(DIGITS, DIGITS, DIGITS), BETWEEN)
ARN = r"arn:aws(-cn|-us-gov)?:[a-z0-9]{2,12}:[a-z0-9-]{0,14}:([0-9]{12})?:[A-Za-z0-9+=,.@/_:-]{3,60}"
ARNS = st.from_regex(ARN, fullmatch=True)
KEY_IDS = st.from_regex(r"(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}", fullmatch=True)
OPAQUE = st.text("ABCdefGHIjkl0123456789+/=", min_size=30, max_size=300).map(lambda text: f"aB7{text}")
IDS = st.uuids().map(str) | st.from_regex(r"[0-9a-f]{32}|[0-9a-f]{64}", fullmatch=True)
ORGANIZATIONS = st.from_regex(r"o-[a-z0-9]{10,12}|ou-[a-z0-9]{4}-[a-z0-9]{8}", fullmatch=True)
SHAPED = st.one_of(ACCOUNTS, st.emails(), ARNS, KEY_IDS, OPAQUE, IDS, ORGANIZATIONS)
NAMES = st.text("abcXYZ019 -_.+&äß", max_size=20).map(lambda text: f"Zq{text.strip()}q")
AROUND = st.sampled_from([" ", '"', "(", ")", ", ", ". ", "\n", "<", ">", "; ", " 'in' "])
WORDS = st.sampled_from(["User", "is not authorized to perform", "in account", "the bucket", "External ID", "for"])


@st.composite
def sentences(draw: st.DrawFn, secrets: list[str]) -> str:
    """The secrets, in any order, among words and marks."""
    said = "".join(f"{draw(WORDS)}{draw(AROUND)}{secret}{draw(AROUND)}" for secret in draw(st.permutations(secrets)))
    return said + draw(WORDS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), shaped=st.lists(SHAPED, min_size=1, max_size=6), names=st.lists(NAMES, min_size=1, max_size=3))
def test_nothing_that_tells_whose_it_is_survives(data: st.DataObject, shaped: list[str], names: list[str]) -> None:
    said = [data.draw(sentences([*shaped, *names])) for _ in range(4)]
    error = CallError(code="AccessDenied", message=said[0], service="iam", operation="GetRole", account=shaped[0])
    problem = Problem(key="denied", title=said[1], what=said[2], why="", todo=(), retry=True, error=error)
    findings = (Finding(mark="bad", text=said[3], detail=said[0]),)
    answers = dict(zip(("profile", "external_id", "company_name"), names, strict=False))
    view = replace(FAILED, problem=problem, findings=findings, answers=answers)
    made = CallEnded(
        number=1, at=0, account=f"new:{shaped[-1]}", region=shaped[0], service="iam", operation="GetRole", writes=False,
        seconds=1, outcome=said[1],
    )  # fmt: skip
    told = report(view, [made], program=PROGRAM)
    for secret in (*shaped, *names):
        assert secret not in told
        assert re.sub(r"(?<=\d{4})[ -]", "", secret) not in told


@given(text=st.text(), name=NAMES)
def test_any_text_at_all_comes_through_without_what_a_terminal_would_obey(text: str, name: str) -> None:
    told = Placeholders([("profile", name)])(f"{text} {name} {text}")
    assert name not in told
    assert all(character.isprintable() or character == "\n" for character in told)


# --- one by one --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_in", "told"),
    [
        ("account 428861248123, 4288 6124 8123 and 4288-6124-8123", "account account-1, account-1 and account-1"),
        ("mail to 'ada@corp.io', then to '@corp.io", "mail to 'email-1', then to email-2"),
        ("428861248123 may not enter 111122223333", "account-1 may not enter account-2"),
        ("arn:aws:sts::428861248123:assumed-role/Admin/ada is not", "sts-assumed-role-1 is not"),
        ("on arn:aws:s3:::acme-logs, or arn:aws:s3:::acme-logs.", "on s3-arn-1, or s3-arn-1."),
        ("ada+aws@acme.dev", "email-1"),
        ("under r-ab12, asked for by car-0123456789abcdef", "under root-1, asked for by request-1"),
        ("the bucket acme-logs and bucket 'acme'", "the bucket bucket-1 and bucket 'bucket-2'"),
        ("aws sso login --profile acme", "aws sso login --profile profile-1"),
        ("run it with profile acme-prod.", "run it with profile profile-1."),
        ("ExternalId=ft-7f3", "ExternalId=secret-1"),
        ("https://acme.awsapps.com/start#/ is closed", "url-1 is closed"),
        ("/home/ada/firetiger-handover.md is not ours", "~/firetiger-handover.md is not ours"),
        ("4288\u200b61248123", "account-1"),
        ("X/AKIAIOSFODNN7EXAMPLE/AND/MUCH/MORE", "X/key-1/AND/MUCH/MORE"),
        ("firetiger-trail-428861248123", "firetiger-trail-account-1"),
    ],
)
def test_a_placeholder_says_what_kind_of_thing_it_was(given_in: str, told: str) -> None:
    assert Placeholders()(given_in) == told


@pytest.mark.parametrize(
    "said",
    [
        "CrossAccountAccessForFiretiger already exists",
        "global.anthropic.claude-haiku-4-5-20251001-v1:0 is the inference profile global.anthropic.claude-haiku-4-5",
        "the profile default",
        "cloudformation:CreateStack in us-east-1",
        "2026-11-25T08:23:00Z, 16 of 17 regions, 1795329151",
        "The security token included in the request is invalid.",
        "account 975050257559",
    ],
)
def test_what_helps_and_tells_nobody_stays(said: str) -> None:
    assert Placeholders(public=everybodys(FIRETIGER))(said) == said


def test_names_are_known_from_answers_choices_parameters_and_arns_of_every_step() -> None:
    asks = replace(
        SUB, questions=(replace(QUESTIONS[0], name="profile", public=False, choices=(Choice("acmeprod", "x"),)),)
    )
    bucket = msgspec.structs.replace(CHANGES[0], parameters={"Tags": [{"BucketName": "plain"}]})
    plan = msgspec.structs.replace(TRAIL_PLAN, changes=(bucket,))
    said = "Firetiger, aws+firetiger@example.com, acmeprod, plain, ada"
    view = replace(PLANNED, plan=plan, findings=(Finding(mark="info", text=said),))
    told = report(view, [], program=PROGRAM, others=(asks, SIGNED_IN))
    assert "name-1, email-1, profile-1, bucketname-1, user-1" in told


def test_what_everybody_may_choose_stays() -> None:
    view = replace(
        FAILED,
        answers={"on_existing": "delete"},
        public=frozenset({"on_existing"}),
        findings=(Finding(mark="info", text="to delete it"),),
    )
    assert "to delete it" in report(view, [], program=PROGRAM)


# --- what helps --------------------------------------------------------------------------------------------------


def test_it_says_version_step_state_problem_call_and_what_aws_answered() -> None:
    told = report(FAILED, calls(7), program=PROGRAM)
    for part in (
        PROGRAM, "Template (template, 4 of 6): blocked", "role-exists: CloudFormation couldn't create the stack",
        "cloudformation:CreateStack in us-east-1 account-1", "AlreadyExistsException, HTTP status 400",
        "already exists in stack cloudformation-stack-1", "x  The stack rolled back",
        "s3:GetBucketPolicy, us-east-1 account-1: NoSuchBucketPolicy, 0.124 s",
    ):  # fmt: skip
        assert part in told


def test_the_words_of_aws_are_told_once_and_our_own_session_is_no_person() -> None:
    said = "arn:aws:sts::428861248123:assumed-role/Admin/firetiger-onboard may not"
    error = CallError(code="AccessDenied", message=said, service="iam", operation="GetRole")
    problem = msgspec.structs.replace(ROLE_EXISTS, what=f"IAM said: {said}", error=error)
    told = report(replace(FAILED, problem=problem), [], program=PROGRAM)
    assert told.startswith(PROGRAM)
    assert told.count("sts-assumed-role-1 may not") == 1


def test_a_call_is_told_once_and_the_last_ones_only() -> None:
    told = report(FAILED, calls(60), program=PROGRAM)
    assert told.count("us-east-1 account-1: ") == CALLS
    assert told.count("no answer yet") == 1, "the one that runs"


def test_bodies_and_rows_of_findings_are_not_told() -> None:
    table = Finding(mark="info", text="A table", kind="table", rows=(("only here",),), body="and here")
    told = report(replace(FAILED, findings=(table,)), [], program=PROGRAM)
    assert "A table" in told
    assert "here" not in told


def test_what_is_too_long_is_cut_after_it_was_masked() -> None:
    message = "x " * (LONGEST // 2 - 8) + "428861248123 " * 50
    error = msgspec.structs.replace(ROLE_EXISTS.error, message=message)
    view: StepView = replace(FAILED, problem=msgspec.structs.replace(ROLE_EXISTS, error=error))
    told = report(view, [], program=PROGRAM)
    assert "4288" not in told
    assert max(map(len, told.splitlines())) <= LONGEST + 1


def test_the_program_is_named_with_its_version() -> None:
    assert re.match(r"firetiger-onboard \d+\.\d+\.\d+", about_program())


# --- what a question that says nothing of it is ------------------------------------------------------------------


def test_the_answer_to_a_question_that_says_nothing_is_a_placeholder_and_so_is_what_a_step_calls_private() -> None:
    asked = Question(name="colour", text="Which?", choices=(Choice("ultramarine", "x"),))
    said = (Finding(mark="info", text="ultramarine, vermilion and ochre"),)
    view = replace(FAILED, questions=(asked,), answers={"other": "vermilion"}, findings=said)
    told = report(view, [], program=PROGRAM, private=("ochre",))
    assert "colour-1, other-1 and name-1" in told
