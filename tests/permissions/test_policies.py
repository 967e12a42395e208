"""The operator's policies as documents: valid by AWS's own list of actions, narrow, and no wider than the answers."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from policy_sentry.querying.actions import get_action_data

from tests.permissions.actions import actions_in
from wizard.cli.commands.operator_policy import run
from wizard.cli.settings import OfWorkflow
from wizard.cli.usage import UsageProblem
from wizard.permissions.actions import FREE, action_of, is_free
from wizard.permissions.policies import OperatorPolicy, operator_policies
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

FIRETIGER = load_vendor("firetiger")
# A managed policy's limit, without white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LARGEST = 6144

Tables = Mapping[str, Mapping[str, str]]
EXISTING = {"sub-account": {"mode": "existing", "account_id": "444455556666"}}
PATHS: dict[str, Tables] = {
    "nothing answered": {},
    "a unit": {"sub-account": {"mode": "create", "organizational_unit_id": "ou-ab12-11111111"}},
    "a new organization": {"sub-account": {"mode": "create", "create_organization": "true"}},
    "an account that exists": EXISTING,
    "another profile": {"sub-account": {"mode": "existing", "account_id": "444455556666", "profile": "member"}},
    "a role by another profile": {"sub-account": {**EXISTING["sub-account"], "profile": "hub", "role_name": "deploy"}},
    "this account": {"sub-account": {"mode": "this-account"}},
    "a repaired trail": {**EXISTING, "cloudtrail": {"mode": "repair"}},
    "a trail by hand": {"cloudtrail": {"mode": "by-hand"}},
    "a role deleted": {**EXISTING, "template": {"on_existing": "delete"}},
    "a role imported": {**EXISTING, "template": {"on_existing": "import"}},
    "a role repaired": {**EXISTING, "template": {"on_existing": "update"}},
    "a failed stack deleted": {**EXISTING, "template": {"on_failed_stack": "delete"}},
    "no proof": {"bedrock": {"prove": "false"}},
    "a region": {"sign-in": {"region": "eu-central-1"}},
}


def policies(tables: Tables) -> dict[str, OperatorPolicy]:
    return {policy.identity: policy for policy in operator_policies(WORKFLOW.steps, FIRETIGER, tables)}


def statements() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every statement of every path."""
    for tables in PATHS.values():
        for policy in operator_policies(WORKFLOW.steps, FIRETIGER, tables):
            for statement in policy.document["Statement"]:
                for action in statement["Action"]:
                    yield action, statement


def known(action: str) -> list[Mapping[str, Any]]:
    """What AWS's Service Authorization Reference says of an action: a row for each resource type."""
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    return next(iter(found.values())) if found else []


def allowed(tables: Tables, identity: str) -> set[str]:
    return set(actions_in(policies(tables)[identity]))


# --- valid ---------------------------------------------------------------------------------------------------------


def test_every_action_exists_in_aws_own_list() -> None:
    assert [action for action, _ in statements() if not known(action)] == []


def test_every_declared_call_has_an_action_that_exists() -> None:
    calls = {call for step in WORKFLOW.steps for call in (*step.reads, *step.writes)}
    actions = [action_of(call) for call in calls if not is_free(call)]
    assert [action for action in actions if not known(action)] == []


def test_every_resource_is_of_a_type_that_its_action_takes() -> None:
    for action, statement in statements():
        formats = [re.sub(r"\$\{\w+\}", "*", row["resource_arn_format"]) for row in known(action)]
        for resource in statement["Resource"]:
            # "arn:aws:iam::*:role/x" fits "arn:*:iam::*:role/*".
            assert resource == "*" or any(fnmatch.fnmatchcase(resource, one) for one in formats), (action, resource)


def test_an_action_that_can_be_narrowed_is_narrowed() -> None:
    for action, statement in statements():
        if any(row["resource_arn_format"] != "*" for row in known(action)):
            assert "*" not in statement["Resource"], action


