"""The steps in the console as they are printed: all that `tests/e2e/test_export.py` does at a console, in its order."""

from __future__ import annotations

import json
import re

import pytest

from wizard.export.console_steps import console_steps
from wizard.export.forms import in_form

from .cases import CASES


@pytest.mark.parametrize("case", CASES)
def test_every_step_is_printed_under_its_number_with_what_is_entered(case: str) -> None:
    head, *printed = re.split(r"^\d+\. ", in_form(CASES[case], "console-steps"), flags=re.MULTILINE)
    assert head.startswith("In the AWS console")
    steps = console_steps(CASES[case])
    assert len(printed) == len(steps)
    for step, text in zip(steps, printed, strict=True):
        sentence, _, below = text.partition("\n")
        assert sentence == step.sentence
        if step.act == "paste":
            assert json.loads(below) == step.value
        elif step.act == "check":
            assert below.split() == list(step.value)
        else:
            assert below == ""
            assert step.value in sentence


def test_no_step_repeats_what_the_console_does_by_itself() -> None:
    """An hour is what a role has without being told, so nobody is sent to a page to choose it."""
    assert not [step for step in console_steps(CASES["firetiger"]) if "duration" in step.field]
