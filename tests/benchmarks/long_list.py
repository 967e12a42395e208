"""How long the event loop is held at most by a list of three hundred accounts, against the same list with nine.

    python -m tests.benchmarks.long_list [CHOICES]

The real screen without a terminal asks which account it is to be, as it does in the scenario sso-many: the list opens,
is searched letter by letter, and is moved and scrolled in. The watchdog is that of held_loop; what the list with nine
choices takes is what Textual and this machine add.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from screens.app import OnboardApp
from screens.widgets.fields import ChoiceList
from screens.widgets.question_form import QuestionForm
from tests.benchmarks.held_loop import watched
from tests.screens.driving import until
from tests.screens.still import StillEngine, opening, way
from wizard.model import Choice, Question

FEW, MANY = 9, 300
KEYS = ("w", "o", "7", "backspace", "backspace", "backspace", "down", "down", "pagedown", "end", "home")
LIMIT = 0.050

Act = tuple[str, Callable[[], Awaitable[object]]]


def asked(accounts: int) -> Question:
    """Which account, of so many."""
    choices = [
        Choice(f"{n:012}", f"workload-{n:03}", f"{n:012} · workload-{n:03}@example.com")
        for n in range(800_000_000_000, 800_000_000_000 + accounts)
    ]
    return Question(name="account_id", text="Which existing account do you want to use?", choices=tuple(choices))


def acts(pilot: Pilot[object], form: QuestionForm, accounts: int) -> list[Act]:
    """All that somebody does with the list, in order."""

    async def scroll() -> None:
        for _ in range(10):
            form.query_one(ChoiceList).scroll_down(animate=False)
            await pilot.pause()

    async def opened() -> None:
        await form.show([asked(accounts)], {}, {})
        form.take_focus()

    return [
        ("opens", opened),
        *((f"key {key}", lambda key=key: pilot.press(key)) for key in KEYS),  # bound early
        ("scrolls", scroll),
    ]


async def held(accounts: int) -> dict[str, float]:
    """The longest hold of each act, in seconds; of keys that are pressed twice the longer."""
    app = OnboardApp(opening(StillEngine(way())))
    longest: dict[str, float] = {}
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.screen.query(QuestionForm))
        for name, act in acts(pilot, app.screen.query_one(QuestionForm), accounts):
            async with watched() as late:
                await act()
                await pilot.pause(0.1)
            longest[name] = max(longest.get(name, 0), *late)
    return longest


def main() -> int:
    """Print the holds and the greatest ratio."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    asyncio.run(held(FEW))  # loads what is loaded once
    few, all_of_them = asyncio.run(held(FEW)), asyncio.run(held(many))
    print(f"{'':<14} {FEW:>6} choices {many:>6} choices")
    for name, seconds in all_of_them.items():
        print(f"{name:<14} {few[name] * 1000:>11.1f} ms {seconds * 1000:>11.1f} ms")
    longest = max(all_of_them.values())
    print(
        f"held for {longest * 1000:.1f} ms at most (limit {LIMIT * 1000:.0f}), {longest / max(few.values()):.2f} times"
    )
    return 0 if longest <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
