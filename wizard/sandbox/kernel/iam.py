"""IAM of an account: moto's backend, with the policies that AWS manages in it.

moto can load those policies itself, and takes 130 ms for every account that it hears of. They are read once here and
each account gets copies, for four milliseconds.
"""

from __future__ import annotations

import copy
import functools
import json
from typing import Any

from moto.iam.models import AWSManagedPolicy, aws_managed_policies_data, iam_backends


def iam_of(account: str) -> Any:
    """moto's IAM backend of an account."""
    backend = iam_backends[account]["aws"]
    if not backend.aws_managed_policies:
        backend.aws_managed_policies = [_owned_by(account, policy) for policy in _managed_by_aws()]
        backend.managed_policies.update({policy.arn: policy for policy in backend.aws_managed_policies})
    return backend


def accounts() -> list[str]:
    """Every account that has an IAM backend by now."""
    return list(iam_backends)


def users_of(account: str) -> list[Any]:
    """The users of an account; asking for them alone loads no policies, and an organization may have a thousand."""
    return list(iam_backends[account]["aws"].users.values())


@functools.cache
def _managed_by_aws() -> tuple[Any, ...]:
    data = json.loads(aws_managed_policies_data)
    return tuple(AWSManagedPolicy.from_data(name, "aws", "us-east-1", about) for name, about in data.items())


def _owned_by(account: str, policy: Any) -> Any:
    # Shallow: the versions of such a policy never change, and the count of attachments is a number.
    own = copy.copy(policy)
    own.account_id = account
    return own
