"""The scripts of the workflows in docs/automation.md, run as GitHub's runner runs them, against a simulated AWS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, program
from tests.test_automation import script

pytestmark = pytest.mark.long


class Runner:
    """What GitHub's runner gives a step: bash that stops at an error, and files for outputs and the summary."""

    def __init__(self, running: Program, directory: Path) -> None:
        self._program = running
        self._directory = directory
        self.summary, self.output = directory / "summary.md", directory / "output.txt"
        self.said = ""

    def step(self, name: str, **environ: str) -> int:
        """Run the script of that name; its exit code."""
        for path in (self.summary, self.output):
            path.write_text("")
        path = f"{Path(sys.executable).parent}{os.pathsep}{self._program.environ['PATH']}"
        given = {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.output), "PATH": path}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(name)],
            cwd=self._program.directory,
            env={**self._program.environ, **given, "CHECKPOINT": "s3://shared/firetiger.json", **environ},
            timeout=120,
            check=False,
            capture_output=True,
            text=True,
        )
        self.said = ended.stdout + ended.stderr
        return ended.returncode

    @property
    def digest(self) -> str:
        """What the plan hands to the job that applies."""
        return self.output.read_text().strip().removeprefix("digest=")


def test_the_workflows_plan_apply_by_digest_and_check(tmp_path: Path) -> None:
    assert shutil.which("jq"), "jq is needed here: apt-get install jq"
    with program(tmp_path) as running:
        s3 = boto3.client(
            "s3",
            endpoint_url=running.endpoint,
            region_name="us-east-1",
            aws_access_key_id=running.environ["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=running.environ["AWS_SECRET_ACCESS_KEY"],
        )
        s3.create_bucket(Bucket="shared")
        running.forget_calls()
        (running.directory / "answers.toml").write_text(ACCOUNT + BEDROCK)
        runner = Runner(running, tmp_path)

        assert runner.step("Plan") == 0
        assert len(runner.digest) == 64
        assert "- sub-account: " in runner.summary.read_text()
        assert running.writes() == []

        assert runner.step("Apply", DIGEST="0" * 64) == 3
        assert runner.step("Check") == 4
        rounds = code = 0
        while rounds < 4 and runner.step("Plan") == 0 and runner.digest:
            rounds += 1
            code = runner.step("Apply", DIGEST=runner.digest)
            assert code in (0, 3), runner.summary.read_text()
        assert code == 0
        assert rounds in (2, 3), "the first time takes two or three rounds"

        assert runner.step("Check") == 0
        assert "Unchanged" in runner.summary.read_text()
        assert "- template: satisfied" in runner.summary.read_text()
        kept = {path.name for path in running.directory.iterdir()}
        assert {f"{name}.{kind}" for name in ("plan", "apply", "status") for kind in ("log", "jsonl")} <= kept
        assert {"firetiger-handover.md", "firetiger-handover.json"} <= kept

        assert runner.step("Check", AWS_ENDPOINT_URL="http://127.0.0.1:9") in (1, 2)


def test_answers_that_are_missing_fail_the_plan_and_are_named(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        (running.directory / "answers.toml").write_text("")
        runner = Runner(running, tmp_path)
        assert runner.step("Plan", CHECKPOINT="checkpoint.json") == 3
        assert "Add these answers: [sub-account] mode" in runner.said
