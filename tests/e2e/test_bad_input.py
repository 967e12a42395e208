"""What is wrong with options, files, profiles, endpoints: one sentence, exit code 2 or a Problem, no traceback."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pexpect
import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, outside

ANSWERS = ACCOUNT + BEDROCK
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAFAKEFAKEFAKEFAKE", "AWS_SECRET_ACCESS_KEY": "fake", "AWS_REGION": "us-east-1"}


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """The program with no AWS at all around it."""
    return Program(tmp_path, outside(tmp_path))


def refused(ended: Ended, *words: str) -> None:
    """One sentence on standard error, exit code 2, nothing on standard output."""
    assert ended.code == 2, ended.err
    assert ended.err.startswith("firetiger-onboard: ")
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
    for word in words:
        assert word in ended.err


def test_an_unknown_profile_is_named_with_those_there_are(alone: Program, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile dev]\nregion = us-east-1\n[profile prod]\n")
    refused(alone.run("status", "--profile", "nope"), "'nope'", "dev, prod")
    refused(alone.run("status", AWS_PROFILE="gone"), "AWS_PROFILE", "'gone'")


def test_a_region_that_does_not_exist_is_refused_before_anything_is_sent(alone: Program) -> None:
    refused(alone.run("status", "--region", "us-east-9", **KEYS), "us-east-9")
    refused(alone.run("status", "--region", "Frankfurt", **KEYS), "Frankfurt")
    refused(alone.run("status", **{**KEYS, "AWS_REGION": "mars-north-1"}), "AWS_REGION", "mars-north-1")


def test_malformed_answers_are_named_with_file_table_and_key(alone: Program) -> None:
    refused(alone.run("plan", answers='[sub-account]\nmode = "invent"', **KEYS), "answers.toml", "[sub-account] mode")
    refused(alone.run("plan", answers="[sub-account", **KEYS), "answers.toml", "TOML")
    refused(alone.run("plan", "--answers", "missing.toml", **KEYS), "missing.toml", "No such file")


def test_a_broken_configuration_file_is_a_problem_and_no_traceback(alone: Program, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile dev\nregion us-east-1\n")
    ended = alone.run("status", AWS_REGION="us-east-1")
    assert ended.code == 1
    assert f"{tmp_path}/.aws/config, line 1, has a section header without its closing bracket" in ended.out
    assert "Then check again." in ended.out
    assert ended.err == ""


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff", b'{"version": 99}', b'{"version": 1, "journal": 3}'])
def test_a_checkpoint_that_is_not_understood_is_kept_and_named(alone: Program, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    for words in (["status"], ["apply", "--approve"]):
        answers = ANSWERS if words[0] == "apply" else ""
        refused(
            alone.run(*words, "--checkpoint", str(path), answers=answers, **KEYS),
            "state.json",
            "The wizard doesn't change it.",
        )
        assert path.read_bytes() == content


def test_an_unknown_scenario_lists_the_known_ones(alone: Program) -> None:
    refused(alone.run("status", "--sandbox=nope"), "nope", "fresh", "role-retained")
    refused(alone.run("sandbox", "nope"), "nope", "fresh")


def test_the_sandbox_without_its_requirements_says_what_to_install(alone: Program, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.abc, importlib.machinery, sys\n"
        "real = importlib.machinery.PathFinder.find_spec\n"
        "importlib.machinery.PathFinder.find_spec = classmethod(\n"
        "    lambda cls, name, *rest: None if name == 'moto' else real(name, *rest))\n"
    )
    refused(alone.run("status", "--sandbox", PYTHONPATH=str(hidden)), "pip install", "[sandbox]")


def test_an_unknown_vendor_is_refused(alone: Program) -> None:
    refused(alone.run("status", "--vendor", "nobody", **KEYS), "nobody", "firetiger")


def test_timing_that_does_not_read_is_refused(alone: Program) -> None:
    refused(alone.run("status", FIRETIGER_ONBOARD_TIMING="pause=soon", **KEYS), "FIRETIGER_ONBOARD_TIMING")


class Page(BaseHTTPRequestHandler):
    """Answers everything with a web page, as a captive portal does."""

    def do_POST(self) -> None:
        page = b"<!DOCTYPE html><html><body>Log in to the guest network</body></html>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_GET = do_POST  # noqa: N815 - the standard library's names

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def portal() -> Iterator[str]:
    """A captive portal's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_an_endpoint_that_answers_with_web_pages_is_a_problem_that_says_so(alone: Program) -> None:
    with portal() as address:
        ended = alone.run("status", **KEYS, AWS_ENDPOINT_URL=address)
    assert ended.code == 1
    assert "Something other than AWS answered" in ended.out
    assert "Traceback" not in ended.err


def test_no_connection_is_a_problem_that_says_so(alone: Program) -> None:
    ended = alone.run("status", **KEYS, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert ended.code == 1
    assert "AWS can't be reached" in ended.out


def test_no_credentials_at_all_is_a_problem_that_says_what_to_run(alone: Program) -> None:
    ended = alone.run("status", AWS_REGION="us-east-1")
    assert ended.code == 1
    assert "No AWS credentials found" in ended.out
    assert "aws configure sso" in ended.out


def test_json_stays_json_when_everything_fails(alone: Program) -> None:
    ended = alone.json("status", AWS_REGION="us-east-1")
    assert json.loads(ended.out.splitlines()[-1])["outcome"] == "failed"


def test_without_a_terminal_it_does_not_hang_and_names_the_way(alone: Program) -> None:
    ended = alone.run(**KEYS, AWS_ENDPOINT_URL="http://127.0.0.1:9", TERM="xterm")
    assert ended.code in (2, 4)
    assert "Traceback" not in ended.err
    assert "\x1b" not in ended.out


def test_a_terminal_that_is_too_small_is_told_its_size(tmp_path: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "wizard"],
        dimensions=(10, 40),
        env={**outside(tmp_path), "TERM": "xterm"},
        encoding="utf-8",
        timeout=20,
    )
    output = child.read()
    child.close()
    assert "40×10" in output
    assert child.exitstatus == 2
