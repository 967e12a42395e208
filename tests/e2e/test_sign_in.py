"""Each way to sign in, through the real program: a portal, MFA, aws login, programs, roles, the computer's own."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.aws.endpoint import Asked, Endpoint, Reply
from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from tests.e2e.terminal import Terminal
from wizard.sandbox.server.seed import USER_KEY, USER_SECRET, VENDOR_KEY, VENDOR_SECRET

CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")
AT_MOST = 2.0


@pytest.fixture
def sso(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "sso") as running:
        yield running


@pytest.fixture
def mfa(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "mfa") as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    """An AWS, and nothing in the environment or on the computer to sign in with."""
    with program(tmp_path) as running:
        keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        environ = {name: value for name, value in running.environ.items() if name not in keys}
        folder = tmp_path / ".aws"
        folder.mkdir()
        files = {"AWS_CONFIG_FILE": str(folder / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials")}
        running.environ = {**environ, **files, "AWS_LOGIN_CACHE_DIRECTORY": str(folder / "login")}
        yield running


def at_the_terminal(running: Program, *arguments: str, **more: int) -> Terminal:
    return Terminal(arguments, environment=running.environ, directory=running.directory, **more)


def configured(running: Program, config: str, credentials: str = "") -> None:
    """Write the AWS configuration of this person."""
    Path(running.environ["AWS_CONFIG_FILE"]).write_text(config)
    Path(running.environ["AWS_SHARED_CREDENTIALS_FILE"]).write_text(credentials)


def allowed(running: Program, screen: Terminal, decision: str = "allow") -> str:
    """Open the address that is on the screen, as a person would in a browser; the code."""
    screen.wait_for(CODE.pattern)
    code = CODE.search(screen.screen)
    assert code is not None
    from urllib.request import urlopen

    form = f"user_code={code[0]}&decision={decision}".encode()
    assert urlopen(f"{running.endpoint}/_sandbox/portal", form, timeout=5).status == 200
    return code[0]


def another_code(screen: Terminal, first: str) -> str | None:
    found = CODE.search(screen.screen)
    return found[0] if found and found[0] != first else None


def expire(running: Program) -> None:
    """Every session and every token is over."""
    running._ask("POST", "expire", {})


def temporary_keys(running: Program) -> dict[str, Any]:
    """A session of ada's, as another tool would have got it."""
    sts = botocore.session.Session().create_client(
        "sts", region_name="us-east-1", endpoint_url=running.endpoint,
        aws_access_key_id=USER_KEY, aws_secret_access_key=USER_SECRET,
    )  # fmt: skip
    keys: dict[str, Any] = sts.get_session_token()["Credentials"]
    return keys


def everything_written(running: Program) -> str:
    """The text of every file that this person has now; what the simulated AWS notes down for itself is not theirs."""
    home = Path(running.environ["HOME"])
    files = (path for path in home.rglob("*") if path.is_file() and path.name != "aws.json")
    return "\n".join(path.read_text("utf-8", "replace") for path in files)


# --- an access portal ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24)])
def test_a_person_signs_in_at_the_portal_on_the_full_screen_and_goes_on(sso: Program, columns: int, lines: int) -> None:
    with at_the_terminal(sso, columns=columns, lines=lines) as screen:
        screen.wait_for("You aren't signed in to example")
        screen.wait_for("enter press button")
        screen.press("enter")
        allowed(sso, screen)
        screen.wait_for("Sub-account +. needs an answer")
    (token,) = Path(sso.environ["FIRETIGER_ONBOARD_TOKEN_CACHE"]).glob("*.json")
    assert token.stem == hashlib.sha1(b"example").hexdigest()
    assert token.stat().st_mode & 0o777 == 0o600
    assert json.loads(token.read_text())["accessToken"] not in screen.raw.decode("utf-8", "replace")


def test_whoever_is_signed_in_here_is_signed_in_for_the_aws_tools_too(sso: Program) -> None:
    with at_the_terminal(sso) as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        allowed(sso, screen)
        screen.wait_for("Sub-account +. needs an answer")
    status = sso.run("status", "--profile", "firetiger-admin")
    assert "assumed-role/AWSReservedSSO_AdministratorAccess" in status.out


def test_a_sign_in_that_is_refused_in_the_browser_says_so_and_can_be_tried_again(sso: Program) -> None:
    with at_the_terminal(sso) as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        first = allowed(sso, screen, "deny")
        screen.wait_for("It was denied in the browser")
        screen.wait_for("enter press ")
        screen.press("enter")
        screen.wait_until(lambda: another_code(screen, first), "a new code")
        allowed(sso, screen)
        screen.wait_for("Sub-account +. needs an answer")


