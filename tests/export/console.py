"""Somebody at the IAM console, who does step after step as it is written and knows nothing beyond it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from wizard.export.console_steps import ConsoleStep

_PAGES = {"IAM > Users": "User", "IAM > User groups": "Group", "IAM > Roles": "Role"}


class Console:
    """A console with one form open at a time. iam: a client of boto3."""

    def __init__(self, iam: Any) -> None:
        self._iam = iam
        self._page = ""
        self._holder = ("", "")
        self._form: dict[str, Any] = {}
        self._tags: list[dict[str, str]] = []

    def do(self, steps: Iterable[ConsoleStep]) -> None:
        """All of them in order. Fails at one that is not possible where it stands."""
        for step in steps:
            getattr(self, f"_{step.act}")(step)
        assert not self._form, f"never saved: {self._form}"

    def _open(self, step: ConsoleStep) -> None:
        assert not self._form, f"left without saving: {self._form}"
        self._page = step.field
        if step.field in _PAGES:
            self._holder = (_PAGES[step.field], step.value.removeprefix("> "))
        else:
            assert (step.field, step.value) == ("IAM > Roles > Create role", "")

    def _choose(self, step: ConsoleStep) -> None:
        self._form[step.field] = step.value

    def _enter(self, step: ConsoleStep) -> None:
        if step.field in ("Key", "Value"):
            self._tags[-1][step.field] = step.value
        else:
            self._form[step.field] = step.value

    def _paste(self, step: ConsoleStep) -> None:
        assert self._form.pop(step.field, None) == "JSON" or self._form["Trusted entity type"] == step.field
        # What is pasted is what is printed below the step.
        self._form[step.field] = json.dumps(json.loads("\n".join(step.below)))

    def _check(self, step: ConsoleStep) -> None:
        assert list(step.below) == list(step.value)
        self._form[step.field] = list(step.below)

    def _press(self, step: ConsoleStep) -> None:
        pressed = {
            "Next": lambda: None,
            "Edit": lambda: None,
            "Add permissions > Create inline policy": lambda: None,
            "Add new tag": lambda: self._tags.append({}),
            "Create role": self._create_role,
            "Create policy": self._create_policy,
            "Save changes": self._save,
        }
        pressed[step.field]()

    def _create_role(self) -> None:
        form = self._form
        assert form.pop("Trusted entity type") == "Custom trust policy"
        about = {
            "RoleName": form["Role name"],
            "AssumeRolePolicyDocument": form.pop("Custom trust policy"),
            "Description": form.pop("Description", ""),
            "Tags": self._tags,
        }
        if form.pop("Set permissions boundary", ""):
            (about["PermissionsBoundary"],) = form.pop("Permissions boundary")
        self._iam.create_role(**about)
        for arn in form.pop("Permissions policies", ()):
            self._iam.attach_role_policy(RoleName=form["Role name"], PolicyArn=arn)
        assert form.keys() == {"Role name"}
        self._form, self._tags = {}, []

    def _create_policy(self) -> None:
        holder, name = self._holder
        put = getattr(self._iam, f"put_{holder.lower()}_policy")
        form = self._form
        put(**{f"{holder}Name": name}, PolicyName=form.pop("Policy name"), PolicyDocument=form.pop("Policy editor"))

    def _save(self) -> None:
        assert self._form.pop("Maximum session duration") == "Custom duration"
        seconds = int(self._form.pop("Custom duration (seconds)"))
        role = self._iam.get_role(RoleName=self._holder[1])["Role"]
        # The console's dialog has the description beside it, and saves both.
        about = {"Description": role.get("Description", ""), "MaxSessionDuration": seconds}
        self._iam.update_role(RoleName=role["RoleName"], **about)
