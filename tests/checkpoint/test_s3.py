"""A checkpoint in S3, over real HTTP: two people never overwrite each other, and the one who comes second is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.e2e.program import Program, outside
from wizard.aws.access import Access
from wizard.aws.here import Here
from wizard.aws.process.gateway_process import GatewayProcess
from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem
from wizard.checkpoint.s3_store import S3Store
from wizard.checkpoint.stores import LARGEST
from wizard.host.timing import Timing
from wizard.model import CallError, CallFailed, Change, Port, Read, Target
from wizard.sandbox import client

BUCKET, KEY = "shared", "acme/firetiger.json"
ASIDE = "20261122T080000"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Sandbox]:
    sandbox = client.start("fresh", tmp_path_factory.mktemp("aws") / "aws.json", pace=0)
    s3_of(sandbox).create_bucket(Bucket=BUCKET)
    yield sandbox
    client.stop(sandbox)


@pytest.fixture
def s3(aws: client.Sandbox) -> Iterator[Any]:
    """Somebody else's client; the object is gone when the test begins."""
    made = s3_of(aws)
    for key in (KEY, f"{KEY}.{ASIDE}"):
        made.delete_object(Bucket=BUCKET, Key=key)
    yield made
    Program(Path(), endpoint=aws.endpoint)._ask("DELETE", "fault")


@pytest.fixture(scope="module", params=["here", "in a process of its own"])
def access(aws: client.Sandbox, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The program's own way to AWS, which tries twice."""
    timing = Timing(read=5, attempts=2)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in client.isolate(outside(tmp_path_factory.mktemp("home")), aws).items():
            patch.setenv(name, value)
        made: Access = (
            Here(timing, "tests") if request.param == "here" else GatewayProcess(timing, "tests", lambda _: None)
        )
        yield made
        made.close()


@pytest.fixture
def port(s3: Any, access: Access) -> Port:
    return access.quiet


def s3_of(sandbox: client.Sandbox) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=sandbox.endpoint,
        region_name="us-east-1",
        aws_access_key_id=sandbox.access_key_id,
        aws_secret_access_key=sandbox.secret_access_key,
        config=Config(
            s3={"addressing_style": "path"}, retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=5
        ),
    )


def store(port: Port, who: str, bucket: str = BUCKET) -> S3Store:
    return S3Store(bucket, KEY, port, Target(region="us-east-1"), holder=who)


def fault(aws: client.Sandbox, **what: object) -> None:
    Program(Path(), endpoint=aws.endpoint).fault(service="s3", **what)


def test_what_one_person_kept_the_next_one_goes_on_from(port: Port) -> None:
    first = Checkpoint(store(port, "Ann"))
    assert not first.existed
    first.answer("sub-account", {"mode": "create"})
    first.answer("sub-account", {"name": "firetiger"})
    second = Checkpoint(store(port, "Ben"))
    assert second.answers("sub-account") == {"mode": "create", "name": "firetiger"}


def test_of_two_who_begin_at_once_the_second_writes_nothing_and_is_told_who_won(port: Port) -> None:
    ann, ben = Checkpoint(store(port, "process 7 of ann")), Checkpoint(store(port, "process 9 of ben"))
    ann.answer("sub-account", {"mode": "create"})
    with pytest.raises(CheckpointProblem, match="written meanwhile by process 7 of ann"):
        ben.answer("sub-account", {"mode": "existing"})
    assert Checkpoint(store(port, "Eve")).answers("sub-account") == {"mode": "create"}


def test_whoever_opens_it_to_write_has_it_and_the_one_before_cannot_write_any_more(port: Port) -> None:
    ann = Checkpoint(store(port, "process 7 of ann"))
    ann.answer("sub-account", {"mode": "create"})
    ben = Checkpoint(store(port, "process 9 of ben"))
    ben.keep()
    for _ in range(2):  # also not the second time, with what was learnt by the first
        with pytest.raises(CheckpointProblem, match="written meanwhile by process 9 of ben"):
            ann.answer("sub-account", {"mode": "existing"})
    ben.answer("sub-account", {"name": "firetiger"})
    assert Checkpoint(store(port, "Eve")).answers("sub-account") == {"mode": "create", "name": "firetiger"}


