"""The groups of a fleet: the file is read from where it is, and which accounts that is today is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from tests.resources.fleet.organizations import CENTRAL, ROOT, account, answers, management, unit
from tests.steps.access import context
from wizard.model import Answers, FleetAccounts, Journal, Listing, Observation, Read, SignedIn, State, TrustedAccess
from wizard.steps.groups.step import STEP, UNASKED

A, B = unit(1), unit(2)
WORKLOADS = {A: "Workloads", B: "Production"}
SIGNED_IN = SignedIn(
    arn=f"arn:aws:iam::{CENTRAL}:user/ada", account=CENTRAL, region="us-east-1", standing="management",
    management_account=CENTRAL,
)  # fmt: skip
MEMBERS = (
    management(), account(1, name="one"), account(2, A, name="two"), account(3, A, B, name="three"),
    account(4, A, name="four", state="SUSPENDED"),
)  # fmt: skip
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
FILE = f"""
[groups.DevOps]
policy = "policies/devops.json"
accounts = {{ units = ["{A}"] }}
sign_in = {{ directory = true }}
"""


def group(accounts: str, name: str = "ReadOnly", more: str = "") -> str:
    managed = 'managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]'
    who = f'sign_in = {{ principals = ["arn:aws:iam::{CENTRAL}:role/{name}"] }}'
    return f"\n[groups.{name}]\n{managed}\naccounts = {accounts}\n{who}\n{more}\n"


def reader(files: Mapping[str, str], members: Any = MEMBERS, tags: Any = None, **replies: Reply) -> TableReader:
    read = answers(members, names=WORKLOADS, tags=tags)

    def local(asked: Read) -> Any:
        path = str(asked.parameters["Path"])
        return {"Text": files[path]} if path in files else refused("FileNotFound")

    def stored(asked: Read) -> Any:
        place = f"s3://{asked.parameters['Bucket']}/{asked.parameters['Key']}"
        return {"Body": files[place].encode()} if place in files else refused("NoSuchKey")

    read.replies |= {"file:ReadFile": local, "s3:GetObject": stored}
    read.replies |= {name.replace("__", ":"): reply for name, reply in replies.items()}
    return read


def look(read: TableReader, **said: str) -> Observation[Any]:
    access = TrustedAccess(management_account=CENTRAL)
    return STEP.observe(read, Answers(said or {"file": "fleet.toml"}), Journal(), context(SIGNED_IN, access))


def seen_in(file: str, **more: Any) -> Observation[Any]:
    return look(reader({"fleet.toml": file, "policies/devops.json": POLICY}, **more))


def accounts(seen: Observation[Any]) -> FleetAccounts:
    (found,) = seen.found
    assert isinstance(found, FleetAccounts)
    return found


def told(seen: Observation[Any]) -> list[str]:
    return [one.text for one in seen.findings]


def trouble(seen: Observation[Any]) -> tuple[str, str]:
    assert seen.trouble is not None
    values = seen.trouble.values
    return seen.trouble.key, values.get("wrong", values.get("missing", ""))


def test_without_an_answer_it_asks_for_the_file() -> None:
    seen = STEP.observe(reader({}), Answers(), Journal(), context(SIGNED_IN))
    assert (seen.state, [one.name for one in seen.questions]) == (State.NEEDS_ANSWERS, ["file"])


def test_the_accounts_of_a_unit_are_found_with_their_policy_and_the_suspended_one_by_name() -> None:
    seen = seen_in(FILE)
    (devops,) = accounts(seen).groups
    assert (seen.state, seen.summary) == (State.SATISFIED, "2 accounts in 1 group")
    assert [one.name for one in devops.members] == ["two", "three"]
    assert (devops.group.policy, accounts(seen).root) == (json.loads(POLICY), ROOT)
    assert [(one.text, one.detail) for one in seen.findings if one.mark == "warning"] == [
        ("DevOps: 1 account left out because it is suspended", f"four ({account(4).account})")
    ]


def test_what_happens_to_new_accounts_is_said_for_each_group() -> None:
    file = FILE + group(f'["{account(1).account}"]') + group(f'{{ units = ["{A}"], include = [] }}', "Third")
    details = {one.text.partition(":")[0]: one.detail for one in seen_in(file).findings if one.mark == "good"}
    assert details["DevOps"].startswith("Chosen by unit: AWS gives new accounts")
    assert details["ReadOnly"].startswith("Chosen by list: ")
    assert details["Third"].startswith("Chosen by unit: ")


def test_the_same_as_tables_of_the_answers_is_the_same_fleet() -> None:
    content = {"groups": {"DevOps": {"policy": "policies/devops.json", "accounts": {"units": [A]},
                                     "sign_in": {"directory": True}}}}  # fmt: skip
    read = reader({"policies/devops.json": POLICY})
    assert accounts(look(read, content=json.dumps(content))) == accounts(seen_in(FILE))


GIVEN = json.dumps({"groups": {"ReadOnly": {}, "DevOps": {}}})


def test_groups_that_were_given_without_a_file_are_named_where_a_file_is_asked_for_instead() -> None:
    seen = STEP.observe(reader({}), Answers(withdrawn={"content": GIVEN}), Journal(), context(SIGNED_IN))
    (asked,) = seen.questions
    assert (seen.state, asked.name, asked.optional) == (State.NEEDS_ANSWERS, "file", True)
    assert asked.help.endswith("Leave it empty to keep the groups that you have: DevOps, ReadOnly.")


def test_a_file_that_is_wrong_leaves_the_way_back_to_the_groups_before_it() -> None:
    said = Answers({"file": "fleet.tml"}, withdrawn={"content": GIVEN})
    seen = STEP.observe(reader({}), said, Journal(), context(SIGNED_IN))
    (asked,) = seen.questions
    assert (trouble(seen)[0], asked.optional, asked.default) == ("fleet-file-missing", True, "fleet.tml")
    assert "DevOps, ReadOnly" in asked.help


def test_policies_are_beside_the_file_wherever_that_is() -> None:
    read = reader({"/srv/x/fleet.toml": FILE, "/srv/x/policies/devops.json": POLICY})
    assert look(read, file="/srv/x/fleet.toml").state is State.SATISFIED


# --- in S3 ---------------------------------------------------------------------------------------------------------

IN_S3 = {"s3://acme/config/fleet.toml": FILE, "s3://acme/config/policies/devops.json": POLICY}


def encrypted(algorithm: str) -> Reply:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


@pytest.mark.parametrize(
    ("reply", "mark", "text"),
    [
        (encrypted("aws:kms"), "good", "The bucket acme encrypts with AWS KMS"),
        (encrypted("aws:kms:dsse"), "good", "The bucket acme encrypts with AWS KMS"),
        (encrypted("AES256"), "warning", "The bucket acme doesn't encrypt with AWS KMS"),
        (refused("ServerSideEncryptionConfigurationNotFoundError"), "warning",
         "The bucket acme doesn't encrypt with AWS KMS"),
        (refused("AccessDenied"), "unknown", "Couldn't read whether the bucket acme encrypts with AWS KMS"),
    ],
)  # fmt: skip
def test_a_file_in_a_bucket_is_read_there_and_how_the_bucket_encrypts_is_said(
    reply: Reply, mark: str, text: str
) -> None:
    seen = look(reader(IN_S3, s3__GetBucketEncryption=reply), file="s3://acme/config/fleet.toml")
    assert accounts(seen) == accounts(seen_in(FILE))
    assert [one.mark for one in seen.findings if one.text == text] == [mark]


def test_an_address_in_s3_without_a_key_is_refused_before_anything_is_asked() -> None:
    (question, *_) = STEP.questions
    assert question.check("s3://acme") == "'s3://acme' isn't an address in S3, such as s3://BUCKET/fleet.toml."
    assert [question.check(place) for place in ("s3://acme/fleet.toml", "fleet.toml")] == [None, None]


# --- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "place", "problem"),
    [
        ({}, "fleet.toml", ("fleet-file-missing", "fleet.toml")),
        ({}, "s3://acme/fleet.toml", ("fleet-file-missing", "s3://acme/fleet.toml")),
        ({"fleet.toml": FILE}, "fleet.toml", ("fleet-file-missing", "policies/devops.json")),
        ({"fleet.toml": "[fleet]"}, "fleet.toml",
         ("fleet-file-wrong", "groups: there is no group; write a table [groups.NAME].")),
        ({"fleet.toml": FILE, "policies/devops.json": "[]"}, "fleet.toml",
         ("fleet-file-wrong",
          "groups.DevOps.policy: policies/devops.json has to be a policy document, not a list.")),
        ({"fleet.toml": group('["999999999999"]')}, "fleet.toml",
         ("fleet-not-there", "groups.ReadOnly.accounts: account 999999999999 isn't in this organization.")),
        ({"fleet.toml": group(f'{{ units = ["{unit(9)}"] }}')}, "fleet.toml",
         ("fleet-not-there", f"groups.ReadOnly.accounts.units: there is no unit {unit(9)} in this organization.")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_and_the_file_is_asked_for_again(
    files: dict[str, str], place: str, problem: tuple[str, str]
) -> None:
    seen = look(reader(files), file=place)
    assert (seen.state, trouble(seen)) == (State.NEEDS_ANSWERS, problem)
    assert [(one.name, one.default) for one in seen.questions] == [("file", place)]
    assert seen.found == ()


def test_several_wrong_things_are_all_told() -> None:
    seen = seen_in(group('["999999999999", "888888888888"]'))
    assert told(seen) == [
        f"groups.ReadOnly.accounts: account {lost} isn't in this organization"
        for lost in ("999999999999", "888888888888")
    ]


def test_a_region_without_trusted_access_blocks_and_one_with_it_does_not() -> None:
    file = f'[fleet]\nregion = "eu-west-1"\n{FILE}'
    status: dict[str, Reply] = {"cloudformation__DescribeOrganizationsAccess": {"Status": "DISABLED"}}
    seen = seen_in(file, **status)
    assert (seen.state, seen.trouble and seen.trouble.key) == (State.BLOCKED, "fleet-region-without-access")
    assert seen_in(file, cloudformation__DescribeOrganizationsAccess={"Status": "ENABLED"}).found
    assert seen_in(FILE.replace("[groups", '[fleet]\nregion = "us-east-1"\n[groups', 1)).found


# --- tags ----------------------------------------------------------------------------------------------------------


def test_tags_choose_and_are_read_of_nobody_else() -> None:
    tags = {account(2).account: {"env": "prod"}, account(3).account: {"env": "dev"}}
    file = group(f'{{ units = ["{A}"] }}', more='tags = { env = "prod" }') + group('["000000000001"]', "P")
    read = reader({"fleet.toml": file}, tags=tags)
    tagged, plain = accounts(look(read)).groups
    assert [one.name for one in tagged.members] == ["two"]
    assert [one.name for one in plain.members] == ["one"]
    asked = [one.parameters["ResourceId"] for one in read.made if one.operation == "ListTagsForResource"]
    assert asked == [account(2).account, account(3).account]


def test_before_many_tags_are_read_it_is_said_how_long_that_takes() -> None:
    many = (management(), *(account(number, A) for number in range(1, UNASKED + 2)))
    file = {"fleet.toml": group(f'{{ units = ["{A}"] }}', more='tags = { env = "prod" }')}
    read = reader(file, many)
    seen = look(read)
    assert (seen.state, [one.name for one in seen.questions]) == (State.NEEDS_ANSWERS, ["read_tags"])
    assert seen.trouble is not None
    assert dict(seen.trouble.values) == {"count": "101", "seconds": "11"}
    assert "ListTagsForResource" not in {one.operation for one in read.made}
    assert look(reader(file, many), file="fleet.toml", read_tags="true").state is State.SATISFIED


# --- the tree ------------------------------------------------------------------------------------------------------


def rows(listing: Listing) -> list[tuple[int, str, str, str | None]]:
    return [(row.depth, row.cells[0], row.cells[2], row.mark) for row in listing.rows]


def test_the_tree_has_every_chosen_account_under_its_units_with_counts_and_marks() -> None:
    (listing,) = seen_in(FILE + group(f'["{account(1).account}", "{account(3).account}", "{CENTRAL}"]')).listings
    assert (listing.title, listing.nested) == ("4 accounts in 2 groups", True)
    assert rows(listing) == [
        (0, "Root", "5 accounts", None),
        (1, "Workloads", "3 accounts", None),
        (2, "Production", "1 account", None),
        (3, "three", "DevOps, ReadOnly", "good"),
        (2, "four", "left out", "warning"),
        (2, "two", "DevOps", "good"),
        (1, "management", "ReadOnly", "good"),
        (1, "one", "ReadOnly", "good"),
    ]


def test_opening_an_account_tells_its_groups_and_why_it_is_not_in_others() -> None:
    (listing,) = seen_in(FILE).listings
    details = {row.cells[0]: row.detail for row in listing.rows}
    assert details["two"] == ("2@example.com", "DevOps: gets its role")
    assert details["four"] == ("4@example.com", "DevOps: left out because it is suspended")


def test_the_central_account_is_told_apart_and_gets_an_ordinary_stack() -> None:
    seen = seen_in(group(f'["{CENTRAL}"]'))
    (found,) = accounts(seen).groups
    assert (found.central, found.members) == (True, ())
    assert "ReadOnly includes the account that you are signed in to" in told(seen)
    assert "ReadOnly: 1 account" in told(seen)


def test_names_of_accounts_are_told_as_private() -> None:
    assert set(seen_in(FILE).where.private) == {"two", "three", "four"}
