"""What the command line of `inspect` settles."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.resources.external_id import check_external_id


@dataclass(frozen=True, kw_only=True)
class Inspected(Settings):
    """What is inspected. sarif: instead of text and JSON lines."""

    external_id: str = ""
    sarif: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.words:
            raise UsageProblem("inspect takes a role's ARN or a file.")
        if wrong := check_external_id(self.external_id):
            raise UsageProblem(f"--external-id: {wrong}")

    @property
    def room(self) -> int:
        """The ARN or the file."""
        return 1

    @property
    def what(self) -> str:
        """The ARN or the file."""
        return self.words[0]
