"""Refuses a call that the policies do not allow, in AWS's words.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (2026-11-26). AWS tells somebody in the
account which kind of policy it was, and somebody in another account only what their own side denies; S3 tells those
"Access Denied" and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.policy.evaluation import Decision, Documents, Request, decide
from wizard.sandbox.services.authorization.context import context_of
from wizard.sandbox.services.authorization.needed import Needed, bucket_of, needed
from wizard.sandbox.services.authorization.policies import policies_of

# They need no permission at all, and no policy can take them away, as the references of both operations say.
_ALWAYS = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
# What looks at both sides by itself.
_ELSEWHERE = frozenset({("sts", "AssumeRole")})


@dataclass(frozen=True)
class _Refusal:
    """What was refused, and how."""

    needed: Needed
    decision: Decision


def check(call: Call, protocol: str) -> None:
    """Raises AccessDenied for what no policy allows, and what IAM says to sessions without MFA."""
    principal = call.principal
    if call.service == "iam" and principal.kind == "user" and principal.session_token and not principal.mfa:
        # GetSessionToken's reference: such a session cannot call IAM; it is not even known there.
        raise refusals.unknown_key(protocol)
    if (call.service, call.operation) in _ALWAYS | _ELSEWHERE:
        return
    if principal.kind == "anonymous" and call.service != "s3":
        # Signing in: whoever is there has nothing to be asked by.
        return
    found = _refusal(call)
    if found is not None:
        raise _denied(call, protocol, found)


def _refusal(call: Call) -> _Refusal | None:
    for one in needed(call):
        owner = one.account
        policies = policies_of(call, resource=_bucket_policy(call), owner=owner if call.service == "s3" else "")
        request = Request(call.principal, one.action, one.resource, owner, context_of(call, owner))
        decision = decide(policies, request)
        if not decision.allowed:
            return _Refusal(one, decision)
    return None


def _bucket_policy(call: Call) -> Documents:
    found = bucket_of(call)
    if found is None or not found[1].policy:
        return ()
    stored = found[1].policy
    return (stored.decode() if isinstance(stored, bytes) else str(stored),)


def _denied(call: Call, protocol: str, found: _Refusal) -> AwsError:
    if call.service == "s3" and (call.principal.kind == "anonymous" or found.needed.account != call.account):
        return AwsError("AccessDenied", "Access Denied", 403)
    # S3 alone puts the resource in quotes.
    resource = f'"{found.needed.resource}"' if call.service == "s3" else found.needed.resource
    return refusals.not_allowed(protocol, call.principal.arn, found.needed.action, resource, found.decision.why)
