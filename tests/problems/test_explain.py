"""Every failure becomes a Problem: the texts are complete, are used, and fit what their users give them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from wizard.model import CallError, Trouble
from wizard.problems.explain import Text, When, explain, problem_texts
from wizard.resources.accounts import EXPLAINED
from wizard.steps.bedrock.step import STUCK
from wizard.steps.template import wording as template_words

WIZARD = Path(__file__).resolve().parents[2] / "wizard"
# What an error has, of the sign-in that fixes it the command and the place, and whose settings say so.
ERROR_FIELDS = frozenset({*CallError.__struct_fields__, "command", "place", "profile"})
# Beside the error: whom a person asks, from the vendor's profile.
ALWAYS_KNOWN = ERROR_FIELDS | {"contact_in_short"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What wizard.aws and wizard.host answer when AWS itself did not.
OURS = (
    "Timeout", "Unreachable", "NotAws", "NoCredentials", "ProfileNotFound", "LoginExpired", "MfaNeeded", "BadConfig",
    "CredentialProcess", "InvalidRequest", "FileProblem", "TlsFailed", "ProxyFailed", "ClockOff",
    "CredentialProcessAsks", "CredentialProcessSlow", "WebIdentityToken",
)  # fmt: skip


def error(code: str, message: str = "no", service: str = "iam", operation: str = "GetRole") -> CallError:
    return CallError(code=code, message=message, service=service, operation=operation, account="1", region="r")


# --- what the code says, read from its source -----------------------------------------------------------------------


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in WIZARD.rglob("*.py") if "sandbox" not in path.parts}


def constants(node: ast.AST | None) -> set[str]:
    """The texts an expression may come to; a condition is not one of them."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def keys_given(module: ast.Module) -> set[str]:
    """Keys in ``Trouble(key=…)`` and the functions that make one, in what is assigned to ``key``, in what a ``_key``
    returns; and every other text that is a key."""
    found = texts(module) & problem_texts().keys()
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            found |= _in_a_call(node)
        if isinstance(node, ast.Assign):
            found |= _in_an_assignment(node)
        if isinstance(node, ast.FunctionDef) and node.name == "_key":
            found |= {text for one in ast.walk(node) if isinstance(one, ast.Return) for text in constants(one.value)}
    return found - {""}


def _in_a_call(call: ast.Call) -> set[str]:
    name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if name == "Trouble":
        return {text for one in call.keywords if one.arg == "key" for text in constants(one.value)}
    if isinstance(call.func, ast.Attribute) and name in ("asked", "blocked") and len(call.args) > 1:
        return constants(call.args[1])
    return constants(call.args[0]) if name == "_trouble" and call.args else set()


def _in_an_assignment(assignment: ast.Assign) -> set[str]:
    target, value = assignment.targets[0], assignment.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return {text for name, one in pairs if getattr(name, "id", "") == "key" for text in constants(one)}
    return constants(value) if getattr(target, "id", "") == "key" else set()


