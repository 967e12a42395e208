"""Somebody at the prompts who reads, decides, and presses no key more than it takes: counts what that is.

As at the full screen (`tests/screens/person.py`), a text that is typed counts as one press. The asker is that of arrow
keys: a choice costs the keys from where the list points to it, and an Enter.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.screens.person import ENOUGH, TEXTS, Counted, alone
from wizard.frontends.prompts.asker import Check, Quit, Wait
from wizard.frontends.prompts.inline import MANY
from wizard.model import Choice

LEADS_ON = ("go-on", "approve", "finish", "internal", "Technology")


class AtThePrompts:
    """An Asker that answers, and counts."""

    breaks = pictures = False

    def __init__(self) -> None:
        self.counted = Counted()
        self._about = ""

    def say(self, *lines: str) -> None:
        """Look for the ARN."""
        self.counted.arn = self.counted.arn or any(":role/" in line and "arn:" in line for line in lines)

    def head(self, line: str) -> None:
        """What it is about from here on."""
        self._about = line

    def choose(self, text: str, choices: Sequence[Choice], *, default: str = "", help_text: str = "") -> str:
        """What the list points at, else what leads on."""
        values = [choice.value for choice in choices]
        wanted = default if default in values else next((one for one in LEADS_ON if one in values), None)
        if wanted is None:
            raise Quit
        if len(choices) > MANY:
            self._press(f"text {text}")
        else:
            # Where nothing is chosen beforehand, the list points at a line of its own above the choices.
            down = 0 if wanted == default else values.index(wanted) + 1
            self._press(*["down"] * down)
        self._press("enter")
        if "what now" not in text or wanted == "approve":
            self.counted.decisions.append(text)
        return wanted

    def text(self, text: str, *, check: Check, default: str = "", example: str = "", help_text: str = "") -> str:
        """The default where it is taken, else a text."""
        for given in (default, *TEXTS.values(), "Acme Corporation"):
            if given and check(given) is None:
                break
        else:
            raise Quit
        if given != default:
            self._press(f"text {text}")
            self.counted.typed.append(text)
        self._press("enter")
        self.counted.decisions.append(text)
        return given

    def secret(self, text: str, *, check: Check) -> str:
        """Nobody has told it any."""
        raise Quit

    def consent(self, act: str) -> bool:
        """Down from "Not now" to the act."""
        self._press("down", "enter")
        self.counted.decisions[-1] = act  # the choice to approve led here, and decided nothing by itself
        return True

    def waiting(self, wait: Wait) -> None:
        """It does not press anything meanwhile."""

    def waited(self) -> None:
        """Nothing."""

    def _press(self, *keys: str) -> None:
        self.counted.presses += [(self._about, key) for key in keys]
        if len(self.counted.presses) > ENOUGH:
            raise Quit


def counted_at_the_prompts(scenario: str) -> Counted:
    """What it takes in a scenario, from the first question to the ARN or to where nothing leads on."""
    from wizard.cli.linear import converse
    from wizard.cli.options import parse
    from wizard.cli.prepare import prepare

    with alone() as directory:
        asker = AtThePrompts()
        settings = parse([f"--sandbox={scenario}", "--from-start", "--pace=0", "--prompts", f"--directory={directory}"])
        converse(prepare(settings), asker, plain=True)
        return asker.counted
