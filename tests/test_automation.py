"""docs/automation.md: its workflows are valid, use the program as it is, and read its exit codes as they are meant."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from wizard.cli.commands import command_named
from wizard.frontends.exits import Exit

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "automation.md").read_text("utf-8")
HEADLESS = ("plan", "apply", "status")


def workflows() -> dict[str, dict[str, Any]]:
    """The workflows by name. YAML 1.1 reads the key ``on`` as true."""
    loaded = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)]
    return {workflow["name"]: {**workflow, "on": workflow[True]} for workflow in loaded}


def steps() -> list[dict[str, Any]]:
    return [step for workflow in workflows().values() for job in workflow["jobs"].values() for step in job["steps"]]


def script(name: str) -> str:
    """What the step of that name runs."""
    (found,) = [step["run"] for step in steps() if step.get("name") == name]
    return str(found)


def test_there_is_a_workflow_for_changes_and_one_for_every_night() -> None:
    assert set(workflows()) == {"firetiger", "firetiger-status"}
    assert set(workflows()["firetiger"]["on"]) == {"pull_request", "push", "workflow_dispatch"}
    assert workflows()["firetiger-status"]["on"]["schedule"]


def test_every_job_signs_in_by_oidc_and_keeps_no_key() -> None:
    for workflow in workflows().values():
        assert workflow["permissions"] == {"contents": "read", "id-token": "write"}
        for job in workflow["jobs"].values():
            (sign_in,) = [one for one in job["steps"] if "configure-aws-credentials" in one.get("uses", "")]
            assert sign_in["with"]["role-to-assume"] == "${{ vars.FIRETIGER_ROLE }}"
    assert "secrets." not in TEXT


def test_a_pull_request_plans_and_nothing_is_applied_without_an_approval_of_that_digest() -> None:
    jobs = workflows()["firetiger"]["jobs"]
    assert jobs["plan"]["outputs"]["digest"] == "${{ steps.plan.outputs.digest }}"
    assert jobs["apply"]["needs"] == "plan"
    assert "github.event_name != 'pull_request'" in jobs["apply"]["if"]
    assert jobs["apply"]["environment"] == "firetiger-apply"
    assert "`firetiger-apply` with *required reviewers*" in TEXT
    (apply,) = [step for step in jobs["apply"]["steps"] if step.get("name") == "Apply"]
    assert apply["env"] == {"DIGEST": "${{ needs.plan.outputs.digest }}"}
    assert '--approve="$DIGEST"' in apply["run"]


def test_the_trust_policy_lets_in_exactly_the_environments_that_the_jobs_use() -> None:
    policy = json.loads(re.findall(r"^```json\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0])
    (statement,) = policy["Statement"]
    subjects = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    used = {job["environment"] for workflow in workflows().values() for job in workflow["jobs"].values()}
    assert {subject.rpartition(":")[2] for subject in subjects} == used


def test_every_variable_that_the_workflows_read_is_explained() -> None:
    read = set(re.findall(r"\$\{\{ vars\.(\w+) \}\}", TEXT))
    assert read == set(re.findall(r"^\| `(\w+)` \| ", TEXT, re.MULTILINE))


@pytest.mark.parametrize("command", HEADLESS)
def test_log_and_json_of_every_run_are_kept(command: str) -> None:
    kept = "\n".join(step["with"]["path"] for step in steps() if "upload-artifact" in step.get("uses", ""))
    line = next(line for step in steps() for line in step.get("run", "").splitlines() if f"onboard {command} " in line)
    assert f"--log {command}.log --format json > {command}.jsonl" in line
    assert {f"{command}.log", f"{command}.jsonl"} <= set(kept.split())
    assert all(step["if"] == "always()" for step in steps() if "upload-artifact" in step.get("uses", ""))


@pytest.mark.parametrize("command", HEADLESS)
def test_the_exit_codes_are_those_of_the_program(command: str) -> None:
    section = TEXT.partition("\n## Exit codes\n")[2].partition("\n## ")[0]
    heading, _, *rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\|.*", section, re.M)]
    column = heading.index(f"`{command}`")
    assert [int(row[0]) for row in rows] == [int(code) for code in Exit]
    assert {int(row[0]) for row in rows if row[column]} == {int(code) for code in command_named(command).PAGE.exits}


@pytest.mark.parametrize(("name", "command"), [("Plan", "plan"), ("Apply", "apply"), ("Check", "status")])
def test_a_workflow_reads_no_exit_code_that_its_command_does_not_have(name: str, command: str) -> None:
    read = {int(code) for code in re.findall(r"^\s*(\d+)\) ", script(name), re.MULTILINE)}
    assert read
    assert read <= {int(code) for code in command_named(command).PAGE.exits}
