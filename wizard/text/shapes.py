"""What private things look like: the one table from which everything that finds, masks or checks them is made.

A shape is the text of a regular expression and not a compiled one: whoever looks for several joins them into one
expression, and nothing is compiled before somebody looks, least of all before the first paint. `FOUND` has them as they
are found in any text, each with what must not stand around it; they are matched too widely rather than too narrowly.

What everybody masks is the same everywhere: on a screen that others watch, in a report, in the log and in `checkpoints
show`. Only the addresses that RFC 2606 keeps for examples are nobody's, because our own examples are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# --- what a value looks like, all of it ------------------------------------------------------------------------------

ACCOUNT = r"\d{12}"
ORGANIZATION = r"o-[a-z0-9]{10,32}"
ROOT = r"r-[a-z0-9]{4,32}"
UNIT = r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}"
REQUEST = r"car-[a-z0-9]{8,32}"
"""A request for an account: Organizations API reference, CreateAccountStatus."""

KEY_ID = r"(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA|AGPA|AIPA|ANPA|ANVA|APKA|ASCA)[A-Z0-9]{8,124}"
"""Of keys, users, roles and groups: IAM user guide, "Understanding unique ID prefixes"."""

LONGEST_ROLE_NAME = 64
ROLE_NAME = rf"[\w+=,.@-]{{1,{LONGEST_ROLE_NAME}}}"
ACCOUNT_EMAIL = r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
"""What AWS takes as an account's address."""

POLICY_NAME = r"[\w+=,.@-]{1,128}"
MANAGED_POLICY_ARN = rf"arn:aws[\w-]*:iam::(aws|{ACCOUNT}):policy/[\w+=,.@/-]{{1,512}}"
SAML_PROVIDER_ARN = rf"arn:aws[\w-]*:iam::({ACCOUNT}):saml-provider/[\w.-]{{1,128}}"
REGION = r"[a-z]{2,}(-[a-z]+)+-\d"
PRINCIPAL = rf"(user|group|role)/({POLICY_NAME})"
"""A user, group or role as a person writes it; users and roles have 64 characters at most."""

ROLE_ARN = rf"arn:(aws[\w-]*):iam::({ACCOUNT}):role(/(?:[!-~]+/)?)({ROLE_NAME})"
"""Partition, account, path and name of it."""

ROOT_ARN = rf"arn:aws[\w-]*:iam::({ACCOUNT}):root"
PRINCIPAL_ARN = rf"arn:[\w-]+:(?:iam|sts)::({ACCOUNT}):[^*?]+"
"""Of a user, role, session or account: IAM user guide, "AWS JSON policy elements: Principal"."""

ASSUMED_ROLE_ARN = rf"arn:[\w-]+:sts::({ACCOUNT}):assumed-role/"

# What a value looks like at first sight, before it is cleaned: for the schema of the answers, so without what only
# Python's expressions have.
ACCOUNT_AT_SIGHT = r"[^0-9]*([0-9][^0-9]*){12}"
EMAIL_AT_SIGHT = r"[^\s@]+@[^\s@]+\.[^\s@]+"
ROLE_ARN_AT_SIGHT = r"arn:\S+:iam::[0-9]{12}:role/\S+"
UNIT_AT_SIGHT = r"(ou|r)-[0-9a-z-]+"

# --- what is found in any text ---------------------------------------------------------------------------------------


def _alone(shape: str) -> str:
    return rf"(?<![\w-])(?:{shape})(?![\w-])"


_EXAMPLE = r"example\.(?:com|net|org)(?![\w-]|\.\w)"
_LOCAL_PART = r"(?<![^\s@\"'`<>(),;:=])[^\s@\"'`<>(),;:=][^\s@\"<>(),;:=]*"
_HEX = r"[0-9a-fA-F]"

FOUND: Mapping[str, str] = {
    "arn": r"\barn:[\w-]{0,20}:[^\s\"'`<>$]{0,2048}",
    # A quotation mark or an equals sign before it is not part of it, unless nothing else is.
    "email": rf"(?:{_LOCAL_PART}|['`=]+)@(?!{_EXAMPLE})[\w.-]{{0,250}}[\w-]",
    "home": r"(?:/home|/Users)/[^/\s\"'`<>,;:()]+",
    "key": rf"(?<![A-Za-z0-9]){KEY_ID}",
    "organization": _alone(ORGANIZATION),
    "unit": _alone(UNIT),
    "root": _alone(ROOT),
    "request": _alone(REQUEST),
    "id": rf"(?<![A-Za-z0-9])(?:{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}|{_HEX}{{24,}})(?![A-Za-z0-9])",
    "account": r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)",
}
"""Each kind with its expression, in the order in which they are tried: what has others in it comes first.

An ``id`` (a UUID, a digest) tells nobody who it is; it is there because the digits in it are no account.
"""

ENDS = ".,;:!?)]}…\\"
"""What may stand at the end of a found ARN or address and belongs to the sentence."""

NAMES_IN_ARNS = (
    r"\barn:[\w-]*:(?:iam::\d*:user/(?:[\w+=,.@-]+/)*([\w+=,.@-]*[\w+=@-])"
    r"|sts::\d*:assumed-role/[\w+=,.@-]+/([\w+=,.@-]*[\w+=@-])|s3:::([a-z0-9.-]*[a-z0-9]))"
)
"""A user, a session and a bucket, which are also called by their names alone: one group for each."""

EVERYBODYS_ROLES = ("OrganizationAccountAccessRole", "AWSControlTowerExecution")
"""What Organizations and Control Tower call the role in an account by which its management account gets in."""

NOBODYS = frozenset(
    ("", "*", "aws", "AWSLogs", "default", "environment", "root", "true", "false", "none", *EVERYBODYS_ROLES)
)
"""What stands where names stand and is nobody's."""

SHORTEST = 3
"""Characters of a name that is looked for: a shorter one would be found in every other word."""

_ALONE = r"(?<![\w:/.@-])(\d{4})(\d{4})(\d{4})(?![\w/@-]|[:.]\w)"


def group(kind: str) -> str:
    """What is found of a kind, as a group of its name."""
    return f"(?P<{kind}>{FOUND[kind]})"


def is_account(text: str) -> bool:
    """Whether it is an account's id, and nothing else."""
    return re.fullmatch(ACCOUNT, text, re.ASCII) is not None


def grouped(text: str) -> str:
    """Account ids that stand alone, in groups of four, as they are read aloud; in ARNs and names they stay whole."""
    return re.sub(_ALONE, r"\1 \2 \3", text)
