"""Changes as commands and scripts: whatever stands in a value, it arrives as that value and as nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.aws.command_line import CommandLine, as_parsed
from wizard.engine.rounds import change_token
from wizard.export.aws_cli import GLOBAL, LOCAL, command, files, kebab, script
from wizard.export.unborn import in_words
from wizard.model import Change, Simulation, Target
from wizard.workflows.onboarding import WORKFLOW

INSIDE = Target(account="444455556666", region="eu-west-1", role_name="OrganizationAccountAccessRole")
# Anything that can be an argument of a program at all.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
NASTY = st.sampled_from((
    "$(id)", "`id`", "'; id; '", '"', "\\", "\n", "-", "--region", "file:///etc/passwd", "https://example.com/x",
    "fileb://x", "[1]", "{}", "@x", "~", "*", "!", "%s", "$HOME", "# x", "", " ", "\t", "\x1b[31m", "a=b,c=d",
))  # fmt: skip
VALUE = TEXT | st.tuples(NASTY, TEXT).map("".join) | st.tuples(TEXT, NASTY).map("".join)
AWS = """#!/bin/sh
# Stands in for the aws command: says with which arguments it was called.
case "$2" in
assume-role) printf 'AKIA\\tsecret\\ttoken\\n' ;;
*) for word in "$@"; do printf '%s\\0' "$word"; done >> "$DUMP" ;;
esac
"""


def change(operation: str = "CreateAccount", service: str = "organizations", **more: Any) -> Change:
    parts = {"target": INSIDE, "sentence": "Do it.", "parameters": {}, **more}
    return Change(service=service, operation=operation, **parts)


@pytest.fixture(scope="module")
def parser() -> Iterator[CommandLine]:
    line = CommandLine()
    yield line
    line.stop()


class Shell:
    """Runs a script with sh, where ``aws`` is a program that writes down its arguments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dump = folder / "dump"

    def run(self, text: str, aws: str = AWS, **environ: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "aws").write_text(aws)
        (self.folder / "aws").chmod(0o755)
        self.dump.unlink(missing_ok=True)
        (self.folder / "script").write_bytes(text.encode())
        path = f"{self.folder}:/usr/bin:/bin"
        environ |= {"PATH": path, "DUMP": str(self.dump), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            ["sh", "script"], cwd=self.folder, env=environ,
            capture_output=True, text=True, errors="replace", timeout=30, check=False,
        )  # fmt: skip

    def words(self) -> list[str]:
        """The arguments of every command that was run, one after the other."""
        return self.dump.read_bytes().decode().split("\0")[:-1] if self.dump.exists() else []


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("shell"))


def read_back(words: list[str], option: str, folder: Path) -> str:
    """The value of an option as the command line would take it: what stands there, or what is in the file."""
    joined = next((word for word in words if word.startswith(f"{option}=")), None)
    value = joined.partition("=")[2] if joined is not None else words[words.index(option) + 1]
    file = folder / value.removeprefix("file://")
    return file.read_bytes().decode() if value.startswith("file://") and file.is_file() else value


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUE, sentence=VALUE, name=VALUE)
def test_any_text_survives_the_shell_unharmed(shell: Shell, value: str, sentence: str, name: str) -> None:
    nested = [{"Key": "owner", "Value": value}]
    parameters = {"AccountName": value, "Tags": nested, "Kinds": [{"Of": value}, name], "TemplateBody": value}
    text = script([change(parameters=parameters, sentence=sentence, warning=sentence)])
    done = shell.run(text)
    assert done.returncode == 0, (text, done.stderr)
    assert done.stderr == ""
    assert done.stdout == ""
    words = shell.words()
    assert words[:2] == ["organizations", "create-account"]
    assert words[-2:] == ["--region", "eu-west-1"]
    assert json.loads(words[words.index("--kinds") + 1]) == [{"Of": value}, name]
    assert read_back(words, "--account-name", shell.folder) == value
    assert read_back(words, "--template-body", shell.folder) == value
    assert json.loads(words[words.index("--tags") + 1]) == nested


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=VALUE.filter(bool), region=VALUE.filter(bool), role=VALUE)
def test_no_text_in_a_way_in_becomes_a_command(shell: Shell, profile: str, region: str, role: str) -> None:
    target = Target(account="444455556666", region=region, role_name=role, profile=profile)
    done = shell.run(script([change(target=target)]))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert shell.words()[:2] == ["organizations", "create-account"]
    # The command line opens no file for a global option: the word itself is the region.
    assert shell.words()[-1] in (region, f"--region={region}")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=VALUE, flag=st.booleans(), tags=st.dictionaries(VALUE, VALUE, max_size=3), keys=st.lists(VALUE, max_size=3)
)
def test_any_text_reaches_the_operation_through_the_real_command_line(
    parser: CommandLine, tmp_path_factory: pytest.TempPathFactory, value: str, flag: bool, tags: dict[str, str],
    keys: list[str],
) -> None:  # fmt: skip
    folder = tmp_path_factory.getbasetemp()
    pairs = [{"Key": key, "Value": text} for key, text in tags.items()]
    tried = (
        change(parameters={"AccountName": value, "Email": value, "Tags": pairs}),
        change("UntagRole", "iam", parameters={"RoleName": value, "TagKeys": keys}),
        change("UpdateTrail", "cloudtrail", parameters={"Name": value, "IsMultiRegionTrail": flag}),
    )  # fmt: skip
    for one in tried:
        write_files(one, folder)
        parsed = parser.parse(command(one), folder)
        assert plain_lines(parsed["parameters"]) == plain_lines(as_parsed(one.parameters)), command(one)
        assert parsed["region"] == "eu-west-1"


