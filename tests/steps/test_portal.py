"""Setting up a profile of an access portal: what is asked, what is written, and what is never touched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles import TableReader
from tests.steps.test_sign_in import NOW, VENDOR, user
from wizard.model import Answers, CallError, CallFailed, Context, Journal, Login, Observation, Read, State
from wizard.model.questions import check_answer, proposed
from wizard.problems.explain import explain
from wizard.steps.sign_in.portal import QUESTIONS
from wizard.steps.sign_in.step import STEP

URL, CONFIG = "https://example.awsapps.com/start", "/home/ada/.aws/config"
ACCOUNTS = [
    {"Id": "444455556666", "Name": "production", "Email": "p@example.com"},
    {"Id": "111122223333", "Name": "Management", "Email": "m@example.com"},
]
DESCRIBED = {"profile": "new-portal", "sso_start_url": f"{URL}/#", "sso_region": "eu-west-1"}
PORTAL = {"Name": "example", "StartUrl": URL, "Region": "eu-west-1"}
SIGNED_OUT = CallError(
    code="LoginExpired",
    message="no token",
    login=Login(kind="portal", name="example", command="aws sso login --sso-session example"),
)


class Computer:
    """What stands on it, and what the portal says."""

    def __init__(
        self,
        *,
        portals: Any = (),
        profiles: Any = (),
        accounts: Any = ACCOUNTS,
        roles: Any = ("Admin",),
        config: CallError | None = None,
    ) -> None:
        offered = {
            "Profiles": [*profiles], "Portals": [*portals], "Environment": False, "Hosted": "", "Chosen": "",
            "Region": "", "Path": CONFIG,
        }  # fmt: skip
        self.reader = TableReader(
            {
                "profiles:List": offered,
                "file:ProbeAppend": config or {},
                "profiles:Until": {"Until": None},
                "portal:Accounts": accounts if isinstance(accounts, CallError) else {"Accounts": [*accounts]},
                "portal:Roles": {"Roles": [*roles]},
                "sts:GetCallerIdentity": user(),
                "organizations:DescribeOrganization": CallError(code="AccessDenied", message="no"),
                "account:ListRegions": {"Regions": [{"RegionName": "us-east-1"}]},
            }
        )

    def look(self, **answers: str) -> Observation[Any]:
        context = Context(vendor=VENDOR, now=NOW, person=True)
        return STEP.observe(self.reader, Answers(answers), Journal(), context)


def lines(observation: Observation[Any]) -> list[str]:
    assert observation.state is State.UNMET, observation
    (change,) = STEP.plan(observation, Answers()).changes
    assert (change.service, change.operation, change.parameters["Path"]) == ("file", "AppendText", CONFIG)
    text: str = change.parameters["Text"]
    assert text.endswith("\n")
    return text.strip().splitlines()


def asked(observation: Observation[Any]) -> list[str]:
    assert observation.state is State.NEEDS_ANSWERS, observation
    return [question.name for question in observation.questions]


def test_where_nothing_is_configured_the_portal_is_offered() -> None:
    asking = Computer().look()
    assert asked(asking) == ["profile"]
    assert [choice.value for choice in asking.questions[0].choices] == ["new-portal", "choose-again"]
    assert asking.trouble is not None
    assert explain(asking.trouble).key == "nothing-configured"


def test_the_portal_is_described_by_its_address_and_region() -> None:
    asking = Computer().look(profile="new-portal")
    assert asked(asking) == ["sso_start_url", "sso_region"]
    assert asking.questions[1].default == VENDOR.regions[0]


def test_a_portal_that_is_not_known_is_noted_as_aws_configure_sso_notes_it() -> None:
    seen = Computer().look(**DESCRIBED)
    assert lines(seen) == [
        "[sso-session example]",
        f"sso_start_url = {URL}",
        "sso_region = eu-west-1",
        "sso_registration_scopes = sso:account:access",
    ]
    shown = [finding for finding in seen.findings if finding.kind == "difference"]
    assert f"+sso_start_url = {URL}" in shown[0].body


def test_the_name_of_another_portal_is_not_taken() -> None:
    other = {"Name": "example", "StartUrl": "https://example.other.com/start", "Region": "us-east-1"}
    assert lines(Computer(portals=[other]).look(**DESCRIBED))[0] == "[sso-session example-2]"


def test_a_portal_that_is_known_by_its_address_is_used_whatever_it_is_called() -> None:
    known = Computer(portals=[{**PORTAL, "Name": "work", "StartUrl": f"{URL}/"}])
    assert asked(known.look(**DESCRIBED)) == ["sso_account_id"]
    assert known.reader.made[-1].parameters == {"Session": "work"}


# --- a portal in another region --------------------------------------------------------------------------------------

ANSWERED = {**DESCRIBED, "sso_region": "us-east-1"}


def test_a_region_that_the_configuration_contradicts_is_neither_used_nor_passed_over_in_silence() -> None:
    asking = Computer(portals=[PORTAL]).look(**ANSWERED)
    assert asked(asking) == ["sso_session"]
    assert asking.trouble is not None
    problem = explain(asking.trouble)
    assert problem.key == "portal-region-differs"
    assert "is in eu-west-1; you answered us-east-1" in problem.what
    assert [choice.value for choice in asking.questions[0].choices] == ["example", "new-section"]
    assert not any(choice.recommended for choice in asking.questions[0].choices)


def test_either_region_can_be_chosen_then() -> None:
    known = Computer(portals=[PORTAL])
    assert asked(known.look(**ANSWERED, sso_session="example")) == ["sso_account_id"]
    assert known.reader.made[-1].parameters == {"Session": "example"}
    added = lines(known.look(**ANSWERED, sso_session="new-section"))
    assert added[0] == "[sso-session example-2]"
    assert "sso_region = us-east-1" in added
    both = Computer(portals=[PORTAL, {**PORTAL, "Name": "example-2", "Region": "us-east-1"}])
    assert asked(both.look(**ANSWERED, sso_session="new-section")) == ["sso_account_id"]
    assert both.reader.made[-1].parameters == {"Session": "example-2"}


def test_a_region_in_which_aws_has_no_such_portal_is_asked_for_again_and_not_taken_again() -> None:
    absent = Computer(portals=[{**PORTAL, "Absent": True}])
    asking = absent.look(**DESCRIBED)
    assert asked(asking) == ["sso_start_url", "sso_region"]
    assert asking.trouble is not None
    problem = explain(asking.trouble)
    assert problem.key == "portal-elsewhere"
    assert f"at {URL} in eu-west-1" in problem.what
    assert "Correct sso_region of example" in "".join(problem.todo)
    region = asking.questions[1]
    assert region.default != "eu-west-1"
    assert proposed(region, "eu-west-1") == ""
    assert check_answer(region, "eu-west-1", {"sso_start_url": URL}) is not None
    assert check_answer(region, "us-east-1", {"sso_start_url": URL}) is None
    assert check_answer(region, "eu-west-1", {"sso_start_url": "https://other.awsapps.com/start"}) is None
    assert lines(absent.look(**ANSWERED))[0] == "[sso-session example-2]"
    assert absent.look(profile="new-portal").questions[1].default == VENDOR.regions[0]


# --- accounts and roles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ForbiddenException", "ResourceNotFoundException"])
def test_an_account_that_the_portal_refuses_is_told_as_that_and_the_others_are_offered(code: str) -> None:
    computer = Computer(portals=[PORTAL])
    computer.reader.replies["portal:Roles"] = CallError(code=code, message="No access", status=403)
    asking = computer.look(**DESCRIBED, sso_account_id="111122223333")
    assert asking.trouble is not None
    assert explain(asking.trouble).key == "portal-no-role"
    assert [choice.value for choice in asking.questions[0].choices] == ["444455556666"]


def test_a_role_that_the_portal_does_not_list_is_told_and_no_other_is_taken_for_it() -> None:
    computer = Computer(portals=[PORTAL], accounts=ACCOUNTS[:1])
    asking = computer.look(**DESCRIBED, sso_role_name="PowerUser")
    assert asked(asking) == ["sso_role_name"]
    assert asking.trouble is not None
    assert "You don't have role PowerUser" in explain(asking.trouble).title


def test_who_is_signed_out_is_told_to_sign_in_and_how_else() -> None:
    blocked = Computer(portals=[PORTAL], accounts=SIGNED_OUT).look(**DESCRIBED)
    assert blocked.state is State.BLOCKED
    assert blocked.trouble is not None
    problem = explain(blocked.trouble)
    assert problem.key == "portal-sign-in"
    assert problem.error is not None
    assert problem.error.login == SIGNED_OUT.login
    assert "aws sso login --sso-session example" in problem.todo[0]


def test_accounts_are_chosen_by_name_and_the_only_one_is_not_asked_for() -> None:
    computer = Computer(portals=[PORTAL])
    (question,) = computer.look(**DESCRIBED).questions
    assert [choice.label for choice in question.choices] == ["Management", "production"]
    only = Computer(portals=[PORTAL], accounts=ACCOUNTS[:1])
    assert "sso_account_id = 444455556666" in lines(only.look(**DESCRIBED))


def test_roles_are_chosen_and_the_only_one_is_not_asked_for() -> None:
    several = Computer(portals=[PORTAL], roles=("Admin", "ReadOnly"))
    assert asked(several.look(**DESCRIBED, sso_account_id="111122223333")) == ["sso_role_name"]
    noted = lines(Computer(portals=[PORTAL]).look(**DESCRIBED, sso_account_id="111122223333", region="us-west-2"))
    assert noted == [
        "[profile firetiger-111122223333]",
        "sso_session = example",
        "sso_account_id = 111122223333",
        "sso_role_name = Admin",
        "region = us-west-2",
    ]


@pytest.mark.parametrize(
    ("accounts", "roles", "key"), [((), ("A",), "portal-empty"), (ACCOUNTS[:1], (), "portal-no-role")]
)
def test_a_portal_that_offers_nothing_is_explained(accounts: Any, roles: Any, key: str) -> None:
    seen = Computer(portals=[PORTAL], accounts=accounts, roles=roles).look(**DESCRIBED)
    assert seen.trouble is not None
    assert seen.trouble.key == key


def test_a_profile_that_is_there_is_used_under_its_own_name_and_the_portal_is_not_asked() -> None:
    there = {
        "Name": "admin", "Kind": "SSO", "Region": "us-east-1", "Session": "example", "Account": "111122223333",
        "Role": "Admin",
    }  # fmt: skip
    computer = Computer(portals=[PORTAL], profiles=[there])
    seen = computer.look(**DESCRIBED, sso_account_id="111122223333", sso_role_name="Admin")
    assert seen.state is State.SATISFIED
    assert seen.found[0].profile == "admin"
    assert not [read for read in computer.reader.made if isinstance(read, Read) and read.service == "portal"]


@pytest.mark.parametrize(
    "bad", ["example.com", "http://example.com/start", "https://x y", "https://a/\n[default]", "x"]
)
def test_what_is_no_address_is_refused_before_it_is_written(bad: str) -> None:
    assert QUESTIONS[0].check(bad) is not None
    assert QUESTIONS[0].check("https://example.awsapps.com/start#/") is None
    assert QUESTIONS[0].check("https://d-1234567890.awsapps.com/start") is None


def test_a_configuration_that_cannot_be_written_is_found_before_the_portal_is_asked() -> None:
    cannot = CallError(code="FileProblem", message="Read-only file system", service="file", operation="ProbeAppend")
    computer = Computer(portals=[PORTAL], accounts=SIGNED_OUT, config=cannot)
    with pytest.raises(CallFailed) as caught:
        computer.look(**DESCRIBED)
    assert "portal" not in {read.service for read in computer.reader.made}
    problem = explain(caught.value.error)
    assert problem.key == "configuration-unwritable"
    assert any("AWS_CONFIG_FILE" in todo for todo in problem.todo)


def test_a_profile_that_is_there_needs_no_configuration_that_can_be_written() -> None:
    cannot = CallError(code="FileProblem", message="Read-only file system", service="file", operation="ProbeAppend")
    chosen = {"sso_account_id": "111122223333", "sso_role_name": "Admin", "region": "us-east-1"}
    profile = {"Name": "admin", "Kind": "SSO", "Region": "us-east-1", "Session": "example"}
    there = Computer(
        portals=[PORTAL], profiles=[{**profile, "Account": "111122223333", "Role": "Admin"}], config=cannot
    )
    assert there.look(**DESCRIBED, **chosen).state is State.SATISFIED
