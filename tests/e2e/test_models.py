"""Models that Bedrock has closed to new accounts, through the real program: what is agreed to, what is said of it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program

ANSWERS = ACCOUNT + BEDROCK


def agreed(ended: Ended) -> list[str]:
    """The models that an agreement was made for."""
    made = (event for event in ended.events if event["event"] == "change" and event["progress"] == "done")
    return [each["parameters"]["modelId"] for each in made if each["operation"] == "CreateFoundationModelAgreement"]


def handover(running: Program) -> str:
    return (running.directory / "firetiger-handover.md").read_text("utf-8")


def test_the_successor_is_agreed_to_and_the_handover_says_why_and_since_when(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        ended = running.json("apply", "--approve", answers=ANSWERS)
        assert ended.code == 0, ended.err
        assert agreed(ended) == ["anthropic.claude-sonnet-5", "anthropic.claude-haiku-4-5-20251001-v1:0"]
        assert "Bedrock made it legacy on 2026-10-08" in handover(running)
        assert "the wizard requests access to Claude Sonnet 5 instead" in handover(running)


def test_where_the_successors_are_closed_too_the_line_is_followed_and_what_is_left_over_is_asked_for(
    tmp_path: Path,
) -> None:
    with program(tmp_path, "models-moved") as running:
        ended = running.json("apply", "--approve", answers=ANSWERS)
        assert ended.code == 4, ended.err
        assert agreed(ended) == ["anthropic.claude-sonnet-6"]
        assert ended.states["bedrock"] == "blocked"
        problem = next(e["problem"] for e in reversed(ended.events) if e["event"] == "step" and e["step"] == "bedrock")
        assert "Ask your Solutions Engineer which model replaces" in problem["todo"][0]
        assert ended.finished["role_arn"]


def test_a_pinned_model_is_the_one_that_is_agreed_to(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        pinned = ANSWERS + 'models = ["anthropic.claude-haiku-5-5"]\n'
        ended = running.json("apply", "--approve", answers=pinned)
        assert ended.code == 0, ended.err
        assert agreed(ended) == ["anthropic.claude-sonnet-5", "anthropic.claude-haiku-5-5"]


def test_where_no_substitute_is_allowed_nothing_is_agreed_to(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        ended = running.json("apply", "--approve", answers=ANSWERS + "substitute = false\n")
        assert ended.code == 4
        assert agreed(ended) == []
