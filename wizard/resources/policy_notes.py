"""What an IAM policy document means, element by element, at the lines where each stands.

IAM reference, "IAM JSON policy elements". What is not known here (an operator, a key, an element) is said to be not
explained: nobody should take silence for harmlessness.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.resources.condition_notes import on_conditions
from wizard.resources.explaining import Notes, account_in, listed
from wizard.resources.template import NotUnderstoodError
from wizard.resources.written import Path

NEWEST = "2012-10-17"
ASSUMING = {
    "sts:assumerole": "get temporary credentials for this role (sts:AssumeRole)",
    "sts:assumerolewithsaml": "get temporary credentials for this role after a SAML sign-in",
    "sts:assumerolewithwebidentity": "get temporary credentials for this role after an OpenID Connect sign-in",
    "sts:tagsession": "put tags on their session (sts:TagSession)",
    "sts:setsourceidentity": "name who is behind a session (sts:SetSourceIdentity)",
}
MOST = 6
"""Actions or resources that are named one by one; the lines beside say them all."""


def on_policy(notes: Notes, path: Path, document: Any) -> None:
    """Everything in a policy document, which stands at this path."""
    if not isinstance(document, Mapping):
        notes.unexplained(path, "this isn't a policy document")
        return
    for name, value in document.items():
        match name:
            case "Version" if str(value) == NEWEST:
                notes.put((*path, name), "The current version of the policy language.")
            case "Version":
                text = "An old version of the policy language: ${…} in it is plain text, not a variable."
                notes.put((*path, name), text)
            case "Id":
                notes.put((*path, name), "A name. It has no effect.")
            case "Statement":
                _on_statements(notes, (*path, name), value)
            case _:
                notes.unexplained((*path, name), f"{name} is a part of a policy that the wizard doesn't know")
    if "Version" not in document:
        text = "No version is named, so the one of 2008 applies: ${…} is plain text, not a variable."
        notes.put(path, text)


def _on_statements(notes: Notes, path: Path, statements: Any) -> None:
    if isinstance(statements, Mapping) and not _is_function(statements):
        _on_statement(notes, path, statements)
    elif isinstance(statements, list):
        for at, statement in enumerate(statements):
            if isinstance(statement, Mapping) and not _is_function(statement):
                _on_statement(notes, (*path, at), statement)
            else:
                notes.unexplained((*path, at), "the wizard can't tell what this statement says")
    else:
        notes.unexplained(path, "the wizard can't tell what these statements say")


def _on_statement(notes: Notes, path: Path, statement: Mapping[str, Any]) -> None:
    said = _Said(denies=statement.get("Effect") == "Deny", named=bool({"Principal", "NotPrincipal"} & set(statement)))
    for name, value in statement.items():
        there = (*path, name)
        try:
            _on_element(notes, there, str(name), value if name == "Condition" else notes.known.resolved(value), said)
        except NotUnderstoodError as error:
            notes.unexplained(there, str(error).rstrip("."))
    if "Effect" not in statement:
        notes.unexplained(path, "this statement has no Effect")


@dataclass(frozen=True, slots=True)
class _Said:
    """How a statement is told. named: it names who it is about; otherwise that is who the policy is attached to."""

    denies: bool
    named: bool

    @property
    def can(self) -> str:
        """Who may, or may not."""
        who, can = "They" if self.named else "It", "can't" if self.denies else "can"
        return f"{who} {can}"

    @property
    def every(self) -> str:
        """Before "action"."""
        return "any" if self.denies else "every"


def _on_element(notes: Notes, path: Path, name: str, value: Any, said: _Said) -> None:
    match name:
        case "Effect":
            _on_effect(notes, path, value)
        case "Principal" | "NotPrincipal":
            who = listed(_principals(notes, value))
            everyone = "everyone except " if name == "NotPrincipal" else ""
            notes.put(path, f"Who is {'refused' if said.denies else 'let in'}: {everyone}{who}.", "decisive")
        case "Action":
            notes.put(path, f"{said.can} {_actions(_texts(value), said.every)}.", "decisive")
        case "NotAction":
            notes.put(path, f"{said.can} call {said.every} action except {_some(_texts(value))}.", "decisive")
        case "Resource":
            notes.put(path, f"On {_resources(_texts(value))}.", "decisive")
        case "NotResource":
            notes.put(path, f"On every resource except {_some(_texts(value))}.", "decisive")
        case "Condition":
            on_conditions(notes, path, value, denies=said.denies)
        case "Sid":
            notes.put(path, "The statement's name. It has no effect.")
        case _:
            notes.unexplained(path, f"{name} is a part of a statement that the wizard doesn't know")


def _on_effect(notes: Notes, path: Path, value: Any) -> None:
    match value:
        case "Allow":
            notes.put(path, "This statement allows something.")
        case "Deny":
            notes.put(path, "This statement denies something, even if another one allows it.")
        case _:
            notes.unexplained(path, "an Effect is Allow or Deny")


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and any(name == "Ref" or str(name).startswith("Fn::") for name in value)


# --- who -------------------------------------------------------------------------------------------------------------


def _principals(notes: Notes, value: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return [_aws(notes, text) for text in _texts(value)]
    return [_principal(notes, str(kind), text) for kind, texts in value.items() for text in _texts(texts)]


def _principal(notes: Notes, kind: str, value: str) -> str:
    match kind:
        case "AWS":
            return _aws(notes, value)
        case "Service":
            return f"the AWS service {value}"
        case "Federated":
            return f"anyone who signs in through {value}"
        case "CanonicalUser":
            return f"the account whose canonical user ID is {value}"
        case _:
            return f"{kind} {value} (not explained)"


def _aws(notes: Notes, value: str) -> str:
    account = account_in(value)
    if account:
        return f"{notes.known.called(account)} (it decides which of its users and roles)"
    if value == "*":
        return "anyone with an AWS account"
    parts = value.split(":", 5)
    if len(parts) == 6 and parts[2] in ("iam", "sts"):
        return f"{parts[5].replace('/', ' ', 1)} in {notes.known.called(parts[4])}"
    return f"{value} (not explained)"


# --- what ------------------------------------------------------------------------------------------------------------


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [one if isinstance(one, str) else json.dumps(one, default=str) for one in values]


def _actions(actions: Sequence[str], every: str) -> str:
    if "*" in actions:
        return f"call {every} action of {every} AWS service"
    known = [ASSUMING[action.lower()] for action in actions if action.lower() in ASSUMING]
    others = [_action(action, every) for action in actions if action.lower() not in ASSUMING]
    return listed([*known, *([f"call {_some(others)}"] if others else [])])


def _action(action: str, every: str) -> str:
    service, _, name = action.partition(":")
    if name == "*":
        return f"{every} action of {service}"
    if name.endswith("*") and not set("*?") & set(name[:-1]):
        return f"{every} action of {service} that begins with {name[:-1]}"
    return action


def _resources(resources: Sequence[str]) -> str:
    return "every resource" if "*" in resources else f"{_some(resources)} only"


def _some(values: Sequence[str]) -> str:
    if len(values) <= MOST:
        return listed(values)
    return f"{', '.join(values[:MOST])} and {len(values) - MOST} more"
