"""What the conditions of a trust policy's statement demand.

Operators and keys: IAM user guide, "IAM JSON policy elements: Condition operators", "AWS global condition context
keys", "Available keys for AWS STS" (read 2026-11-25).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from wizard.resources.policy import Condition

_OPERATOR = re.compile(
    r"(?:ForAllValues:|ForAnyValue:)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|Numeric(?:Not)?Equals"
    r"|Numeric(?:Less|Greater)Than(?:Equals)?|Date(?:Not)?Equals|Date(?:Less|Greater)Than(?:Equals)?|Bool"
    r"|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null"
)
_KEYS = (
    "sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "sts:durationseconds", "sts:transitivetagkeys",
    "sts:requestcontext", "sts:requestcontextproviders", "sts:awsservicename", "sts:roleassessionname",
    "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principaltype",
    "aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist", "aws:userid",
    "aws:username", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceidentity", "aws:currenttime",
    "aws:epochtime", "aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage",
    "aws:securetransport", "aws:requestedregion", "aws:tagkeys", "aws:federatedprovider", "aws:viaawsservice",
    "aws:calledvia", "aws:referer", "aws:useragent", "saml:aud", "saml:iss", "saml:sub", "saml:sub_type",
)  # fmt: skip
_PREFIXES = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")

Kind = Literal["missing", "exact", "loosened", "wildcard", "variable", "meaningless"]


class External(NamedTuple):
    """How an external ID is demanded. words: the condition, as it is written."""

    kind: Kind
    values: tuple[str, ...] = ()
    words: str = ""


def external_id(conditions: Sequence[Condition]) -> External:
    """What a statement says of the external ID. Several conditions on it all have to hold: one exact one is enough."""
    found = [_external(condition) for condition in conditions if condition.key == "sts:externalid"]
    exact = [one for one in found if one.kind == "exact"]
    return (exact or found or [External("missing")])[0]


def _external(condition: Condition) -> External:
    operator, values, words = condition.operator, condition.values, condition.words
    if operator in ("StringEquals", "StringLike") and not condition.exact:
        return External("variable", values, words)
    if operator == "StringLike" and any("*" in value or "?" in value for value in values):
        return External("wildcard", values, words)
    if operator not in ("StringEquals", "StringLike"):
        return External("loosened", values, words)
    if any(len(value) < 2 or len(set(value)) == 1 for value in values):
        return External("meaningless", values, words)
    return External("exact", values, words)


def limits(conditions: Sequence[Condition], *keys: str) -> tuple[str, ...]:
    """The values to which one of these keys is held exactly; () where none is."""
    for condition in conditions:
        equals = condition.operator in ("StringEquals", "ArnEquals", "StringEqualsIgnoreCase", "ArnLike", "StringLike")
        narrow = condition.exact and not any(_wide(value) for value in condition.values)
        if condition.key in keys and equals and narrow:
            return condition.values
    return ()


def _wide(value: str) -> bool:
    """Whether a pattern leaves open whose account it is."""
    account = value.split(":")[4] if value.startswith("arn:") and value.count(":") >= 5 else value
    return "*" in account or "?" in account


def strangeness(condition: Any) -> list[str]:
    """Operators and keys that are not known here, each in words."""
    if condition is None:
        return []
    if not isinstance(condition, Mapping):
        return ["a Condition that isn't an object"]
    told = [f"the operator {operator}" for operator in condition if not _OPERATOR.fullmatch(str(operator))]
    for keys in condition.values():
        if not isinstance(keys, Mapping):
            told.append("a Condition without keys")
            continue
        told += [f"the condition key {key}" for key in keys if not _known(str(key).lower())]
    return told


def _known(key: str) -> bool:
    # A provider's own keys carry its name, which is judged with the provider.
    return key in _KEYS or key.startswith(_PREFIXES) or "." in key.split(":")[0]
