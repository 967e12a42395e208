"""An external ID where a vendor's own template demands none: added as data, to each statement that lets an account in.

What is added is a parameter of the stack and a condition, nothing else, so the difference to the vendor's template can
be read in a dozen lines. A trust policy that is more than statements with plain values, or that demands an ID already,
is left as it is: there the vendor's template decides.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from wizard.resources import template as texts

PARAMETER = "ExternalId"
ASKED = {"Type": "String", "MinLength": 2, "MaxLength": 1224, "AllowedPattern": r"[\w+=,.@:\/-]*"}
"""The parameter of a stack that takes it: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html."""

DEMANDED = {"sts:ExternalId": {"Ref": PARAMETER}}
"""What a statement's StringEquals has to say."""


def with_external_id(template: Mapping[str, Any], role_name: str) -> dict[str, Any]:
    """The template whose role can be assumed only with the external ID. Raises NotUnderstoodError where it can't be."""
    changed = copy.deepcopy(dict(template))
    resource = changed["Resources"][texts.resource_name(changed, role_name)]
    try:
        trust = resource["Properties"]["AssumeRolePolicyDocument"]
        statements = trust["Statement"]
        listed = statements if isinstance(statements, list) else [statements]
        demanding = [one for one in listed if _lets_an_account_in(one)]
        for one in demanding:
            _demand(one)
    except (AttributeError, KeyError, TypeError) as error:
        raise texts.NotUnderstoodError(f"The trust policy isn't plain statements: {error}.") from None
    if not demanding:
        raise texts.NotUnderstoodError("No statement of the trust policy lets an account assume the role.")
    parameters = {**changed.pop("Parameters", {}), PARAMETER: ASKED}
    before = {name: changed.pop(name) for name in list(changed) if name in ("AWSTemplateFormatVersion", "Description")}
    return {**before, "Parameters": parameters, **changed}


def _lets_an_account_in(statement: Any) -> bool:
    """Whether it allows somebody of an account; services and identity providers send no external ID."""
    if any(name.startswith("Fn::") for name in statement):
        raise texts.NotUnderstoodError("A statement of the trust policy is only known to CloudFormation.")
    principal = statement.get("Principal", statement.get("NotPrincipal", {}))
    return statement["Effect"] == "Allow" and (isinstance(principal, str) or "AWS" in principal)


def _demand(statement: dict[str, Any]) -> None:
    condition = statement.setdefault("Condition", {})
    keys = {key.casefold() for operator in condition.values() for key in operator}
    if "sts:externalid" in keys or any(name.startswith("Fn::") for name in condition):
        raise texts.NotUnderstoodError("The trust policy has a condition on the external ID already.")
    condition["StringEquals"] = {**condition.get("StringEquals", {}), **DEMANDED}
