"""`python -m wizard.sandbox`: serves one scenario of the simulated AWS on loopback."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.sandbox import isolation
from wizard.sandbox.kernel.scenario import UnknownScenarioError, scenario

READ: Mapping[str, Callable[[str], object]] = {
    "--scenario": str,
    "--state-file": Path,
    "--host": str,
    "--port": int,
    "--pace": float,
    "--idle": float,
    "--begun": lambda text: bool(int(text)),
}
"""What it takes, and how each is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to serve. state_file: where to write how to reach it. host: a loopback address; port 0: any free one.

    pace: a factor on every duration; 0: a state a poll. idle: seconds after the last request until it ends.
    begun: with what comes before the point of the scenario done.
    """

    state_file: Path
    scenario: str = "fresh"
    host: str = "127.0.0.1"
    port: int = 0
    pace: float = 1.0
    idle: float = 600.0
    begun: bool = False


def main() -> int:
    """Exit code 0 after an orderly end, 2 for wrong arguments or missing requirements."""
    try:
        asked = _arguments(sys.argv[1:])
    except ValueError as problem:
        return _refuse(str(problem))
    try:
        chosen = scenario(asked.scenario)
    except UnknownScenarioError as unknown:
        return _refuse(str(unknown))
    if asked.host not in isolation.LOOPBACK:
        return _refuse(f"The sandbox listens on loopback only, not on {asked.host!r}.")
    if importlib.util.find_spec("moto") is None:
        return _refuse("The sandbox needs its own extra: pip install 'firetiger-onboard[sandbox]'.")
    isolation.clean_environment()
    isolation.confine()
    # moto warns of error codes that a model leaves out, which real services use all the same.
    warnings.simplefilter("ignore")
    # Only now: moto reads its settings from the environment while it is imported.
    from wizard.sandbox.server.server import Options, serve

    shown = chosen.begun() if asked.begun else chosen
    serve(Options(shown, asked.state_file, asked.host, asked.port, asked.pace, asked.idle, begun=asked.begun))
    return 0


def _arguments(words: Sequence[str]) -> Asked:
    """What is asked for: ``--name value``, again and again. Raises ValueError with one sentence."""
    given: dict[str, Any] = {}
    for name, value in itertools.zip_longest(words[::2], words[1::2]):
        if name not in READ or value is None:
            known = " ".join(f"{one} VALUE" for one in READ)
            raise ValueError(f"python -m wizard.sandbox {known}; not {name}.")
        try:
            given[name.removeprefix("--").replace("-", "_")] = READ[name](value)
        except ValueError:
            raise ValueError(f"{name} {value}: not a number.") from None
    if "state_file" not in given:
        raise ValueError("--state-file is needed: where to write how to reach it.")
    return Asked(**given)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
