"""Which policies have a say about somebody: their own, their groups', their limits', and their organization's."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.iam import document_of, held, iam_of
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.policy.evaluation import Documents, Policies
from wizard.sandbox.services.organizations import policies as control_policies


def policies_of(call: Call, *, resource: Documents = (), owner: str = "", trust: bool = False) -> Policies:
    """Every policy that has a say about a call, with that of the resource.

    owner: the account of the resource; trust: whether its policy is the trust policy of a role.
    """
    principal = call.principal
    entity = _entity(principal)
    return Policies(
        identity=_identity(principal, entity),
        boundary=_boundary(principal, entity),
        session=principal.session,
        service_control=control_policies.service_control(principal.account) if principal.account else (),
        resource_control=control_policies.resource_control(call.world, owner) if owner else (),
        resource=resource,
        trust=trust,
    )


def _entity(principal: Principal) -> Any:
    """moto's user or role behind a principal; None for the root user, and where it was deleted meanwhile."""
    if principal.kind == "user":
        return iam_of(principal.account).users.get(principal.arn.rsplit("/", 1)[-1])
    if principal.kind == "role":
        return iam_of(principal.account).roles.get(principal.user_id.partition(":")[0])
    return None


def _identity(principal: Principal, entity: Any) -> Documents:
    if entity is None:
        return ()
    groups = iam_of(principal.account).groups.values() if principal.kind == "user" else ()
    holders = (entity, *(group for group in groups if entity in group.users))
    return tuple(document for holder in holders for document in held(holder))


def managed(account: str, arn: str) -> str | None:
    """The document of a managed policy by its ARN; None where there is none."""
    found = iam_of(account).managed_policies.get(arn)
    return document_of(found) if found else None


def _boundary(principal: Principal, entity: Any) -> Documents | None:
    arn = getattr(entity, "permissions_boundary_arn", None)
    if not arn:
        return None
    document = managed(principal.account, arn)
    return (document,) if document else ()