def write_files(one: Change, folder: Path) -> None:
    for name, text in files(one).items():
        (folder / name).write_bytes(text.encode())


def plain_lines(value: Any) -> Any:
    """Python reads files with its own idea of line ends, and so does the command line."""
    return json.loads(json.dumps(value).replace("\\r\\n", "\\n").replace("\\r", "\\n"))


def test_bytes_and_documents_come_from_files_beside_the_script(shell: Shell) -> None:
    form, template = '{"companyName": "Größe & \'Söhne\'"}'.encode(), '{\n  "Resources": {}\n}\n'
    filing = change("PutUseCaseForModelAccess", "bedrock", parameters={"formData": form})
    stack = change("CreateStack", "cloudformation", parameters={"StackName": "s", "TemplateBody": template})
    assert shell.run(script([filing, stack])).returncode == 0
    words = shell.words()
    assert "\n".join(words).count("file") == 2
    sent = words[words.index("--form-data") + 1]
    assert sent.startswith("fileb://use-case-")
    assert (shell.folder / sent[8:]).read_bytes() == form
    assert read_back(words, "--template-body", shell.folder) == template


def test_two_changes_with_different_contents_never_share_a_file() -> None:
    one, other = (change(parameters={"TemplateBody": body}) for body in ("{}", "[]"))
    assert files(one).keys() != files(other).keys()
    assert files(one) == files(change("UpdateStack", parameters={"TemplateBody": "{}"}))


def test_a_single_command_names_the_files_that_the_script_writes() -> None:
    one = change(parameters={"TemplateBody": "{}"})
    (name,) = files(one)
    assert f"file://{name}" in command(one)
    assert f"> {name}\n" in script([one])


def test_a_script_stops_at_the_first_command_that_fails(shell: Shell) -> None:
    fails = AWS.replace("*) for", "second) exit 7 ;;\n*) for")
    done = shell.run(script([change("First"), change("Second"), change("Third")]), fails)
    assert done.returncode == 7
    assert shell.words()[1] == "first"
    assert "third" not in shell.words()


def test_a_script_stops_at_the_first_command_that_fails_also_where_another_account_follows(shell: Shell) -> None:
    fails = AWS.replace("*) for", "first) exit 7 ;;\n*) for")
    elsewhere = Target(account="222233334444", region="eu-west-1", role_name="Other")
    done = shell.run(script([change("First"), change("Second"), change("Third", target=elsewhere)]), fails)
    assert done.returncode == 7
    assert shell.words() == []


def test_a_script_stops_where_it_is_not_let_in(shell: Shell) -> None:
    aws = AWS.replace("assume-role) printf", "assume-role) exit 3; printf")
    done = shell.run(script([change("First")]), aws)
    assert done.returncode == 3
    assert shell.words() == []


