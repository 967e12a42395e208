"""Intrinsic functions: from a template's values to plain ones."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.sandbox.services.cloudformation.template import Template, invalid

# What a function answers that leaves its property out.
NO_VALUE = object()

_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


@dataclass
class Scope:
    """What names mean: pseudo parameters, parameters, conditions, and the resources made so far."""

    template: Template
    account: str
    region: str
    stack_name: str
    stack_id: str
    parameters: Mapping[str, Any]
    # Answers a resource's Ref (attribute None) or attribute; None where it does not exist yet.
    attribute: Callable[[str, str | None], Any] = field(default=lambda *_: None)

    def pseudo(self, name: str) -> Any:
        known = {
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": self.stack_name,
            "AWS::StackId": self.stack_id,
            "AWS::NoValue": NO_VALUE,
            "AWS::NotificationARNs": [],
        }
        return known.get(name)

    def holds(self, condition: str) -> bool:
        """Whether a condition of the template is true."""
        return bool(resolve(self.template.section("Conditions").get(condition, False), self))


def resolve(value: Any, scope: Scope) -> Any:
    """A value with every intrinsic function applied."""
    if isinstance(value, list):
        return [each for each in (resolve(each, scope) for each in value) if each is not NO_VALUE]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument, scope)
    resolved = {key: resolve(each, scope) for key, each in value.items()}
    return {key: each for key, each in resolved.items() if each is not NO_VALUE}


def _ref(name: Any, scope: Scope) -> Any:
    if name in scope.parameters:
        return scope.parameters[name]
    pseudo = scope.pseudo(str(name))
    return pseudo if pseudo is not None else scope.attribute(str(name), None)


def _get_att(argument: Any, scope: Scope) -> Any:
    logical, name = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(str(logical), str(name))


def _sub(argument: Any, scope: Scope) -> str:
    text, local = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])

    def replace(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name in local:
            return str(resolve(local[name], scope))
        return str(_get_att(name, scope) if "." in name else _ref(name, scope))

    return _PLACEHOLDER.sub(replace, text).replace("${!", "${")


def _join(argument: Any, scope: Scope) -> str:
    return str(argument[0]).join(str(each) for each in resolve(argument[1], scope))


def _if(argument: Any, scope: Scope) -> Any:
    return resolve(argument[1] if scope.holds(str(argument[0])) else argument[2], scope)


def _find_in_map(argument: Any, scope: Scope) -> Any:
    name, first, second = (resolve(each, scope) for each in argument[:3])
    try:
        return scope.template.section("Mappings")[name][first][second]
    except KeyError:
        raise invalid(f"Template error: Unable to get mapping for {name}::{first}::{second}") from None


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::Select": lambda argument, scope: resolve(argument[1], scope)[int(argument[0])],
    "Fn::Split": lambda argument, scope: str(resolve(argument[1], scope)).split(argument[0]),
    "Fn::Base64": lambda argument, scope: base64.b64encode(str(resolve(argument, scope)).encode()).decode(),
    "Fn::Equals": lambda argument, scope: resolve(argument[0], scope) == resolve(argument[1], scope),
    "Fn::Not": lambda argument, scope: not resolve(argument[0], scope),
    "Fn::And": lambda argument, scope: all(resolve(each, scope) for each in argument),
    "Fn::Or": lambda argument, scope: any(resolve(each, scope) for each in argument),
    "Condition": lambda argument, scope: scope.holds(str(argument)),
}


def parameters_of(template: Template, given: list[dict[str, Any]], previous: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a template's parameters; raises AWS's ValidationError."""
    declared = template.section("Parameters")
    offered = {each["ParameterKey"]: each for each in given}
    strangers = sorted(set(offered) - set(declared))
    if strangers:
        raise invalid(f"Parameters: [{', '.join(strangers)}] do not exist in the template")
    values = {name: _value(name, about, offered.get(name, {}), previous) for name, about in declared.items()}
    missing = sorted(name for name, value in values.items() if value is None)
    if missing:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return values


def _value(name: str, about: dict[str, Any], offered: dict[str, Any], previous: Mapping[str, Any]) -> Any:
    if offered.get("UsePreviousValue"):
        value = previous.get(name)
    else:
        value = offered.get("ParameterValue", about.get("Default"))
    if value is None:
        return None
    _check(name, about, str(value))
    return str(value).split(",") if str(about.get("Type")) == "CommaDelimitedList" else str(value)


def _check(name: str, about: dict[str, Any], value: str) -> None:
    allowed = about.get("AllowedValues")
    if allowed is not None and value not in [str(each) for each in allowed]:
        raise invalid(f"Parameter '{name}' must be one of AllowedValues")
    pattern = about.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, value):
        text = about.get("ConstraintDescription") or f"Parameter {name} failed to satisfy constraint"
        raise invalid(str(text))
    if len(value) < int(about.get("MinLength", 0)):
        raise invalid(f"Parameter {name} must contain at least {about['MinLength']} characters")
