"""Calls by way of another process: their answers, errors and events are those of this one, whatever becomes of it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import structs

from tests.aws.endpoint import Asked, Endpoint, Reply, answers, identity, refuses
from tests.aws.process.conftest import IMPATIENT
from wizard.aws.gateway import Gateway
from wizard.aws.process import start as starting
from wizard.aws.process.channel import LENGTHS, Channel, ConnectionLostError
from wizard.aws.process.frames import CannotServe, Happened, Hello, Ready, Request
from wizard.aws.process.frames import Reply as Frame
from wizard.aws.process.gateway_process import GatewayProcess
from wizard.aws.process.start import CannotStartError, Started
from wizard.host.timing import Timing
from wizard.model import (
    CallBegan,
    CallEnded,
    CallError,
    CallFailed,
    Change,
    Event,
    LoginChanged,
    Read,
    StepChanged,
    Target,
)

HERE = Target(region="us-east-1")
WHO = Read(target=HERE, service="sts", operation="GetCallerIdentity")
ORGANIZATION = Read(target=HERE, service="organizations", operation="DescribeOrganization")
TRAIL = Change(
    target=HERE,
    service="cloudtrail",
    operation="CreateTrail",
    parameters={"Name": "trail", "S3BucketName": "bucket"},
    sentence="Create the trail.",
)


def failure(work: Callable[[], object]) -> CallError:
    with pytest.raises(CallFailed) as caught:
        work()
    return caught.value.error


class Held:
    """Answers nothing before it is told to. arrived: set when the first request is there."""

    def __init__(self, reply: Reply) -> None:
        self.arrived, self.go_on = threading.Event(), threading.Event()
        self._reply = reply

    def __call__(self, asked: Asked) -> Reply:
        self.arrived.set()
        self.go_on.wait(20)
        return self._reply


def in_the_background(work: Callable[[], object]) -> Callable[[], Any]:
    """Start it; what is returned waits for its result, or its CallError."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except CallFailed as failed:
            results.append(failed.error)

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> Any:
        thread.join(20)
        assert results, "it hangs"
        return results[0]

    return result


