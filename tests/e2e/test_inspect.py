"""`inspect` by the real program: files offline, a role in AWS, and each form in which findings are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.e2e.program import Program, outside, program
from wizard.vendors.profile import load_vendor

ROLE = "arn:aws:iam::222222222222:role/partner-access"
OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
SCHEMA = Path(__file__).parents[1] / "export" / "sarif-schema-2.1.0.json"


@pytest.fixture
def offline(tmp_path: Path) -> Program:
    """Nothing answers, and nobody is signed in."""
    return Program(tmp_path, {**outside(tmp_path), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def saved(offline: Program, value: Any, name: str = "trust.json") -> str:
    (offline.directory / name).write_text(value if isinstance(value, str) else json.dumps(value))
    return name


def test_the_vendors_template_is_right(offline: Program) -> None:
    ended = offline.run("inspect", saved(offline, load_vendor("firetiger").template))
    assert (ended.code, ended.err) == (0, "")
    assert "Role CrossAccountAccessForFiretiger" in ended.out
    assert "OK: 1 note." in ended.out


def test_findings_have_their_evidence_their_fix_and_exit_code_4(offline: Program) -> None:
    ended = offline.run("inspect", saved(offline, OPEN))
    assert ended.code == 4
    assert "x  Anybody with an AWS account can assume the role." in ended.out
    assert "where  trust policy /Statement/0" in ended.out
    assert 'fix    Name the account: "arn:aws:iam::975050257559:root".' in ended.out


def test_what_is_so_in_many_statements_is_told_once_with_the_first_places_in_their_order(offline: Program) -> None:
    many = {**OPEN, "Statement": [{**OPEN["Statement"][0], "Sid": f"S{number}"} for number in range(200)]}
    ended = offline.run("inspect", saved(offline, many))
    assert ended.out.count("Anybody with an AWS account can assume the role.") == 1
    assert [line.split("/")[-1] for line in ended.out.splitlines() if "where" in line] == ["0", "1", "2"] * 2
    assert "and 197 more places; --format json names each" in ended.out
    assert "200 errors" in ended.out
    told, _ = offline.json("inspect", "trust.json").events
    pointers = [one["evidence"]["pointer"] for one in told["findings"] if one["rule"] == "trust-open-to-everybody"]
    assert pointers == [f"/Statement/{number}" for number in range(200)]


@pytest.mark.parametrize("wrong", ["a b", "a\nb", "a", "x" * 1300])
def test_what_is_no_external_id_is_refused_in_a_sentence(offline: Program, wrong: str) -> None:
    ended = offline.run("inspect", saved(offline, OPEN), "--external-id", wrong)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "--external-id: An external ID" in ended.err


def test_a_policy_comes_by_standard_input_and_leaves_as_a_line(offline: Program) -> None:
    ended = offline.json("inspect", "-", stdin=json.dumps(OPEN))
    told, finished = ended.events
    assert (ended.code, told["event"], told["right"]) == (4, "inspection", False)
    assert (finished["outcome"], finished["exit_code"]) == ("incomplete", 4)
    assert told["findings"][0]["rule"] == "trust-open-to-everybody"


def test_sarif_is_as_its_schema_says_and_names_each_rule(offline: Program) -> None:
    ended = offline.run("inspect", saved(offline, OPEN), "--external-id", "example-id-1", "--sarif")
    assert ended.code == 4
    log = json.loads(ended.out)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "trust.json"
    assert {result["ruleId"] for result in run["results"]} == {"trust-open-to-everybody", "external-id-missing"}


def test_a_role_in_aws_is_read_and_nothing_is_written(aws: Program) -> None:
    ended = aws.run("inspect", ROLE, "--profile", "accountb-admin", "--external-id", "example-external-id-4242")
    assert ended.code == 4
    assert "The policy ReadOnlyAccess is attached" in ended.out
    assert "principal arn:aws:iam::111111111111:root can assume the role" in ended.out
    assert "CAA-002  met" in ended.out
    assert aws.writes() == []


def test_a_profile_that_leaves_things_open_is_filled_in_by_answers(offline: Program) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
    name = saved(offline, {"Version": "2012-10-17", "Statement": [statement]})
    left_open = offline.run("inspect", name, "--vendor", "trusted-account")
    assert (left_open.code, "trusted_account" in left_open.err, "--answers" in left_open.err) == (2, True, True)
    answers = "\n".join(
        [
            "[template]",
            'trusted_account = "111111111111"',
            'role = "readers"',
            'policies = "arn:aws:iam::aws:policy/ReadOnlyAccess"',
            "mfa = false",
        ]
    )
    assert offline.run("inspect", name, "--vendor", "trusted-account", answers=answers).code == 0
    other = answers.replace("111111111111", "222222222222")
    assert offline.run("inspect", name, "--vendor", "trusted-account", answers=other).code == 4


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nowhere.json", "nowhere.json can't be read: No such file or directory."),
        ("arn:aws:iam::222222222222:user/dana", "isn't a role's ARN"),
        ("arn:aws-cn:iam::222222222222:role/x", "is in partition aws-cn"),
        ("empty.json", "has no policy, role or template with a role in it."),
        ("large.json", "an IAM policy has at most 10,240."),
        ("text.json", "isn't a policy, role or template"),
    ],
)
def test_bad_input_is_one_sentence(offline: Program, what: str, sentence: str) -> None:
    saved(offline, "{}", "empty.json")
    saved(offline, {**OPEN, "Id": "x" * 200_000}, "large.json")
    saved(offline, "nothing of the kind", "text.json")
    ended = offline.run("inspect", what)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err
    assert len(ended.err.splitlines()) == 1


def test_another_account_s_role_and_one_that_is_not_there_are_told(aws: Program) -> None:
    other = aws.run("inspect", ROLE, "--profile", "accounta-admin")
    assert (other.code, "you are signed in to account 111111111111" in other.err) == (2, True)
    missing = aws.run("inspect", f"{ROLE}x", "--profile", "accountb-admin")
    assert (missing.code, "NoSuchEntity" in missing.err) == (2, True)


def test_it_is_asked_what_to_inspect(offline: Program) -> None:
    ended = offline.run("inspect")
    assert (ended.code, ended.err) == (2, "firetiger-onboard: inspect takes a role's ARN or a file.\n")
