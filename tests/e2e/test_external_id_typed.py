"""An external ID that a person types where the vendor's own template takes none: in lines, on the screen, in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.piped import Piped
from tests.e2e.program import Program, program
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import to_the_buttons
from tests.vendors.made_up import WITHOUT_ACCOUNT, WITHOUT_TRAIL, example_corp

GIVEN = "given-by-the-vendor-4242"
WHETHER, WHICH = "Did Example Corp give you an external ID?", "Which external ID did the vendor give you?"
ADDED = "The wizard adds the one"
REFUSED = re.compile(r"An external ID (can.t|has 2)")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def opened(fresh: Program) -> tuple[str, ...]:
    return ("onboarding", "--vendor", str(example_corp(fresh.directory / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL)))


def handed_over(fresh: Program) -> bool:
    """Whether the role that was made demands an external ID."""
    demands = json.loads((fresh.directory / "example-corp-handover.json").read_text("utf-8"))["external_id"]
    assert isinstance(demands, bool)
    return demands


def test_in_lines_it_is_asked_for_checked_and_told_as_a_difference(fresh: Program) -> None:
    talk = Piped(["--plain", *opened(fresh)], environment=fresh.environ, directory=fresh.directory)
    wrong = iter(("with a space", "x" * 1300, GIVEN))
    while (question := talk.question()) is not None:
        if WHICH in question or REFUSED.search(question):
            talk.answer(next(wrong))
        else:
            talk.answer("yes" if 'Type "yes"' in question else "1")
    code, error = talk.end()
    said = talk.said.decode()
    assert (code, error) == (0, ""), said
    assert "can't have a space;" in said
    assert "this one has 1,300." in said
    assert ADDED in said
    assert said.count(WHETHER) == 1
    assert handed_over(fresh)
    assert fresh.json("status", *opened(fresh)[1:]).code == 0


def test_without_one_the_vendors_template_is_used_as_it_is(fresh: Program) -> None:
    talk = Piped(["--plain", *opened(fresh)], environment=fresh.environ, directory=fresh.directory)
    talk.follow({WHETHER: "", 'Type "yes"': "yes", "": "1"})
    code, _ = talk.end()
    said = talk.said.decode()
    assert (code, ADDED in said, WHICH in said) == (0, False, False), said
    assert not handed_over(fresh)


def test_on_the_screen_it_is_typed_changed_and_kept(fresh: Program) -> None:
    asked, which = re.escape(WHETHER), re.escape(WHICH)
    with Terminal(opened(fresh), environment=fresh.environ, directory=fresh.directory) as terminal:
        terminal.wait_for("step 1 of 3", deadline=60)
        to_the_buttons(terminal, "Next")
        terminal.press("enter")
        terminal.wait_for(asked)
        terminal.press("up")
        terminal.wait_for(which)
        terminal.press("enter")
        terminal.type_into(WHICH, "mistyped-4241")
        terminal.press("enter")
        terminal.wait_for(ADDED)
        terminal.wait_for(r'\+    "ExternalId"')
        terminal.wait_for("u change answers")
        terminal.press("u")
        terminal.wait_for(asked)
        terminal.wait_for("● Yes")
        terminal.wait_for("mistyped-4241")
        terminal.wait_for("choose  enter next")
        terminal.press("tab")
        terminal.wait_for("esc leave field")
        terminal.press("ctrl-u")
        terminal.type_into(WHICH, GIVEN)
        terminal.press("enter")
        terminal.wait_for(ADDED)
        terminal.wait_for("Grant Example Corp access")
        terminal.press("ctrl-q")
        terminal.wait_for_end()
    planned = fresh.json("plan", *opened(fresh)[1:], answers="[sign-in]\n")
    assert planned.code == 3, planned.err
    assert GIVEN in planned.out
    assert "mistyped" not in planned.out


def test_a_file_answers_it_without_being_asked(fresh: Program) -> None:
    words = opened(fresh)[1:]
    assert "external_id_given" in fresh.run("answers", *words).out
    ended = fresh.json("apply", "--approve", *words, answers=f'[template]\nexternal_id = "{GIVEN}"\n')
    assert ended.code == 0, ended.err
    assert handed_over(fresh)