def test_a_cancelled_sign_in_leaves_everything_as_it_was(sso: Program) -> None:
    with at_the_terminal(sso) as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.wait_for(CODE.pattern)
        screen.press("escape")
        screen.wait_until(lambda: None if CODE.search(screen.screen) else "closed", "the dialog closed")
        screen.wait_for("You aren't signed in to example")
        screen.press("ctrl-q")
        assert screen.wait_for_end() == 4


def test_in_the_conversation_the_address_stands_alone_on_its_line(sso: Program) -> None:
    with at_the_terminal(sso, "--plain", lines=100) as screen:
        screen.wait_for("Sign in: what do you want to do")
        screen.type("1\r")
        screen.wait_for(r"^http://127\.0\.0\.1:\d+/_sandbox/portal\?user_code=[A-Z-]+$")
        allowed(sso, screen)
        screen.wait_for("You're signed in")
        screen.wait_for("Which account do you want to use")
    assert b"\x1b" not in screen.raw


@pytest.mark.long
def test_where_nothing_is_configured_a_person_gets_from_the_portals_address_to_a_profile(tmp_path: Path) -> None:
    with program(tmp_path, "unconfigured") as running:
        config = Path(running.environ["AWS_CONFIG_FILE"])
        config.write_text("# mine\n[default]\noutput = json\n")
        config.chmod(0o640)
        with at_the_terminal(running) as screen:
            screen.wait_for("No AWS credentials found")
            if screen.wait_for("enter go to questions", "enter next") == "enter go to questions":
                screen.press("enter")
            screen.wait_for("● Sign in at my company's AWS access portal")
            screen.wait_for("enter next")
            screen.press("enter")
            describe_the_portal(screen)
            added(screen, r"\+\[sso-session example\]")
            screen.wait_for("Sign in at the portal +Check again")
            screen.press("enter")
            allowed(running, screen)
            screen.wait_for("Which account")
            screen.wait_for("○ Analytics")  # nobody's account is chosen for anybody
            screen.wait_for("enter next")
            screen.press("down")
            screen.wait_for("● Analytics")
            screen.press("down")
            screen.wait_for("● Example Corp")
            screen.press("enter")
            screen.wait_for("Which role")
            screen.wait_for("enter next")
            screen.press("down")
            screen.wait_for("● AdministratorAccess")
            screen.press("enter")
            added(screen, r"\+\[profile firetiger-111122223333\]")
            screen.wait_for("Sub-account +. needs an answer")
        text = config.read_text()
        assert text.startswith("# mine\n[default]\noutput = json\n")
        assert text.count("[sso-session example]") == text.count("[profile firetiger-111122223333]") == 1
        assert config.stat().st_mode & 0o777 == 0o640


def describe_the_portal(screen: Terminal) -> None:
    screen.type_into("address of your company", "https://example.awsapps.com/start")
    screen.wait_for("Which region is the portal in")  # filled in and in sight, so Enter passes it
    screen.press("enter")


def added(screen: Terminal, lines: str) -> None:
    """Approve the lines, after they were shown."""
    screen.wait_for(lines)
    screen.wait_for("enter go to buttons")
    screen.press("enter")
    screen.wait_for("enter press button")
    screen.press("enter")


def test_hundreds_of_accounts_can_be_searched(tmp_path: Path) -> None:
    with program(tmp_path, "sso-many") as running:
        with at_the_terminal(running) as screen:
            screen.wait_for("enter press button")
            screen.press("enter")
            allowed(running, screen)
            screen.wait_for("Sub-account +. needs an answer")
        answers = ["--profile", "new-portal"]
        with at_the_terminal(running, "--resume", *answers) as screen:
            screen.wait_for_cursor("address of your company")
            screen.wait_for("https://example.awsapps.com/start")  # the portal that the configuration knows
            screen.press("enter")
            screen.wait_for(r"Search \d\d\d choices")
            screen.type("111122223333")
            screen.wait_for("○ .*Example Corp")


# --- expiry in the middle --------------------------------------------------------------------------------------------


