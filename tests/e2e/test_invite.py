"""`invite` and `--invitation` by the real program: from the ledger of external IDs to the trust policy of the role."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import at_a_shell
from tests.e2e.piped import Piped
from tests.e2e.program import Program, outside, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import press_button
from tests.vendors.made_up import ACCOUNT, ROLE, demanding_corp, example_corp

A, B = "111111111111", "222222222222"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ANSWERS = f'[template]\nrole = "readers"\npolicies = "{READ_ONLY}"\nmfa = false\n'
ACME = ("--customer", "Acme", "--external-id", "auto", "--out", "acme.toml")
OPENED = ("--profile", "accountb-admin", "--invitation", "acme.toml")


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Program:
    """Without any AWS, which no test that takes this needs."""
    return Program(tmp_path, outside(tmp_path))


def invited(at: Program, *more: str) -> str:
    """An invitation for Acme in acme.toml; its external ID."""
    ended = at.run("invite", *ACME, *more)
    assert (ended.code, ended.out) == (0, ""), ended.err
    lines = (at.directory / "acme.toml").read_text().splitlines()
    (given,) = [json.loads(line.partition("=")[2]) for line in lines if line.startswith("external_id")]
    return str(given)


def of_a_trusted_account(at: Program, *more: str) -> str:
    return invited(at, "--vendor", "trusted-account", "--account", A, *more)


def private_key(folder: Path, name: str = "key.pem") -> tuple[str, str]:
    """A key as the documentation makes it: its file, and its public half as a profile has it."""
    file = folder / name
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(file)],
        check=True,
        capture_output=True,
    )
    public = subprocess.run(
        ["openssl", "pkey", "-in", str(file), "-pubout"], check=True, capture_output=True, text=True
    ).stdout
    return str(file), "".join(line for line in public.splitlines() if not line.startswith("-"))


def trust_of(at: Program, role: str) -> dict[str, object]:
    """As the real command line has it from IAM."""
    asked = f"aws iam get-role --role-name {role} --profile accountb-admin --query Role.AssumeRolePolicyDocument"
    ended = at_a_shell(at, asked)
    assert ended.code == 0, ended.err
    (statement,) = json.loads(ended.out)["Statement"]
    return dict(statement)


def test_the_trust_of_the_role_demands_exactly_the_external_id_of_the_invitation(aws: Program) -> None:
    given = of_a_trusted_account(aws, "--region", "us-west-2")
    ended = aws.json("apply", "--approve", *OPENED, answers=ANSWERS)
    assert (ended.code, list(ended.states)) == (0, ["sign-in", "template", "handover"]), ended.err
    trust = trust_of(aws, "readers")
    assert (trust["Principal"], trust["Condition"]) == (
        {"AWS": [f"arn:aws:iam::{A}:root"]},
        {"StringEquals": {"sts:ExternalId": given}},
    )
    (sent,) = [call for call in aws.calls() if call["operation"] == "CreateStack"]
    assert sent["region"] == "us-west-2"
    again = aws.json("status", "--vendor", "trusted-account", "--profile", "accountb-admin")
    assert again.code == 0, "the checkpoint has what the invitation decided"


def test_the_operators_policy_is_the_one_for_what_the_invitation_decides(here: Program) -> None:
    of_a_trusted_account(here, "--region", "us-west-2")
    asked = ("operator-policy", "--vendor", "trusted-account")
    for more in ("", 'region = "us-west-2"\n'):
        given = f"[sign-in]\n{more}{ANSWERS}"
        invited_ = here.run("operator-policy", "--invitation", "acme.toml", answers=given)
        assert invited_.code == 0, invited_.err
        assert invited_.out == here.run(*asked, answers=f'[sign-in]\nregion = "us-west-2"\n{ANSWERS}').out
    assert "us-west-2" in invited_.out
    refused = here.run("operator-policy", "--invitation", "acme.toml", "--region", "eu-west-1", answers=ANSWERS)
    assert (refused.code, "--region: the vendor's invitation decides this" in refused.err) == (2, True), refused.err


def test_an_unsigned_invitation_is_called_that_and_what_it_decides_is_shown_and_not_asked(aws: Program) -> None:
    given = of_a_trusted_account(aws, "--region", "us-west-2")
    planned = aws.run("plan", *OPENED, answers=ANSWERS)
    assert planned.code == 3, planned.err
    assert "isn't signed, so anyone could have written it" in planned.out
    for shown in (f"External ID: {given}. Trusted account's invitation decides this.", "Region: us-west-2. Trusted"):
        assert shown in planned.out
    ended = aws.json("plan", *OPENED, answers="[sign-in]\n")
    (needed,) = [line for line in ended.events if line["event"] == "answers-needed"]
    assert [one["name"] for one in needed["questions"]] == ["role", "policies", "session", "mfa"]


@pytest.mark.parametrize(
    ("option", "answers", "named"),
    [
        ((), f'{ANSWERS}external_id = "another-one"\n', "[template] external_id"),
        ((), f'{ANSWERS}trusted_account = "{B}"\n', "[template] trusted_account"),
        (("--region", "us-east-1"), ANSWERS, "--region"),
        ((), f'[sign-in]\nregion = "us-east-1"\n{ANSWERS}', "[sign-in] region"),
    ],
)
def test_answers_that_say_otherwise_are_refused_in_one_sentence(
    aws: Program, option: tuple[str, ...], answers: str, named: str
) -> None:
    of_a_trusted_account(aws, "--region", "us-west-2")
    refused = aws.run("apply", "--approve", *OPENED, *option, answers=answers)
    sentence = f"{named}: the vendor's invitation decides this, and differently; leave it out."
    assert (refused.code, refused.err) == (2, f"firetiger-onboard: {sentence}\n")
    assert aws.writes() == []


@pytest.mark.long
def test_a_later_run_without_the_invitation_is_held_to_it_too(aws: Program) -> None:
    of_a_trusted_account(aws)
    assert aws.run("apply", "--approve", *OPENED, answers=ANSWERS).code == 0
    without = ("--vendor", "trusted-account", "--profile", "accountb-admin")
    refused = aws.run("plan", *without, answers=f'{ANSWERS}external_id = "another-one"\n')
    assert (refused.code, "the vendor's invitation decides this" in refused.err) == (2, True)
    other = aws.run("invite", "--vendor", "trusted-account", "--account", A, *ACME[2:], "--customer", "Other Inc")
    assert other.code == 0, other.err
    late = aws.run("status", *OPENED)
    assert (late.code, "was started with another [template] external_id" in late.err) == (2, True)


def test_a_signed_invitation_of_a_vendor_that_demands_an_external_id_is_applied_and_called_signed(aws: Program) -> None:
    key, public = private_key(aws.directory)
    vendor = ("--vendor", str(demanding_corp(aws.directory, public)))
    given = invited(aws, *vendor, "--key", key, "--contact", "Jo of Example Corp")
    ended = aws.run("apply", "--approve", *vendor, *OPENED)
    assert ended.code == 0, ended.err
    assert "Example Corp signed the invitation that you opened." in ended.out
    assert "Jo of Example Corp" in ended.out
    assert trust_of(aws, ROLE)["Condition"] == {"StringEquals": {"sts:ExternalId": given}}


def test_a_tampered_a_foreign_and_an_unsigned_invitation_of_a_vendor_that_signs_are_refused(here: Program) -> None:
    key, public = private_key(here.directory)
    vendor = ("--vendor", str(demanding_corp(here.directory, public)))
    given = invited(here, *vendor, "--key", key)
    file = here.directory / "acme.toml"
    right = file.read_text()

    def refused(text: str) -> str:
        file.write_text(text)
        ended = here.run("status", *vendor, "--invitation", "acme.toml")
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        return ended.err

    assert "was changed after Example Corp signed it" in refused(right.replace(given, "an-id-of-mine"))
    assert "was changed after Example Corp signed it" in refused(right.replace('"Acme"', '"Other"'))
    assert "isn't signed, and Example Corp signs" in refused(right.partition("\n[signature]")[0])
    other_key, other_public = private_key(here.directory, "other.pem")
    other = ("--vendor", str(demanding_corp(here.directory / "other", other_public)))
    invited(here, *other, "--key", other_key)
    assert "signed with a key that isn't Example Corp's" in refused(file.read_text())
    borrowed = file.read_text().replace(other_public, public)
    assert "was changed after Example Corp signed it" in refused(borrowed)
    file.write_text(right)
    mine = here.run("status", "--vendor", "firetiger", "--invitation", "acme.toml")
    assert (mine.code, "is from example-corp, and --vendor is firetiger" in mine.err) == (2, True)
    unnamed = here.run("status", "--invitation", "acme.toml")
    assert (unnamed.code, "name its profile, too: --vendor FILE" in unnamed.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "isn't an invitation"),
        (b"\xff\xfe", "isn't text in UTF-8"),
        (b"not = toml = at all", "isn't TOML"),
        (b"[" * 30_000, "isn't TOML"),
        (b"# " + b"x" * 100_000, "larger than 64 kB"),
        (b'schema = "firetiger-onboard-invitation"\nversion = 2', "newer version"),
        (b'schema = "firetiger-onboard-invitation"\nversion = "1"', "has no version"),
        (b'schema = "firetiger-onboard-invitation"\nversion = 1\nrun = "rm"', "unknown field `run`"),
        (
            b'schema = "firetiger-onboard-invitation"\nversion = 1\nvendor = "firetiger"\naccount = "999999999999"\n'
            b'customer = "A"',
            "names account 999999999999",
        ),
        (
            b'schema = "firetiger-onboard-invitation"\nversion = 1\nvendor = "firetiger"\naccount = "975050257559"\n'
            b'customer = "A\\u001b[2J"',
            "`customer` has to be one line",
        ),
        (
            b'schema = "firetiger-onboard-invitation"\nversion = 1\nvendor = "firetiger"\naccount = "975050257559"\n'
            b'customer = "A"\nexternal_id = "' + b"x" * 1300 + b'"',
            "`external_id` has 1,300 characters; 1,224 are allowed",
        ),
        (b'schema = "firetiger-onboard-invitation"\nversion = 1\nvendor = "fire', "isn't TOML: Unterminated string"),
        (
            b'schema = "firetiger-onboard-invitation"\nversion = 1\nvendor = "/etc/passwd"\naccount = "1"\n'
            b'customer = "A"',
            "name its profile, too",
        ),
    ],
)
def test_what_is_no_invitation_is_one_sentence_and_2(here: Program, content: bytes, said: str) -> None:
    (here.directory / "hostile.toml").write_bytes(content)
    for words in (("status",), ("--plain",)):
        ended = here.run(*words, "--invitation", "hostile.toml")
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1), ended.err
        assert said in ended.err
        assert "\x1b" not in ended.err


def test_a_region_or_an_external_id_that_cannot_be_is_refused_before_anything_is_sent(aws: Program) -> None:
    of_a_trusted_account(aws, "--region", "us-west-2")
    file = aws.directory / "acme.toml"
    file.write_text(file.read_text().replace("us-west-2", "us-west-2; rm"))
    refused = aws.run("status", *OPENED)
    assert (refused.code, "Region: 'us-west-2; rm' doesn't look like a region" in refused.err) == (2, True)
    assert aws.writes() == []


def test_at_the_prompts_nothing_that_is_decided_is_asked(aws: Program) -> None:
    given = of_a_trusted_account(aws, "--region", "us-west-2")
    talk = Piped(["--plain", *OPENED], environment=aws.environ, directory=aws.directory)
    talk.follow(
        {
            "role be called": "readers",
            "olicies should": READ_ONLY,
            "session last": "1",
            "MFA": "2",
            'Type "yes"': "yes",
            "what do you want to do": "1",
        }
    )
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error) == (0, ""), said
    assert "do you want to trust" not in said
    assert "isn't signed" in said
    assert "Region us-west-2 (from the invitation)" in said
    assert "from your answers" not in said
    assert f"External ID: {given}." in said
    assert "Firetiger" not in said


@pytest.mark.long
def test_on_the_screen_the_external_id_is_shown_as_the_vendors_and_masked_when_presenting(aws: Program) -> None:
    given = of_a_trusted_account(aws, "--region", "us-west-2")
    with Terminal(OPENED, environment=aws.environ, directory=aws.directory) as terminal:
        terminal.wait_for("step 1 of 3", "isn't signed", deadline=60)
        press_button(terminal, "Next")
        terminal.wait_for("role be called", f"External ID: {given[:8]}")
        assert "do you want to trust" not in terminal.screen
    with Terminal(["--present", "--resume", *OPENED], environment=aws.environ, directory=aws.directory) as terminal:
        terminal.wait_for("role be called", "External ID: •", deadline=60)
        assert given[:8] not in terminal.screen


def test_nothing_is_written_into_the_ledger_for_an_invitation_that_is_refused(here: Program) -> None:
    vendor = ("--vendor", str(demanding_corp(here.directory)))
    refused = here.run("invite", *vendor, *ACME, "--region", "nowhere")
    assert (refused.code, "doesn't look like a region" in refused.err) == (2, True)
    assert list((here.directory).rglob("external-ids.json")) == []
    assert not (here.directory / "acme.toml").exists()


def test_what_an_invitation_needs_is_said_in_one_sentence(here: Program) -> None:
    key, public = private_key(here.directory)
    signs, unsigned = str(demanding_corp(here.directory / "a", public)), str(demanding_corp(here.directory / "b"))
    own = str(example_corp(here.directory / "own", condition={"StringEquals": {"sts:ExternalId": "the-vendors-own"}}))
    (here.directory / "mine.toml").write_text("mine = true")
    (here.directory / "not.pem").write_text("-----BEGIN PRIVATE KEY-----\nMTIz\n-----END PRIVATE KEY-----\n")
    other, _ = private_key(here.directory, "other.pem")
    acme = ("--customer", "Acme")
    for words, said in {
        (): "invite needs --customer NAME",
        (*acme, "--vendor", own, "--external-id", "auto"): "takes no external ID",
        (*acme, "--vendor", unsigned): "demands an external ID",
        (*acme, "--vendor", "trusted-account"): "name yours with --account ID",
        (*acme, "--account", A): "Firetiger's account is 975050257559",
        (*acme, "--models", "gpt"): "asks for no model of this line",
        (*acme, "--vendor", unsigned, "--external-id", "a b"): "An external ID can't have a space",
        (*acme, "--vendor", unsigned, "--external-id", "auto", "--key", key): f'add invitation_key = "{public}"',
        (*acme, "--vendor", signs, "--external-id", "auto"): "add --key FILE",
        (*acme, "--vendor", signs, "--external-id", "auto", "--key", other): "isn't the key whose public half",
        (*acme, "--vendor", signs, "--external-id", "auto", "--key", "not.pem"): "isn't a private key on P-256",
        (*acme, "--vendor", signs, "--external-id", "auto", "--key", "none.pem"): "can't be read",
        (*acme, "--out", "mine.toml"): "exists and isn't an invitation",
    }.items():
        ended = here.run("invite", *words)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1), words
        assert said in ended.err, words
    assert (here.directory / "mine.toml").read_text() == "mine = true"


def test_two_commands_at_once_give_one_customer_one_external_id(here: Program) -> None:
    vendor = str(demanding_corp(here.directory))
    words = [
        sys.executable,
        "-m",
        "wizard",
        "invite",
        "--vendor",
        vendor,
        "--customer",
        "Acme",
        "--external-id",
        "auto",
    ]
    both = [
        subprocess.Popen(words, cwd=here.directory, env=dict(here.environ), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    first, second = (one.communicate(timeout=60)[0] for one in both)
    assert first == second
    assert f'account = "{ACCOUNT}"' in first