def test_every_way_in_starts_from_the_credentials_the_person_has(shell: Shell) -> None:
    """A session that was opened for one account must not be what opens the next."""
    aws = AWS.replace("assume-role)", 'assume-role) echo "${AWS_ACCESS_KEY_ID-}" >&2;')
    elsewhere = Target(account="222233334444", region="eu-west-1", role_name="Other")
    done = shell.run(script([change(), change(target=elsewhere), change()]), aws, AWS_ACCESS_KEY_ID="mine")
    assert done.stderr.split() == ["mine", "mine", "mine"]


def test_a_profile_wins_over_keys_and_other_profiles_in_the_environment(shell: Shell) -> None:
    aws = AWS.replace("*)", '*) echo "${AWS_ACCESS_KEY_ID-none} $AWS_PROFILE ${AWS_DEFAULT_PROFILE-none}" >&2;')
    text = script([change(target=Target(account="1", profile="admin"))])
    others = {"AWS_PROFILE": "other", "AWS_DEFAULT_PROFILE": "third"}
    done = shell.run(text, aws, AWS_ACCESS_KEY_ID="mine", AWS_SECRET_ACCESS_KEY="x", **others)
    assert done.stderr == "none admin none\n"


def test_a_session_does_not_stay_in_a_shell_that_the_script_is_pasted_into(shell: Shell) -> None:
    done = shell.run(f'{script([change()])}echo "${{AWS_SESSION_TOKEN-nothing}}"; false; echo still here')
    assert done.stdout == "nothing\nstill here\n"


def test_a_call_that_must_not_be_repeated_is_not_repeated_by_the_command_line(shell: Shell) -> None:
    aws = AWS.replace("*)", '*) echo "$2 ${AWS_MAX_ATTEMPTS-many}" >&2;')
    done = shell.run(script([change("Once", retry=False), change("Often")]), aws)
    assert done.stderr == "once 1\noften many\n"


def test_an_account_that_is_yet_to_be_made_cannot_be_worked_in_by_script(shell: Shell) -> None:
    unborn = Target(account="new:ada@example.com", region="eu-west-1", role_name="R")
    for text in (script([change(target=unborn)]), script([change(parameters={"AccountId": "new:ada@example.com"})])):
        done = shell.run(text)
        assert done.returncode == 1
        assert "new:ada@example.com doesn't exist yet" in done.stderr
        assert shell.words() == []


@pytest.mark.parametrize("first", [name for name in ("bash", "dash", "zsh", "ksh", "busybox") if shutil.which(name)])
def test_the_script_is_one_for_every_shell_that_is_here(shell: Shell, first: str) -> None:
    program = str(shutil.which(first))
    text = script([change(parameters={"AccountName": "it's $HOME"})])
    words = [program, *(["sh"] if first == "busybox" else []), "-n"]
    assert subprocess.run(words, input=text, text=True, capture_output=True, timeout=10, check=False).stderr == ""


def test_a_request_token_is_left_to_the_wizard_so_that_a_second_try_by_hand_is_a_second_try() -> None:
    stack = change(parameters={"StackName": "s", "ClientRequestToken": "old"}, token="ClientRequestToken")
    assert "token" not in command(stack).lower()
    assert "token" not in "\n".join(line for line in script([stack]).splitlines() if "TOKEN" not in line)
    assert change_token(stack, 2).endswith("-2")


def test_files_and_clipboard_are_told_in_a_comment_that_cannot_be_run() -> None:
    write = change("WriteFile", "file", parameters={"Path": "/tmp/a\nrm -rf $HOME", "Text": "x"})
    copy = change("CopyText", "clipboard", parameters={"Text": "arn"})
    assert command(write) == "# write /tmp/a"
    assert command(copy).startswith("#")
    assert script([write, copy]) == ""


def test_nothing_of_a_sentence_is_hidden_or_run() -> None:
    text = script([change(sentence="Do\nrm -rf $HOME\r\x1b[2Kit\u202e.")])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n# rm -rf $HOME\n" in text


def test_a_parameter_called_like_an_option_of_the_command_line_still_reaches_its_operation(
    parser: CommandLine, tmp_path: Path
) -> None:
    """``Region`` and ``version`` would be taken by the command line itself."""
    grant = change("GetGrant", "license-manager", parameters={"GrantArn": "arn:aws:x", "Version": "3"})
    parsed = parser.parse(command(grant), tmp_path)
    assert parsed["parameters"] == {"GrantArn": "arn:aws:x", "Version": "3"}
    assert parsed["region"] == "eu-west-1"