def test_one_that_was_deleted_meanwhile_is_not_written_anew(s3: Any, port: Port) -> None:
    ann = Checkpoint(store(port, "Ann"))
    ann.answer("sub-account", {"mode": "create"})
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    with pytest.raises(CheckpointProblem, match="deleted meanwhile"):
        ann.answer("sub-account", {"mode": "existing"})
    assert not Checkpoint(store(port, "Eve")).existed


@pytest.mark.parametrize("times", [1, 2], ids=["resent by the client", "resent by the next write"])
def test_a_write_whose_answer_was_lost_is_known_as_our_own(aws: client.Sandbox, port: Port, times: int) -> None:
    """The client sends it again, and S3 refuses: what is there is not what was read any more, but what we wrote."""
    ann = Checkpoint(store(port, "Ann"))
    ann.answer("sub-account", {"mode": "create"})
    fault(aws, operation="PutObject", kind="reset-after", times=times)
    if times == 2:
        with pytest.raises(CheckpointProblem, match="can't be written: Unreachable"):
            ann.answer("sub-account", {"name": "one"})
    ann.answer("sub-account", {"name": "two"})
    assert Checkpoint(store(port, "Eve")).answers("sub-account") == {"mode": "create", "name": "two"}


def test_starting_over_moves_it_to_a_key_of_its_own(port: Port) -> None:
    Checkpoint(store(port, "Ann")).answer("sub-account", {"mode": "create"})
    store(port, "Ann").set_aside(ASIDE)
    assert not Checkpoint(store(port, "Ann")).existed
    aside = Checkpoint(S3Store(BUCKET, f"{KEY}.{ASIDE}", port, Target(region="us-east-1")))
    assert aside.answers("sub-account") == {"mode": "create"}
    store(port, "Ann").set_aside("20261122T090000")


def test_a_bucket_that_is_not_there_is_a_sentence(port: Port) -> None:
    with pytest.raises(CheckpointProblem, match=r"s3://nowhere/.* can't be read: NoSuchBucket.*create it"):
        Checkpoint(store(port, "Ann", bucket="nowhere"))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("access-denied", "AccessDenied.*s3:GetObject, s3:PutObject and s3:ListBucket"),
        ("500", "InternalError"),
        ("html", "NotAws"),
        ("expired-token", "Expired"),
    ],
)
def test_what_s3_refuses_is_a_sentence_and_no_traceback(
    aws: client.Sandbox, port: Port, kind: str, sentence: str
) -> None:
    ann = Checkpoint(store(port, "Ann"))
    fault(aws, operation="*", kind=kind, times=100)
    with pytest.raises(CheckpointProblem, match=f"can't be written: .*{sentence}"):
        ann.answer("sub-account", {"mode": "create"})
    with pytest.raises(CheckpointProblem, match=f"can't be read: .*{sentence}"):
        Checkpoint(store(port, "Ben"))


def test_an_object_that_is_no_checkpoint_is_refused_and_stays(s3: Any, port: Port) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"a picture")
    with pytest.raises(CheckpointProblem, match="isn't a checkpoint"):
        Checkpoint(store(port, "Ann"))
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=bytes(LARGEST + 1))
    with pytest.raises(CheckpointProblem, match="larger than"):
        Checkpoint(store(port, "Ann"))
    s3.delete_object(Bucket=BUCKET, Key=KEY)


class Busy:
    """S3 while another write of the same object is under way: so many 409 answers, then it takes the write."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.written: list[bytes] = []

    def read(self, read: Read) -> Mapping[str, Any]:
        raise AssertionError(f"nobody reads here: {read}")

    def send(self, change: Change) -> Mapping[str, str]:
        if self.times:
            self.times -= 1
            raise CallFailed(CallError(code="ConditionalRequestConflict", message="A conflicting operation"))
        self.written.append(change.parameters["Body"])
        return {"ETag": '"1"'}


def test_a_conflict_in_s3_is_tried_again_and_told_where_it_stays() -> None:
    busy = Busy(2)
    store(busy, "Ann").save(b"content")
    assert busy.written == [b"content"]
    with pytest.raises(CheckpointProblem, match="ConditionalRequestConflict"):
        store(Busy(9), "Ann").save(b"content")


def test_who_it_is_names_process_host_and_time(s3: Any, port: Port) -> None:
    S3Store(BUCKET, KEY, port, Target(region="us-east-1")).save(b"{}")
    said = s3.head_object(Bucket=BUCKET, Key=KEY)["Metadata"]["holder"]
    assert re.fullmatch(r"process \d+( of .+)? on .+ since 20.*Z", said)
