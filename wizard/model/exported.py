"""What is made in an account, as data that other tools' words are made from: a template, and the values it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class NotExportableError(ValueError):
    """It cannot be had so; the message is a sentence that says why, or what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What is to be made. stack: what it is called. template: of CloudFormation, as data.

    text: the template as its author wrote it, where nothing is filled in; "" otherwise. values: of the template's
    parameters and pseudo parameters, as far as they are known. hosted: the address at which CloudFormation itself can
    read the template, "" for none. region: where a console opens.
    """

    stack: str
    template: Mapping[str, Any]
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    hosted: str = ""
    region: str = ""

    @property
    def given(self) -> Mapping[str, str]:
        """The values of the template's own parameters."""
        parameters = self.template.get("Parameters", {})
        return {name: value for name, value in self.values.items() if name in parameters}
