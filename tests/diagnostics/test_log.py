"""The log: whole lines, for its owner alone, without what must not leave the computer."""

from __future__ import annotations

import json
import logging
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import World, engine_of, refusal, thing
from wizard.diagnostics.log import Log, LogProblem
from wizard.engine.engine import Engine
from wizard.model import CallEnded, CallError, StepChanged
from wizard.text.redaction import TALKATIVE, hush, redacted

TOKEN = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDsecret0session0token"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def of_kind(path: Path, event: str) -> list[dict[str, Any]]:
    return [line for line in lines(path) if line["event"] == event]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "onboarding.log"


def logged(path: Path, engine: Engine) -> None:
    """Drive an engine to its end with a log."""
    log = Log(path, environ={})
    log.follow(engine)
    engine.drive(engine.quiet)
    log.end("complete")


def call(**more: Any) -> CallEnded:
    given = {"account": "111122223333", "region": "us-east-1", "service": "iam", "operation": "GetRole", **more}
    return CallEnded(number=1, at=0, writes=False, seconds=0.1234, outcome="ok", **given)


# --- the file ------------------------------------------------------------------------------------------------------


def test_nobody_else_may_read_it_whatever_the_umask_says(path: Path) -> None:
    before = os.umask(0)
    try:
        Log(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    path.write_text("")
    path.chmod(0o644)
    Log(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_run_goes_on_in_the_same_file(path: Path) -> None:
    for version in ("1", "2"):
        log = Log(path)
        log.begin(version)
        log.end("complete")
    assert [line["version"] for line in of_kind(path, "began")] == ["1", "2"]


@pytest.mark.parametrize("where", ["missing/onboarding.log", "."])
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, where: str) -> None:
    with pytest.raises(LogProblem) as problem:
        Log(tmp_path / where)
    assert str(problem.value).startswith("--log ")
    assert "\n" not in str(problem.value)


def test_a_named_pipe_that_nobody_reads_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LogProblem):
        Log(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_the_log_and_not_the_onboarding() -> None:
    world = World()
    engine = engine_of(thing("trail"), world=world, standing_approval=lambda *_: True)
    log = Log(Path("/dev/full"))
    log.follow(engine)
    engine.drive(engine.quiet)
    assert world.things == {"trail": "there"}
    assert "No space left" in log.broken


def test_lines_of_many_threads_stay_whole(path: Path) -> None:
    log = Log(path)
    threads = [threading.Thread(target=lambda n=n: [log.write("x", n=n) for _ in range(50)]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(lines(path)) == 400


# --- what it tells -------------------------------------------------------------------------------------------------


def test_it_begins_with_versions_and_platform(path: Path) -> None:
    Log(path).begin("1.2.3", command="apply")
    (began,) = lines(path)
    assert (began["event"], began["version"], began["command"]) == ("began", "1.2.3", "apply")
    assert {"boto3", "botocore"} <= set(began["packages"])
    assert began["python"]
    assert began["platform"]
    assert began["time"].endswith("Z")


def test_a_call_is_told_when_it_leaves_and_when_it_is_answered(path: Path) -> None:
    engine = engine_of(thing("trail"), world=World())
    log = Log(path, environ={})
    log.follow(engine)
    engine.emit(call())
    (line,) = of_kind(path, "call")
    assert (line["service"], line["operation"], line["seconds"], line["outcome"]) == ("iam", "GetRole", 0.123, "ok")


def test_steps_and_changes_are_told_with_their_states(path: Path) -> None:
    logged(path, engine_of(thing("trail", parts=2), world=World(), standing_approval=lambda *_: True))
    told = [(line["digest"], line["progress"]) for line in of_kind(path, "change")]
    for digest in {digest for digest, _ in told}:
        assert [progress for one, progress in told if one == digest][-2:] == ["running", "done"]
    assert len({digest for digest, _ in told}) == 2
    assert of_kind(path, "step")[-1]["state"] == "satisfied"
    assert lines(path)[-1]["event"] == "ended"


def test_what_has_not_changed_is_not_told_again(path: Path) -> None:
    engine = engine_of(thing("trail"), world=World())
    log = Log(path, environ={})
    log.follow(engine)
    engine.drive(engine.quiet)
    told = len(lines(path))
    for _ in range(3):
        engine.emit(StepChanged(step="trail"))
    assert told
    assert len(lines(path)) == told


def test_every_problem_is_told_with_its_key_and_the_call_that_failed(path: Path) -> None:
    world = World()
    world.refuse["trail"] = [refusal("AccessDenied")]
    logged(path, engine_of(thing("trail"), world=world, standing_approval=lambda *_: True))
    problems = [line["problem"] for line in of_kind(path, "step") if "problem" in line]
    assert problems[-1]["key"]
    assert (problems[-1]["error"]["code"], problems[-1]["error"]["call"]) == ("AccessDenied", "things:Make")


# --- what it does not tell -----------------------------------------------------------------------------------------


def test_answers_are_told_by_name_alone(path: Path) -> None:
    engine = engine_of(thing("trail", asks=True), world=World())
    engine.answer("trail", {"colour": "ultramarine"})
    logged(path, engine)
    assert "ultramarine" not in path.read_text()
    assert "colour" in path.read_text()


def test_an_account_that_does_not_exist_yet_is_told_without_its_address(path: Path) -> None:
    engine = engine_of(thing("trail"), world=World())
    Log(path, environ={}).follow(engine)
    engine.emit(call(account="new:ada@example.com"))
    assert "ada@" not in path.read_text()
    assert lines(path)[0]["account"] == "new"


def test_a_token_that_aws_repeats_is_not_told(path: Path) -> None:
    world = World()
    world.unreadable["trail"] = CallError(
        code="SignatureDoesNotMatch", message=f"x-amz-security-token:{TOKEN} {SECRET}"
    )
    logged(path, engine_of(thing("trail"), world=world))
    assert TOKEN not in path.read_text()
    assert SECRET not in path.read_text()
    assert "SignatureDoesNotMatch" in path.read_text()


def test_what_botocore_refuses_to_send_is_told_without_its_values(path: Path) -> None:
    world = World()
    world.unreadable["trail"] = CallError(code="InvalidRequest", message="Invalid type, value: hunter2")
    logged(path, engine_of(thing("trail"), world=world))
    assert "hunter2" not in path.read_text()


def test_the_keys_of_the_environment_are_masked_whatever_their_shape(path: Path) -> None:
    log = Log(path, environ={"AWS_SECRET_ACCESS_KEY": "plain words", "AWS_SESSION_TOKEN": ""})
    world = World()
    world.unreadable["trail"] = CallError(code="Odd", message="AWS says plain words again")
    engine = engine_of(thing("trail"), world=world)
    log.follow(engine)
    engine.drive(engine.quiet)
    assert "plain words" not in path.read_text()
    assert "AWS says **** again" in path.read_text()


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        SECRET,
        "AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE",
        "eyJraWQiOiJrZXktMTU2Njk2ODA4OCIsImFsZyI6IkhTMzg0In0",
        "ada.lovelace@",
    ],
)
def test_what_looks_like_a_secret_is_masked(secret: str) -> None:
    text = f"User said {secret}acme.dev, and went on" if secret.endswith("@") else f"it was {secret}, they said"
    assert secret not in redacted(text)


@pytest.mark.parametrize("name", ["token=abc", "SecretAccessKey: abc", '"password": "abc"', "ExternalId=abc"])
def test_what_is_called_a_secret_is_masked(name: str) -> None:
    assert "abc" not in redacted(f"rejected {name} in the request")


@pytest.mark.parametrize(
    "words",
    [
        "User: arn:aws:sts::111122223333:assumed-role/OrganizationAccountAccessRole/firetiger-onboard is not authorized"
        " to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/CrossAccountAccessForFiretiger because"
        " no identity-based policy allows the iam:CreateRole action",
        "Stack with id arn:aws:cloudformation:us-east-1:111122223333:stack/firetiger-bootstrap/"
        "0a1b2c3d-1111-2222-3333-444455556666 does not exist",
        "global.anthropic.claude-haiku-4-5-20251001-v1:0 is not available",
    ],
)
def test_what_a_helper_has_to_read_is_left_as_it_is(words: str) -> None:
    assert redacted(words) == words


# --- debug logging -------------------------------------------------------------------------------------------------


@pytest.fixture
def levels() -> Iterator[None]:
    """The libraries' levels, as they were."""
    before = {name: logging.getLogger(name).level for name in TALKATIVE}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("levels")
def test_debug_logging_of_the_aws_libraries_stays_off_even_where_all_logging_is_on() -> None:
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        hush()
        assert not logging.getLogger("botocore.parsers").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("urllib3.connectionpool").isEnabledFor(logging.DEBUG)
    finally:
        root.setLevel(level)


@pytest.mark.usefixtures("levels")
def test_a_log_switches_on_no_other_logging(path: Path) -> None:
    before = {name: logging.getLogger(name).level for name in ("", *TALKATIVE)}
    log = Log(path)
    log.begin("1")
    log.end("complete")
    assert {name: logging.getLogger(name).level for name in ("", *TALKATIVE)} == before
