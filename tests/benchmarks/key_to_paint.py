"""How long a key takes to show, against a bare Textual app with the same kinds of field, in one run.

    python -m tests.benchmarks.key_to_paint [KEYS]

Two kinds of key: an arrow in a list of choices, and a letter in a field. The wizard is measured at rest; while every
call to AWS hangs; with 10,000 lines of activity beside a stack with 500 events; and in a list of 1,000 and of 5,000
rows, where the arrow moves the mark, the latter also while its process plans a fleet of 1,000 accounts in five groups.
All programs run at the same time and take turns key by key, so that a slow moment of the machine hits all of them. The
time is from the key's byte until the terminal receives the first byte of what it changes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.in_a_terminal import Timed, environment, percentile
from wizard.host.threads import in_background

KEYS = 150
LIMIT = 0.004
DOWN, UP, BACKSPACE = b"\x1b[B", b"\x1b[A", b"\x7f"

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Input, OptionList
class Bare(App):
    TITLE = "bare and ready"
    def compose(self):
        yield Header()
        yield OptionList(*[f"Choice {n}" for n in range(9)])
        yield Input()
        yield Footer()
Bare().run()
"""
PLANNING = "5,000 rows, planning"
LISTS = {"1,000 rows": 1000, "5,000 rows": 5000, PLANNING: 5000}
WIZARDS = ("at rest", "all calls hang", "10,000 calls, 500 events", *LISTS)


def show(what: str) -> None:
    """Be one of the programs: the real screens over made-up steps."""
    from dataclasses import replace

    from screens.app import OnboardApp
    from tests.screens.living import World, living

    class Hanging(World):
        """Answers until the first question is on the screen; from then on every call hangs."""

        def _wait(self) -> None:
            self.hang = len(self.looked) > 2
            super()._wait()

    from tests.many import table
    from tests.screens.still import ASKED, HERE, SIGNED_IN, StillEngine, calls, opening, step, way
    from wizard.model import Finding, Question, State
    from wizard.vendors.profile import load_vendor

    if what == WIZARDS[1]:
        OnboardApp(living(Hanging(), Path(tempfile.mkdtemp()), load_vendor("firetiger"))).run()
        return
    if what == PLANNING:
        in_background(plan_a_fleet, "plans")
    if what in LISTS:
        listed = step("sub-account", State.PENDING, "listed", listings=(table(LISTS[what]),))
        OnboardApp(opening(StillEngine(way(sign_in=SIGNED_IN, sub_account=listed), HERE))).run()
        return
    questions = (*ASKED.questions, Question(name="note", text="Anything else?", optional=True))
    asked = replace(ASKED, questions=questions)
    events = ()
    if what == WIZARDS[2]:
        rows = tuple(("14:02:11", f"Resource{n}", "CREATE_COMPLETE", "") for n in range(500))
        asked = replace(asked, findings=(Finding(mark="info", text="What happened", kind="events", rows=rows),))
        events = calls(10_000)
    OnboardApp(opening(StillEngine(way(sign_in=SIGNED_IN, sub_account=asked), HERE, events))).run()


def plan_a_fleet() -> None:
    """Plan a thousand accounts in five groups, over and over, with a call taking as long as AWS's may."""
    from tests.large_fleet import LargeFleet, engine_of

    while True:
        with engine_of(LargeFleet(seconds=0.05), Path(tempfile.mkdtemp())) as engine:
            engine.drive(engine.quiet)


def main(keys: int) -> int:
    """Print the medians, the 99th percentiles, and how far each is above the bare app's."""
    with tempfile.TemporaryDirectory() as directory:
        environ = environment(directory)
        programs = {"bare": Timed(["-c", BARE], environ)}
        programs |= {what: Timed(["-m", __spec__.name, "--show", what], environ) for what in WIZARDS}
        try:
            return _measured(programs, keys)
        finally:
            for program in programs.values():
                program.close()


def _measured(programs: dict[str, Timed], keys: int) -> int:
    programs["bare"].wait_for("ready")
    for what in WIZARDS:
        programs[what].wait_for("all actions")
        programs[what].rest()
    for what in WIZARDS:
        programs[what].until_painted(b"\x1b[C")  # to the step that asks
    for what in LISTS:
        programs[what].until_painted(b"\t")
    for keys_to_hang in (b"\x1b", b"r", b"\t"):
        programs[WIZARDS[1]].until_painted(keys_to_hang)  # look again, which hangs; and back into the field
    times: dict[str, list[float]] = {what: [] for what in programs}
    for turn in range(keys):
        for what, program in programs.items():
            times[what].append(program.until_painted(_key(what, turn)))
    return _told(times)


def _key(what: str, turn: int) -> bytes:
    """An arrow in a list; a letter in a field, and its end again, where fields are what is asked."""
    if what == WIZARDS[1]:
        return b"x" if turn % 2 == 0 else BACKSPACE
    return DOWN if turn % 2 == 0 else UP


def _told(times: dict[str, list[float]]) -> int:
    bare = percentile(times["bare"], 0.99)
    held = True
    for what, values in times.items():
        median, high = percentile(values, 0.5), percentile(values, 0.99)
        above = high - bare
        held = held and above <= LIMIT
        more = "" if what == "bare" else f"   p99 {above * 1000:+.1f} ms above bare, ratio {high / bare:.2f}"
        print(f"{what:<26} median {median * 1000:5.1f} ms   p99 {high * 1000:5.1f} ms{more}")
    print(f"limit: p99 at most {LIMIT * 1000:.0f} ms above the bare app's")
    return 0 if held else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        show(sys.argv[2])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KEYS))
