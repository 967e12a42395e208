"""The sub-account step: what it finds in each situation, what it asks, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import msgspec
import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Journal,
    JournalEntry,
    Observation,
    Outcome,
    Read,
    SignedIn,
    State,
    SubAccount,
)
from wizard.problems.explain import explain, problem_texts
from wizard.steps.sub_account.case import Facts
from wizard.steps.sub_account.step import STEP
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MANAGEMENT, ACCOUNT, OTHER = "111122223333", "444455556666", "222233334444"
EMAIL = "new@example.com"
CREATE = {"mode": "create", "name": "firetiger", "email": EMAIL}
ROLE, TOWER = "OrganizationAccountAccessRole", "AWSControlTowerExecution"
ROOT, UNIT = "r-ab12", "ou-ab12-11111111"
REASONS = botocore.session.Session().get_service_model("organizations").shape_for("CreateAccountFailureReason").enum


def member(account: str = ACCOUNT, email: str = EMAIL, **more: Any) -> dict[str, Any]:
    joined = {"JoinedMethod": "CREATED", "JoinedTimestamp": NOW - timedelta(days=90)}
    return {"Id": account, "Name": "firetiger", "Email": email, "State": "ACTIVE", **joined, **more}


def request(state: str, identifier: str = "car-1", **more: Any) -> dict[str, Any]:
    requested = {"RequestedTimestamp": NOW - timedelta(seconds=10)}
    return {"Id": identifier, "AccountName": "firetiger", "State": state, **requested, **more}


def entry(operation: str = "CreateAccount", seconds_ago: float = 10, **fields: Any) -> JournalEntry:
    when = (NOW - timedelta(seconds=seconds_ago)).isoformat()
    defaults: dict[str, Any] = {"note": {"name": "firetiger", "email": EMAIL}, "intended": when}
    return JournalEntry(
        step="sub-account",
        digest="d",
        attempt=1,
        service="organizations",
        operation=operation,
        account=MANAGEMENT,
        region="us-east-1",
        sentence="",
        **{**defaults, **fields},
    )


def inside(account: str) -> JournalEntry:
    return msgspec.structs.replace(entry("CreateTrail", outcome="landed"), account=account)


LANDED = entry(outcome="landed", kept={"request": "car-1"})


class Aws:
    """An organization as AWS would show it to whoever is signed in; every reply can be replaced."""

    def __init__(self, **replies: Reply) -> None:
        self.accounts: list[dict[str, Any]] = [member(MANAGEMENT, "aws@example.com")]
        self.statuses: list[dict[str, Any]] = []
        self.closed: dict[str, str] = {}
        table: dict[str, Reply] = {
            "organizations:ListAccounts": lambda _: {"Accounts": self.accounts},
            "organizations:DescribeCreateAccountStatus": self.status,
            "organizations:ListCreateAccountStatus": self.list_statuses,
            "organizations:DescribeAccount": self.describe,
            "organizations:ListRoots": {"Roots": [{"Id": ROOT}]},
            "organizations:ListParents": {"Parents": [{"Id": ROOT}]},
            "organizations:DescribeOrganizationalUnit": self.unit,
            "organizations:ListOrganizationalUnitsForParent": self.units,
            "organizations:ListAWSServiceAccessForOrganization": {"EnabledServicePrincipals": []},
            "controltower:ListLandingZones": {"landingZones": []},
            "sts:GetCallerIdentity": self.identity,
            "account:GetAccountInformation": {"AccountName": "analytics"},
            "account:ListRegions": {"Regions": [{"RegionName": "us-east-1"}]},
            "cloudformation:ListStacks": {},
            "ec2:DescribeInstances": {},
            "lambda:ListFunctions": {},
            "resourcegroupstaggingapi:GetResources": {},
            "s3:ListBuckets": {},
            "cloudtrail:DescribeTrails": {},
        }
        named = {name.replace("__", ":"): reply for name, reply in replies.items()}
        self.reader = TableReader({**table, **named})

    def status(self, read: Read) -> Mapping[str, Any] | CallError:
        wanted = read.parameters["CreateAccountRequestId"]
        found = next((status for status in self.statuses if status["Id"] == wanted), None)
        return {"CreateAccountStatus": found} if found else refused("CreateAccountStatusNotFoundException")

    def list_statuses(self, read: Read) -> Mapping[str, Any]:
        states = read.parameters.get("States", ("IN_PROGRESS", "SUCCEEDED", "FAILED"))
        return {"CreateAccountStatuses": [status for status in self.statuses if status["State"] in states]}

    def describe(self, read: Read) -> Mapping[str, Any] | CallError:
        wanted = read.parameters["AccountId"]
        found = next((account for account in self.accounts if account["Id"] == wanted), None)
        return {"Account": found} if found else refused("AccountNotFoundException")

    def unit(self, read: Read) -> Mapping[str, Any] | CallError:
        known = read.parameters["OrganizationalUnitId"] == UNIT
        return (
            {"OrganizationalUnit": {"Id": UNIT, "Name": "Tools"}}
            if known
            else refused("OrganizationalUnitNotFoundException")
        )

    def units(self, read: Read) -> Mapping[str, Any]:
        below = {ROOT: [{"Id": UNIT, "Name": "Tools"}], UNIT: [{"Id": "ou-ab12-22222222", "Name": "New"}]}
        return {"OrganizationalUnits": below.get(read.parameters["ParentId"], [])}

    def identity(self, read: Read) -> Mapping[str, Any] | CallError:
        way = read.target.profile or read.target.role_name
        if way in self.closed:
            return refused(self.closed[way], "is not authorized to perform: sts:AssumeRole")
        return {"Account": read.target.account, "Arn": f"arn:aws:sts::{read.target.account}:assumed-role/x/y"}

    @property
    def asked(self) -> list[str]:
        return [read.operation for read in self.reader.made]


def signed_in(standing: Any = "management", account: str = MANAGEMENT) -> SignedIn:
    management = MANAGEMENT if standing in ("management", "delegated", "member") else ""
    return SignedIn(
        arn=f"arn:aws:iam::{account}:user/ada",
        account=account,
        region="us-east-1",
        standing=standing,
        management_account=management,
    )


def look(
    aws: Aws,
    answers: Mapping[str, str],
    *entries: JournalEntry,
    who: SignedIn | None = None,
    **context: Any,
) -> Observation[Facts]:
    known = Context(vendor=VENDOR, now=NOW, found=(who or signed_in(),), **context)
    return STEP.observe(aws.reader, Answers(answers), Journal(entries), known)


def previewed(observation: Observation[Facts], answers: Mapping[str, str]) -> list[tuple[str, Mapping[str, Any]]]:
    sight = STEP.preview(observation, Answers(answers), Context(vendor=VENDOR, now=NOW))
    return [(change.operation, change.parameters) for plan in sight.rounds for change in plan.changes]


def key(observation: Observation[Facts]) -> str:
    return observation.trouble.key if observation.trouble else ""


def names(observation: Observation[Facts]) -> list[str]:
    return [question.name for question in observation.questions]


def values(observation: Observation[Facts], question: int = 0) -> list[str]:
    return [choice.value for choice in observation.questions[question].choices]


def texts(observation: Observation[Facts]) -> str:
    return "\n".join(f"{finding.mark}: {finding.text} ({finding.detail})" for finding in observation.findings)


# --- which account -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "offered"),
    [
        ("management", ["create", "existing"]),
        ("delegated", ["existing", "this-account"]),
        ("member", ["this-account", "existing"]),
        ("none", ["create", "this-account"]),
        ("unknown", ["this-account", "existing", "create"]),
    ],
)
def test_what_is_possible_from_where_one_stands_is_offered_the_best_first(standing: str, offered: list[str]) -> None:
    asking = look(Aws(), {}, who=signed_in(standing))
    assert (asking.state, names(asking), values(asking)) == (State.NEEDS_ANSWERS, ["mode"], offered)
    best = offered[:1] if standing != "none" else []
    assert [choice.value for choice in asking.questions[0].choices if choice.recommended] == best


def test_the_vendor_is_named_in_the_questions_and_nobody_else_in_the_static_ones() -> None:
    said = " ".join(f"{q.text} {q.help} {q.placeholder} {[*q.choices]}" for q in STEP.questions)
    assert VENDOR.name not in said
    assert VENDOR.id not in said
    assert f"only for {VENDOR.name}" in look(Aws(), {}).questions[0].choices[0].detail


@pytest.mark.parametrize("standing", ["member", "delegated"])
def test_who_cannot_create_accounts_is_told_before_being_asked_for_details(standing: str) -> None:
    refusing = look(Aws(), {"mode": "create"}, who=signed_in(standing, OTHER))
    assert (key(refusing), names(refusing)) == ("create-needs-management", ["mode"])
    assert "create" not in values(refusing)


def test_where_the_standing_is_unknown_aws_says_whether_one_may_create() -> None:
    aws = Aws(organizations__ListAccounts=refused("AccessDeniedException"))
    with pytest.raises(CallFailed):
        look(aws, CREATE, who=signed_in("unknown"))
    assert look(Aws(), CREATE, who=signed_in("unknown")).state is State.UNMET


@pytest.mark.parametrize(
    "answers",
    [
        {"mode": "this-account"},
        {"mode": "existing", "account_id": MANAGEMENT},
        {"mode": "create", "name": "firetiger", "email": "AWS@example.com"},
    ],
)
def test_the_management_account_is_never_the_dedicated_one(answers: dict[str, str]) -> None:
    refusing = look(Aws(), answers)
    assert (refusing.state, key(refusing)) == (State.NEEDS_ANSWERS, "management-account")


def test_a_members_own_account_is_entered_with_the_credentials_at_hand() -> None:
    done = look(Aws(), {"mode": "this-account"}, who=signed_in("member", OTHER))
    assert done.state is State.SATISFIED
    account = done.found[-1]
    assert isinstance(account, SubAccount)
    assert (account.account, account.target.role_name, account.symbol) == (OTHER, "", "")
    assert "account analytics" in texts(done)


def test_a_members_own_account_whose_name_is_denied_is_used_by_its_id_and_that_is_said() -> None:
    aws = Aws(account__GetAccountInformation=refused("AccessDeniedException"))
    done = look(aws, {"mode": "this-account"}, who=signed_in("member", OTHER))
    assert (done.state, done.found[-1].name) == (State.SATISFIED, "")  # a SubAccount
    assert "unknown: Couldn't read the account's name" in texts(done)


def test_the_name_that_the_organizations_list_tells_is_not_asked_for_again() -> None:
    aws = existing()
    assert look(aws, EXISTING).state is State.SATISFIED
    assert "GetAccountInformation" not in aws.asked


@pytest.mark.parametrize(("standing", "mark"), [("none", "warning"), ("unknown", "unknown")])
def test_doubts_about_ones_own_account_are_said(standing: str, mark: str) -> None:
    done = look(Aws(), {"mode": "this-account"}, who=signed_in(standing, OTHER))
    assert done.state is State.SATISFIED
    assert f"\n{mark}: " in texts(done)


# --- a new account -------------------------------------------------------------------------------------------------


def test_a_new_account_is_described_with_the_organizations_units_to_choose_from() -> None:
    asking = look(Aws(), {"mode": "create"})
    assert names(asking) == ["name", "email", "organizational_unit_id"]
    assert [(c.value, c.label) for c in asking.questions[2].choices] == [
        (ROOT, "None: directly under the root"),
        (UNIT, "Tools"),
        ("ou-ab12-22222222", "Tools / New"),
    ]
    assert asking.questions[0].default == VENDOR.account_name


@pytest.mark.parametrize("many", [False, True])
def test_units_that_cannot_be_listed_or_are_too_many_are_asked_for_by_id(many: bool) -> None:
    units = [{"Id": f"ou-ab12-{n:08}", "Name": str(n)} for n in range(60)]
    aws = (
        Aws(organizations__ListOrganizationalUnitsForParent={"OrganizationalUnits": units})
        if many
        else Aws(organizations__ListRoots=refused("AccessDeniedException"))
    )
    unit = look(aws, {"mode": "create"}).questions[2]
    assert unit.choices == ()
    assert unit.optional


def test_an_address_that_nobody_has_leads_to_one_request_sent_once() -> None:
    ready = look(Aws(), CREATE)
    assert ready.state is State.UNMET
    (change,) = STEP.plan(ready, Answers(CREATE)).changes
    assert change.operation == "CreateAccount"
    assert change.parameters == {"AccountName": "firetiger", "Email": EMAIL, "RoleName": ROLE}
    assert change.retry is False
    assert change.keep == {"request": "CreateAccountStatus.Id"}
    assert change.note == {"name": "firetiger", "email": EMAIL}
    assert change.landed == ()
    assert "90 days" in change.warning
    assert VENDOR.name in change.sentence


def test_the_role_that_lets_in_can_have_another_name() -> None:
    answers = {**CREATE, "role_name": "Enter"}
    ready = look(Aws(), answers)
    assert STEP.plan(ready, Answers(answers)).changes[0].parameters["RoleName"] == "Enter"
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    done = look(aws, answers, LANDED)
    assert done.found[-1].target.role_name == "Enter"


def test_the_unit_is_looked_up_before_the_account_is_made() -> None:
    refusing = look(Aws(), {**CREATE, "organizational_unit_id": "ou-ab12-99999999"})
    assert (refusing.state, key(refusing), names(refusing)) == (
        State.NEEDS_ANSWERS,
        "no-such-unit",
        ["organizational_unit_id"],
    )
    assert values(refusing)[:2] == [ROOT, UNIT]
    assert key(look(Aws(), {**CREATE, "organizational_unit_id": "r-zz99"})) == "no-such-unit"


def test_a_unit_that_may_not_be_read_is_believed() -> None:
    denied = refused("AccessDeniedException")
    aws = Aws(organizations__DescribeOrganizationalUnit=denied, organizations__ListRoots=denied)
    assert look(aws, {**CREATE, "organizational_unit_id": UNIT}).state is State.UNMET


def test_a_move_into_the_unit_is_foreseen_and_none_into_the_root() -> None:
    answers = {**CREATE, "organizational_unit_id": UNIT}
    create, move = previewed(look(Aws(), answers), answers)
    assert create[0] == "CreateAccount"
    assert move == (
        "MoveAccount",
        {"AccountId": f"new:{EMAIL}", "SourceParentId": ROOT, "DestinationParentId": UNIT},
    )
    rooted = {**CREATE, "organizational_unit_id": ROOT}
    assert len(previewed(look(Aws(), rooted), rooted)) == 1


def test_a_way_in_that_was_used_before_is_tried_beside_the_account_s_description_and_nothing_is_listed() -> None:
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    begun = Outcome(id="cloudtrail", title="", state=State.SATISFIED, summary="", entries=(inside(ACCOUNT),))
    done = look(aws, CREATE, LANDED, outcomes={"cloudtrail": begun})
    assert done.state is State.SATISFIED
    assert aws.reader.batches[0] == ["DescribeAccount", "GetCallerIdentity"]
    assert aws.asked.count("DescribeAccount") == aws.asked.count("GetCallerIdentity") == 1
    assert "ListAccounts" not in aws.asked


def test_an_existing_account_is_entered_beside_its_description_and_nothing_is_listed() -> None:
    aws = Aws()
    aws.accounts.append(member())
    look(aws, {"mode": "existing", "account_id": ACCOUNT, "accept_workloads": "true"})
    assert aws.reader.batches[0] == ["DescribeAccount", "GetCallerIdentity"]
    assert "ListAccounts" not in aws.asked


def test_whoever_may_list_accounts_and_not_describe_them_finds_the_existing_one_all_the_same() -> None:
    aws = Aws(organizations__DescribeAccount=refused("AccessDeniedException"))
    aws.accounts.append(member())
    found = look(aws, {"mode": "existing", "account_id": ACCOUNT, "accept_workloads": "true"})
    assert found.found[-1].name == "firetiger"


def test_where_neither_is_allowed_the_existing_account_is_entered_and_that_is_said() -> None:
    refusing = {"organizations__DescribeAccount": refused("AccessDeniedException")}
    aws = Aws(**refusing, organizations__ListAccounts=refused("AccessDeniedException"))
    found = look(aws, {"mode": "existing", "account_id": ACCOUNT, "accept_workloads": "true"})
    assert found.state is State.SATISFIED
    (unknown,) = [finding for finding in found.findings if "Couldn't read" in finding.text]
    assert "DescribeAccount" in unknown.detail


class Paged(Aws):
    """An organization whose accounts come one a page; every further page is counted."""

    def __init__(self) -> None:
        super().__init__(organizations__ListAccounts=self.page)
        self.pages = 0

    def page(self, read: Read) -> Mapping[str, Any]:
        assert read.first_page
        assert read.kept == "always"
        self.pages += 1
        index = int(read.parameters.get("NextToken", "0"))
        further = {"NextToken": str(index + 1)} if index + 1 < len(self.accounts) else {}
        return {"Accounts": [self.accounts[index]], **further}


def test_accounts_are_listed_a_page_at_a_time_and_no_further_than_to_the_e_mail() -> None:
    aws = Paged()
    aws.accounts += [member(), *(member(f"{n:012}", f"{n}@example.com") for n in range(50))]
    found = look(aws, CREATE)
    assert found.found or found.questions
    assert aws.pages == 2


def test_that_no_account_has_the_e_mail_is_said_after_the_last_page_alone() -> None:
    aws = Paged()
    aws.accounts += [member(f"{n:012}", f"{n}@example.com") for n in range(50)]
    assert look(aws, CREATE).state is State.UNMET
    assert aws.pages == 51


@pytest.mark.parametrize("state", ["IN_PROGRESS", "SUCCEEDED"])
def test_while_the_account_that_was_asked_for_is_made_and_when_it_is_there_nothing_is_listed(state: str) -> None:
    aws = Aws()
    aws.statuses.append(request(state, **({"AccountId": ACCOUNT} if state == "SUCCEEDED" else {})))
    aws.accounts.append(member(JoinedTimestamp=NOW))
    seen = look(aws, CREATE, LANDED)
    assert seen.state is (State.SATISFIED if state == "SUCCEEDED" else State.PENDING)
    assert "ListAccounts" not in aws.asked


def test_an_account_that_was_made_and_may_not_be_described_is_listed_anew_at_every_look() -> None:
    aws = Aws(organizations__DescribeAccount=refused("AccessDeniedException"))
    aws.statuses.append(request("SUCCEEDED", AccountId=ACCOUNT))
    aws.accounts.append(member(JoinedTimestamp=NOW))
    assert look(aws, CREATE, LANDED).state is State.SATISFIED
    assert [read.kept for read in aws.reader.made if read.operation == "ListAccounts"] == [""]


def test_an_account_whose_request_may_not_be_read_is_found_by_its_address() -> None:
    aws = Aws(organizations__DescribeCreateAccountStatus=refused("AccessDeniedException"))
    aws.accounts.append(member(JoinedTimestamp=NOW))
    assert look(aws, CREATE, LANDED).state is State.SATISFIED


def test_the_end_of_a_request_is_final_and_asked_for_once() -> None:
    aws = Aws()
    aws.statuses.append(request("SUCCEEDED", AccountId=ACCOUNT))
    look(aws, CREATE, LANDED)
    (asked,) = [read for read in aws.reader.made if read.operation == "DescribeCreateAccountStatus"]
    assert asked.kept == "CreateAccountStatus.State=SUCCEEDED"


def test_the_account_that_the_list_names_is_entered_whatever_was_entered_before() -> None:
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    begun = Outcome(id="cloudtrail", title="", state=State.SATISFIED, summary="", entries=(inside(OTHER),))
    done = look(aws, CREATE, LANDED, outcomes={"cloudtrail": begun})
    assert done.found[-1].account == ACCOUNT


def test_the_move_that_is_planned_is_the_one_that_was_foreseen() -> None:
    answers = {**CREATE, "organizational_unit_id": UNIT}
    sight = STEP.preview(look(Aws(), answers), Answers(answers), Context(vendor=VENDOR, now=NOW))
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    unmet = look(aws, answers, LANDED)
    assert unmet.state is State.UNMET
    (change,) = STEP.plan(unmet, Answers(answers)).changes
    assert "Tools" in change.sentence
    (found,) = unmet.found
    assert isinstance(found, SubAccount)
    assert change.digest({found.account: found.symbol}) == sight.rounds[1].changes[0].digest()


def test_an_account_in_its_unit_is_not_moved_again() -> None:
    aws = Aws(organizations__ListParents={"Parents": [{"Id": UNIT}]})
    aws.accounts.append(member(JoinedTimestamp=NOW))
    assert look(aws, {**CREATE, "organizational_unit_id": UNIT}, LANDED).state is State.SATISFIED


def test_an_account_whose_place_does_not_show_yet_is_waited_for() -> None:
    aws = Aws(organizations__ListParents=refused("ChildNotFoundException"))
    aws.accounts.append(member(JoinedTimestamp=NOW))
    assert look(aws, {**CREATE, "organizational_unit_id": UNIT}, LANDED).state is State.PENDING


# --- the request and what becomes of it ----------------------------------------------------------------------------


def test_a_request_under_way_is_watched() -> None:
    aws = Aws()
    aws.statuses.append(request("IN_PROGRESS"))
    waiting = look(aws, CREATE, LANDED)
    assert waiting.state is State.PENDING
    assert waiting.waiting is not None
    told = waiting.waiting
    assert (told.what, told.usual) == ("AWS is creating the account.", "usually under a minute")
    assert told.told == "CreateAccount IN_PROGRESS", "AWS's own word"


def test_success_that_is_not_listed_yet_is_waited_for_not_called_done() -> None:
    aws = Aws()
    aws.statuses.append(request("SUCCEEDED", AccountId=ACCOUNT, CompletedTimestamp=NOW))
    assert look(aws, CREATE, LANDED).state is State.PENDING


def test_an_account_that_left_the_organization_long_ago_is_not_waited_for() -> None:
    aws = Aws()
    aws.statuses.append(request("SUCCEEDED", AccountId=ACCOUNT, CompletedTimestamp=NOW - timedelta(days=3)))
    gone = look(aws, CREATE, LANDED)
    assert (gone.state, key(gone), names(gone)) == (State.NEEDS_ANSWERS, "account-gone", ["mode", "email"])


@pytest.mark.parametrize("reason", [*REASONS, "A_NEW_REASON"])
def test_every_refusal_is_told_and_leads_back_to_an_approved_new_try(reason: str) -> None:
    aws = Aws()
    aws.statuses.append(request("FAILED", FailureReason=reason))
    refusing = look(aws, CREATE, LANDED)
    assert key(refusing) in problem_texts()
    if refusing.state is State.UNMET:
        assert [change.operation for change in STEP.plan(refusing, Answers(CREATE)).changes] == ["CreateAccount"]
        return
    assert (refusing.state, names(refusing)) == (State.NEEDS_ANSWERS, ["mode", "email"])
    again = look(aws, {**CREATE, "email": "another@example.com"}, LANDED)
    assert (again.state, key(again)) == (State.UNMET, "")


def test_a_second_request_with_the_same_information_leads_to_the_first() -> None:
    aws = Aws()
    first, second = request("IN_PROGRESS", "car-0"), request("FAILED")
    aws.statuses += [first, {**second, "FailureReason": "CONCURRENT_ACCOUNT_MODIFICATION"}]
    waiting = look(aws, CREATE, LANDED)
    assert waiting.state is State.PENDING
    assert "car-0" in texts(waiting)
    aws.statuses.remove(first)
    assert key(look(aws, CREATE, LANDED)) == "account-concurrent-account-modification"


def test_a_request_under_way_that_the_journal_does_not_know_is_waited_for_not_doubled() -> None:
    aws = Aws()
    aws.statuses.append(request("IN_PROGRESS", "car-7"))
    assert look(aws, CREATE).state is State.PENDING
    assert look(aws, CREATE, entry(outcome="failed")).state is State.PENDING
    aws.statuses = [request("FAILED", "car-7", FailureReason="INTERNAL_FAILURE")]
    ready = look(aws, CREATE)
    assert (ready.state, key(ready)) == (State.UNMET, "")


def test_a_request_for_another_address_is_not_taken_for_this_one() -> None:
    aws = Aws()
    aws.statuses.append(request("IN_PROGRESS"))
    other = entry(outcome="landed", kept={"request": "car-1"}, note={"name": "firetiger", "email": "old@example.com"})
    assert look(aws, CREATE, other).state is State.UNMET


def test_requests_that_may_not_be_listed_do_not_stand_in_the_way_of_the_first() -> None:
    assert look(Aws(organizations__ListCreateAccountStatus=refused("AccessDenied")), CREATE).state is State.UNMET


def test_a_request_that_aws_has_forgotten_may_be_made_again() -> None:
    assert look(Aws(), CREATE, LANDED).state is State.UNMET


# --- a lost answer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "state"), [(10, State.PENDING), (59, State.PENDING), (61, State.UNMET)])
def test_a_lost_answer_is_looked_for_a_minute_before_another_request_may_leave(seconds: float, state: State) -> None:
    assert look(Aws(), CREATE, entry(seconds_ago=seconds)).state is state


def test_the_minute_begins_when_the_answer_was_given_up() -> None:
    late = entry(seconds_ago=100, finished=(NOW - timedelta(seconds=20)).isoformat())
    assert look(Aws(), CREATE, late).state is State.PENDING


def test_the_minute_follows_the_patience_of_the_run() -> None:
    assert look(Aws(), CREATE, entry(seconds_ago=10), patience=0.1).state is State.UNMET


def test_a_lost_request_is_recognised_by_name_and_time() -> None:
    aws = Aws()
    aws.statuses.append(request("IN_PROGRESS", "car-9"))
    found = look(aws, CREATE, entry(seconds_ago=300))
    assert found.state is State.PENDING
    assert "car-9" in texts(found)


def test_a_lost_request_that_succeeded_is_ours_only_with_our_address() -> None:
    aws = Aws()
    aws.accounts.append(member(OTHER, "somebody@example.com"))
    aws.statuses.append(request("SUCCEEDED", "car-9", AccountId=OTHER))
    assert look(aws, CREATE, entry(seconds_ago=90)).state is State.UNMET
    assert "DescribeAccount" in aws.asked


def test_an_older_request_or_one_already_judged_is_not_the_lost_one() -> None:
    aws = Aws()
    failed = {"FailureReason": "INTERNAL_FAILURE"}
    aws.statuses.append(request("FAILED", "car-1", **failed))
    aws.statuses.append(request("FAILED", "car-0", **failed, RequestedTimestamp=NOW - timedelta(hours=1)))
    waiting = look(aws, CREATE, LANDED, entry(seconds_ago=5))
    assert waiting.state is State.PENDING
    assert waiting.summary == "checking the request"


def test_a_lost_request_is_not_given_up_while_aws_does_not_answer() -> None:
    aws = Aws(organizations__ListCreateAccountStatus=refused("ServiceException"))
    with pytest.raises(CallFailed):
        look(aws, CREATE, entry(seconds_ago=600))


def test_the_account_is_found_where_no_request_for_it_is_to_be_seen() -> None:
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    done = look(aws, CREATE, entry())
    assert done.state is State.SATISFIED
    assert done.found[-1].symbol == f"new:{EMAIL}"


# --- an account that has the address already -----------------------------------------------------------------------


def test_an_account_that_was_not_made_on_this_way_is_looked_into_and_said() -> None:
    aws = Aws(s3__ListBuckets={"Buckets": [{"Name": "assets"}]})
    aws.accounts.append(member())
    for entries in ((), (LANDED,)):
        asking = look(aws, CREATE, *entries)
        assert (asking.state, names(asking)) == (State.NEEDS_ANSWERS, ["accept_workloads"])
        assert "already exists; the wizard uses it and creates none" in texts(asking)


def test_an_account_that_was_made_on_this_way_is_not_searched() -> None:
    aws = Aws()
    aws.accounts.append(member(JoinedTimestamp=NOW))
    assert look(aws, CREATE, LANDED).state is State.SATISFIED
    assert "ListStacks" not in aws.asked


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
def test_an_account_that_is_being_closed_is_told(state: str) -> None:
    aws = Aws()
    aws.accounts.append(member(State=state))
    assert key(look(aws, CREATE)) == "account-closed"
    assert key(look(aws, {"mode": "existing", "account_id": ACCOUNT})) == "account-not-active"


def test_an_account_whose_state_aws_does_not_say_is_doubted_and_tried() -> None:
    aws = Aws()
    aws.accounts.append(member(State=""))
    seen = look(aws, {"mode": "existing", "account_id": ACCOUNT})
    assert seen.state is State.SATISFIED
    assert f"unknown: Couldn't read whether account firetiger ({ACCOUNT}) is active" in texts(seen)


def test_accounts_that_exist_are_ranked_by_what_organizations_tells_and_none_is_entered() -> None:
    aws = Aws()
    old, young = NOW - timedelta(days=900), NOW - timedelta(days=2)
    aws.accounts += [
        member(OTHER, "old@example.com", Name="Production", JoinedTimestamp=old),
        member("555566667777", "young@example.com", Name="Sandbox", JoinedTimestamp=young),
        member("666677778888", "ft@example.com", Name="Firetiger dev", JoinedTimestamp=old),
    ]
    (which,) = look(aws, {"mode": "existing"}).questions
    assert [choice.label for choice in which.choices] == ["Firetiger dev", "Sandbox", "Production"]
    assert not which.default
    assert not any(choice.recommended for choice in which.choices)
    assert "AssumeRole" not in aws.asked
    assert "GetCallerIdentity" not in aws.asked


def test_without_an_organization_the_first_question_says_so_and_recommends_nothing() -> None:
    seen = look(Aws(), {}, who=signed_in("none"))
    (mode,) = seen.questions
    assert "This account isn't in an organization" in texts(seen)
    assert not mode.default
    assert not any(choice.recommended for choice in mode.choices)
    assert "your organization" not in str(mode.choices).lower()


def test_creating_an_organization_is_consented_to_like_what_it_is() -> None:
    answers = {**CREATE, "create_organization": "true"}
    made = STEP.plan(look(Aws(), answers, who=signed_in("none")), Answers(answers))
    assert any("pays for every account in it" in words for words in made.consent)


@pytest.mark.parametrize("question", ["create_organization", "accept_workloads", "despite_control_tower"])
def test_where_there_is_a_danger_its_safe_answer_is_the_default(question: str) -> None:
    assert next(one.default for one in STEP.questions if one.name == question) == "false"


# --- Control Tower -------------------------------------------------------------------------------------------------

TOWERS: list[dict[str, Reply]] = [
    {"controltower__ListLandingZones": {"landingZones": [{"arn": "x"}]}},
    {
        "organizations__ListAWSServiceAccessForOrganization": {
            "EnabledServicePrincipals": [{"ServicePrincipal": "controltower.amazonaws.com"}]
        },
        "controltower__ListLandingZones": refused("AccessDeniedException"),
    },
]


@pytest.mark.parametrize("replies", TOWERS)
def test_control_tower_is_said_before_anything_is_created(replies: dict[str, Reply]) -> None:
    asking = look(Aws(**replies), CREATE)
    assert (asking.state, key(asking), names(asking)) == (
        State.NEEDS_ANSWERS,
        "control-tower",
        ["despite_control_tower", "mode"],
    )
    assert look(Aws(**replies), {**CREATE, "despite_control_tower": "true"}).state is State.UNMET


def test_where_nobody_may_know_of_control_tower_that_is_said() -> None:
    denied = refused("AccessDeniedException")
    ready = look(Aws(organizations__ListAWSServiceAccessForOrganization=denied), CREATE)
    assert ready.state is State.UNMET
    assert "unknown: Couldn't read whether AWS Control Tower governs" in texts(ready)


# --- without an organization ---------------------------------------------------------------------------------------


def test_without_an_organization_creating_one_is_a_question_and_a_round_of_its_own() -> None:
    who = signed_in("none")
    assert names(look(Aws(), CREATE, who=who)) == ["create_organization"]
    answers = {**CREATE, "create_organization": "true"}
    unmet = look(Aws(), answers, who=who)
    (change,) = STEP.plan(unmet, Answers(answers)).changes
    assert (change.operation, change.parameters) == ("CreateOrganization", {"FeatureSet": "ALL"})
    assert change.landed == ("AlreadyInOrganizationException",)
    assert change.warning
    assert [operation for operation, _ in previewed(unmet, answers)] == ["CreateOrganization", "CreateAccount"]


def test_without_an_organization_there_is_no_unit_to_ask_for_or_to_answer() -> None:
    who = signed_in("none")
    assert names(look(Aws(), {"mode": "create"}, who=who)) == ["name", "email"]
    answers = {**CREATE, "create_organization": "true", "organizational_unit_id": UNIT}
    assert key(look(Aws(), answers, who=who)) == "no-such-unit"


def test_who_does_not_want_an_organization_can_choose_otherwise() -> None:
    refusing = look(Aws(), {**CREATE, "create_organization": "false"}, who=signed_in("none"))
    assert (key(refusing), names(refusing)) == ("no-organization", ["create_organization", "mode"])


@pytest.mark.parametrize(("management", "standing"), [(MANAGEMENT, "management"), (OTHER, "member")])
def test_after_the_round_the_organization_is_seen_and_where_one_stands_in_it(management: str, standing: str) -> None:
    aws = Aws(
        organizations__DescribeOrganization={"Organization": {"Id": "o-1", "MasterAccountId": management}},
        organizations__ListDelegatedAdministrators=refused("AccessDeniedException"),
    )
    seen = look(aws, CREATE, entry("CreateOrganization", note={}), who=signed_in("none"))
    assert seen.facts.signed_in.standing == standing
    assert (seen.state is State.UNMET) == (standing == "management")


def test_an_organization_that_was_not_made_after_all_is_still_missing() -> None:
    aws = Aws(organizations__DescribeOrganization=refused("AWSOrganizationsNotInUseException"))
    answers = {**CREATE, "create_organization": "true"}
    failed = entry("CreateOrganization", note={}, outcome="failed")
    assert look(aws, answers, failed, who=signed_in("none")).facts.missing == "organization"


# --- an account that exists ----------------------------------------------------------------------------------------


def test_only_accounts_that_can_be_used_are_offered_and_invited_ones_are_marked() -> None:
    aws = Aws()
    aws.accounts += [member(), member(OTHER, JoinedMethod="INVITED"), member("999900001111", State="SUSPENDED")]
    asking = look(aws, {"mode": "existing"})
    assert values(asking) == [ACCOUNT, OTHER]
    assert "invitation" in asking.questions[0].choices[1].detail


def test_an_organization_without_other_accounts_leads_back_to_the_choice() -> None:
    back = look(Aws(), {"mode": "existing"})
    assert (key(back), names(back)) == ("no-other-account", ["mode"])


def test_who_may_not_list_accounts_names_one() -> None:
    asking = look(Aws(), {"mode": "existing"}, who=signed_in("member", OTHER))
    assert (names(asking), values(asking)) == (["account_id"], [])
    assert look(Aws(), {"mode": "existing", "account_id": ACCOUNT}, who=signed_in("member", OTHER)).state is (
        State.SATISFIED
    )


def test_an_account_outside_the_organization_is_refused() -> None:
    assert key(look(Aws(), {"mode": "existing", "account_id": ACCOUNT})) == "account-not-in-organization"


def test_the_signed_in_account_needs_no_role_to_enter() -> None:
    done = look(Aws(), {"mode": "existing", "account_id": OTHER}, who=signed_in("member", OTHER))
    assert done.found[-1].target.role_name == ""


# --- the way in ----------------------------------------------------------------------------------------------------

EXISTING = {"mode": "existing", "account_id": ACCOUNT}


def existing(**more: Any) -> Aws:
    aws = Aws()
    aws.accounts.append(member(**more))
    return aws


@pytest.mark.parametrize("code", ["AccessDenied", "SubscriptionRequiredException", "OptInRequired"])
def test_a_new_account_that_lets_nobody_in_yet_is_waited_for(code: str) -> None:
    aws = existing(JoinedTimestamp=NOW - timedelta(minutes=3))
    aws.closed = {ROLE: code}
    waiting = look(aws, CREATE, LANDED)
    assert (waiting.state, waiting.summary) == (State.PENDING, "being set up")
    assert waiting.waiting is not None
    assert waiting.waiting.limit >= 20 * 60
    assert waiting.waiting.refused is not None
    assert waiting.waiting.refused.code == code
    assert f"Not reachable yet (: returns {code})" in texts(waiting)


def test_a_policy_that_denies_entering_a_new_account_is_not_waited_for() -> None:
    said = (
        "is not authorized to perform: sts:AssumeRole on resource: r with an explicit deny in a service control policy"
    )
    aws = Aws(sts__GetCallerIdentity=refused("AccessDenied", said))
    aws.accounts.append(member(JoinedTimestamp=NOW))
    asking = look(aws, CREATE, LANDED)
    assert (asking.state, key(asking)) == (State.NEEDS_ANSWERS, "no-way-in")


def test_an_older_account_that_lets_nobody_in_is_a_question() -> None:
    aws = existing()
    aws.closed = {ROLE: "AccessDenied", TOWER: "AccessDenied"}
    asking = look(aws, EXISTING)
    assert (asking.state, key(asking), names(asking)) == (State.NEEDS_ANSWERS, "no-way-in", ["role_name", "profile"])
    assert asking.trouble is not None
    assert ROLE in explain(asking.trouble).what


def test_an_invited_account_is_explained_as_one() -> None:
    aws = existing(JoinedMethod="INVITED", JoinedTimestamp=NOW)
    aws.closed = {ROLE: "AccessDenied", TOWER: "AccessDenied"}
    assert key(look(aws, EXISTING)) == "invited-account"


def test_an_account_from_account_factory_is_entered_through_control_towers_role() -> None:
    aws = existing(JoinedTimestamp=NOW)
    aws.closed = {ROLE: "AccessDenied"}
    done = look(aws, EXISTING)
    assert done.state is State.SATISFIED
    assert done.found[-1].target.role_name == TOWER


def test_a_role_that_was_named_is_the_only_one_that_is_tried() -> None:
    aws = existing()
    aws.closed = {"Enter": "AccessDenied"}
    assert key(look(aws, {**EXISTING, "role_name": "Enter"})) == "no-way-in"
    assert [read.target.role_name for read in aws.reader.made if read.service == "sts"] == ["Enter"]


def test_a_profile_of_its_own_is_used_as_it_is() -> None:
    aws = existing(JoinedMethod="INVITED")
    done = look(aws, {**EXISTING, "profile": "analytics"})
    target = done.found[-1].target
    assert (target.profile, target.role_name, target.account) == ("analytics", "", ACCOUNT)
    assert "with profile analytics" in texts(done)


def test_a_profile_that_leads_to_another_account_is_not_worked_with() -> None:
    aws = existing()
    aws.reader.replies["sts:GetCallerIdentity"] = {"Account": OTHER, "Arn": "arn:aws:iam::222233334444:user/x"}
    astray = look(aws, {**EXISTING, "profile": "analytics"})
    assert (astray.state, key(astray)) == (State.NEEDS_ANSWERS, "profile-elsewhere")
    assert names(astray) == ["role_name", "profile"]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("ProfileNotFound", State.NEEDS_ANSWERS),
        ("NoCredentials", State.NEEDS_ANSWERS),
        ("LoginExpired", State.BLOCKED),
        ("Unreachable", State.BLOCKED),
    ],
)
def test_what_another_profile_can_mend_is_asked_and_the_rest_is_settled_outside(code: str, state: State) -> None:
    aws = existing()
    aws.closed = {"analytics": code}
    assert look(aws, {**EXISTING, "profile": "analytics"}).state is state


# --- what else runs there ------------------------------------------------------------------------------------------


def busy() -> Aws:
    aws = Aws(s3__ListBuckets={"Buckets": [{"Name": "assets"}]})
    aws.accounts.append(member())
    return aws


def test_other_workloads_are_a_question_and_stay_a_warning_when_accepted() -> None:
    asking = look(busy(), EXISTING)
    assert (asking.state, names(asking)) == (State.NEEDS_ANSWERS, ["accept_workloads"])
    assert VENDOR.name in asking.questions[0].help
    done = look(busy(), {**EXISTING, "accept_workloads": "true"})
    assert done.state is State.SATISFIED
    assert "warning: 1 unrelated S3 bucket" in texts(done)


def test_who_does_not_accept_them_can_choose_another_account() -> None:
    refusing = look(busy(), {**EXISTING, "accept_workloads": "false"})
    assert (key(refusing), names(refusing)) == ("workloads-refused", ["accept_workloads", "mode"])


def test_what_could_not_be_looked_at_is_said_although_nothing_was_seen() -> None:
    aws = existing()
    aws.reader.replies["lambda:ListFunctions"] = refused("AccessDenied")
    done = look(aws, EXISTING)
    assert done.state is State.SATISFIED
    assert "unknown: Couldn't look at Lambda functions" in texts(done)


def test_after_the_first_change_in_the_account_it_is_not_searched_again() -> None:
    begun = Outcome(
        id="template",
        title="",
        state=State.UNMET,
        summary="",
        entries=(inside(ACCOUNT),),
    )
    aws = busy()
    assert look(aws, EXISTING, outcomes={"template": begun}).state is State.SATISFIED
    assert "ListBuckets" not in aws.asked


# --- the step as a whole -------------------------------------------------------------------------------------------


def test_every_read_and_change_that_is_made_is_declared() -> None:
    aws = busy()
    aws.closed = {ROLE: "AccessDenied"}
    answers = {**CREATE, "organizational_unit_id": UNIT}
    for given in ({"mode": "create"}, answers, EXISTING):
        observation = look(aws, given, LANDED)
        made = STEP.plan(observation, Answers(given)).changes if observation.state is State.UNMET else ()
        assert {f"{change.service}:{change.operation}" for change in made} <= {*STEP.writes}
    assert {f"{read.service}:{read.operation}" for read in aws.reader.made} <= {*STEP.reads}


def test_before_anybody_is_signed_in_nothing_is_foreseen() -> None:
    sight = STEP.preview(None, Answers(CREATE), Context(vendor=VENDOR, now=NOW))
    assert (sight.rounds, sight.found) == ((), ())
    assert sight.rest


def test_every_summary_fits_the_rail() -> None:
    aws, gone = busy(), Aws()
    gone.statuses.append(request("SUCCEEDED", AccountId=ACCOUNT, CompletedTimestamp=NOW - timedelta(days=3)))
    none = signed_in("none")
    seen = [
        look(Aws(), {}),
        look(Aws(), {"mode": "create"}),
        look(Aws(), CREATE),
        look(gone, CREATE, LANDED),
        look(Aws(), CREATE, entry()),
        look(aws, EXISTING),
        look(Aws(), CREATE, who=none),
        look(Aws(), {**CREATE, "create_organization": "true"}, who=none),
        look(aws, {**CREATE, "organizational_unit_id": UNIT}),
        look(Aws(), {**CREATE, "organizational_unit_id": "r-zz99"}),
    ]
    assert [observation.summary for observation in seen if not 0 < len(observation.summary) <= 24] == []


LIMIT = "ConstraintViolationException"


@pytest.mark.parametrize(
    ("operation", "code", "message", "expected"),
    [
        ("CreateAccount", LIMIT, "You exceeded the number of accounts", "organization-account-quota"),
        ("CreateAccount", LIMIT, "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED", "organization-creation-rate"),
        ("CreateAccount", LIMIT, "complete your sign-up", "organization-not-ready-to-create"),
        ("CreateAccount", "FinalizingOrganizationException", "wait", "organization-finalizing"),
        ("CreateAccount", "InvalidInputException", "INVALID_EMAIL", "account-request-invalid"),
        ("CreateAccount", "AccessDeniedException", "no", "organizations-denied"),
        ("CreateAccount", "ConcurrentModificationException", "busy", "organizations-busy"),
        ("CreateAccount", "TooManyRequestsException", "slow", "throttled"),
        ("CreateOrganization", LIMIT, "no", "organization-creation-constraint"),
        ("MoveAccount", "DestinationParentNotFoundException", "no", "move-destination"),
        ("MoveAccount", "SourceParentNotFoundException", "no", "move-source"),
        ("ListAccounts", "AWSOrganizationsNotInUseException", "no", "no-organization-any-more"),
    ],
)  # fmt: skip
def test_what_aws_refuses_at_once_has_a_problem_of_its_own(
    operation: str, code: str, message: str, expected: str
) -> None:
    problem = explain(CallError(code=code, message=message, service="organizations", operation=operation))
    assert problem.key == expected
    assert "unknown)" not in f"{problem.title}{problem.what}{problem.why}{problem.todo}"
