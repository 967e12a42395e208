"""The guide to access between a partner and its customers: the records of a zone (A), and the objects of a bucket (B).

The account that has the zone or the bucket makes the role; in the guide's own names it is the customer's in A and the
partner's in B.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import A, B, at_a_shell
from tests.e2e.piped import Piped
from tests.e2e.program import Ended, Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_another_vendor import foreign
from tests.e2e.test_full_screen import press_button
from tests.e2e.test_prompts import ON, press_through
from wizard.resources.external_id import NO_EXTERNAL_ID

ZONE, OTHER_ZONE = "Z8L2Y45GOT7LQT", "Z0123456789OTHER"
ID = "partner-chose-this-4242"
PARTNER = ("--vendor", "partner-access", "--profile", "accountb-admin")
EXCHANGE = ("--vendor", "s3-exchange", "--profile", "accountb-admin")
ROLE = f"arn:aws:iam::{B}:role/partner-{A}-{ZONE}"
EXCHANGING = f"arn:aws:iam::{B}:role/exchange"
ANSWERS = f'[template]\npartner_account = "{A}"\nzone = "{ZONE}"\nexternal_id = "{ID}"\n'
BUCKET_ANSWERS = f'[template]\nother_account = "{A}"\nbucket = "cross-account-bucket"\nrole = "exchange"\n'
PAGES = {"v": "─ Overview ─", "z": "─ Undo what was made ─", "?": "─ Keys ─", "f1": "─ Why: Handover ─"}
"""Pages that any step opens over itself, and what each shows."""
RECORD = {"Name": "www.example.com", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "192.0.2.1"}]}
READ = (
    f"aws route53 list-resource-record-sets --hosted-zone-id {ZONE} --query"
    " \"ResourceRecordSets[?Type=='A'].ResourceRecords[0].Value\" --output text --profile accountb-admin"
)


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        (running.directory / "test.txt").write_text("Hello from account A\n")
        yield running


def granted(aws: Program) -> None:
    ended = aws.json("apply", "--approve", *PARTNER, answers=ANSWERS)
    assert (ended.code, ended.finished["role_arn"]) == (0, ROLE), ended.err


def as_partner(aws: Program, command: str, external_id: str = ID) -> Ended:
    given = f"--external-id {external_id} " if external_id else ""
    return at_a_shell(aws, f"onboard assume {ROLE} --profile accounta-admin {given}-- {command}")


def change(aws: Program, zone: str, name: str) -> str:
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": {**RECORD, "Name": name}}]}
    (aws.directory / "batch.json").write_text(json.dumps(batch))
    return f"aws route53 change-resource-record-sets --hosted-zone-id {zone} --change-batch file://batch.json"


# --- A: the partner in the customer's account ------------------------------------------------------------------------


def test_the_partner_changes_a_record_in_its_zone_and_in_no_other(aws: Program) -> None:
    granted(aws)
    changed = as_partner(aws, change(aws, ZONE, "www.example.com"))
    assert changed.code == 0, changed.err
    assert at_a_shell(aws, READ).out.split() == ["192.0.2.1"]
    for command in (
        change(aws, OTHER_ZONE, "www.example.net"),
        f"aws route53 delete-hosted-zone --id {ZONE}",
        "aws route53 list-hosted-zones",
        "aws s3 ls s3://cross-account-bucket",
    ):
        refused = as_partner(aws, command)
        assert (refused.code != 0, "AccessDenied" in refused.err) == (True, True), (command, refused.err)


@pytest.mark.parametrize("external_id", ["", "another-customers-id"])
def test_without_the_external_id_the_partner_gets_nothing(aws: Program, external_id: str) -> None:
    granted(aws)
    refused = as_partner(aws, change(aws, ZONE, "www.example.com"), external_id)
    assert (refused.code, refused.out) == (4, ""), refused.err
    assert at_a_shell(aws, READ).out.split() in ([], ["None"])


def test_the_trust_policy_demands_exactly_the_id_that_was_given(aws: Program) -> None:
    granted(aws)
    said = at_a_shell(
        aws,
        f"aws iam get-role --role-name partner-{A}-{ZONE} --profile accountb-admin"
        " --query Role.AssumeRolePolicyDocument.Statement --output json",
    )
    (statement,) = json.loads(said.out)
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{A}:root"} or statement["Principal"] == {
        "AWS": [f"arn:aws:iam::{A}:root"]
    }
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": ID}}


def test_verify_proves_it_with_its_three_calls(aws: Program) -> None:
    granted(aws)
    proven = aws.json("status", "verify", ROLE, "--external-id", ID, "--profile", "accounta-admin")
    assert proven.code == 0, proven.out


def test_the_external_id_is_asked_for_and_never_made_up(aws: Program) -> None:
    without = aws.json("plan", *PARTNER, answers=ANSWERS.replace(f'external_id = "{ID}"\n', ""))
    (needed,) = [line for line in without.events if line["event"] == "answers-needed"]
    assert (without.code, needed["step"]) == (3, "template")
    asked = {question["name"]: question for question in needed["questions"]}
    assert list(asked) == ["partner_account", "zone", "external_id"]
    assert not asked["external_id"].get("default")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("*", "can't have *; only A-Z, a-z, digits and +=,.@:/_-."),
        ("x", "has 2 to 1,224 characters; this one has 1."),
        ("with spaces", "can't have a space;"),
        ("${aws:username}", "can't have $;"),
        ("id-?", "can't have ?;"),
    ],
)
def test_what_is_no_external_id_is_refused_before_aws_is_asked(aws: Program, wrong: str, said: str) -> None:
    refused = aws.run("plan", *PARTNER, answers=ANSWERS.replace(ID, wrong))
    assert (refused.code, said in refused.err) == (2, True), refused.err


def test_the_external_id_is_kept_in_the_checkpoint(aws: Program) -> None:
    granted(aws)
    (kept,) = (path for path in aws.directory.parent.rglob("partner-access*.json") if "handover" not in path.name)
    assert json.loads(kept.read_text())["answers"]["template"]["external_id"] == ID
    status = aws.json("status", *PARTNER)
    assert status.code == 0, status.out


def test_the_operators_policy_is_narrowed_to_the_role_and_needs_no_answers(aws: Program) -> None:
    open_, narrow = (aws.run("operator-policy", "--vendor", "partner-access", answers=one) for one in ("", ANSWERS))
    assert (open_.code, narrow.code) == (0, 0), open_.err + narrow.err
    assert f"role/partner-{A}-{ZONE}" in narrow.out
    assert "iam:PutRolePolicy" in open_.out


# --- B: the customer in the partner's account ------------------------------------------------------------------------


def allowed(aws: Program) -> None:
    ended = aws.json("apply", "--approve", *EXCHANGE, answers=BUCKET_ANSWERS)
    assert (ended.code, ended.finished["role_arn"]) == (0, EXCHANGING), ended.err
    whom = (EXCHANGING, "--to", "user/cleo", "--profile", "accounta-admin", "--approve")
    assert aws.run("apply", "grant", *whom).code == 0


def test_the_customer_reads_and_writes_the_partners_bucket_and_nothing_else(aws: Program) -> None:
    assert at_a_shell(aws, "aws s3 cp test.txt s3://cross-account-bucket --profile accounta").code != 0
    allowed(aws)
    inside = f"onboard assume {EXCHANGING} --profile accounta --"
    written = at_a_shell(aws, f"{inside} aws s3 cp test.txt s3://cross-account-bucket --acl bucket-owner-full-control")
    assert written.code == 0, written.err
    read = at_a_shell(aws, f"{inside} aws s3 cp s3://cross-account-bucket/test.txt -")
    assert read.out == "Hello from account A\n"
    for command in ("aws s3 ls s3://cross-account-bucket", "aws s3 rm s3://cross-account-bucket/test.txt"):
        refused = at_a_shell(aws, f"{inside} {command}")
        assert (refused.code != 0, "AccessDenied" in refused.err) == (True, True), (command, refused.err)


def test_a_bucket_with_an_account_id_before_it_is_refused(aws: Program) -> None:
    refused = aws.run("plan", *EXCHANGE, answers=BUCKET_ANSWERS.replace("cross-", f"{B}/cross-"))
    assert (refused.code, "It contains no account id." in refused.err) == (2, True), refused.err


def test_without_an_external_id_it_is_said_what_that_means(aws: Program) -> None:
    said = " ".join(aws.run("plan", *EXCHANGE, answers=BUCKET_ANSWERS).out.split())
    assert NO_EXTERNAL_ID.format(vendor=f"account {A}") in re.sub(r"(\d{4}) (\d{4}) (\d{4})", r"\1\2\3", said)
    demanded = aws.run("plan", *EXCHANGE, answers=f'{BUCKET_ANSWERS}external_id = "{ID}"\n').out
    assert "confused deputy" not in demanded
    assert "requires an external ID each time" in demanded


# --- by a person -----------------------------------------------------------------------------------------------------


def test_in_lines_the_partners_role_is_made_from_three_answers(aws: Program) -> None:
    talk = Piped(["--plain", *PARTNER], environment=aws.environ, directory=aws.directory)
    talk.follow(
        {
            "Set up the role": "1",
            "partner's AWS account id": A,
            "Which hosted zone": ZONE,
            "Which external ID": ID,
            'Type "yes"': "yes",
            "what do you want to do": "1",
        }
    )
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error) == (0, ""), said
    assert ROLE in said
    assert foreign(said) == []


def test_in_lines_the_bucket_is_shared_and_used(aws: Program) -> None:
    talk = Piped(["--plain", *EXCHANGE], environment=aws.environ, directory=aws.directory)
    talk.follow(
        {
            "Set up the role": "1",
            "Which account": A,
            "Which bucket": "cross-account-bucket",
            "role be called": "exchange",
            "external ID": "",
            'Type "yes"': "yes",
            "what do you want to do": "1",
        }
    )
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error, EXCHANGING in said, foreign(said)) == (0, "", True, []), said
    assert_shared(aws)


def assert_shared(aws: Program) -> None:
    """Once somebody is let in, an object goes there and comes back."""
    whom = (EXCHANGING, "--to", "user/cleo", "--profile", "accounta-admin", "--approve")
    assert aws.run("apply", "grant", *whom).code == 0
    inside = f"onboard assume {EXCHANGING} --profile accounta --"
    assert at_a_shell(aws, f"{inside} aws s3 cp test.txt s3://cross-account-bucket").code == 0
    assert at_a_shell(aws, f"{inside} aws s3 cp s3://cross-account-bucket/test.txt -").out == "Hello from account A\n"


def in_prompts(aws: Program, *words: str, until: str, **answers: tuple[str, ...]) -> str:
    """With arrow keys, from the first question on; what was said. answers: what is typed, by a word of the question."""
    typed = {rf"\? [^?]*{word.replace('_', ' ')}": line for word, line in answers.items()}
    with Terminal(
        ["--prompts", *words], environment=aws.environ, directory=aws.directory, columns=150, lines=50
    ) as terminal:
        press_through(terminal, until, {**typed, **ON})
        assert terminal.wait_for_end() == 0
        return terminal.scrolled


def typing(text: str) -> tuple[str, ...]:
    return (*text, "enter")


def test_in_prompts_the_partners_role_is_made_and_used(aws: Program) -> None:
    said = in_prompts(
        aws, *PARTNER, until="Everything is done",
        account_id=typing(A), hosted_zone=typing(ZONE), external_ID=typing(ID),
    )  # fmt: skip
    assert "What do you want to do? Set up the role" in said
    assert ROLE in said
    assert foreign(said) == []
    changed = as_partner(aws, change(aws, ZONE, "www.example.com"))
    assert changed.code == 0, changed.err
    assert at_a_shell(aws, READ).out.split() == ["192.0.2.1"]
    assert as_partner(aws, change(aws, ZONE, "www.example.com"), "").code == 4


@pytest.mark.long
def test_in_prompts_the_bucket_is_shared_then_somebody_is_let_in_by_the_first_question(aws: Program) -> None:
    said = in_prompts(
        aws, *EXCHANGE, until="Everything is done",
        Which_account=typing(A), Which_bucket=typing("cross-account-bucket"), role_be_called=typing("exchange"),
        external_ID=("enter",),
    )  # fmt: skip
    assert EXCHANGING in said
    granting = in_prompts(
        aws, "--vendor", "s3-exchange", "--profile", "accounta-admin", "--checkpoint", "a.json",
        until="Everything is done",
        **{"What do you want to do": ("down", "down", "enter")},
        Which_role=typing(EXCHANGING), Who=typing("user/cleo"), external_ID=("enter",),
    )  # fmt: skip
    assert "What do you want to do? Let somebody assume the role" in granting
    assert foreign(said, granting) == []
    inside = f"onboard assume {EXCHANGING} --profile accounta --"
    assert at_a_shell(aws, f"{inside} aws s3 cp test.txt s3://cross-account-bucket").code == 0
    assert at_a_shell(aws, f"{inside} aws s3 cp s3://cross-account-bucket/test.txt -").out == "Hello from account A\n"


@pytest.mark.long
def test_on_the_full_screen_another_choice_opens_its_own_workflow(aws: Program) -> None:
    with Terminal(EXCHANGE, environment=aws.environ, directory=aws.directory, columns=120, lines=40) as terminal:
        terminal.wait_for("Let somebody assume the role", deadline=60)
        terminal.press("down", "down")
        terminal.wait_for("● Let somebody")
        terminal.press("enter")
        terminal.wait_for("Other account grant")
        press_button(terminal, "Next")
        terminal.wait_for("Which role should be assumed")
        seen = terminal.screen
        terminal.press("ctrl-q")
        terminal.wait_for_end()
        assert "firetiger-onboard grant --resume --vendor s3-exchange" in " ".join(terminal.screen.split())
    assert foreign(seen) == []


@pytest.mark.long
def test_on_the_full_screen_the_partners_role_is_made_and_no_other_vendor_is_named(aws: Program) -> None:
    with Terminal(PARTNER, environment=aws.environ, directory=aws.directory, columns=120, lines=40) as terminal:
        terminal.wait_for("What do you want to do", deadline=60)
        terminal.wait_for("Set up the role")
        seen = [terminal.screen]
        terminal.press("enter")
        terminal.wait_for("step 1 of 3")
        seen.append(terminal.screen)
        press_button(terminal, "Next")
        terminal.wait_for("Which external ID did the vendor give you")
        terminal.press("f1")
        terminal.wait_for("requires an external ID")
        seen.append(terminal.screen)
        terminal.press("escape")
        terminal.wait_for("Which hosted zone can your partner change")
        for question, answer in (("AWS account id", A), ("Which hosted zone", ZONE), ("Which external ID", ID)):
            terminal.type_into(question, answer)
            terminal.press("enter")
        terminal.wait_for("to do.* step 2 of 3")
        seen.append(terminal.screen)
        press_button(terminal, "Grant account")
        terminal.wait_for("Your consent")
        seen.append(terminal.screen)
        terminal.press("tab", "enter")
        terminal.wait_for("to do.* step 3 of 3")
        press_button(terminal, "Write 2 files")
        terminal.wait_for("done.* step 3 of 3")
        seen.append(terminal.wait_for(ROLE) + terminal.screen)
        for key, shown in PAGES.items():
            terminal.press(key)
            terminal.wait_for(shown)
            seen.append(terminal.screen)
            terminal.press("escape")
            terminal.wait_until(lambda page=shown: None if re.search(page, terminal.screen) else "", f"{shown} gone")
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 0
    assert foreign(*seen) == []
    assert foreign(*(path.read_text("utf-8") for path in aws.directory.glob("partner-access-handover.*"))) == []


@pytest.mark.long
def test_on_the_full_screen_the_bucket_is_shared_and_used(aws: Program) -> None:
    with Terminal(EXCHANGE, environment=aws.environ, directory=aws.directory, columns=120, lines=40) as terminal:
        terminal.wait_for("Set up the role", deadline=60)
        terminal.press("enter")
        terminal.wait_for("step 1 of 3")
        press_button(terminal, "Next")
        given = (("Which account", A), ("Which bucket", "cross-account-bucket"), ("role be called", "exchange"))
        for question, answer in given:
            terminal.type_into(question, answer)
            terminal.press("enter")
        terminal.wait_for("to do.* step 2 of 3")
        press_button(terminal, "Grant account")
        terminal.wait_for("Your consent")
        terminal.press("tab", "enter")
        terminal.wait_for("to do.* step 3 of 3")
        press_button(terminal, "Write 2 files")
        terminal.wait_for("done.* step 3 of 3")
        seen = terminal.wait_for(EXCHANGING) + terminal.screen
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 0
    assert foreign(seen) == []
    assert_shared(aws)
