"""AWS's own CDK: it compiles and synthesizes what is exported for it, in processes of its own.

`npm ci --prefix tests/export/cdk` installs it for TypeScript; for Python `requirements.txt` goes into a virtual
environment `.venv` in this folder, since CDK pins libraries that ours has in other versions.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent
_MODULES, _PYTHON = _FOLDER / "node_modules", _FOLDER / ".venv" / "bin" / "python"
_STRICT = ("--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "--outDir", "out")
_EACH = "for (const path of process.argv.slice(1)) require(path)"
_EACH_IN_PYTHON = "import runpy, sys\nfor path in sys.argv[1:]: runpy.run_path(path)"


def synthesized_from_typescript(sources: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """The templates by stack, of sources by file name; each is compiled with every strict check first."""
    _installed(_MODULES, "npm ci --prefix tests/export/cdk")
    (folder / "node_modules").symlink_to(_MODULES)
    names = _written(sources, folder, "ts")
    _run([str(_MODULES / ".bin" / "tsc"), *_STRICT, *names], folder)
    return _templates(["node", "-e", _EACH, *(str(folder / "out" / f"{name[:-3]}.js") for name in names)], folder)


def synthesized_from_python(sources: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """The same of Python's."""
    _installed(_PYTHON, "pip install -r tests/export/cdk/requirements.txt, in tests/export/cdk/.venv")
    return _templates([str(_PYTHON), "-c", _EACH_IN_PYTHON, *_written(sources, folder, "py")], folder)


def _written(sources: Mapping[str, str], folder: Path, ending: str) -> list[str]:
    for name, source in sources.items():
        (folder / f"{name}.{ending}").write_text(source)
    return [f"{name}.{ending}" for name in sources]


def _templates(command: Sequence[str], folder: Path) -> dict[str, Any]:
    _run(command, folder)
    found = (folder / "cdk.out").glob("*.template.json")
    return {path.name.removesuffix(".template.json"): json.loads(path.read_text()) for path in found}


def _run(command: Sequence[str], folder: Path) -> None:
    environ = {
        **os.environ,
        "CDK_OUTDIR": str(folder / "cdk.out"),
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    }
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _installed(place: Path, how: str) -> None:
    """Skips where it is not installed, which on CI is a failure."""
    if shutil.which("node") and place.exists():
        return
    missing = f"CDK is not installed: {how}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
