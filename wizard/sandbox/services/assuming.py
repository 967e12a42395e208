"""Who may assume a role, and with which limits.

Sources, read on 2026-11-26: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/ reference_policies_evaluation-logic-cross-account.html and
troubleshoot_access-denied.html. The trust policy has to allow always. Within the account it is enough that it names the
caller; where it names the account, and in every other account, a policy of the caller's own has to allow as well.

AWS says why only to those in the role's account, and of the caller's own policies: whether a role in another account is
missing or does not trust the caller, nobody is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.policy.evaluation import Decision, Request, decide
from wizard.sandbox.kernel.policy.patterns import Context
from wizard.sandbox.services.authorization.context import context_of
from wizard.sandbox.services.authorization.policies import managed, policies_of


def check_may_assume(call: Call, role: Any, account: str, mfa: bool) -> None:
    """Raises AccessDenied where one side does not allow it. role: None where the account has none of that name."""
    context = _context(call, role, account, mfa)
    trust = (str(role.assume_role_policy_document),) if role is not None else ()
    policies = policies_of(call, resource=trust, owner=account, trust=True)
    for action in _actions(call):
        request = Request(call.principal, action, str(call.get("RoleArn")), account, context)
        decision = decide(policies, request)
        if not decision.allowed:
            own = decide(replace(policies, resource=(_OPEN,), resource_control=()), request)
            raise _denied(call, action, own if not own.allowed else _told(call, account, decision))


def session_policies(call: Call, account: str) -> tuple[str, ...] | None:
    """The policies that the session is limited to; None without any. Raises what AWS says of one that is not there."""
    arns = [str(each.get("arn")) for each in call.get("PolicyArns") or ()]
    if call.get("Policy") is None and not arns:
        return None
    found = [str(call.get("Policy"))] if call.get("Policy") is not None else []
    for arn in arns:
        document = managed(account, arn)
        if document is None:
            raise AwsError("ValidationError", f"The specified policy {arn} does not exist or is not attachable.", 400)
        found.append(document)
    return tuple(found)


def session_tags(call: Call) -> tuple[tuple[str, str], ...]:
    """The tags that the session is given."""
    return tuple((str(tag["Key"]), str(tag["Value"])) for tag in call.get("Tags") or ())


# In place of a trust policy, to see what the caller's own side says.
_OPEN = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"}}'


def _actions(call: Call) -> list[str]:
    beside = {"sts:TagSession": call.get("Tags"), "sts:SetSourceIdentity": call.get("SourceIdentity")}
    return ["sts:AssumeRole", *(name for name, asked in beside.items() if asked)]


def _context(call: Call, role: Any, account: str, mfa: bool) -> Context:
    tags = {f"aws:resourcetag/{tag['Key'].lower()}": str(tag["Value"]) for tag in _tags(role)}
    context = {**context_of(call, account), **tags}
    if mfa or call.principal.session_token:
        # Long-lived keys have no such key at all unless a device was named with the call.
        context["aws:multifactorauthpresent"] = str(mfa).lower()
    return context


def _tags(role: Any) -> list[dict[str, Any]]:
    # moto keeps them as it was given them: a list, or by their keys.
    tags = getattr(role, "tags", None) or ()
    return list(tags.values() if isinstance(tags, dict) else tags)


def _told(call: Call, account: str, decision: Decision) -> Decision:
    """What AWS says of the role's side: the kind of policy in its own account, nothing elsewhere."""
    known = account == call.account or decision.why.endswith("resource control policy")
    return decision if known else Decision(False)


def _denied(call: Call, action: str, decision: Decision) -> AwsError:
    return refusals.not_allowed("query", call.principal.arn, action, str(call.get("RoleArn")), decision.why)
