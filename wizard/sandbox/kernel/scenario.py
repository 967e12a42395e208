"""Scenarios: the situations a person may find in AWS, each a TOML file under assets/sandbox.

A file has a one-sentence `summary` and tables that `seed.py` and the simulated services interpret;
what a table leaves out has the default of the fresh scenario. Standard library alone, since the wizard
lists scenarios without having moto installed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from importlib import resources
from typing import Any


class UnknownScenarioError(Exception):
    """No scenario has that name; the text is a sentence that lists those there are."""


@dataclass(frozen=True)
class Scenario:
    """A scenario's name, its one-sentence summary, and what its file says."""

    name: str
    summary: str
    settings: dict[str, Any]

    @property
    def to_try(self) -> str:
        """One line on what to try in it, "" where it speaks for itself."""
        return str(self.settings.get("try", ""))

    def hint(self, workflow: str, steps: Container[str]) -> str:
        """What to try, where this workflow is walked by these steps; "" where it would lead to what isn't there."""
        about = self.settings.get("workflow", workflow) == workflow
        return self.to_try if about and (not self.opens or self.opens in steps) else ""

    @property
    def opens(self) -> str:
        """The id of the step that it is about, "" for the first that needs a person."""
        return str(self.settings.get("opens", ""))

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        """What a rehearsal has answered already, by step, as in an answers file."""
        return {step: dict(table) for step, table in self.table("answers").items()}

    def begun(self) -> Scenario:
        """The same with everything done that comes before what it is about, and answered as it was done."""
        settings = dict(self.settings)
        answers: dict[str, dict[str, str]] = {}
        for word in settings.get("before", []):
            done = data("before")[word]
            answers |= done.pop("answers", {})
            for kind, found in done.items():
                there = {one["name"] for one in self.tables(kind)}
                settings[kind] = [*settings.get(kind, []), *(one for one in found if one["name"] not in there)]
        return Scenario(self.name, self.summary, {**settings, "answers": {**answers, **self.table("answers")}})

    def table(self, name: str) -> dict[str, Any]:
        """The table of that name, empty where the file has none."""
        found = self.settings.get(name, {})
        return found if isinstance(found, dict) else {}

    def tables(self, name: str) -> list[dict[str, Any]]:
        """The array of tables of that name, empty where the file has none."""
        found = self.settings.get(name, [])
        return found if isinstance(found, list) else []


def scenarios() -> tuple[Scenario, ...]:
    """Every scenario, the fresh one first, then by name."""
    files = resources.files("assets").joinpath("sandbox").iterdir()
    found = [_read(file.name.removesuffix(".toml"), file.read_text("utf-8")) for file in files if _is_scenario(file)]
    return tuple(sorted(found, key=lambda scenario: (scenario.name != "fresh", scenario.name)))


def scenario(name: str) -> Scenario:
    """The scenario of that name; raises UnknownScenarioError."""
    known = scenarios()
    for candidate in known:
        if candidate.name == name:
            return candidate
    names = ", ".join(each.name for each in known)
    raise UnknownScenarioError(f"There is no sandbox scenario {name!r}; there are: {names}.")


def data(name: str) -> dict[str, Any]:
    """A TOML file under assets/sandbox/data, which all scenarios share."""
    return tomllib.loads(text(f"{name}.toml"))


def text(name: str) -> str:
    """A file under assets/sandbox/data as it is."""
    return resources.files("assets").joinpath("sandbox", "data", name).read_text("utf-8")


def _is_scenario(file: Any) -> bool:
    return bool(file.is_file() and file.name.endswith(".toml"))


def _read(name: str, text: str) -> Scenario:
    settings = tomllib.loads(text)
    if "like" in settings:
        # What the other scenario says, unless this one says something else under the same key.
        other = resources.files("assets").joinpath("sandbox", f"{settings.pop('like')}.toml").read_text("utf-8")
        settings = {**tomllib.loads(other), **settings}
    return Scenario(name=name, summary=str(settings.pop("summary", "")), settings=settings)
