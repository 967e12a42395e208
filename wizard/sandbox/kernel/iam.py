"""IAM of an account: moto's backend, with the policies that AWS manages in it.

moto can load those policies itself, and takes 130 ms for every account that it hears of. They are read once here, and
an account gets a copy of one when somebody looks at it there: of two, mostly, out of fifteen hundred, which counts
where there are a thousand accounts. Who lists the policies of an account pays for all of them, five milliseconds.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Iterator, MutableMapping
from typing import Any

from moto.iam.models import AWSManagedPolicy, aws_managed_policies_data, iam_backends


class _Policies(MutableMapping[str, Any]):
    """The managed policies of an account by their ARNs. of_aws: those among them that are AWS's and were copied."""

    def __init__(self, account: str, of_aws: list[Any]) -> None:
        self._account = account
        self._of_aws = of_aws
        self._here: dict[str, Any] = {}

    def __getitem__(self, arn: str) -> Any:
        if arn not in self._here:
            # Shallow: the versions of such a policy never change, and the count of attachments is a number.
            own = copy.copy(_managed_by_aws()[arn])
            own.account_id = self._account
            self._here[arn] = own
            self._of_aws.append(own)
        return self._here[arn]

    def __setitem__(self, arn: str, policy: Any) -> None:
        self._here[arn] = policy

    def __delitem__(self, arn: str) -> None:
        del self._here[arn]

    def __contains__(self, arn: object) -> bool:
        return arn in self._here or arn in _managed_by_aws()

    def __iter__(self) -> Iterator[str]:
        own = [arn for arn in self._here if arn not in _managed_by_aws()]
        return iter([*_managed_by_aws(), *own])

    def __len__(self) -> int:
        return len(self._here.keys() | _managed_by_aws().keys())


def iam_of(account: str) -> Any:
    """moto's IAM backend of an account."""
    backend = _backend(account)
    if not isinstance(backend.managed_policies, _Policies):
        policies = _Policies(account, backend.aws_managed_policies)
        policies.update(backend.managed_policies)
        backend.managed_policies = policies
    return backend


def attach(account: str, arn: str, role_name: str) -> None:
    """Gives a role a managed policy that is there; moto's own way looks at every policy of the account."""
    role = iam_of(account).get_role(role_name)
    if arn not in role.managed_policies:
        iam_of(account).managed_policies[arn].attach_to(role)


def detach(account: str, arn: str, role_name: str) -> None:
    """Takes a managed policy from a role that has it."""
    iam_of(account).managed_policies[arn].detach_from(iam_of(account).get_role(role_name))


def held(holder: Any) -> list[str]:
    """The documents of a user's, a group's or a role's own and managed policies."""
    managed = (document_of(policy) for policy in holder.managed_policies.values())
    return [*(str(each) for each in holder.policies.values()), *managed]


def document_of(policy: Any) -> str:
    """The document of a managed policy's default version."""
    versions = {version.version_id: version.document for version in policy.versions}
    return str(versions[policy.default_version_id])


def accounts() -> list[str]:
    """Every account that has an IAM backend by now."""
    return list(iam_backends)


def users_of(account: str) -> list[Any]:
    """The users of an account; asking for them alone loads no policies, and an organization may have a thousand."""
    return list(_backend(account).users.values())


def forget(account: str) -> None:
    """Takes away what moto keeps of an account that is none."""
    iam_backends.pop(account, None)


def _backend(account: str) -> Any:
    # Through the dict that moto's is beneath: its own way reads the list of all accounts each time.
    known = dict.get(iam_backends, account)
    return (known if known is not None else iam_backends[account])["aws"]


@functools.cache
def _managed_by_aws() -> dict[str, Any]:
    data = json.loads(aws_managed_policies_data)
    made = (AWSManagedPolicy.from_data(name, "aws", "us-east-1", about) for name, about in data.items())
    return {policy.arn: policy for policy in made}