def test_every_condition_key_is_one_that_its_action_knows() -> None:
    for action, statement in statements():
        keys = {key for test in statement.get("Condition", {}).values() for key in test if not key.startswith("aws:")}
        assert keys <= {key for row in known(action) for key in row["condition_keys"]}, action


@pytest.mark.parametrize("tables", PATHS.values(), ids=PATHS.keys())
def test_every_document_is_one_that_iam_would_take(tables: Tables) -> None:
    for policy in operator_policies(WORKFLOW.steps, FIRETIGER, tables):
        assert policy.document["Version"] == "2012-10-17"
        sids = [statement["Sid"] for statement in policy.document["Statement"]]
        assert len(set(sids)) == len(sids)
        assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
        assert len(json.dumps(policy.document, separators=(",", ":"))) < LARGEST


def test_every_kind_of_resource_belongs_to_an_action_on_some_path() -> None:
    rows = [row for step in WORKFLOW.steps for row in step.calls]
    declared = {(action_of(row.call), row.on.word) for row in rows}
    declared |= {(side.action, side.on.word) for row in rows for side in row.in_our_name}
    begins = "|".join("".join(word.capitalize() for word in step.id.split("-")) for step in WORKFLOW.steps)
    seen = {(action, re.sub(f"^({begins})", "", statement["Sid"])) for action, statement in statements()}
    assert {(action, kind) for action, kind in declared if kind} - seen == set()


# --- no wider than the answers -------------------------------------------------------------------------------------


def test_the_management_account_and_the_sub_account_are_two_documents() -> None:
    both = policies({})
    assert list(both) == ["signed-in", "sub-account"]
    assert "organizations:CreateAccount" in actions_in(both["signed-in"])
    assert not any(action.startswith("organizations:") for action in actions_in(both["sub-account"]))
    assert not any(action.startswith(("iam:", "cloudformation:", "s3:")) for action in actions_in(both["signed-in"]))


def test_one_account_alone_needs_one_document_and_assumes_nothing() -> None:
    assert list(policies(PATHS["this account"])) == ["signed-in"]
    assert "sts:AssumeRole" not in allowed(PATHS["this account"], "signed-in")


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("organizations:MoveAccount", "a unit"),
        ("organizations:CreateOrganization", "a new organization"),
        ("iam:CreateServiceLinkedRole", "a new organization"),
        ("cloudtrail:UpdateTrail", "a repaired trail"),
        ("cloudformation:DeleteStack", "a failed stack deleted"),
        ("cloudformation:ExecuteChangeSet", "a role imported"),
        ("iam:RemoveRoleFromInstanceProfile", "a role deleted"),
        ("iam:UpdateAssumeRolePolicy", "a role repaired"),
        ("ec2:DescribeInstances", "an account that exists"),
    ],
)
def test_what_only_an_answer_leads_to_is_only_allowed_with_that_answer(action: str, path: str) -> None:
    assert action in {one for policy in policies(PATHS[path]).values() for one in actions_in(policy)}
    assert action not in {one for policy in policies({}).values() for one in actions_in(policy)}


def test_a_skipped_step_needs_nothing() -> None:
    skipped = {"bedrock": {"skip": "not now"}, "cloudtrail": {"skip": "an organization trail is there"}}
    assert not {one for one in allowed(skipped, "sub-account") if one.startswith(("bedrock:", "cloudtrail:", "s3:"))}


def test_without_proof_no_model_may_be_called() -> None:
    assert "bedrock:InvokeModel" in allowed({}, "sub-account")
    assert "bedrock:InvokeModel" not in allowed(PATHS["no proof"], "sub-account")


def test_only_the_named_role_may_be_assumed_and_by_whom_the_answers_say() -> None:
    both = policies(PATHS["a role by another profile"])
    (assume,) = [s for s in both["profile"].document["Statement"] if "sts:AssumeRole" in s["Action"]]
    assert assume["Resource"] == ["arn:aws:iam::444455556666:role/deploy"]
    assert "sts:AssumeRole" not in actions_in(both["signed-in"])
    assert "sts:AssumeRole" not in allowed(PATHS["another profile"], "signed-in")