def test_a_sign_in_that_ends_in_the_middle_is_renewed_in_place_and_nothing_is_asked_twice(sso: Program) -> None:
    with at_the_terminal(sso) as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        allowed(sso, screen)
        screen.wait_for("Create a new account")
        screen.press("enter")
        screen.type_into("mail address", "aws+firetiger@example.com")
        screen.press("tab")
        screen.wait_for("enter next")
        screen.press("enter")
        screen.wait_for("Create account")
        screen.wait_for("enter go to buttons")
        expire(sso)
        screen.press("enter")
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.wait_for("You aren't signed in to example")
        assert "organizations:CreateAccount" not in [name for name in sso.writes() if not refused(sso, name)]
        screen.wait_for("Sign in at the portal +Check again")
        screen.press("enter")
        allowed(sso, screen)
        screen.wait_for("Sub-account.*✓ done|✓ Sub-account", deadline=40)
        screen.press("ctrl-q")
        screen.wait_for_end()
    made = [call for call in sso.calls() if call["operation"] == "CreateAccount" and call["status"] == 200]
    assert len(made) == 1


def refused(running: Program, name: str) -> bool:
    return all(call["status"] >= 400 for call in running.calls() if f"{call['service']}:{call['operation']}" == name)


def test_that_the_sign_in_soon_ends_is_said_in_the_first_line(tmp_path: Path) -> None:
    with program(tmp_path, "expiring") as running, at_the_terminal(running) as screen:
        screen.wait_for(r"sign-in ends in [01]:\d\d")


# --- MFA -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["admin", "ada"])
def test_a_code_is_asked_for_in_a_dialog_hidden_and_can_be_given_again(mfa: Program, profile: str) -> None:
    with at_the_terminal(mfa, "--profile", profile) as screen:
        screen.wait_for("Enter MFA code")
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.wait_for("arn:aws:iam::111122223333:mfa/ada")
        screen.type_into("device shows now", "12x4", "••••")
        screen.press("enter")
        screen.wait_for("A code has six digits")
        screen.press(*["backspace"] * 4)
        screen.wait_for("six digits$|six digits  ")
        screen.type_into("device shows now", "000000", "••••••")
        screen.press("enter")
        screen.wait_for("AWS refused this code")
        screen.type_into("device shows now", "482915", "••••••")
        screen.press("enter")
        screen.wait_for("Sub-account +. needs an answer")
        screen.press("ctrl-q")
        screen.wait_for_end()
    assert b"482915" not in screen.raw
    assert "482915" not in everything_written(mfa)


def test_a_session_with_a_code_is_reused_until_it_ends_however_often_one_looks_again(mfa: Program) -> None:
    with at_the_terminal(mfa, "--profile", "admin") as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.type_into("device shows now", "482915", "••••••")
        screen.press("enter")
        screen.wait_for("Sub-account +. needs an answer")
        screen.press("escape", "left")
        screen.wait_for("Sign in +✓ done")
        before = len([call for call in mfa.calls() if call["operation"] == "GetCallerIdentity"])
        screen.press("r")
        screen.wait_until(
            lambda: "" if len([c for c in mfa.calls() if c["operation"] == "GetCallerIdentity"]) > before else None,
            "another look",
        )
        screen.wait_for("Sign in +✓ done")
    with_code = [call for call in mfa.calls() if call["operation"] == "AssumeRole" and call["status"] == 200]
    assert len(with_code) == 1


def test_in_the_conversation_a_code_is_asked_for_without_an_echo(mfa: Program) -> None:
    with at_the_terminal(mfa, "--plain", "--profile", "admin", lines=100) as screen:
        screen.wait_for("Sign in: what do you want to do")
        screen.type("1\r")
        screen.wait_for("Code of arn:aws:iam::111122223333:mfa/ada")
        screen.type("000000\r")
        screen.wait_for("AWS refused this code")
        screen.wait_until(lambda: "" if screen.screen.count("Code of arn") == 2 else None, "the question again")
        screen.type("482915\r")
        screen.wait_for("You're signed in")
    assert b"482915" not in screen.raw


def test_neither_codes_nor_tokens_nor_sessions_reach_a_file_a_log_or_the_screen(mfa: Program) -> None:
    with at_the_terminal(mfa, "--profile", "admin", "--log", "the.log") as screen:
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.type_into("device shows now", "482915", "••••••")
        screen.press("enter")
        screen.wait_for("Sub-account +. needs an answer")
        screen.press("ctrl-q")
        screen.wait_for_end()
    written = everything_written(mfa) + screen.raw.decode("utf-8", "replace")
    credentials = Path(mfa.environ["AWS_SHARED_CREDENTIALS_FILE"]).read_text()
    assert (mfa.directory / "the.log").read_text()
    assert "482915" not in written
    assert not re.search(r"ASIA[A-Z0-9]{16}", written), "a temporary key"
    secret = re.search(r"aws_secret_access_key *= *(\S+)", credentials)
    assert secret is not None
    assert secret[1] not in written.replace(credentials, "")