def gone(pid: int) -> bool:
    """Whether no such process runs any more, within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:  # gone before it was opened, or while it was read
            return True
        os.sched_yield()
    return False


# --- as if it were here ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_answers_and_errors_are_those_of_this_process(
    gateway: Gateway, endpoint: Endpoint, process: GatewayProcess
) -> None:
    replies: dict[str, Reply] = {
        "GetCallerIdentity": identity(),
        "DescribeOrganization": refuses("AWSOrganizationsNotInUseException"),
        "CreateTrail": answers({"Name": "trail", "TrailARN": "arn"}),
        "DescribeTrails": Reply(500),
    }
    endpoint.answer = lambda asked: replies[asked.operation]
    trails = Read(target=HERE, service="cloudtrail", operation="DescribeTrails")
    far = process.gateway
    assert far.read(WHO) == gateway.read(WHO)
    assert far.send(TRAIL) == gateway.send(TRAIL)
    for call in (ORGANIZATION, trails):
        assert failure(lambda call=call: far.read(call)) == failure(lambda call=call: gateway.read(call))  # bound early
    wrong = Change(target=HERE, service="cloudtrail", operation="CreateTrail", sentence="", parameters={"Nome": 1})
    assert failure(lambda: far.send(wrong)) == failure(lambda: gateway.send(wrong))


@pytest.mark.usefixtures("keys")
def test_every_call_is_told_before_its_answer_is_there_and_the_checkpoints_are_told_to_nobody(
    endpoint: Endpoint, process: GatewayProcess, events: list[Event]
) -> None:
    endpoint.answer = lambda _: identity()
    process.quiet.read(WHO)
    assert events == []
    process.gateway.read(WHO)
    began, ended = events
    assert isinstance(began, CallBegan)
    assert isinstance(ended, CallEnded)
    assert (began.number, ended.outcome, ended.operation) == (ended.number, "ok", "GetCallerIdentity")


@pytest.mark.usefixtures("keys")
def test_a_hundred_calls_are_under_way_at_once(endpoint: Endpoint, process: GatewayProcess) -> None:
    there = threading.Barrier(100)

    def answer(_: Asked) -> Reply:
        there.wait(20)
        return answers({"trailList": []})

    regions = ("us-east-1", "us-east-2", "us-west-1", "us-west-2")
    reads = [
        Read(target=Target(region=region), service="cloudtrail", operation="DescribeTrails")
        for region in regions
        for _ in range(25)
    ]
    process.gateway.read(Read(target=Target(), service="profiles", operation="List"))
    endpoint.answer = answer
    results = [in_the_background(lambda read=read: process.quiet.read(read)) for read in reads]  # bound early
    assert [result() for result in results] == [{"trailList": []}] * 100


# --- its death -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_its_death_in_the_middle_of_a_change_is_a_lost_answer_and_the_change_is_not_sent_again(
    endpoint: Endpoint, process: GatewayProcess, sentences: list[str]
) -> None:
    held = endpoint.answer = Held(answers({}))
    result = in_the_background(lambda: process.gateway.send(TRAIL))
    assert held.arrived.wait(20)
    os.kill(process.pid, signal.SIGKILL)
    error = result()
    assert (error.code, error.unsure, error.unsent) == ("Unreachable", True, False)
    assert (error.service, error.operation, error.region) == ("cloudtrail", "CreateTrail", "us-east-1")
    held.go_on.set()
    endpoint.answer = lambda _: identity()
    assert process.gateway.read(WHO)["Account"] == "111122223333"
    assert endpoint.operations().count("CreateTrail") == 1
    assert sentences == ["The process that calls AWS has ended (it has ended)."]


@pytest.mark.usefixtures("keys")
def test_what_only_looks_is_asked_once_more_by_another_process(endpoint: Endpoint, process: GatewayProcess) -> None:
    held = endpoint.answer = Held(identity())
    result = in_the_background(lambda: process.gateway.read(WHO))
    assert held.arrived.wait(20)
    before = process.pid
    os.kill(before, signal.SIGKILL)
    held.go_on.set()
    assert result()["Account"] == "111122223333"
    assert process.pid not in (0, before)


@pytest.mark.usefixtures("keys")
def test_what_kills_it_each_time_is_a_failure_in_the_end(endpoint: Endpoint, process: GatewayProcess) -> None:
    def kill(_: Asked) -> Reply:
        os.kill(process.pid, signal.SIGKILL)
        return identity()

    endpoint.answer = kill
    error = failure(lambda: process.gateway.read(WHO))
    assert (error.code, error.unsure) == ("Unreachable", False)


@pytest.mark.usefixtures("keys")
def test_one_that_says_nothing_any_more_is_given_up_in_the_stated_time(
    endpoint: Endpoint, home: Path, sentences: list[str]
) -> None:
    stopped = GatewayProcess(Timing(attempts=1, silence=3), "tests", sentences.append)
    held = endpoint.answer = Held(answers({}))
    result = in_the_background(lambda: stopped.gateway.send(TRAIL))
    assert held.arrived.wait(20)
    pid = stopped.pid
    os.kill(pid, signal.SIGSTOP)
    assert result().unsure
    held.go_on.set()
    assert gone(pid)
    assert sentences == ["The process that calls AWS has ended (it doesn't answer any more)."]
    stopped.close()


@pytest.mark.usefixtures("keys")
def test_whoever_waits_when_it_is_closed_waits_no_longer(endpoint: Endpoint, process: GatewayProcess) -> None:
    held = endpoint.answer = Held(answers({}))
    result = in_the_background(lambda: process.gateway.send(TRAIL))
    assert held.arrived.wait(20)
    pid = process.pid
    process.close()
    assert result().unsure
    held.go_on.set()
    assert gone(pid)
    assert failure(lambda: process.gateway.send(TRAIL)).unsent


class Dead(Channel):
    """The way to a process that has loaded boto3 and died: whoever sends learns of it before whoever reads."""

    def __init__(self, connected: socket.socket) -> None:
        super().__init__(connected)
        self.tried = 0
        self._ready, self._again = False, threading.Event()

    def send(self, frame: Request | Frame, body: bytes = b"") -> None:
        if not isinstance(frame, Hello):
            self.tried += 1
            if self.tried > 1:
                self._again.set()
            raise ConnectionLostError("it has ended")

    def reply(self) -> tuple[Frame, memoryview]:
        if not self._ready:
            self._ready = True
            return Ready(), memoryview(b"")
        self._again.wait(0.2)
        raise ConnectionLostError("it has ended")


@pytest.mark.usefixtures("keys", "home")
@pytest.mark.parametrize("call", [WHO, TRAIL], ids=["read", "change"])
def test_a_death_that_only_whoever_sends_has_noticed_costs_no_second_try(
    endpoint: Endpoint, sentences: list[str], call: Read | Change
) -> None:
    dead: list[Dead] = []

    def begin(seconds: float) -> Started:
        if dead:
            return starting.start(seconds)
        ours, theirs = socket.socketpair()
        theirs.close()
        dead.append(Dead(ours))
        return Started(subprocess.Popen(["true"]), dead[0])

    endpoint.answer = lambda _: answers({"TrailARN": "arn"}) if isinstance(call, Change) else identity()
    process = GatewayProcess(IMPATIENT, "tests", sentences.append, begin)
    answer = process.gateway.send(call) if isinstance(call, Change) else process.gateway.read(call)
    process.close()
    assert answer
    assert dead[0].tried == 1
    assert endpoint.operations().count(call.operation) == 1
    assert sentences == ["The process that calls AWS has ended (it has ended)."]


BEGAN = CallBegan(
    number=1, at=1.0, account="", region="us-east-1", service="sts", operation="GetCallerIdentity", writes=False
)
HALF = LENGTHS.pack(9, 900) + b"half"
# What a process gets done of a request before it dies: nothing, reading it, telling of it, half of its answer.
DEATHS: dict[str, Callable[[Channel, socket.socket], object]] = {
    "unread": lambda _channel, _end: None,
    "read": lambda channel, _end: channel.request(),
    "told": lambda channel, _end: (channel.request(), channel.send(Happened(BEGAN))),
    "half an answer": lambda channel, end: (channel.request(), end.sendall(HALF)),
}


@pytest.mark.usefixtures("keys", "home")
@pytest.mark.parametrize("death", DEATHS)
def test_wherever_it_dies_what_looks_goes_on_and_a_change_is_never_sent_twice(
    endpoint: Endpoint, sentences: list[str], death: str
) -> None:
    started: list[socket.socket] = []

    def begin(seconds: float) -> Started:
        if len(started) % 2:
            started.append(started[-1])
            return starting.start(seconds)
        ours, theirs = socket.socketpair()
        started.append(theirs)
        in_the_background(lambda: _dies(theirs, DEATHS[death]))
        return Started(subprocess.Popen(["true"]), Channel(ours, seconds))

    endpoint.answer = lambda _: identity()
    process = GatewayProcess(IMPATIENT, "tests", sentences.append, begin)
    assert process.gateway.read(WHO)["Account"] == "111122223333"
    process.close()
    process = GatewayProcess(IMPATIENT, "tests", sentences.append, begin)
    error = failure(lambda: process.gateway.send(TRAIL))
    assert (error.code, error.unsure) == ("Unreachable", True)
    assert process.gateway.read(WHO)["Account"] == "111122223333"
    assert "CreateTrail" not in endpoint.operations()
    process.close()


def _dies(end: socket.socket, after: Callable[[Channel, socket.socket], object]) -> None:
    with end:
        channel = Channel(end)
        channel.request()
        channel.send(Ready())
        select.select([end], [], [], 20)  # a request is there
        after(channel, end)


# --- where it cannot be started -------------------------------------------------------------------------------------


def cannot(_: float) -> Started:
    raise CannotStartError("Operation not permitted")


@pytest.mark.usefixtures("keys")
def test_where_no_process_can_be_started_this_one_asks_and_says_so_once(
    endpoint: Endpoint, home: Path, events: list[Event], sentences: list[str]
) -> None:
    endpoint.answer = lambda _: identity()
    alone = GatewayProcess(IMPATIENT, "tests", sentences.append, cannot)
    alone.follow(events.append, lambda: False)
    assert alone.gateway.read(WHO)["Account"] == "111122223333"
    assert alone.quiet.read(WHO)["Account"] == "111122223333"
    assert alone.signs_in.trace() is not None
    alone.signs_in.forget()
    assert len(events) == 2
    (said,) = sentences
    assert said == (
        "boto3 runs in the same process as the screen, because a separate one can't start (Operation not permitted)."
    )


class Unable:
    """A process whose boto3 cannot be loaded."""

    def __init__(self, *frames: Frame) -> None:
        self._frames = frames
        self.started = 0

    def __call__(self, seconds: float) -> Started:
        self.started += 1
        ours, theirs = socket.socketpair()
        with theirs:
            for frame in self._frames:
                Channel(theirs).send(frame)
        return Started(subprocess.Popen(["true"]), Unhurried(ours, seconds))


class Unhurried(Channel):
    """Read only once it was written to: the system tells of a death by either."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        super().__init__(connected, seconds)
        self._written = threading.Event()

    def send(self, frame: Request | Frame, body: bytes = b"") -> None:
        try:
            super().send(frame, body)
        finally:
            threading.Timer(0.05, self._written.set).start()  # whoever wrote may say first what came of it

    def reply(self) -> tuple[Frame, memoryview]:
        self._written.wait(20)
        return super().reply()


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("frames", [(), (CannotServe("ImportError: no boto3"),)], ids=["ends", "says why"])
def test_one_that_never_becomes_ready_is_tried_twice_and_then_done_without(
    endpoint: Endpoint, home: Path, sentences: list[str], frames: tuple[Frame, ...]
) -> None:
    endpoint.answer = lambda _: identity()
    begin = Unable(*frames)
    alone = GatewayProcess(IMPATIENT, "tests", sentences.append, begin)
    assert alone.gateway.read(WHO)["Account"] == "111122223333"
    assert begin.started == 2
    (said,) = sentences
    assert said.startswith("boto3 runs in the same process as the screen")
    assert not frames or "no boto3" in said


