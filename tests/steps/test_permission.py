"""The permission to assume a role: found wherever it is, written where it is not, never against a refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles import TableReader, refused
from tests.steps.access import BEN, ROLE, SIGNED_IN, TRUSTING, A, B, allow, arn, context, document, iam
from wizard.model import Answers, Change, Context, Journal, JournalEntry, Observation, Principal, State
from wizard.resources.identity_policies import MADE_BY_US
from wizard.steps.permission.step import STEP

OTHER = f"arn:aws:iam::{B}:role/other"
DEVELOPERS = Principal(
    kind="group", name="developers", arn=f"arn:aws:iam::{A}:group/developers", target=SIGNED_IN.target,
    members=("ben", "cleo"),
)  # fmt: skip


def looked(
    read: TableReader, about: Context | None = None, journal: tuple[JournalEntry, ...] = (), **answers: str
) -> Observation[Any]:
    return STEP.observe(read, Answers(answers), Journal(journal), about or context())


def changes(seen: Observation[Any], **answers: str) -> list[Change]:
    return list(STEP.plan(seen, Answers(answers)).changes)


def marks(seen: Observation[Any], mark: str) -> list[str]:
    return [finding.text for finding in seen.findings if finding.mark == mark]


# --- what is there -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "read",
    [
        iam(inline={"mine": document(allow(ROLE))}),
        iam(inline={"mine": document(allow(OTHER, ROLE))}),
        iam(attached={"roles": document(allow(ROLE))}),
        iam(of_group={"theirs": document(allow(ROLE))}),
    ],
    ids=["inline", "among others", "attached", "by a group"],
)
def test_a_statement_that_names_the_role_is_enough_in_whichever_policy(read: TableReader) -> None:
    assert looked(read).state is State.SATISFIED


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (allow("*"), "with a pattern that covers more than this role"),
        (allow(ROLE, Action="sts:*"), "with a pattern that covers more than this role"),
        (allow(ROLE, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), "allows it under a condition"),
    ],
)
def test_what_covers_it_otherwise_is_told_and_does_not_count(statement: dict[str, Any], told: str) -> None:
    seen = looked(iam(inline={"wide": document(statement)}))
    assert seen.state is State.UNMET
    assert any(told in finding.text for finding in seen.findings)


@pytest.mark.parametrize(
    ("where", "policy"),
    [
        ({"inline": {"no": None}}, "the inline policy no"),
        ({"attached": {"no": None}}, "the managed policy no"),
        ({"of_group": {"no": None}}, "the inline policy no of the group developers"),
    ],
)
def test_a_refusal_anywhere_blocks_it_and_is_named(where: dict[str, Any], policy: str) -> None:
    deny = document({"Sid": "NoRoles", "Effect": "Deny", "Action": "sts:*", "Resource": "*"})
    seen = looked(iam(**{kind: dict.fromkeys(names, deny) for kind, names in where.items()}))
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.BLOCKED, "assume-denied")
    assert seen.trouble is not None
    assert (seen.trouble.values["policy"], seen.trouble.values["statement"]) == (policy, 'statement "NoRoles"')


def test_a_refusal_under_a_condition_is_told_and_blocks_nothing() -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    seen = looked(iam(inline={"tls": document(deny)}))
    assert (seen.state, len(marks(seen, "warning"))) == (State.UNMET, 1)


@pytest.mark.parametrize(("allowed", "state"), [(ROLE, State.UNMET), (OTHER, State.BLOCKED)])
def test_a_permissions_boundary_has_to_reach_so_far(allowed: str, state: State) -> None:
    limited = Principal(kind="user", name="ben", arn=BEN.arn, target=BEN.target, boundary=arn("edge"))
    read = iam(local={"edge": {"document": document(allow(allowed))}})
    assert looked(read, context(SIGNED_IN, TRUSTING, limited)).state is state


def test_what_could_not_be_read_is_told_and_counts_as_nothing() -> None:
    seen = looked(iam(inline={"secret": document()}, GetUserPolicy=refused("AccessDenied")))
    assert seen.state is State.UNMET
    assert any("secret couldn't be read" in text for text in marks(seen, "unknown"))


# --- written inline ------------------------------------------------------------------------------------------------


def test_it_is_written_into_one_inline_policy_that_keeps_what_it_says() -> None:
    before = document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, allow(OTHER))
    (put,) = changes(looked(iam(inline={"AssumeRoles": before})))
    assert (put.operation, put.parameters["UserName"], put.parameters["PolicyName"]) == (
        "PutUserPolicy", "ben", "AssumeRoles",
    )  # fmt: skip
    written = json.loads(put.parameters["PolicyDocument"])
    assert written["Statement"] == [before["Statement"][0], allow(OTHER, ROLE)]


@pytest.mark.parametrize(("kind", "limit"), [("user", 2048), ("group", 5120), ("role", 10240)])
def test_all_inline_policies_together_have_to_fit(kind: Any, limit: int) -> None:
    title = kind.capitalize()
    principal = Principal(kind=kind, name="p", arn=f"arn:aws:iam::{A}:{kind}/p", target=SIGNED_IN.target)

    def seen_with(characters: int) -> Observation[Any]:
        large = document({"Effect": "Allow", "Action": "s3:Get*", "Resource": "r" * characters})
        read = iam()
        read.replies |= {
            f"iam:List{title}Policies": {"PolicyNames": ["large"]},
            f"iam:ListAttached{title}Policies": {"AttachedPolicies": []},
            f"iam:Get{title}Policy": {"PolicyDocument": large},
        }
        return looked(read, context(SIGNED_IN, TRUSTING, principal))

    frame = len(json.dumps(document({"Effect": "Allow", "Action": "s3:Get*", "Resource": ""})).replace(" ", ""))
    ours = len(json.dumps(document(allow(ROLE))).replace(" ", ""))
    assert seen_with(limit - frame - ours).state is State.UNMET
    over = seen_with(limit - frame - ours + 1)
    assert (over.state, over.trouble.key if over.trouble else "") == (State.NEEDS_ANSWERS, "policy-over-limit")
    assert [question.name for question in over.questions] == ["managed"], "a managed policy is the way out"


# --- a managed policy ----------------------------------------------------------------------------------------------


def test_one_that_is_not_there_is_created_and_attached_in_one_round() -> None:
    created, attached = changes(looked(iam(), managed="roles"), managed="roles")
    assert (created.operation, attached.operation) == ("CreatePolicy", "AttachUserPolicy")
    assert json.loads(created.parameters["PolicyDocument"]) == document(allow(ROLE))
    assert (created.parameters["Description"], attached.parameters["PolicyArn"]) == (MADE_BY_US, arn("roles"))
    assert "EntityAlreadyExists" in created.landed


def test_the_principals_own_gets_a_new_version_that_is_never_sent_twice_by_itself() -> None:
    read = iam(attached={"roles": document(allow(OTHER))})
    (version,) = changes(looked(read, managed="roles"), managed="roles")
    assert (version.operation, version.retry, version.parameters["SetAsDefault"]) == (
        "CreatePolicyVersion",
        False,
        True,
    )
    assert json.loads(version.parameters["PolicyDocument"]) == document(allow(OTHER, ROLE))


def test_one_that_says_exactly_this_is_attached() -> None:
    read = iam(local={"roles": {"document": document(allow(ROLE)), "attached": 3}})
    assert [one.operation for one in changes(looked(read, managed="roles"))] == ["AttachUserPolicy"]


@pytest.mark.parametrize(
    "policy",
    [
        {"document": document(allow(OTHER)), "attached": 0},
        {"document": document(allow(ROLE), {"Effect": "Allow", "Action": "*", "Resource": "*"}), "attached": 1},
    ],
    ids=["another role's", "and everything"],
)
def test_one_that_says_more_is_not_given_to_whoever_has_it_not(policy: dict[str, Any]) -> None:
    seen = looked(iam(local={"roles": policy}), managed="roles")
    assert (seen.state, seen.trouble.key if seen.trouble else "") == (State.NEEDS_ANSWERS, "policy-for-others")


def test_one_that_others_have_is_not_extended() -> None:
    said = document(allow(OTHER))
    read = iam(attached={"roles": said}, local={"roles": {"document": said, "attached": 2}})
    seen = looked(read, managed="roles")
    assert seen.trouble is not None
    assert (seen.trouble.key, "1 other has it" in seen.trouble.values["why"]) == ("policy-for-others", True)


def test_with_five_versions_the_oldest_goes_only_by_its_name() -> None:
    said = document(allow(OTHER))
    read = iam(attached={"roles": said}, local={"roles": {"document": said, "versions": 5}})
    asked = looked(read, managed="roles")
    assert (asked.state, [choice.value for choice in asked.questions[0].choices]) == (State.NEEDS_ANSWERS, ["v1"])
    assert looked(read, managed="roles", delete_version="v2").state is State.NEEDS_ANSWERS
    gone, version = changes(looked(read, managed="roles", delete_version="v1"))
    assert (gone.operation, gone.parameters["VersionId"]) == ("DeletePolicyVersion", "v1")
    assert ("NoSuchEntity" in gone.landed, version.operation) == (True, "CreatePolicyVersion")


def test_a_managed_policy_over_its_limit_is_refused() -> None:
    said = document(*(allow(f"{OTHER}{'r' * 50}{number}") for number in range(60)))
    seen = looked(iam(attached={"roles": said}), managed="roles")
    assert (seen.trouble.key, seen.trouble.values["limit"]) == ("policy-over-limit", "6,144") if seen.trouble else False


# --- what has changed since, and what is missing elsewhere ---------------------------------------------------------


def granted_before(seen: Observation[Any]) -> JournalEntry:
    (put,) = changes(seen)
    return JournalEntry(
        step="permission", digest="d", attempt=1, service="iam", operation=put.operation, account=A, region="us-east-1",
        sentence=put.sentence, note=put.note, intended="2026-10-01T10:00:00Z", outcome="landed",
    )  # fmt: skip


def group(document_: dict[str, Any] | None = None) -> TableReader:
    read = iam()
    read.replies |= {
        "iam:ListGroupPolicies": {"PolicyNames": ["AssumeRoles"] if document_ else []},
        "iam:GetGroupPolicy": {"PolicyDocument": document_},
    }
    return read


def test_a_later_look_tells_what_has_changed_since() -> None:
    about = context(SIGNED_IN, TRUSTING, DEVELOPERS)
    before = (granted_before(looked(group(), about)),)
    same = looked(group(document(allow(ROLE))), about, before)
    assert (same.state, marks(same, "warning")) == (State.SATISFIED, [])
    gone = looked(group(), about, before)
    assert marks(gone, "warning") == [
        "The wizard granted this permission, and somebody has removed it since 2026-10-01"
    ]
    more = looked(group(document(allow(ROLE), allow("*", Action="s3:*"))), about, before)
    assert any("has changed since 2026-10-01" in text for text in marks(more, "warning"))
    others = Principal(kind="group", name="developers", arn=DEVELOPERS.arn, target=BEN.target, members=("ben", "dora"))
    joined = looked(group(document(allow(ROLE))), context(SIGNED_IN, TRUSTING, others), before)
    assert marks(joined, "warning") == ["In the group since 2026-10-01: dora"]
    assert "No longer in the group since 2026-10-01: 1 user" in marks(joined, "info")
    assert not {"ben", "cleo"} & set(" ".join(before[0].note.values()).replace(",", " ").split())


@pytest.mark.parametrize(("missing", "mark"), [(None, "unknown"), ("", "good"), ("The role's trust lacks you", "bad")])
def test_it_tells_how_the_other_side_stands(missing: str | None, mark: Any) -> None:
    trusting = type(TRUSTING)(arn=ROLE, account=B, name="role-in-accountb", missing=missing)
    seen = looked(iam(inline={"mine": document(allow(ROLE))}), context(SIGNED_IN, trusting, BEN))
    assert seen.findings[-1].mark == mark


def test_before_the_principal_exists_its_permission_is_foreseen() -> None:
    foreseen = STEP.preview(None, Answers(), context())
    assert [change.operation for plan in foreseen.rounds for change in plan.changes] == ["PutUserPolicy"]