def members() -> Iterator[tuple[str, Mapping[str, Any]]]:
    session = botocore.session.Session()
    for step in WORKFLOW.steps:
        for service, _, operation in (call.partition(":") for call in step.writes):
            if service not in LOCAL:
                model = session.get_service_model(service).operation_model(operation)
                assert model.input_shape
                yield operation, model.input_shape.members


def test_every_name_is_spelled_as_the_command_line_spells_it() -> None:
    for operation, parameters in members():
        for name in (operation, *parameters):
            assert kebab(name) == xform_name(name, "-"), name


def test_no_parameter_of_a_planned_operation_collides_with_an_option_of_the_command_line() -> None:
    colliding = {(operation, name) for operation, names in members() for name in names if kebab(name) in GLOBAL}
    assert colliding == set()


@pytest.mark.parametrize("unborn", ["new:ada@example.com", "new:o'hara+aws@example.com"])
def test_what_is_read_of_an_account_to_be_created_has_a_name_for_its_id(unborn: str) -> None:
    inside = change(target=Target(account=unborn, region="eu-west-1"), parameters={"Bucket": f"trail-{unborn}"})
    closing = change(parameters={"AccountId": unborn})
    assert "trail-NEW_ACCOUNT" in command(inside)
    assert "--account-id NEW_ACCOUNT" in command(closing)
    assert in_words(f"Create the bucket trail-{unborn}", inside) == "Create the bucket trail-NEW_ACCOUNT"


# --- in a rehearsal --------------------------------------------------------------------------------------------------

REHEARSAL = Simulation(
    scenario="fresh",
    exports={
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "AKIASANDBOX000000000",
        "AWS_SECRET_ACCESS_KEY": "fake",
        "AWS_CONFIG_FILE": "/dev/null",
    },
)
REAL = {
    "AWS_PROFILE": "prod",
    "AWS_ACCESS_KEY_ID": "AKIAREAL000000000000",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
}


def environment_of_aws(text: str, tmp_path: Path) -> dict[str, str]:
    """What the aws command is given when somebody with real keys runs this; the command here only tells."""
    shim, told = tmp_path / "bin" / "aws", tmp_path / "told"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\n{{ env; echo "ARGUMENTS=$*"; }} > {told}\n')
    shim.chmod(0o700)
    environ = {**REAL, "PATH": f"{shim.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(["sh", "-c", text], env=environ, cwd=tmp_path, check=True, capture_output=True, timeout=20)
    return dict(line.split("=", 1) for line in told.read_text().splitlines() if "=" in line)


BUCKET = Change(
    target=Target(account="428861248123", region="us-east-1"),
    service="s3",
    operation="CreateBucket",
    parameters={"Bucket": "b"},
    sentence="Create it",
)


def test_a_script_of_a_rehearsal_reaches_the_simulated_aws_alone_whatever_is_in_the_environment(tmp_path: Path) -> None:
    text = script((BUCKET,), REHEARSAL)
    assert "SANDBOX" in "\n".join(text.splitlines()[:4])
    given = environment_of_aws(text, tmp_path)
    assert {name: value for name, value in given.items() if name.startswith("AWS_") and name != "AWS_PAGER"} == dict(
        REHEARSAL.exports
    )


def test_a_script_of_a_rehearsal_refuses_without_its_endpoint(tmp_path: Path) -> None:
    text = script((BUCKET,), REHEARSAL).replace("export AWS_ENDPOINT_URL=", "# ")
    ended = subprocess.run(["sh", "-c", text], env={**REAL, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "SANDBOX" in ended.stderr


def test_a_command_of_a_rehearsal_names_the_simulated_aws_and_its_keys(tmp_path: Path) -> None:
    text = command(BUCKET, REHEARSAL)
    assert text.endswith("# SANDBOX")
    given = environment_of_aws(text, tmp_path)
    assert "--endpoint-url http://127.0.0.1:9" in given["ARGUMENTS"]
    assert given["AWS_ACCESS_KEY_ID"] == "AKIASANDBOX000000000"