# --- its life --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keys")
def test_no_signal_of_a_terminal_ends_or_stops_it_and_it_has_none(endpoint: Endpoint, process: GatewayProcess) -> None:
    endpoint.answer = lambda _: identity()
    process.gateway.read(WHO)
    pid = process.pid
    session, terminal = (int(word) for word in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3:5])
    assert (session, terminal) == (pid, 0)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGQUIT):
        os.kill(pid, number)
    assert process.gateway.read(WHO)["Account"] == "111122223333"
    assert process.pid == pid
    assert [str(Path(f"/proc/{pid}/fd/{n}").readlink()) for n in range(3)] == ["/dev/null"] * 3


PARENT = """
import sys, time
from wizard.aws.process.gateway_process import GatewayProcess
from wizard.host.timing import Timing
from wizard.model import Read, Target
process = GatewayProcess(Timing(), "tests", print)
process.gateway.read(Read(target=Target(), service="profiles", operation="List"))
print(process.pid, "botocore" in sys.modules, flush=True)
time.sleep(60)
"""


@pytest.fixture
def parent(home: Path) -> Iterator[subprocess.Popen[str]]:
    root = str(Path(__file__).resolve().parents[3])
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    ) as started:
        yield started
        started.kill()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_never_outlives_the_process_that_started_it_which_stays_without_boto3(
    parent: subprocess.Popen[str], end: signal.Signals
) -> None:
    assert parent.stdout is not None
    pid, loaded = parent.stdout.readline().split()
    assert loaded == "False"
    parent.send_signal(end)
    assert gone(int(pid))


