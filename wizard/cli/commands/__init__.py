"""The commands: a module each and a line in this table, imported when it is the one that was asked for.

A command's module has what `Command` says. It imports what is heavy where it runs, so that its help, a tab and the
first paint load none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from wizard.cli.common_options import Option
    from wizard.cli.page import Page
    from wizard.cli.settings import Settings

WIZARD = ""
"""Where no command is named: the wizard for a person."""


class Line(NamedTuple):
    """A command before it is imported. summary: what it does, for --help and completion.

    about_role: what follows its name where it is about the role that a vendor gets, "" where it isn't.
    """

    module: str
    summary: str
    about_role: str = ""


COMMANDS: Mapping[str, Line] = {
    "plan": Line("plan", "show what would change; read only"),
    "apply": Line("apply", "make the changes that you approve"),
    "status": Line("status", "check everything again; read only"),
    "inspect": Line("inspect", "judge who can assume a role and what it can do", about_role="ROLE_ARN"),
    "export": Line(
        "export", "print the role for CloudFormation, Terraform, CDK or the console", about_role="--as FORM"
    ),
    "assume": Line("assume", "print a role's credentials for a shell, or run a command with them"),
    "invite": Line("invite", "for vendors: write an invitation for a customer, with its external ID"),
    "operator-policy": Line("operator_policy", "print the IAM policies that an operator needs"),
    "answers": Line("answers", "print a template of the answers file, or its JSON Schema"),
    "vendor": Line("vendor", "start a vendor profile, or check one"),
    "fleet-import": Line("fleet_import", "print a fleet's file from AWS Cross-Account Manager's"),
    "checkpoints": Line("checkpoints", "list, show and delete the checkpoints on this computer"),
    "sandbox": Line("sandbox", "run the simulated AWS alone"),
}


class Command(Protocol):
    """What a command's module has.

    SETTINGS: what is made of its command line. run: carries it out and returns the exit code, raising UsageProblem.
    """

    @property
    def PAGE(self) -> Page: ...  # noqa: N802 - a constant of the module

    @property
    def OPTIONS(self) -> tuple[Option, ...]: ...  # noqa: N802 - likewise

    @property
    def SETTINGS(self) -> type[Settings]: ...  # noqa: N802 - likewise

    @property
    def run(self) -> Callable[[Any], int]: ...


def command_named(name: str) -> Command:
    """A command by its name, WIZARD among them. Raises KeyError."""
    module = COMMANDS[name].module if name else "wizard"
    return cast(Command, import_module(f"{__name__}.{module}"))


def every_command() -> Iterator[tuple[str, Command]]:
    """All of them by name: to say which of them takes an option, and for nothing that is done often."""
    for name in (WIZARD, *COMMANDS):
        yield name, command_named(name)
