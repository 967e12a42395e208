"""What a look at everything ends with: changed, or could not look, are two different nights."""

from __future__ import annotations

import pytest

from tests.screens.still import step
from wizard.cli import ending
from wizard.frontends.exits import Exit, exit_of_status
from wizard.model import Problem, State, StepView

PROBLEM = Problem(key="denied", title="", what="", why="", todo=(), retry=True)
DONE = step("sign-in", State.SATISFIED, "ada")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (step("cloudtrail", State.SATISFIED, "recorded"), Exit.COMPLETE),
        (step("cloudtrail", State.UNMET, "stopped"), Exit.INCOMPLETE),
        (step("cloudtrail", State.NEEDS_ANSWERS, "no trail"), Exit.INCOMPLETE),
        (step("cloudtrail", State.SKIPPED), Exit.INCOMPLETE),
        (step("cloudtrail", State.WAITING), Exit.INCOMPLETE),
        (step("cloudtrail", State.BLOCKED, "a person has to act", problem=PROBLEM), Exit.INCOMPLETE),
        (step("cloudtrail", State.BLOCKED, problem=PROBLEM), Exit.FAILED),
    ],
)
def test_a_step_that_could_say_nothing_of_itself_was_not_looked_at(other: StepView, code: Exit) -> None:
    assert exit_of_status([DONE, other], signed_in=True, broken=False) is code


def test_nobody_signed_in_is_no_change_and_neither_is_a_defect() -> None:
    waiting = [step("sign-in", State.NEEDS_ANSWERS, "which?"), step("template", State.WAITING)]
    assert exit_of_status(waiting, signed_in=False, broken=False) is Exit.FAILED
    assert exit_of_status([DONE], signed_in=True, broken=True) is Exit.FAILED


def test_what_ends_a_run_before_a_front_end_is_loaded_has_the_same_codes() -> None:
    assert (ending.FAILED, ending.USAGE, ending.INTERRUPTED) == (Exit.FAILED, Exit.USAGE, Exit.INTERRUPTED)