def test_a_program_that_gives_credentials_holds_neither_end_of_the_connection(
    config: Callable[[str], None], home: Path, endpoint: Endpoint, process: GatewayProcess
) -> None:
    """Else neither side would learn of the other's end while it runs."""
    there = home / "open"
    program = home / "program"
    program.write_text(f"#!/bin/sh\nls -l /proc/self/fd > {there}.new; mv {there}.new {there}; exec sleep 60\n")
    program.chmod(0o755)
    config(f"[profile slow]\nregion = us-east-1\ncredential_process = {program}\n")
    slow = Read(target=Target(profile="slow", region="us-east-1"), service="sts", operation="GetCallerIdentity")
    result = in_the_background(lambda: process.gateway.read(slow))
    while not there.exists():
        os.sched_yield()
    assert "socket:" not in there.read_text()
    process.close()
    assert result().code == "Unreachable"


def test_what_it_is_started_with_changes_nothing_for_the_programs_it_starts(process: GatewayProcess) -> None:
    process.gateway.read(Read(target=Target(), service="profiles", operation="List"))
    environ = dict(pair.partition("=")[::2] for pair in Path(f"/proc/{process.pid}/environ").read_text().split("\0"))
    ours = {name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "AWS_", "PATH"))}
    assert {name: value for name, value in environ.items() if name.startswith(("PYTHON", "AWS_", "PATH"))} == ours
    assert starting.BOOT in Path(f"/proc/{process.pid}/cmdline").read_text()


