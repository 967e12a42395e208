"""Makes the pictures of README anew, from the real screens on the simulated AWS.

    python -m tests.pictures [NAME ...]

Each situation is brought about in the wizard's own engine and exported from its screen as SVG, into docs/pictures.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from tests.e2e.program import outside
from wizard.engine import Engine
from wizard.full_screen import Wizard
from wizard.model import State
from wizard.options import parse
from wizard.sandbox import client

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = (120, 40)
PATIENCE = 30.0


ACCOUNT = {"mode": "create", "name": "firetiger", "email": "aws+firetiger@example.com"}
EXISTING = {"mode": "existing", "account_id": "444455556666"}
BEDROCK = {
    "company_name": "Example Corp",
    "company_website": "https://example.com",
    "intended_users": "internal",
    "industry": "Technology",
    "prove": "true",
}


@dataclass(frozen=True)
class Picture:
    """A situation: the scenario, what is answered and approved on the way, the step, the keys, and a text it shows."""

    name: str
    sign: str
    scenario: str = "fresh"
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    approved: Sequence[str] = ()
    step: int = 1
    keys: Sequence[str] = ()


MADE = {"sub-account": ACCOUNT}
ALL = (
    Picture("sign-in", "Signed in as"),
    Picture("sub-account", "Create a new account", step=2),
    Picture("cloudtrail", "What would change", answers=MADE, approved=("sub-account",), step=3),
    Picture("template", "There is no stack", answers=MADE, approved=("sub-account",), step=4),
    Picture("consent", "Not now", answers=MADE, approved=("sub-account",), step=4, keys=("enter", "enter")),
    Picture("failure", "What happened", scenario="rolled-back", answers={"sub-account": EXISTING}, step=4),
    Picture(
        "handover",
        "Finish",
        answers={**MADE, "bedrock": BEDROCK},
        approved=("sub-account", "cloudtrail", "template", "bedrock", "handover"),
        step=6,
    ),
)


async def take(picture: Picture, home: Path) -> str:
    """The picture as SVG."""
    options = [f"--sandbox={picture.scenario}", "--pace", "0", "--directory", str(home)]
    wizard = Wizard(parse(options))
    async with wizard.app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: wizard.engine is not None and wizard.engine.settled(), "the first look")
        if wizard.engine is not None:
            await bring_about(picture, wizard.engine, pilot)
        await opened(pilot, picture.step)
        await until(pilot, lambda: picture.step == 1 or "of 6" in text_of(pilot), "the step")
        await pilot.press(*picture.keys)
        await until(pilot, lambda: picture.sign in text_of(pilot), picture.sign)
        return wizard.app.export_screenshot(title="firetiger-onboard")


async def bring_about(picture: Picture, engine: Engine, pilot: Pilot[int]) -> None:
    """Answer and approve what comes before the picture."""
    for step, values in picture.answers.items():
        engine.answer(step, values)

    def there() -> bool:
        for step in picture.approved:
            if engine.state(step) is State.UNMET and not engine.view(step).busy:
                engine.approve(step)
        return engine.quiet() and all(engine.state(step) is State.SATISFIED for step in picture.approved)

    await until(pilot, there, f"what comes before {picture.name}")


async def opened(pilot: Pilot[int], step: int) -> None:
    """Go to a step with the arrow keys, once nothing is under way."""
    for _ in range(12):
        text = text_of(pilot)
        if f"step {step} of 6" in text:
            return
        current = next(number for number in range(1, 7) if f"step {number} of 6" in text)
        await pilot.press("right" if current < step else "left")
        await pilot.pause(0.2)


async def until(pilot: Pilot[int], there: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    waited = 0.0
    while not there():
        await pilot.pause(0.1)
        waited += 0.1
        if waited > PATIENCE:
            raise SystemExit(f"{what} did not come:\n{text_of(pilot)}")


def text_of(pilot: Pilot[int]) -> str:
    """What is on the screen, as text."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


def main(names: Sequence[str]) -> int:
    """Take the pictures that are named, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in ALL:
        if names and picture.name not in names:
            continue
        with tempfile.TemporaryDirectory() as directory:
            home = Path(directory)
            os.environ.clear()
            os.environ.update(outside(home))
            os.environ["TERM"] = "xterm-256color"
            svg = asyncio.run(take(picture, home))
            sandbox = client.find(home / "state" / "firetiger-onboard" / "sandbox.state.json")
            if sandbox is not None:
                client.stop(sandbox)
        (PICTURES / f"{picture.name}.svg").write_text(svg)
        sys.stdout.write(f"{picture.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