def texts(module: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def words(module: ast.Module) -> set[str]:
    """Every text and every name of an argument in a module: where values of a Trouble come from."""
    return texts(module) | {node.arg for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg}


def uses() -> Iterator[tuple[str, Path]]:
    for path, module in modules().items():
        for key in keys_given(module):
            yield key, path


def placeholders(text: Text) -> set[str]:
    return set(PLACEHOLDER.findall(" ".join((text.title, text.what, text.why, *text.todo))))


# --- the texts ------------------------------------------------------------------------------------------------------


def test_every_key_that_the_code_names_has_a_text() -> None:
    named = sorted(uses())
    assert len(named) > 30, "the search has gone blind"
    assert [(key, path.name) for key, path in named if key not in problem_texts()] == []


def test_every_reason_for_refusing_an_account_has_a_text() -> None:
    lacking = [r for r in EXPLAINED if f"account-{r.lower().replace('_', '-')}" not in problem_texts()]
    assert lacking == []


def test_no_text_is_written_for_nobody() -> None:
    used = {key for key, _ in uses()} | {f"account-{reason.lower().replace('_', '-')}" for reason in EXPLAINED}
    assert [key for key, text in problem_texts().items() if not text.when and key not in used] == []


def test_every_model_that_is_stuck_has_a_text() -> None:
    assert set(STUCK.values()) <= problem_texts().keys()


def test_every_name_in_a_text_is_filled_by_those_who_use_it() -> None:
    wrong = []
    for key, path in uses():
        module, text = modules()[path], problem_texts().get(key, Text("", "", "", "", (), False))
        known = words(module) | ALWAYS_KNOWN
        if "template" in path.parts:
            known |= words(modules()[Path(template_words.__file__)])
        wrong += [(key, name, path.name) for name in placeholders(text) - known]
    assert wrong == []


def test_a_text_that_explains_an_error_mentions_only_what_an_error_has() -> None:
    used = {key for key, _ in uses()}
    wrong = [
        (key, name)
        for key, text in problem_texts().items()
        if text.when and key not in used
        for name in placeholders(text) - ALWAYS_KNOWN
    ]
    assert wrong == []


@pytest.mark.parametrize("key", sorted(problem_texts()))
def test_a_text_says_what_why_and_what_to_do(key: str) -> None:
    text = problem_texts()[key]
    assert text.title
    assert not text.title.endswith(".")
    assert text.what
    assert text.why
    assert text.todo
    assert all(todo.strip() for todo in text.todo)
    for when in text.when:
        re.compile(when.message)
        assert when.service or when.code or when.message, "it would explain everything"


def test_no_two_texts_claim_the_same_errors() -> None:
    seen: dict[bytes, str] = {}
    twice = []
    for key, text in problem_texts().items():
        for when in text.when:
            for one in (msgspec.structs.replace(when, code=""),):
                for code in [when.code] if isinstance(when.code, str) else when.code:
                    exact = msgspec.json.encode(msgspec.structs.replace(one, code=code))
                    if seen.setdefault(exact, key) != key:
                        twice.append((key, seen[exact], exact))
    assert twice == []


@pytest.mark.parametrize("code", OURS)
def test_what_the_wizard_itself_calls_a_failure_is_explained(code: str) -> None:
    assert explain(error(code, service="organizations", operation="DescribeOrganization")).key != "unexplained"


# --- explaining -----------------------------------------------------------------------------------------------------


def test_the_text_that_says_most_about_an_error_wins() -> None:
    general = explain(error("AccessDenied"))
    role = explain(error("AccessDenied", service="sts", operation="AssumeRole"))
    organization = explain(error("AccessDeniedException", service="organizations"))
    assert (general.key, role.key, organization.key) == (
        "access-denied", "role-assumption-denied", "organizations-denied",
    )  # fmt: skip
    assert explain(error("AccessDenied", "… with an explicit deny in a service control policy")).key == "scp-denied"


def test_weight_counts_what_is_named_and_fits() -> None:
    one = error("AccessDenied", "Not authorized", "s3", "PutBucketPolicy")
    assert When().weight(one) == 0
    assert When(service="s3").weight(one) == 1
    assert When(service="s3", code=["Other", "AccessDenied"]).weight(one) == 2
    assert When(service="s3", operation="PutBucketPolicy", code="AccessDenied", message="not AUTH").weight(one) == 4
    assert When(service="s3", code="AccessDenied", message="something else").weight(one) == 0
    assert When(service="iam", code="AccessDenied").weight(one) == 0


def test_an_error_that_nobody_knows_is_told_in_the_words_of_aws() -> None:
    problem = explain(error("BrandNewException", "The moon is full."))
    assert problem.key == "unexplained"
    assert "BrandNewException" in problem.what
    assert "The moon is full." in problem.what
    assert problem.retry


def test_a_failure_that_did_not_come_from_aws_is_not_said_to_have_done_so() -> None:
    problem = explain(error("Unexpected", "KeyError: 'Organization'"))
    assert "not from AWS" in problem.why
    assert "KeyError" in problem.what


def test_a_trouble_is_filled_with_its_values_and_its_error() -> None:
    problem = explain(Trouble(key="no-way-in", values={"account": "4444", "way": "Role"}, error=error("AccessDenied")))
    assert problem.title == "You can't get into account 4444"
    assert problem.error is not None
    assert "Role doesn't give you access: no" in problem.what


def test_a_trouble_without_a_key_is_its_error() -> None:
    assert explain(Trouble(key="", error=error("NoCredentials"))).key == "no-credentials"


def test_a_key_without_a_text_still_becomes_a_problem() -> None:
    assert "no-such-key" in explain(Trouble(key="no-such-key", values={"why": "because"})).what
    assert explain(Trouble(key="no-such-key", error=error("NoCredentials"))).key == "no-credentials"


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    assert "(vendor unknown)" in explain(Trouble(key="other-partition")).title
    assert "region ?" in explain(CallError(code="X", message="m")).why


@pytest.mark.parametrize("said", ["{code}", "{0.__class__}", "\\1", "%s", "{", "}", "[bold]", "\x1b[31m"])
def test_what_aws_says_is_never_a_template(said: str) -> None:
    assert said in explain(error("BrandNewException", said)).what


def test_a_pattern_takes_no_notice_of_case() -> None:
    assert explain(error("ExpiredToken", "The security token is EXPIRED")).key == "login-expired"


def test_whom_to_ask_is_the_vendors_contact_and_never_left_open() -> None:
    trouble = Trouble(key="bedrock-model-retired", values={"model": "M", "region": "r"})
    assert "Ask your Example Corp engineer which model" in str(explain(trouble, "your Example Corp engineer").todo)
    assert "Ask your contact at the vendor which model" in str(explain(trouble).todo)
    unknown = explain(CallError(code="Unexpected", message="?"), "your Example Corp engineer")
    assert "send your Example Corp engineer the text above" in str(unknown.todo)