@pytest.mark.usefixtures("keys")
def test_a_listener_that_fails_is_an_error_of_the_call_and_no_hang(endpoint: Endpoint, process: GatewayProcess) -> None:
    def fail(_: Event) -> None:
        raise LookupError("a defect")

    endpoint.answer = lambda _: answers({})
    process.follow(fail, lambda: False)
    error = failure(lambda: process.gateway.send(TRAIL))
    assert (error.code, error.unsure) == ("Unreachable", True)
    assert "a defect" in error.message


@pytest.mark.usefixtures("keys")
def test_half_a_character_in_an_answer_is_a_mark_in_it_and_no_hang(endpoint: Endpoint, process: GatewayProcess) -> None:
    endpoint.answer = lambda _: Reply(body=b'{"trailList": [{"Name": "\\ud83d"}]}')
    asked = Read(target=HERE, service="cloudtrail", operation="DescribeTrails")
    assert in_the_background(lambda: process.gateway.read(asked))() == {"trailList": [{"Name": "?"}]}
    refused = failure(lambda: process.gateway.send(structs.replace(TRAIL, parameters={"Name": "\ud83d"})))
    assert refused.code == "InvalidRequest"


@pytest.mark.usefixtures("keys")
def test_what_a_process_had_begun_ends_with_it(endpoint: Endpoint, process: GatewayProcess) -> None:
    events: list[Event] = []
    process.follow(events.append, lambda: False)
    held = endpoint.answer = Held(answers({}))
    sent = in_the_background(lambda: process.gateway.send(TRAIL))
    assert held.arrived.wait(20)
    os.kill(process.pid, signal.SIGKILL)
    assert sent().unsure
    held.go_on.set()
    begun = [event.number for event in events if isinstance(event, CallBegan)]
    ended = {event.number: event.outcome for event in events if isinstance(event, CallEnded)}
    assert ended == dict.fromkeys(begun, "Unreachable")


def test_every_event_that_a_gateway_tells_can_cross() -> None:
    told = set(get_args(Event)) - {StepChanged, LoginChanged}
    assert set(get_args(get_type_hints(Happened)["event"])) == told
