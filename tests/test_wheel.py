"""What `uvx` and `pipx run` take from the wheel: a command named as the project, and the file that README names."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from wizard.host.program import PROGRAM, VERSION

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_command_is_called_as_the_project_so_that_it_is_found_without_being_named() -> None:
    assert list(PROJECT["scripts"]) == [PROJECT["name"]]


def test_the_package_is_built_as_the_version_that_the_program_says() -> None:
    assert (PROJECT["name"], version(PROGRAM)) == (PROGRAM, VERSION)


def test_readme_names_the_wheel_of_this_version_and_a_python_that_it_takes() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    wheel = f"{PROJECT['name'].replace('-', '_')}-{VERSION}-py3-none-any.whl"
    assert set(re.findall(r"\S+/(\w+-[\d.]+-py3-none-any\.whl)", readme)) == {wheel}
    assert set(re.findall(r"--python (3\.\d+)|python(3\.\d+) -m venv", readme)) == {("3.13", ""), ("", "3.13")}
    assert PROJECT["requires-python"] == ">=3.11"