def test_somebody_elses_credentials_in_the_middle_are_refused_and_nothing_is_sent_with_them(fresh: Program) -> None:
    keys = keys_program(fresh)
    configured(fresh, f"[default]\nregion = us-east-1\ncredential_process = {sys.executable} {keys}\n")
    skipped = '[template]\nskip = "later"\n[bedrock]\nskip = "later"\n'
    begun = fresh.json("apply", "--approve", answers=ACCOUNT + skipped)
    assert begun.states["cloudtrail"] == "satisfied"
    keys.write_text(keys.read_text().replace(USER_KEY, VENDOR_KEY).replace(USER_SECRET, VENDOR_SECRET))
    fresh.forget_calls()
    ended = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    assert (ended.code, ended.states["sign-in"]) == (4, "blocked")
    (problem,) = [event["problem"] for event in ended.events if event["event"] == "step" and event["problem"]]
    assert problem["key"] == "other-account"
    assert fresh.writes() == []


# --- without a person ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "profile", "remedy"),
    [
        ("sso", "firetiger-admin", "aws sso login --profile firetiger-admin"),
        ("sso-expired", "firetiger-admin", "aws sso login --profile firetiger-admin"),
        ("mfa", "admin", "this needs a person at the terminal"),
    ],
)
def test_a_run_that_needs_a_person_ends_with_4_and_the_one_thing_to_do(
    tmp_path: Path, scenario: str, profile: str, remedy: str
) -> None:
    with program(tmp_path, scenario) as running:
        ended = running.json("apply", "--approve", "--profile", profile, answers=ACCOUNT + BEDROCK)
        assert ended.code == 4
        assert ended.states["sign-in"] == "blocked"
        (problem,) = [event["problem"] for event in ended.events if event["event"] == "step" and event["problem"]]
        assert remedy in " ".join(problem["todo"])
        assert running.writes() == []
        told = running.run("apply", "--approve", "--profile", profile, answers=ACCOUNT + BEDROCK)
        assert remedy in " ".join(told.out.split())


# --- aws login -------------------------------------------------------------------------------------------------------


