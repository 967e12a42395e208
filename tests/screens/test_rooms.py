"""Who imports whom, and what the first paint may load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import screens

ROOM = Path(screens.__file__).parent
LATE = ("boto3", "botocore", "wizard.engine.engine", "wizard.checkpoint", "wizard.steps", "pygments")


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    program = f"import sys, screens.app; print([name for name in {LATE!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_of_the_engine_only_pure_functions_over_views_are_loaded_before_the_first_paint() -> None:
    program = "import sys, screens.app; print(*(name for name in sys.modules if name.startswith('wizard.engine')))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(result.stdout.split()) == {"wizard.engine", "wizard.engine.actions", "wizard.engine.next_step"}


def test_no_thread_of_textual_or_asyncio_is_used() -> None:
    for file in ROOM.rglob("*.py"):
        text = file.read_text("utf-8")
        for word in ("run_worker", "@work", "to_thread", "run_in_executor", "call_from_thread"):
            assert word not in text, f"{file.name} uses {word}"
