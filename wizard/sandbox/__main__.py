"""`python -m wizard.sandbox`: serves one scenario of the simulated AWS on loopback."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import warnings
from pathlib import Path

from wizard.sandbox import isolation
from wizard.sandbox.kernel.scenario import UnknownScenarioError, scenario


def main() -> int:
    """Exit code 0 after an orderly end, 2 for wrong arguments or missing requirements."""
    asked = _arguments()
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

    serve(Options(chosen, asked.state_file, asked.host, asked.port, asked.pace, asked.idle))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m wizard.sandbox", description=__doc__)
    parser.add_argument("--scenario", default="fresh", help="the situation to start in")
    parser.add_argument("--state-file", type=Path, required=True, help="where to write how to reach it")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--pace", type=float, default=1.0, help="a factor on every duration; 0: a state a poll")
    parser.add_argument("--idle", type=float, default=600.0, help="seconds after the last request until it ends")
    return parser.parse_args()


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
