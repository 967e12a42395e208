"""The whole way against an AWS that answers otherwise than our sandbox does, within what AWS documents."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from tests.e2e.test_001_partner_access import ANSWERS as PARTNER_ANSWERS
from tests.e2e.test_001_partner_access import PARTNER, ROLE
from tests.e2e.test_fleet_roles import AGAIN, APPLY, Fleet
from tests.e2e.test_undo import script, shell
from tests.other_aws.answers import ANSWERS
from tests.other_aws.server import SETTLED, WAYS, otherwise

# Deadlines are minutes for a person; here they are long enough for what shows late.
PATIENT = {"FIRETIGER_ONBOARD_TIMING": "pause=0.01 deadline=3"}
EACH = [(way,) for way in WAYS] + [WAYS]
TOGETHER = ((*ANSWERS, "pages"), ("codes", "silent", "busy", "throttled", "anonymous"), ("late", "between"), WAYS)


@contextmanager
def behind(here: Program, ways: tuple[str, ...], seed: int = 1) -> Iterator[Program]:
    """The program, whose AWS answers in these ways; looked at from outside it is the sandbox as ever."""
    with otherwise(here.endpoint, ways, seed) as address:
        yield replace(here, environ={**here.environ, **PATIENT, "AWS_ENDPOINT_URL": address})


def later(elsewhere: Program) -> Program:
    """The same when everything that was written shows."""
    with urllib.request.urlopen(elsewhere.environ["AWS_ENDPOINT_URL"] + SETTLED, timeout=10):
        return elsewhere


def told(ended: Ended) -> str:
    """What went wrong, for whoever reads a failed test."""
    lines = [one for one in ended.events if one["event"] in ("problem", "step", "finished")]
    problems = [one.get("problem") for one in lines if one.get("problem")]
    return f"{lines[-1]} {problems} {ended.err}"


def named(ways: tuple[str, ...]) -> str:
    return ways[0] if len(ways) == 1 else "all" if ways == WAYS else f"{ways[0]} and {len(ways) - 1} more"


@pytest.mark.long
@pytest.mark.parametrize("ways", EACH, ids=named)
def test_an_onboarding_makes_everything_once_and_finds_it_again(tmp_path: Path, ways: tuple[str, ...]) -> None:
    with program(tmp_path) as here, behind(here, ways) as elsewhere:
        ended = elsewhere.json("apply", "--approve", answers=ACCOUNT + BEDROCK, seconds=120)
        assert ended.code == 0, told(ended)
        assert ended.finished["outcome"] == "complete"
        writes = here.writes()
        assert len(writes) == len(set(writes)) + 1, "two agreements, and of everything else one"
        again = later(elsewhere).json("status", seconds=120)
        assert set(again.states.values()) == {"satisfied"}, told(again)
        here.forget_calls()
        assert elsewhere.json("apply", "--approve", answers=ACCOUNT + BEDROCK, seconds=120).finished["changes"] == 0
        assert here.writes() == []


@pytest.mark.long
@pytest.mark.parametrize("ways", TOGETHER, ids=named)
def test_a_partner_gets_its_role_and_it_is_found_again(tmp_path: Path, ways: tuple[str, ...]) -> None:
    with program(tmp_path, "two-accounts") as here, behind(here, ways) as elsewhere:
        ended = elsewhere.json("apply", "--approve", *PARTNER, answers=PARTNER_ANSWERS, seconds=120)
        assert (ended.code, ended.finished["role_arn"]) == (0, ROLE), told(ended)
        assert set(later(elsewhere).json("status", *PARTNER, seconds=120).states.values()) == {"satisfied"}
        inspected = elsewhere.json("inspect", ROLE, *PARTNER, answers=PARTNER_ANSWERS, seconds=120)
        assert inspected.code == 0, inspected.out


@pytest.mark.long
@pytest.mark.parametrize("ways", TOGETHER, ids=named)
def test_a_fleet_is_made_once_is_found_again_and_is_taken_back(tmp_path: Path, ways: tuple[str, ...]) -> None:
    with program(tmp_path, "fleet") as here:
        fleet = Fleet(here)
        with behind(here, ways) as elsewhere:
            ended = elsewhere.json(*APPLY, answers=AGAIN, seconds=200)
            assert (ended.code, ended.states["stack-sets"]) == (0, "satisfied"), told(ended)
            assert sum(map(len, ended.finished["result"]["role_arns"].values())) == 12
            assert here.writes().count("cloudformation:CreateStackSet") == 2
            here.forget_calls()
            again = later(elsewhere).json(*APPLY, answers=AGAIN, seconds=200)
            assert (again.code, here.writes()) == (0, []), told(again)
            away = ("apply", "fleet-remove", "DevOps", "--fleet", "fleet.toml", "--approve")
            removed = elsewhere.json(*away, seconds=200)
            assert removed.code == 0, told(removed)
            assert len(fleet.sets()) == 1


@pytest.mark.long
@pytest.mark.parametrize("ways", TOGETHER, ids=named)
def test_what_was_made_is_taken_back_by_its_own_script(tmp_path: Path, ways: tuple[str, ...]) -> None:
    with program(tmp_path) as here, behind(here, ways) as elsewhere:
        ended = elsewhere.json("apply", "--approve", answers=ACCOUNT + BEDROCK, seconds=120)
        assert ended.code == 0, told(ended)
        undone = shell(later(elsewhere), script(elsewhere))
        assert undone.returncode == 0, undone.stdout + undone.stderr
        assert here.writes()[-1] == "organizations:CloseAccount"
