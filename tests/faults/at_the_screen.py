"""The full-screen program in a pseudo-terminal, driven by rules: whatever it shows, a person would know what to press.

A run that is killed and resumed begins anywhere, so there is no script; what is on the screen decides. Questions whose
answers were taken are noted, so that a resume that asks them again is found out.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.e2e.terminal import NotSeen, Terminal
from tests.faults.aws import Aws
from tests.faults.kills import Instant, Verdict, arm
from tests.faults.runs import Executioner, Person, person, sigkill

# Not what the fields show as examples.
EMAIL = "aws+screen@example.com"
# What is typed, by what its question says; any other field is left as it is.
TEXTS = {
    "E-mail address": EMAIL,
    "company's name": "Acme Corporation",
    "company's website": "https://acme.example",
    "Which industry": "Technology",
}
# So many lines below its question is a field at most, under two lines of help on a narrow screen.
BELOW = 7
DEADLINE = 90.0
# How long the screen has to stay as it is before it is read, and how long until the same key is worth another try.
QUIET, PATIENCE = 0.2, 3.0

ACTS = (
    r"Next|Go to the step|Create (account|organization)|Make th(is|ese) |Grant Firetiger|Submit form|Accept \d"
    r"|Test access|Write \d"
)
# A question that is shown, and what shows that its answer was taken.
QUESTIONS = {"account": "New account's name", "bedrock": "company's name"}
TAKEN = {"account": "Create account +Run |✓ Sub-account", "bedrock": r"Submit form|Accept \d|✓ Bedrock"}
# Every step is done, and the last one is on the screen; a narrow one has the steps in a line.
THE_END = r"(?s)step 6 of 6.*6 of 6 done|(✓ ([\w-]+( in)?)? +){5}✓ Handover.*step 6 of 6"


@dataclass
class Answered:
    """What was answered in all runs together, and what was asked again all the same."""

    taken: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)

    def look(self, screen: str) -> None:
        """Note what this screen shows."""
        self.taken |= {name for name, pattern in TAKEN.items() if re.search(pattern, screen)}
        asked = {name for name, text in QUESTIONS.items() if text in screen and "needs an answer" in screen}
        self.again |= asked & self.taken


@dataclass
class Driver:
    """Somebody at the keyboard. over: whether the program was killed."""

    terminal: Terminal
    answered: Answered
    over: Callable[[], bool] = lambda: False

    def to_the_end(self) -> None:
        """Go on until everything is done, or it is over before. Raises NotSeen."""
        until = time.monotonic() + DEADLINE
        seen, at = "", 0.0
        while time.monotonic() < until and not self.over():
            screen = self._settled()
            self.answered.look(screen)
            if re.search(THE_END, screen):
                return
            act = self._what_to_do(screen)
            if act is not None and (screen != seen or time.monotonic() > at + PATIENCE):
                seen, at = screen, time.monotonic()
                act()
        if not self.over():
            raise NotSeen(f"not at the end within {DEADLINE:.0f} s\n{self.terminal.screen}")

    def _settled(self) -> str:
        self.terminal.read_until_still(QUIET)
        return self.terminal.screen

    def _what_to_do(self, screen: str) -> Callable[[], None] | None:
        press = self.terminal.press
        if "Your consent" in screen:
            return lambda: press("enter" if "enter press button  tab go to buttons" in screen else "tab")
        if "needs an answer" in screen:
            return self._answer(screen)
        if "step 6 of 6" in screen and re.search("[▸?] Bedrock", screen):
            return lambda: press("left")  # the handover can be written before Bedrock is done
        if re.search(ACTS, screen) and re.search("enter (go to buttons|press button)", screen):
            return lambda: press("enter")
        if re.search(ACTS, screen) and re.search("enter show details", screen):
            return lambda: press("tab")  # a key too many went into the plan; the buttons come after it
        if re.search(ACTS, screen) and "leave field" in screen:
            return lambda: press("escape")  # the focus went astray, as on a busy machine a tab may take it
        return None

    def _answer(self, screen: str) -> Callable[[], None] | None:
        """What has the focus is answered, and Enter leads from it to what has no answer yet."""
        press = self.terminal.press
        if "↑↓ choose" not in screen and "leave field" in screen:
            return self._type(screen)
        if "✗ This needs an answer." in screen and "↑↓ choose" in screen:
            return lambda: press("down", "enter")
        return (lambda: press("enter")) if re.search("enter (next|press|go to questions)", screen) else None

    def _type(self, screen: str) -> Callable[[], None] | None:
        """What the field with the cursor is asked for; nothing while the cursor is not to be seen, since it blinks."""
        rows, cursor = screen.splitlines(), self.terminal.cursor_rows
        if not cursor:
            return None
        above = "\n".join(rows[max(0, cursor[-1] - BELOW) : cursor[-1]])
        asked = max(TEXTS, key=above.rfind)
        times = rows[cursor[-1]].count(TEXTS[asked]) if asked in above else 1
        if times == 0:
            return lambda: self.terminal.type(TEXTS[asked])
        # Text that was not seen in time was typed twice. A key that is bound may come after text that is typed at once.
        key = "enter" if times == 1 else "ctrl-u"
        return lambda: self.terminal.press(key)


@contextmanager
def at_the_screen(somebody: Person, *arguments: str) -> Iterator[Terminal]:
    """The program in a terminal of the usual size."""
    with Terminal([*arguments], environment=somebody.environ, directory=somebody.directory) as terminal:
        yield terminal


def survive_at_the_screen(aws: Aws, instant: Instant) -> Verdict:
    """Begin again, kill the full-screen program at that instant, resume it, go to the end, and look."""
    aws.reset()
    answered = Answered()
    with person(aws) as somebody:
        arm(aws, instant)
        with at_the_screen(somebody) as terminal:
            executioner = Executioner(aws, sigkill(terminal.pid))
            wrong = _driven(Driver(terminal, answered, lambda: executioner.killed_at != ""))
            call = executioner.done()
        if call or not wrong:
            wrong += _resumed(somebody, answered, aws)
    wrong += [f"asked again: {name}" for name in answered.again]
    return Verdict(f"at the screen, {instant}", (f"{instant.when} {call}",) if call else (), tuple(wrong))


def _driven(driver: Driver) -> list[str]:
    try:
        driver.to_the_end()
    except NotSeen as lost:
        return [str(lost)]
    return []


def _resumed(somebody: Person, answered: Answered, aws: Aws) -> list[str]:
    with at_the_screen(somebody, "--resume") as terminal:
        wrong = _driven(Driver(terminal, answered))
        if wrong:
            return wrong
        terminal.press("ctrl-q")
        code = terminal.wait_for_end()
    handed_over = json.loads((somebody.directory / "firetiger-handover.json").read_text())["role_arn"]
    return aws.inventory(EMAIL).wrong(handed_over) + ([] if code == 0 else [f"it ended with {code}"])
