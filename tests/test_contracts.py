"""Who may import whom: forbidden imports are planted in a copy of the tree, and lint-imports has to name each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = sorted(path.name for path in (ROOT / "wizard").iterdir() if (path / "__init__.py").exists())
STEPS = sorted(path.name for path in (ROOT / "wizard" / "steps").iterdir() if (path / "__init__.py").exists())
SCREENS = sorted(path.name for path in (ROOT / "screens").iterdir() if (path / "__init__.py").exists())

ENGINES = ("checkpoint", "export", "host", "model", "text")

PLANTED = [
    *((f"wizard.{room}", "wizard.cli.options") for room in ROOMS if room != "cli"),
    *((f"wizard.{room}", "boto3") for room in ROOMS if room != "aws"),
    *((f"wizard.{room}", "textual.app") for room in ROOMS),
    *((f"wizard.{room}", "moto.core") for room in ROOMS if room != "sandbox"),
    *((f"wizard.{room}", "screens.words") for room in ROOMS if room not in ("cli", "sandbox")),
    *((f"wizard.steps.{step}", f"wizard.steps.{other}.step") for step in STEPS for other in STEPS if other != step),
    *((f"wizard.steps.{step}", "wizard.checkpoint.document") for step in STEPS),
    *(("wizard.engine", f"wizard.{room}") for room in ROOMS if room not in (*ENGINES, "engine")),
    *(("screens", f"wizard.{room}") for room in ROOMS if room not in ("engine", "model", "text")),
    *((f"screens.{room}", "wizard.checkpoint.document") for room in SCREENS),
    ("wizard.cli", "wizard.sandbox.kernel.world"),
    ("wizard.sandbox", "wizard.model.calls"),
    ("wizard.sandbox.kernel", "wizard.sandbox.services.portal"),
    ("wizard.sandbox.services", "wizard.sandbox.server.seed"),
]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """lint-imports over a tree, as ``.ci/run`` has it."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-cache"], cwd=tree, capture_output=True, text=True, env={"COLUMNS": "1000"})


def module_of(room: str, imported: str) -> str:
    """The planted module, one for each import."""
    return f"{room}.planted_{imported.replace('.', '_')}"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that lint-imports looks at."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("wizard", "screens", "assets"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests").mkdir()
    for file in ("pyproject.toml", "tests/__init__.py", "tests/contracts.py"):
        shutil.copy(ROOT / file, copy / file)
    return copy


def plant(tree: Path, module: str, text: str) -> None:
    """A module with this text."""
    (tree / Path(*module.split("."))).with_suffix(".py").write_text(text)


@pytest.fixture(scope="module")
def complaints(tree: Path) -> str:
    """What lint-imports says of the copy with every forbidden import planted in it."""
    untouched = lint(tree)
    assert untouched.returncode == 0, untouched.stdout
    for room, imported in PLANTED:
        plant(tree, module_of(room, imported), f"import {imported}\n")
    plant(tree, "wizard.text.one_way", "from wizard.text import other_way\n")
    late = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from wizard.text import one_way\n"
    plant(tree, "wizard.text.other_way", late)
    (tree / "wizard" / "newcomer").mkdir()
    plant(tree, "wizard.newcomer.__init__", "")
    found = lint(tree)
    assert found.returncode == 1
    return " ".join(found.stdout.split())


@pytest.mark.parametrize(("room", "imported"), PLANTED)
def test_a_forbidden_import_is_named(complaints: str, room: str, imported: str) -> None:
    module = module_of(room, imported)
    target = imported if imported.startswith(("wizard", "screens")) else imported.split(".")[0]
    assert f"{module} -> {target}" in complaints or f"{module} must not import {target}" in complaints


def test_a_circle_is_named_also_where_one_half_is_there_for_types_alone(complaints: str) -> None:
    assert "No cycles are allowed in wizard.text" in complaints


def test_a_room_that_has_no_floor_is_named(complaints: str) -> None:
    assert "newcomer" in complaints


def test_no_import_is_excused() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text("utf-8")
