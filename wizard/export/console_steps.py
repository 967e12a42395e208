"""The steps in the IAM console that make the same, as data; what is read is written from them.

A step is a page, one thing to do there and its value, in the console's own words of November 2026:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-custom.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wizard.export.resources import ROLE, Resource, resources
from wizard.model.exported import Exported, NotExportableError

Act = Literal["open", "choose", "enter", "paste", "check", "press"]
"""open: a page. choose: an option of a field. enter, paste: a text into one. check: boxes. press: a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleStep:
    """One thing to do. field: what the console calls it. value: a text, several, or a document as JSON's data."""

    act: Act
    field: str
    value: Any = ""

    @property
    def sentence(self) -> str:
        """The step as it is read; a document and several values are written below it."""
        if self.act == "open":
            return f"Open {self.field}{f' {self.value}' if self.value else ''}."
        if self.act == "press":
            return f"Choose {self.field}."
        if self.act == "paste":
            return f"Replace the text under {self.field} with:"
        if self.act == "check":
            return f"Under {self.field}, search for and select:"
        verb = "choose" if self.act == "choose" else "enter"
        return f"Under {self.field}, {verb} {self.value}"

    @property
    def below(self) -> tuple[str, ...]:
        """The lines below the sentence."""
        if self.act == "paste":
            return tuple(json.dumps(self.value, indent=2).splitlines())
        return tuple(self.value) if self.act == "check" else ()


def console_steps(exported: Exported) -> tuple[ConsoleStep, ...]:
    """Every step in order, from a console that is signed in to the account. Raises NotExportableError."""
    return tuple(step for one in resources(exported) for step in (_role(one) if one.kind == ROLE else _policy(one)))


def as_steps(exported: Exported) -> str:
    """The steps as a numbered list. Raises NotExportableError."""
    lines: list[str] = []
    for number, step in enumerate(console_steps(exported), 1):
        lines += [f"{number}. {step.sentence}", *(f"   {line}" for line in step.below)]
    return "\n".join(["In the AWS console, signed in to the account that should have it:", "", *lines, ""])


def _role(role: Resource) -> Iterator[ConsoleStep]:
    if role.get("Path", "/") != "/":
        raise NotExportableError(f"The role {role.name} has the path {role.get('Path')}, which the console can't set.")
    yield ConsoleStep(act="open", field="IAM > Roles > Create role")
    yield ConsoleStep(act="choose", field="Trusted entity type", value="Custom trust policy")
    yield ConsoleStep(act="paste", field="Custom trust policy", value=role.properties["AssumeRolePolicyDocument"])
    yield _next()
    if managed := role.get("ManagedPolicyArns", ()):
        yield ConsoleStep(act="check", field="Permissions policies", value=tuple(managed))
    if boundary := role.get("PermissionsBoundary"):
        control = "Use a permissions boundary to control the maximum role permissions"
        yield ConsoleStep(act="choose", field="Set permissions boundary", value=control)
        yield ConsoleStep(act="check", field="Permissions boundary", value=(boundary,))
    yield _next()
    yield ConsoleStep(act="enter", field="Role name", value=role.name)
    if description := role.get("Description"):
        yield ConsoleStep(act="enter", field="Description", value=description)
    yield from _tags(role.get("Tags", ()))
    yield ConsoleStep(act="press", field="Create role")
    yield from _afterwards(role)


def _tags(tags: Sequence[dict[str, str]]) -> Iterator[ConsoleStep]:
    for tag in tags:
        yield ConsoleStep(act="press", field="Add new tag")
        yield ConsoleStep(act="enter", field="Key", value=tag["Key"])
        yield ConsoleStep(act="enter", field="Value", value=tag["Value"])


def _afterwards(role: Resource) -> Iterator[ConsoleStep]:
    """What the console asks about a role only once it is there."""
    session, policies = int(role.get("MaxSessionDuration", 3600)), role.get("Policies", ())
    if session != 3600 or policies:
        yield ConsoleStep(act="open", field="IAM > Roles", value=f"> {role.name}")
    if session != 3600:
        yield ConsoleStep(act="press", field="Edit")
        yield ConsoleStep(act="choose", field="Maximum session duration", value="Custom duration")
        yield ConsoleStep(act="enter", field="Custom duration (seconds)", value=str(session))
        yield ConsoleStep(act="press", field="Save changes")
    for policy in policies:
        yield from _inline(policy["PolicyName"], policy["PolicyDocument"])


def _policy(policy: Resource) -> Iterator[ConsoleStep]:
    holder, name = policy.holder
    pages = {"User": "IAM > Users", "Group": "IAM > User groups", "Role": "IAM > Roles"}
    yield ConsoleStep(act="open", field=pages[holder], value=f"> {name}")
    yield from _inline(policy.name, policy.properties["PolicyDocument"])


def _inline(name: str, document: object) -> Iterator[ConsoleStep]:
    yield ConsoleStep(act="press", field="Add permissions > Create inline policy")
    yield ConsoleStep(act="choose", field="Policy editor", value="JSON")
    yield ConsoleStep(act="paste", field="Policy editor", value=document)
    yield _next()
    yield ConsoleStep(act="enter", field="Policy name", value=name)
    yield ConsoleStep(act="press", field="Create policy")


def _next() -> ConsoleStep:
    return ConsoleStep(act="press", field="Next")
