"""The kinds of resources that more than one step's calls act on; a kind that one step alone has stands in its calls.py.

Each is as the Service Authorization Reference has it: https://docs.aws.amazon.com/service-authorization/latest/
reference/, list_awsaccountmanagement.html and list_awsorganizations.html.
"""

from __future__ import annotations

from wizard.model import Kind

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