def login_token(running: Program, session: str, keys: dict[str, Any], lasts: timedelta) -> None:
    """What aws login leaves behind."""
    folder = Path(running.environ["AWS_LOGIN_CACHE_DIRECTORY"])
    folder.mkdir(exist_ok=True)
    token = {
        "accessToken": {
            "accessKeyId": keys["AccessKeyId"],
            "secretAccessKey": keys["SecretAccessKey"],
            "sessionToken": keys["SessionToken"],
            "accountId": "111122223333",
            "expiresAt": (datetime.now(UTC) + lasts).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "refreshToken": "r",
        "dpopKey": "k",
        "clientId": "c",
    }
    (folder / f"{hashlib.sha256(session.encode()).hexdigest()}.json").write_text(json.dumps(token))


def test_a_profile_of_aws_login_works_and_a_sign_in_elsewhere_is_noticed(fresh: Program) -> None:
    session = "arn:aws:iam::111122223333:user/ada"
    configured(fresh, f"[profile work]\nlogin_session = {session}\nregion = us-east-1\n")
    with at_the_terminal(fresh) as screen:
        screen.wait_for("You aren't signed in to profile work")
        screen.wait_for("aws login --profile work")
        screen.press("enter")
        screen.wait_for("Run this in another terminal")
        login_token(fresh, session, temporary_keys(fresh), timedelta(hours=1))
        screen.wait_for("Sub-account +. needs an answer")


# --- profiles, roles, programs ---------------------------------------------------------------------------------------

KEYS = f"aws_access_key_id = {USER_KEY}\naws_secret_access_key = {USER_SECRET}\n"


def gives_keys(seconds: float) -> str:
    """A program that gives ada's keys after so long."""
    keys = json.dumps({"Version": 1, "AccessKeyId": USER_KEY, "SecretAccessKey": USER_SECRET})
    return f"{sys.executable} -c \"import time; time.sleep({seconds}); print('''{keys}''')\"".replace("'''", "\\'")


@pytest.mark.long
def test_one_profile_that_hangs_holds_up_neither_the_screen_nor_the_others(fresh: Program) -> None:
    hanging = f"{sys.executable} -c 'import time; time.sleep(600)'"
    configured(
        fresh,
        f"[default]\nregion = us-east-1\n[profile hangs]\ncredential_process = {hanging}\n",
        f"[default]\n{KEYS}",
    )
    with at_the_terminal(fresh) as screen:
        screen.leave_the_page()
        screen.wait_for("Sign in")
        screen.press("?")
        screen.wait_for("(?i)keys")
        screen.press("escape")
        screen.wait_for("profile hangs", deadline=15)
        screen.wait_for("didn't answer in time")
        assert "1111 2222 3333" in screen.screen
        began = time.monotonic()
        screen.press("ctrl-q")
        screen.wait_for_end()
        assert time.monotonic() - began < AT_MOST


def test_keys_answer_and_quitting_takes_no_time_while_the_only_profile_hangs(fresh: Program) -> None:
    hanging = f"{sys.executable} -c 'import time; time.sleep(600)'"
    configured(fresh, f"[default]\nregion = us-east-1\ncredential_process = {hanging}\n")
    with at_the_terminal(fresh) as screen:
        screen.wait_for("◌ looking|looking")
        screen.press("?")
        screen.wait_for("esc close")
        screen.press("escape")
        began = time.monotonic()
        screen.press("ctrl-q")
        screen.wait_for_end()
        assert time.monotonic() - began < AT_MOST


@pytest.mark.parametrize("kind", ["keys", "role", "program", "environment"])
def test_what_needs_no_person_signs_in_by_itself(fresh: Program, kind: str) -> None:
    own_role(fresh)
    configured(
        fresh,
        "[profile keys]\nregion = us-east-1\n"
        "[profile role]\nregion = us-east-1\nsource_profile = keys\n"
        "role_arn = arn:aws:iam::111122223333:role/Operator\n"
        f"[profile program]\nregion = us-east-1\ncredential_process = {sys.executable} {keys_program(fresh)}\n",
        f"[keys]\n{KEYS}",
    )
    chosen = [] if kind == "environment" else ["--profile", kind]
    environ = {"AWS_ACCESS_KEY_ID": USER_KEY, "AWS_SECRET_ACCESS_KEY": USER_SECRET, "AWS_REGION": "us-east-1"}
    ended = fresh.json("status", *chosen, **(environ if kind == "environment" else {}))
    assert ended.states["sign-in"] == "satisfied"
    who = "assumed-role/Operator" if kind == "role" else "user/ada"
    assert who in ended.out


MEMBER = (
    "[profile admin]\nregion = us-east-1\n[profile production]\nregion = us-east-1\nsource_profile = admin\n"
    "role_arn = arn:aws:iam::222233334444:role/OrganizationAccountAccessRole\n"
)


def test_who_signed_in_to_a_member_account_by_mistake_signs_in_as_somebody_else(fresh: Program) -> None:
    configured(fresh, MEMBER, f"[admin]\n{KEYS}")
    with at_the_terminal(fresh, "--profile", "production") as screen:
        screen.wait_for("assumed-role/OrganizationAccountAccessRole")
        screen.wait_for("r check again")
        screen.press("i")
        screen.wait_for("○ profile admin")
        assert "●" not in screen.screen, "nobody is chosen"
        assert "management account of its organization" in screen.screen
        for _ in range(2):
            if "● profile admin" not in screen.screen:
                screen.press("down")
                screen.read_until_still()
        screen.wait_for("● profile admin")
        screen.press("enter")
        screen.wait_for("user/ada")


def test_without_the_full_screen_somebody_else_signs_in_too(fresh: Program) -> None:
    configured(fresh, MEMBER, f"[admin]\n{KEYS}")
    told = fresh.run("--plain", "--profile", "production", stdin="\nback\n7\n1\n").out
    assert "7  Switch sign-in" in told
    assert told.index("assumed-role/OrganizationAccountAccessRole") < told.index(
        "Which credentials do you want to use?"
    )
    assert (
        "Signed in as arn:aws:iam::111122223333:user/ada" in told.partition("Which credentials do you want to use?")[2]
    )


def own_role(running: Program) -> None:
    """A role in the management account that ada may assume."""
    iam = botocore.session.Session().create_client(
        "iam", region_name="us-east-1", endpoint_url=running.endpoint,
        aws_access_key_id=USER_KEY, aws_secret_access_key=USER_SECRET,
    )  # fmt: skip
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="Operator", AssumeRolePolicyDocument=document)
    iam.attach_role_policy(RoleName="Operator", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def keys_program(running: Program) -> Path:
    path = running.directory / "keys.py"
    keys = {"Version": 1, "AccessKeyId": USER_KEY, "SecretAccessKey": USER_SECRET}
    path.write_text(f"print({json.dumps(json.dumps(keys))})")
    return path


# --- the computer's own ----------------------------------------------------------------------------------------------


@pytest.fixture
def metadata() -> Iterator[Endpoint]:
    """What a container or an instance asks for its credentials."""
    server = Endpoint()
    yield server
    server.stop()


def given(keys: dict[str, Any]) -> Reply:
    body = {
        "Code": "Success",
        "Type": "AWS-HMAC",
        "LastUpdated": "2026-01-01T00:00:00Z",
        "AccessKeyId": keys["AccessKeyId"],
        "SecretAccessKey": keys["SecretAccessKey"],
        "Token": keys["SessionToken"],
        "Expiration": (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return Reply(body=json.dumps(body).encode(), type="application/json")


def test_the_role_of_a_container_is_used(fresh: Program, metadata: Endpoint) -> None:
    keys = temporary_keys(fresh)
    metadata.answer = lambda _: given(keys)
    ended = fresh.json("status", AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{metadata.url}/creds", AWS_REGION="us-east-1")
    assert ended.states["sign-in"] == "satisfied"
    assert "the role of this container" in ended.out


def test_the_role_of_an_instance_is_used(fresh: Program, metadata: Endpoint) -> None:
    keys = temporary_keys(fresh)

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/api/token"):
            return Reply(body=b"token", type="text/plain")
        return Reply(body=b"role", type="text/plain") if asked.path.endswith("credentials/") else given(keys)

    metadata.answer = answer
    ended = fresh.json(
        "status",
        AWS_EC2_METADATA_DISABLED="false",
        AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url,
        AWS_REGION="us-east-1",
    )
    assert ended.states["sign-in"] == "satisfied"
    assert "the role of this instance" in ended.out


def test_on_a_computer_that_is_no_instance_its_metadata_is_not_waited_for(fresh: Program) -> None:
    began = time.monotonic()
    ended = fresh.json("status", AWS_EC2_METADATA_DISABLED="false", AWS_REGION="us-east-1")
    assert ended.states["sign-in"] == "blocked"
    assert "No AWS credentials found" in ended.out
    assert time.monotonic() - began < 5


# --- what is nobody's fault, or not the profile's --------------------------------------------------------------------


def test_a_clock_that_is_off_is_told_once_and_no_profile_is_blamed(fresh: Program) -> None:
    keys = f"aws_access_key_id = {USER_KEY}\naws_secret_access_key = {USER_SECRET}\nregion = us-east-1\n"
    configured(fresh, "", f"[default]\n{keys}[work]\n{keys}")
    fresh.fault(service="sts", operation="GetCallerIdentity", kind="request-expired", times=1000)
    with at_the_terminal(fresh) as screen:
        screen.wait_for("This computer's clock is wrong")
        screen.wait_for("Not checked: profile default, profile work")
        assert "secret key" not in screen.screen
        assert "None of your AWS profiles" not in screen.screen


def test_a_portal_that_is_in_another_region_is_told_with_the_way_out_after_the_sign_in_failed(sso: Program) -> None:
    sso.fault(
        service="sso-oidc", operation="StartDeviceAuthorization", kind="access-denied", times=1000,
        code="InvalidRequestException",
    )  # fmt: skip
    with at_the_terminal(sso, lines=50) as screen:
        screen.wait_for("You aren't signed in to example")
        screen.wait_for("enter press button")
        screen.press("enter")
        screen.wait_for("This address has no access portal in this region")
        screen.press("escape")
        screen.wait_for("This region has no access portal")
        screen.wait_for("Correct sso_region")


def test_exported_keys_that_have_expired_say_how_to_go_on(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        keys = temporary_keys(running)
        named = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
        exported = {name: keys[key] for name, key in {**named, "AWS_SESSION_TOKEN": "SessionToken"}.items()}
        expire(running)
        ended = running.run("plan", answers=ACCOUNT, **exported)
    assert ended.code != 0
    assert "The credentials in your environment have expired" in ended.out + ended.err
    assert "run the wizard again" in " ".join((ended.out + ended.err).split())
