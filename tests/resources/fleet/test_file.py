"""fleet.toml: what it says is taken as it is meant, and everything that is wrong is told at once, by path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wizard.model import Chosen, Fleet, SignInBy
from wizard.resources.fleet.doubts import doubts
from wizard.resources.fleet.file import FleetProblem, fleet_in, policy_files, tables_in
from wizard.resources.fleet.policies import LARGEST

READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
WHOLE = """
[fleet]
prefix = "Acme"
region = "eu-central-1"
look_role = "AWSControlTowerExecution"

[groups.DevOps]
policy = "policies/devops.json"
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
session_hours = 4
accounts = { units = ["ou-ab12-11111111"], include = ["1111 2222 3333"], exclude = ["2222-3333-4444"] }
tags = { env = "prod" }
sign_in = { directory = true }

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = ["111122223333", "111122223333", "1111-2222-4444"]
sign_in = { principals = ["arn:aws:iam::111111111111:role/people"] }
"""
POLICIES = {"policies/devops.json": json.dumps(READ)}


def fleet(text: str, policies: dict[str, str] | None = None) -> Fleet:
    return fleet_in(tables_in(text), policies)


def group(*lines: str, accounts: str = 'accounts = ["111122223333"]', sign_in: str = "{ directory = true }") -> str:
    what = lines or ('managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',)
    return "\n".join(["[groups.DevOps]", *what, accounts, f"sign_in = {sign_in}"])


def wrong(text: str, policies: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(FleetProblem) as problem:
        fleet(text, policies)
    return problem.value.wrong


def test_a_whole_file_is_taken_as_it_is_meant() -> None:
    taken = fleet(WHOLE, POLICIES)
    assert (taken.prefix, taken.region, taken.look_role) == ("Acme", "eu-central-1", "AWSControlTowerExecution")
    devops, read_only = taken.groups
    assert (devops.policy, devops.policy_file, devops.session_hours) == (READ, "policies/devops.json", 4)
    assert devops.boundary == "arn:aws:iam::aws:policy/PowerUserAccess"
    assert devops.accounts == Chosen(
        units=("ou-ab12-11111111",), include=("111122223333",), exclude=("222233334444",), tags={"env": "prod"}
    )
    assert read_only.accounts == Chosen(listed=("111122223333", "111122224444"))
    assert (read_only.policy, read_only.session_hours) == (None, 1)
    people = ("arn:aws:iam::111111111111:role/people",)
    assert [one.sign_in for one in taken.groups] == [
        SignInBy(kind="directory"), SignInBy(kind="principals", principals=people),
    ]  # fmt: skip


def test_the_policies_to_be_read_are_named_before_anything_is_checked() -> None:
    assert policy_files(tables_in(WHOLE)) == ("policies/devops.json",)
    assert policy_files({"groups": [], "fleet": 3}) == ()


def test_a_policy_can_stand_in_the_table_itself() -> None:
    text = group(
        'policy = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] }'
    )
    assert fleet(text).groups[0].policy == {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[fleet]\n", "groups: there is no group; write a table [groups.NAME]."),
        ("groups = 3", "groups: has to be a table, not a number."),
        ("[groups]\nDevOps = 1", "groups.DevOps: has to be a table, not a number."),
        ("[flet]\n" + group(), "flet: there is no such key here; the keys are fleet, groups."),
        ('[fleet]\nname = "x"\n' + group(),
         "fleet.name: there is no such key here; the keys are prefix, region, look_role."),
        ("[fleet]\nprefix = 3\n" + group(),
         'fleet.prefix: has to be text in quotes, not a number. Write it in quotes: "3".'),
        ('[fleet]\nprefix = "a b"\n' + group(),
         "fleet.prefix: 'a b' isn't a letter followed by letters, digits and hyphens."),
        ('[fleet]\nregion = "here"\n' + group(), "fleet.region: 'here' isn't a region such as us-east-1."),
        ('[fleet]\nlook_role = "a/b"\n' + group(),
         "fleet.look_role: 'a/b' isn't a role's name (up to 64 letters, digits and +=,.@-_)."),
        (group(accounts='accounts = { units = ["ou-x"] }'),
         "groups.DevOps.accounts.units[0]: 'ou-x' isn't the id of a unit or a root, such as ou-ab12-11111111."),
        (group(accounts="accounts = [111122223333]"),
         'groups.DevOps.accounts[0]: has to be text in quotes, not a number. Write it in quotes: "111122223333".'),
        (group(accounts="accounts = 111122223333"),
         'groups.DevOps.accounts: has to be a list, not a number. Write ["111122223333"].'),
        (group(accounts='accounts = ["11112222333"]'),
         "groups.DevOps.accounts[0]: '11112222333' isn't an account id (12 digits)."),
        (group(accounts="accounts = []"), "groups.DevOps.accounts: names no account."),
        (group(accounts='accounts = { exclude = ["111122223333"] }'),
         "groups.DevOps.accounts: names neither units nor accounts to include."),
        (group(accounts='accounts = { include = ["111122223333"], exclude = ["111122223333"] }'),
         "groups.DevOps.accounts.exclude: account 111122223333 is in include, too; leave it in one of them."),
        (group(accounts=""),
         'groups.DevOps.accounts: is missing; name them: ["111122223333"], or units = ["ou-…"].'),
        (group(accounts='accounts = ["111122223333"]\ntags = { env = 1 }'),
         "groups.DevOps.tags.env: has to be text in quotes, not a number."),
        (group("session_hours = 13", 'managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]'),
         "groups.DevOps.session_hours: has to be a whole number from 1 to 12."),
        (group("session_hours = 1"), "groups.DevOps: needs a policy or managed policies."),
        (group('managed = ["ReadOnlyAccess"]'),
         "groups.DevOps.managed[0]: 'ReadOnlyAccess' isn't the ARN of a managed policy."),
        (group(sign_in="{ }"),
         'groups.DevOps.sign_in: has to say one of directory = true, saml_provider = "arn:…" or '
         'principals = ["arn:…"].'),
        (group(sign_in="{ directory = false }"), "groups.DevOps.sign_in.directory: has to be true, without quotes."),
        (group(sign_in='{ saml_provider = "okta" }'),
         "groups.DevOps.sign_in.saml_provider: 'okta' isn't the ARN of a SAML provider."),
        (group(sign_in='{ principals = ["*"] }'),
         "groups.DevOps.sign_in.principals[0]: '*' isn't the ARN of a user, a role or an account."),
        (group(sign_in="{ principals = [] }"), "groups.DevOps.sign_in.principals: names nobody."),
        (group().replace("DevOps", "'Dev Ops'"),
         'groups."Dev Ops": a group\'s name can have letters, digits and hyphens.'),
        (group().replace("DevOps", "D" * 50),
         f"groups.{'D' * 50}: the role's name CrossAccountManager-{'D' * 50} has 70 characters; IAM allows 64."),
        (group() + "\n" + group().replace("DevOps", "devops"),
         "groups.devops: IAM doesn't tell its role's name from the one of DevOps; use another name."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_its_path(text: str, sentence: str) -> None:
    assert wrong(text) == (sentence,)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    said = wrong('[fleet]\nregion = "here"\n' + group("session_hours = 0", accounts="accounts = [1, 2]"))
    assert [sentence.partition(": ")[0] for sentence in said] == [
        "fleet.region", "groups.DevOps", "groups.DevOps.accounts[0]", "groups.DevOps.accounts[1]",
        "groups.DevOps.session_hours",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", [group(accounts="accounts = [\n  012345678901,\n]"), group(accounts="accounts = [012345678901]")]
)
def test_an_account_that_begins_with_a_zero_and_has_no_quotes_is_told_as_that(text: str) -> None:
    (sentence,) = wrong(text)
    assert sentence.startswith("The file isn't TOML: ")
    assert sentence.endswith('Write account ids in quotes: "012345678901".')


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("{", "groups.DevOps.policy: p.json isn't JSON: "),
        ("[]", "groups.DevOps.policy: p.json has to be a policy document, not a list."),
        ("{}", "groups.DevOps.policy: p.json has no Statement, so it isn't a policy document."),
        (json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}),
         "groups.DevOps.policy: p.json has a Principal, so it is a trust policy; "),
        (json.dumps({"Statement": {"Action": "*", "Resource": "*"}}),
         "groups.DevOps.policy: p.json has a statement whose Effect is neither Allow nor Deny."),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_one_is_told_with_its_file(document: str, sentence: str) -> None:
    (said,) = wrong(group('policy = "p.json"'), {"p.json": document})
    assert said.startswith(sentence)


def test_a_policy_that_is_too_large_is_told_with_its_size() -> None:
    document = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "a" * 10_200}}
    (said,) = wrong(group('policy = "p.json"'), {"p.json": json.dumps(document)})
    assert said == (
        "groups.DevOps.policy: p.json has 10,259 characters without blanks; a role's inline policies can have 10,240."
    )


def test_blanks_do_not_make_a_policy_too_large() -> None:
    text = json.dumps(READ, indent=2).replace("\n", " " * LARGEST + "\n")
    assert fleet(group('policy = "p.json"'), {"p.json": text}).groups[0].policy == READ


# --- doubts --------------------------------------------------------------------------------------------------------


def doubtful(*sign_ins: str, what: str = "arn:aws:iam::aws:policy/ReadOnlyAccess") -> list[str]:
    text = "\n".join(
        group(f'managed = ["{what}"]', sign_in=sign_in).replace("DevOps", f"Group{number}")
        for number, sign_in in enumerate(sign_ins)
    )
    return [finding.text for finding in doubts(fleet(text))]


def principals(*names: str) -> str:
    return "{ principals = [" + ", ".join(f'"arn:aws:iam::111111111111:role/{name}"' for name in names) + "] }"


OKTA = '{ saml_provider = "arn:aws:iam::111111111111:saml-provider/okta" }'


@pytest.mark.parametrize(
    ("sign_ins", "said"),
    [
        (["{ directory = true }"], []),
        (["{ directory = true }"] * 2, ["Group0 and Group1 are both for people from your directory"]),
        (["{ directory = true }"] * 3, ["Group0, Group1 and Group2 are all for people from your directory"]),
        (["{ directory = true }", OKTA], []),
        ([OKTA, OKTA], ["Group0 and Group1 are both for people from the same SAML provider"]),
        ([principals("a"), principals("b")], []),
        ([principals("a", "b"), principals("b")],
         ["arn:aws:iam::111111111111:role/b can use the roles of both Group0 and Group1"]),
    ],
)  # fmt: skip
def test_groups_that_the_same_people_could_have_are_warned_about(sign_ins: list[str], said: list[str]) -> None:
    assert doubtful(*sign_ins) == said


def test_a_policy_of_one_account_is_warned_about() -> None:
    arn = "arn:aws:iam::111111111111:policy/ours"
    assert doubtful("{ directory = true }", what=arn) == [f"Group0: {arn} is a policy of account 111111111111"]


def test_an_account_in_two_groups_is_fine() -> None:
    taken: Any = fleet(group() + "\n" + group(sign_in=OKTA).replace("DevOps", "Other"))
    assert [one.accounts.listed for one in taken.groups] == [("111122223333",)] * 2
