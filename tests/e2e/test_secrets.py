"""No secret reaches a file, a log, a screen or an error: recognisable ones go in, all that comes out is searched.

Between the program and the simulated AWS stands a forwarder that remembers the sessions AWS hands out, and that can
answer as AWS has been seen to answer a wrong signature: by repeating the session's token.

What may hold a secret is named here: the simulated AWS's own state file (its keys are fake and open nothing), and what
a person wrote themselves. An external ID is no secret to AWS (IAM user guide, "Access to AWS accounts owned by third
parties"): the checkpoint keeps it as an answer, what sends it shows it, and the vendor, who made it, reads it in the
handover. The log, which goes further, does not have it.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.piped import Piped
from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from tests.e2e.terminal import ROOT, NotSeen, Terminal
from tests.e2e.test_prompts import ANSWERS as RULES

SECRET_KEY = "FAKEsecretKEY/0123456789+abcdefghijKLMNO"
WRONG_TOKEN = "FAKEtokenFAKEtoken0123456789FAKEtokenFAKEtoken/+=="
EXTERNAL_ID = "FAKE-external-id-0123456789"
ANSWERS = ACCOUNT + BEDROCK
OPERATIONS = re.compile(rb"Action=AssumeRole\b")
SESSION = re.compile(rb"<(?:AccessKeyId|SecretAccessKey|SessionToken)>([^<]+)<")
# --- between the program and AWS -----------------------------------------------------------------------------------


@dataclass
class Forwarder:
    """Passes requests on. secrets: what AWS has handed out. echoing: answer every request that carries a token."""

    behind: str
    secrets: set[str] = field(default_factory=set)
    echoing: bool = False

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any, bytes]:
        token = headers.get("X-Amz-Security-Token", "")
        if self.echoing and token:
            return 403, [("Content-Type", "text/xml")], _wrong_signature(token)
        connection = http.client.HTTPConnection(urlsplit(self.behind).netloc, timeout=30)
        connection.request(method, path, body, {k: v for k, v in headers.items() if k.lower() != "connection"})
        answered = connection.getresponse()
        content = answered.read()
        connection.close()
        if OPERATIONS.search(body):
            self.secrets |= {found.decode() for found in SESSION.findall(content)}
        dropped = ("transfer-encoding", "content-length", "connection")
        return answered.status, [pair for pair in answered.getheaders() if pair[0].lower() not in dropped], content


def _wrong_signature(token: str) -> bytes:
    said = f"The request signature does not match. The Canonical String should have been x-amz-security-token:{token}"
    error = f"<Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>{said}</Message></Error>"
    return f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>".encode()


@contextmanager
def forwarding(forwarder: Forwarder) -> Iterator[str]:
    """The address at which a forwarder listens."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = forwarder.answer(self.command, self.path, dict(self.headers), body)
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else content)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _pass_on  # noqa: N815 - as the standard library wants them

        def log_message(self, *_: Any) -> None:
            """A test's standard error is for the program."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


# --- the program ---------------------------------------------------------------------------------------------------


@dataclass
class Watched:
    """The program with recognisable keys, everything it wrote, and what must not be in it."""

    running: Program
    forwarder: Forwarder
    environ: dict[str, str]
    outputs: list[str] = field(default_factory=list)

    def run(self, *arguments: str, answers: str = ANSWERS, **environ: str) -> Ended:
        """With a log, to its end."""
        directory = self.running.directory
        (directory / "answers.toml").write_text(answers)
        words = [sys.executable, "-m", "wizard", "--log", str(directory / "onboarding.log"), *arguments]
        given = {**self.environ, "PYTHONPATH": str(ROOT), **environ}
        ended = subprocess.run(words, cwd=directory, env=given, capture_output=True, text=True, timeout=60)
        self.outputs += [ended.stdout, ended.stderr]
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def apply(self, *arguments: str, **more: Any) -> Ended:
        """Everything, with the answers."""
        return self.run("apply", "--approve", "--wait", "3s", "--answers", "answers.toml", *arguments, **more)

    def log(self) -> str:
        """The log's text."""
        return (self.running.directory / "onboarding.log").read_text()

    def places(self, *secrets: str, own: Sequence[str] = ()) -> list[str]:
        """Where secrets are found. own: files that the test wrote itself."""
        searched = {SECRET_KEY, self.environ["AWS_ACCESS_KEY_ID"], *self.forwarder.secrets, *secrets}
        found = [f"output {n}" for n, text in enumerate(self.outputs) if any(one in text for one in searched)]
        for path in self.running.directory.parent.rglob("*"):
            if not path.is_file() or path.name in ("aws.json", "answers.toml", *own):
                continue
            content = path.read_bytes()
            found += [f"{path.name}: {one[:12]}" for one in searched if one.encode() in content]
        return found


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with program(tmp_path) as running:
        forwarder = Forwarder(running.endpoint)
        with forwarding(forwarder) as address:
            environ = {**running.environ, "AWS_ENDPOINT_URL": address, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
            yield Watched(running, forwarder, environ)


def test_the_search_finds_what_is_there(watched: Watched) -> None:
    (watched.running.directory / "leak.txt").write_text(f"a line with {SECRET_KEY} in it")
    watched.outputs.append(SECRET_KEY)
    assert watched.places() == ["output 0", f"leak.txt: {SECRET_KEY[:12]}"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_whole_onboarding_writes_no_key_and_no_token(watched: Watched, form: str) -> None:
    ended = watched.apply("--format", form)
    assert ended.code == 0, ended.err
    assert len(watched.forwarder.secrets) >= 3, "no session was handed out, so nothing was searched for"
    assert (watched.running.directory / "firetiger-handover.md").is_file()
    assert '"event": "call"' in watched.log()
    assert watched.places() == []


def test_the_conversation_over_a_pipe_shows_no_key_and_no_token(watched: Watched) -> None:
    talk = Piped(["--plain"], environment=watched.environ, directory=watched.running.directory)
    talk.follow(RULES)
    code, error = talk.end()
    watched.outputs += [talk.said.decode(), error]
    assert code == 0, error
    assert watched.forwarder.secrets
    assert watched.places() == []


@pytest.mark.parametrize("kind", ["expired-token", "truncate", "html"])
def test_a_bad_day_at_aws_writes_no_key_and_no_token(watched: Watched, kind: str) -> None:
    watched.running.fault(service="cloudtrail", operation="*", kind=kind, times=1000)
    watched.running.fault(service="iam", operation="*", kind=kind, times=1000)
    ended = watched.apply(FIRETIGER_ONBOARD_TRACEBACK="1")
    assert ended.code in (3, 4)
    assert watched.places() == []


def test_a_token_that_aws_repeats_is_shown_and_written_nowhere(watched: Watched) -> None:
    watched.forwarder.echoing = True
    ended = watched.apply("--format", "json")
    assert ended.code in (3, 4)
    assert "SignatureDoesNotMatch" in ended.out
    assert "SignatureDoesNotMatch" in watched.log()
    assert watched.forwarder.secrets
    assert watched.places() == []


def test_a_session_that_aws_refuses_is_not_repeated(watched: Watched) -> None:
    ended = watched.apply(AWS_SESSION_TOKEN=WRONG_TOKEN)
    assert ended.code == 4
    assert watched.places(WRONG_TOKEN) == []


def test_debug_logging_that_somebody_switched_on_in_python_writes_no_key_and_no_token(watched: Watched) -> None:
    hook = watched.running.directory / "hook"
    hook.mkdir()
    debug = watched.running.directory / "debug.txt"
    switched_on = f"logging.basicConfig(level=logging.DEBUG, filename={str(debug)!r})"
    (hook / "sitecustomize.py").write_text(f"import logging\n{switched_on}\nlogging.debug('all is on')\n")
    ended = watched.apply(PYTHONPATH=f"{hook}:{ROOT}")
    assert ended.code == 0, ended.err
    assert "all is on" in debug.read_text()
    assert watched.places() == []


@pytest.mark.long
def test_the_full_screen_shows_a_refused_call_and_aws_own_words_without_the_token_in_them(watched: Watched) -> None:
    watched.apply()
    watched.forwarder.echoing = True
    with Terminal(["--resume"], environment=watched.environ, directory=watched.running.directory) as terminal:
        terminal.wait_for("needs you.* step [23] of 6")
        terminal.wait_for("e show error")
        terminal.press("e")
        terminal.wait_for("SignatureDoesNotMatch")
        terminal.press("escape", "ctrl-q")
        with suppress(NotSeen):
            terminal.wait_for_end(deadline=3)
        watched.outputs.append(terminal.raw.decode(errors="replace"))
    assert watched.forwarder.secrets
    assert watched.places() == []


# --- secrets that a person keeps in files --------------------------------------------------------------------------


CREDENTIALS = {
    "a file that is no configuration": f"[default\naws_secret_access_key {SECRET_KEY}\n",
    "a line that is no setting": f"[default]\n{SECRET_KEY}\n",
    "half of a key": f"[default]\naws_secret_access_key = {SECRET_KEY}\n",
}


@pytest.mark.parametrize("content", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_a_credentials_file_that_cannot_be_read_is_not_repeated(watched: Watched, content: str) -> None:
    path = watched.running.directory / "credentials"
    path.write_text(content)
    without = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SHARED_CREDENTIALS_FILE": str(path)}
    ended = watched.apply(FIRETIGER_ONBOARD_TRACEBACK="1", **without)
    assert ended.code in (2, 3, 4), ended.err
    assert watched.places(own=("credentials", "config")) == []


def test_a_credential_process_that_prints_nonsense_is_not_repeated(watched: Watched) -> None:
    path = watched.running.directory / "config"
    path.write_text(f"[profile odd]\nregion = us-east-1\ncredential_process = /bin/echo '{SECRET_KEY} is no JSON'\n")
    without = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_CONFIG_FILE": str(path)}
    ended = watched.apply("--profile", "odd", **without)
    assert ended.code in (2, 3, 4), ended.err
    assert watched.places(own=("credentials", "config")) == []


# --- the external ID -----------------------------------------------------------------------------------------------


def test_the_log_does_not_have_the_external_id(watched: Watched) -> None:
    vendor = vendor_with_external_id(watched.running.directory)
    answers = f'{ANSWERS}[template]\nexternal_id = "{EXTERNAL_ID}"\n'
    ended = watched.apply("--vendor", str(vendor), answers=answers)
    assert ended.code == 0, ended.out
    assert EXTERNAL_ID in ended.out, "the change that sends it does not show it"
    assert EXTERNAL_ID not in watched.log()
    assert "aws+firetiger@" not in watched.log()
    assert watched.places() == []


def vendor_with_external_id(directory: Path) -> Path:
    """The vendor's profile with a template that asks for an external ID."""
    shipped = resources.files("assets") / "vendors" / "firetiger"
    template = json.loads((shipped / "firetiger-bootstrap.json").read_text("utf-8"))
    template["Parameters"] = {"ExternalId": {"Type": "String"}}
    (role,) = template["Resources"].values()
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statement["Condition"] = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    text = json.dumps(template)
    profile = (shipped / "profile.toml").read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    profile = re.sub(r'template_sha256 = ".*"', f'template_sha256 = "{digest}"', profile)
    folder = directory / "vendor"
    folder.mkdir()
    (folder / "firetiger-bootstrap.json").write_text(text)
    (folder / "profile.toml").write_text(profile)
    (folder / "texts.toml").write_text((shipped / "texts.toml").read_text("utf-8"))
    return folder / "profile.toml"
