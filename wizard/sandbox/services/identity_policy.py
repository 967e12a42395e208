"""What an IAM user's own policies deny.

The sandbox takes it that everybody may do everything, and looks at one thing only: an explicit Deny in the inline
policies of a user. That is enough for the usual "nothing without MFA", and costs callers without such policies a
look-up in a dictionary.
"""

from __future__ import annotations

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.policy import Request, denies, names_of

_WHY = "with an explicit deny in an identity-based policy"
# It needs no permission at all, and no policy can take it away.
_ALWAYS = frozenset({"sts:GetCallerIdentity"})


def check(call: Call, protocol: str) -> None:
    """Raises AccessDenied for what the calling user's policies deny, and what IAM says to sessions without MFA."""
    if (
        call.service == "iam"
        and call.principal.kind == "user"
        and call.principal.session_token
        and not call.principal.mfa
    ):
        # GetSessionToken's reference: such a session cannot call IAM; it is not even known there.
        raise refusals.unknown_key(protocol)
    action = refusals.action(call.service, call.operation)
    if call.principal.kind != "user" or action in _ALWAYS:
        return
    request = Request(names_of(call.principal), action, context=_context(call))
    if any(denies(document, request) for document in _inline(call)):
        raise refusals.denied(protocol, call.principal.arn, call.service, call.operation, why=_WHY)


def _inline(call: Call) -> list[str]:
    user = iam_of(call.account).users.get(call.principal.arn.rsplit("/", 1)[-1])
    return list(user.policies.values()) if user else []


def _context(call: Call) -> dict[str, str]:
    # Long-lived keys have no such key at all, which is why policies say BoolIfExists.
    return {"aws:MultiFactorAuthPresent": str(call.principal.mfa).lower()} if call.principal.session_token else {}