def test_the_policies_that_may_be_attached_are_those_of_the_template() -> None:
    statements = policies({})["sub-account"].document["Statement"]
    (attach,) = [s for s in statements if "iam:AttachRolePolicy" in s["Action"]]
    assert attach["Resource"] == ["arn:aws:iam::*:role/CrossAccountAccessForFiretiger"]
    assert attach["Condition"] == {"ArnEquals": {"iam:PolicyARN": list(FIRETIGER.policies)}}


def test_what_is_set_in_the_management_account_for_its_members_may_be_read_in_both() -> None:
    for action in ("cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "bedrock:GetUseCaseForModelAccess"):
        assert [name for name in ("signed-in", "sub-account") if action in allowed({}, name)] == [
            "signed-in",
            "sub-account",
        ]


@pytest.mark.parametrize("path", ["a role deleted", "a role repaired"])
def test_any_policy_may_be_detached_from_a_role_that_is_taken_apart(path: str) -> None:
    statements = policies(PATHS[path])["sub-account"].document["Statement"]
    (detach,) = [s for s in statements if "iam:DetachRolePolicy" in s["Action"]]
    assert "Condition" not in detach


def test_account_and_region_narrow_the_resources_once_they_are_known() -> None:
    tables = {**EXISTING, "sign-in": {"region": "eu-central-1"}}
    resources = {r for s in policies(tables)["sub-account"].document["Statement"] for r in s["Resource"]}
    assert "arn:aws:cloudformation:eu-central-1:444455556666:stack/firetiger-bootstrap/*" in resources
    assert "arn:aws:s3:::firetiger-trail-444455556666" in resources


def test_who_one_is_may_always_be_asked_and_needs_no_permission() -> None:
    assert {"sts:GetCallerIdentity"} == FREE
    assert not [action for action, _ in statements() if action in FREE]


# --- printed -------------------------------------------------------------------------------------------------------


def test_the_text_has_a_line_for_whom_and_documents_that_can_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(OfWorkflow()) == 0
    head, *documents = re.split(r"^# .*\n", capsys.readouterr().out, flags=re.MULTILINE)
    assert head == ""
    assert [json.loads(document)["Version"] for document in documents] == ["2012-10-17"] * 2


def test_as_json_every_line_is_a_policy_and_twice_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run(OfWorkflow(format="json"))
    first = capsys.readouterr().out
    run(OfWorkflow(format="json"))
    assert capsys.readouterr().out == first
    assert [json.loads(line)["identity"] for line in first.splitlines()] == ["signed-in", "sub-account"]


def test_answers_and_the_region_option_choose_the_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answers.toml").write_text('[sub-account]\nmode = "this-account"\n')
    run(OfWorkflow(answers=str(tmp_path / "answers.toml"), region="eu-west-1", format="json"))
    (line,) = capsys.readouterr().out.splitlines()
    assert "arn:aws:cloudformation:eu-west-1:*:stack/firetiger-bootstrap/*" in line


def test_a_checkpoint_in_s3_may_be_opened_by_whoever_signs_in(capsys: pytest.CaptureFixture[str]) -> None:
    run(OfWorkflow(checkpoint="s3://shared/onboarding.json", format="json"))
    signed_in, inside = map(json.loads, capsys.readouterr().out.splitlines())
    statement, bucket = signed_in["document"]["Statement"][:2]
    assert statement["Resource"] == ["arn:aws:s3:::shared/onboarding.json"]
    assert all(known(action) for action in (*statement["Action"], *bucket["Action"]))
    assert "shared" not in json.dumps(inside)


@pytest.mark.parametrize("wrong", [{"vendor": "nobody"}, {"answers": "nowhere.toml"}, {"region": "the moon"}])
def test_what_cannot_be_read_is_one_sentence(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageProblem) as problem:
        run(OfWorkflow(**wrong))
    assert "\n" not in str(problem.value)
