"""The server as a process: found by its state file, confined to loopback, gone when nobody asks."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.sandbox import client
from wizard.sandbox.environ import Sandbox

from .conftest import Aws


def wait_until(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Polls for something that another process does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def run_python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **environ},
        cwd=Path(__file__).parents[2],
        check=False,
    )


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wizard.sandbox", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=Path(__file__).parents[2],
        check=False,
    )


def test_importing_the_client_loads_neither_moto_nor_boto() -> None:
    code = (
        "import sys, wizard.sandbox.client\n"
        "print([m for m in sys.modules if m.split('.')[0] in {'moto', 'boto3', 'botocore'}])"
    )
    assert run_python(code).stdout.strip() == "[]"


def test_the_state_file_is_for_its_owner_alone_and_goes_with_the_process(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    sandbox = client.start("fresh", state, pace=0)
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert json.loads(state.read_text())["endpoint"] == sandbox.endpoint
    assert client.find(state) == sandbox
    os.kill(sandbox.pid, signal.SIGTERM)
    assert wait_until(lambda: not state.exists())
    assert client.find(state) is None
    assert [file.name for file in tmp_path.iterdir()] == []


def test_starting_twice_finds_the_same_process_and_another_scenario_replaces_it(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    first = client.start("fresh", state, pace=0)
    assert client.start("fresh", state, pace=0) == first
    second = client.start("standalone", state, pace=0)
    assert (second.scenario, second.pid == first.pid) == ("standalone", False)
    client.stop(second)
    client.stop(second)
    assert not state.exists()


def test_it_ends_by_itself_when_idle_and_asking_for_its_health_does_not_keep_it(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    client.start("standalone", state, pace=0, idle=0.3)
    assert wait_until(lambda: client.find(state) is None)
    assert wait_until(lambda: not state.exists())


def test_a_stale_state_file_is_no_sandbox(tmp_path: Path, fresh: Aws) -> None:
    state = tmp_path / "state.json"
    assert client.find(state) is None
    state.write_text("{not json")
    assert client.find(state) is None
    state.write_text(json.dumps({**vars(fresh.sandbox), "pid": 1}))
    assert client.find(state) is None
    state.write_text(json.dumps({**vars(fresh.sandbox), "endpoint": "http://192.0.2.1:80"}))
    assert client.find(state) is None


def test_an_unknown_scenario_gets_one_sentence_that_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(
        client.SandboxFailed, match=r"^There is no sandbox scenario 'nope'; there are: fresh, .*slow.*\.$"
    ):
        client.start("nope", tmp_path / "state.json")
    ended = serve("--scenario", "nope", "--state-file", str(tmp_path / "x"))
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    ended = serve("--host", "0.0.0.0", "--state-file", str(tmp_path / "x"))
    assert ended.returncode == 2
    assert ended.stderr == "The sandbox listens on loopback only, not on '0.0.0.0'.\n"


def test_without_moto_it_says_what_to_install(tmp_path: Path) -> None:
    code = f"""
import sys
sys.modules["moto"] = None
from wizard.sandbox import client
try:
    client.start("fresh", {str(tmp_path / "state.json")!r})
except client.SandboxMissing as missing:
    print(missing)
"""
    assert "pip install 'firetiger-onboard[sandbox]'" in run_python(code).stdout


def test_a_child_that_cannot_start_says_why_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "state.json"
    folder.mkdir()
    (folder / "in the way").touch()
    with pytest.raises(client.SandboxFailed):
        client.start("fresh", folder, pace=0)


def test_a_place_for_its_state_that_cannot_be_written_is_named_with_what_helps(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(client.SandboxFailed, match="XDG_STATE_HOME") as failed:
        client.start("fresh", tmp_path / "file" / "state.json", pace=0)
    assert str(tmp_path / "file") in str(failed.value)


def test_no_connection_leaves_loopback() -> None:
    code = """
import socket
from wizard.sandbox import isolation
isolation.confine()
def refused(act):
    try:
        act()
    except isolation.LeavingError:
        return True
    return False
print(
    refused(lambda: socket.create_connection(("192.0.2.1", 80), timeout=1)),
    refused(lambda: socket.getaddrinfo("sts.amazonaws.com", 443)),
    refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))),
    refused(lambda: socket.socket().bind(("0.0.0.0", 0))),
    refused(lambda: socket.socket().bind(("127.0.0.1", 0))),
)
"""
    assert run_python(code).stdout.split() == ["True", "True", "True", "True", "False"]


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="only Linux tells a process's sockets this way")
def test_a_running_sandbox_has_sockets_on_loopback_alone(fresh: Aws) -> None:
    fresh.client("s3").list_buckets()
    descriptors = Path(f"/proc/{fresh.sandbox.pid}/fd").iterdir()
    own = {str(each.readlink()) for each in descriptors if each.is_symlink()}
    lines = Path(f"/proc/{fresh.sandbox.pid}/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in lines if f"socket:[{line.split()[9]}]" in own]
    assert rows
    # Addresses are little-endian hexadecimal: 127.0.0.1 is 0100007F; a listening socket has no remote one.
    assert {row[1].split(":")[0] for row in rows} == {"0100007F"}
    assert {row[2].split(":")[0] for row in rows} <= {"0100007F", "00000000"}


def test_the_environment_is_isolated_from_every_real_account(fresh: Aws) -> None:
    leaking = {
        "AWS_PROFILE": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_S3": "https://elsewhere",
        "aws_ca_bundle": "x",
        "HTTPS_PROXY": "http://proxy",
        "http_proxy": "http://proxy",
        "ALL_PROXY": "socks://proxy",
        "HOME": "/home/ada",
    }
    isolated = client.isolate(leaking, fresh.sandbox)
    assert set(isolated) - set(client.environment(fresh.sandbox)) == {"HOME", "NO_PROXY", "no_proxy"}
    assert isolated["AWS_ENDPOINT_URL"] == fresh.sandbox.endpoint
    assert isolated["AWS_CONFIG_FILE"] == isolated["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_the_aws_command_line_can_look_around(fresh: Aws) -> None:
    aws = Path(sys.executable).with_name("aws")
    ended = subprocess.run(
        [aws, "organizations", "list-accounts", "--query", "Accounts[?Id=='111122223333'].Name", "--output", "text"],
        env=client.isolate(os.environ, fresh.sandbox),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ended.stdout.strip(), ended.stderr) == ("Example Corp", "")


def test_the_log_tells_every_call_and_can_be_cleared(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("member")
    aws.admin("POST", "log/clear")
    aws.client("sts").get_caller_identity()
    aws.client("iam").create_role(RoleName="x", AssumeRolePolicyDocument="{}")
    reading, writing = aws.admin("GET", "log")
    assert (reading["service"], reading["operation"], reading["kind"]) == ("sts", "GetCallerIdentity", "read")
    assert (writing["service"], writing["operation"], writing["kind"]) == ("iam", "CreateRole", "write")
    assert {each["account"] for each in (reading, writing)} == {"444455556666"}
    assert set(reading) == {"seq", "time", "account", "region", "service", "operation", "status", "error", "kind"}
    aws.admin("POST", "log/clear")
    assert aws.admin("GET", "log") == []


def test_a_sandbox_value_is_what_its_state_file_says(fresh: Aws) -> None:
    assert isinstance(fresh.sandbox, Sandbox)
    assert fresh.admin("GET", "health")["scenario"] == "fresh"
    assert "111122223333" in [account["id"] for account in fresh.admin("GET", "accounts")]
