"""The kinds of resources that more than one step's calls act on; a kind that one step alone has stands in its calls.py.

Each is as the Service Authorization Reference has it: https://docs.aws.amazon.com/service-authorization/latest/
reference/, list_awsaccountmanagement.html and list_awsorganizations.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.model import AnsweredTables, Kind, PrincipalChoice
from wizard.resources.accounts import ORGANIZATION_ROLE

_MEMBER = "arn:{partition}:organizations::*:account/o-*/{member}"

ACCOUNT = Kind(word="Account", arns=("arn:{partition}:account::{account}:account",))
MEMBER = Kind(word="Member", arns=(_MEMBER,))
# The account and all that it may be under: what is attached is asked of each, what is moved goes from one to another.
MOVE = Kind(
    word="Move",
    arns=(
        _MEMBER,
        "arn:{partition}:organizations::*:ou/o-*/{unit}",
        "arn:{partition}:organizations::*:root/o-*/r-*",
    ),
)


def _principal(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    return {"principal": [tables.foretells(PrincipalChoice).name]}


def _of_kind(kind: str) -> Kind:
    begins = f"arn:{{partition}}:iam::{{account}}:{kind}"
    # Nobody knows its path before AWS is asked.
    return Kind(word=kind.capitalize(), arns=(f"{begins}/{{principal}}", f"{begins}/*/{{principal}}"), names=_principal)


PRINCIPALS = {kind: _of_kind(kind) for kind in ("user", "group", "role")}
ANY_GROUP = Kind(word="Groups", arns=("arn:{partition}:iam::{account}:group/*",))
# Which prefix and which groups are in a file, which the answers only name.
ANY_ROLE = Kind(word="Roles", arns=("arn:{partition}:iam::{account}:role/*",))
ANY_POLICY = Kind(word="Policies", arns=("arn:{partition}:iam::*:policy/*",))
STACK_SETS = Kind(
    word="StackSets",
    arns=(
        "arn:{partition}:cloudformation:*:{account}:stackset/*:*",
        "arn:{partition}:cloudformation:*:*:stackset-target/*",
        "arn:{partition}:cloudformation:*::type/resource/*",
    ),
)
STACKS = Kind(word="Stacks", arns=("arn:{partition}:cloudformation:*:{account}:stack/*/*",))
# Another look role stands in the file alone; without the permission the accounts are not looked into.
LOOK_ROLE = Kind(word="LookRole", arns=(f"arn:{{partition}}:iam::*:role/{ORGANIZATION_ROLE}",))
