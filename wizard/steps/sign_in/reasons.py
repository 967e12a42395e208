"""Why credentials do not work, one sentence each, and what keeps all of them from AWS at once.

The sentences say nothing that a program printed: what a credential_process writes when it fails may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import CallError, Choice, Finding
from wizard.steps.sign_in.credentials import Offered, called, kind_of
from wizard.steps.sign_in.portal import TAKEN_AWAY

UNKNOWN_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure")
EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
WRONG_SECRET = ("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature")
PROGRAM = ("CredentialProcess", "CredentialProcessAsks", "WebIdentityToken")
# What no waiting fixes, and no sign-in, so that other credentials are worth offering.
UNUSABLE = ("NoCredentials", "PortalElsewhere", *PROGRAM, *UNKNOWN_KEY, *WRONG_SECRET, *TAKEN_AWAY)
# What stands between this computer and AWS, whichever credentials are used.
SHARED = ("ClockOff", "Unreachable", "ProxyFailed", "TlsFailed", "NotAws")

WHY: Mapping[str, str] = {
    "Timeout": "It didn't answer within {seconds:g} seconds.",
    "NoCredentials": "It has no credentials.",
    "LoginExpired": "You aren't signed in to it; run {login} in another terminal.",
    "PortalElsewhere": "AWS has no access portal at its address in its region; correct sso_region.",
    "MfaNeeded": "It needs an MFA code.",
    "CredentialProcess": "The program that provides its credentials failed; run it on its own to see why.",
    "CredentialProcessAsks": "The program that provides its credentials has a question for you; run it in a terminal.",
    "CredentialProcessSlow": "The program that provides its credentials took longer than {seconds:g} seconds.",
    "WebIdentityToken": "The file with its web identity token can't be read.",
    "ProfileNotFound": "It isn't in the AWS configuration, or it names a profile that isn't.",
    "AccessDenied": "It can't assume its role.",
    "ClockOff": "This computer's clock is wrong.",
    "Unreachable": "It can't reach AWS; check the network and its endpoint.",
    "ProxyFailed": "The proxy can't be reached.",
    "TlsFailed": "The secure connection to AWS failed.",
    "NotAws": "Something other than AWS answered.",
    **dict.fromkeys(TAKEN_AWAY, "Its portal no longer gives you this role in this account."),
    **dict.fromkeys(UNKNOWN_KEY, "AWS doesn't know its access key."),
    **dict.fromkeys(EXPIRED, "Its session has expired; sign in to it again."),
    **dict.fromkeys(WRONG_SECRET, "Its secret key doesn't match its access key."),
}
# Of sessions that have ended, by where they come from.
ENDED: Mapping[str, str] = {
    "environment": "Their session has ended; get new ones and run the wizard again.",
    "program": "The program that provides its credentials returned expired ones.",
    "file": "Its session has expired; run the program that wrote it again.",
    "web-identity": "Its web identity token is no longer valid.",
}


def has_ended(error: CallError) -> bool:
    """Whether it is a session that has ended and that no sign-in of a person renews."""
    return error.login is None and error.source is not None and error.code in (*EXPIRED, "LoginExpired")


def unusable(error: CallError) -> bool:
    """Whether other credentials are what helps."""
    return error.code in UNUSABLE or has_ended(error)


def denied_by_own_policy(*answers: Mapping[str, Any] | CallError) -> bool:
    """Whether a policy of the IAM user forbids all of this, as those do that ask for a second factor."""
    return all(
        isinstance(answer, CallError)
        and answer.code in ("AccessDenied", "AccessDeniedException")
        and ":user/" in answer.message
        and "explicit deny in an identity-based policy" in answer.message
        for answer in answers
    )


def shared_cause(errors: Mapping[str, CallError]) -> CallError | None:
    """What keeps every one of these from AWS; None where AWS has answered any of them."""
    shared = [error for error in errors.values() if error.code in SHARED]
    answered = any(error.status and error.code not in SHARED for error in errors.values())
    return shared[0] if shared and not answered else None


def why_not(
    errors: Mapping[str, CallError],
    mendable: Mapping[str, Choice],
    offered: Offered,
    shared: CallError | None,
    seconds: float,
) -> tuple[Finding, ...]:
    """Each that does not work, with its reason; what is nobody's fault is told once for all."""
    own = {name: error for name, error in errors.items() if not (shared and error.code in SHARED)}
    return (
        *((unchecked(errors, offered),) if shared else ()),
        *(broken(name, offered, error, seconds) for name, error in own.items() if name not in mendable),
    )


def unchecked(errors: Mapping[str, CallError], offered: Offered) -> Finding:
    """Which credentials could not be tried because of the cause that they share."""
    names = ", ".join(called(name, offered) for name, error in errors.items() if error.code in SHARED)
    return Finding(mark="unknown", text=f"Not checked: {names}", detail="None of them is known to be wrong.")


def broken(name: str, offered: Offered, error: CallError, seconds: float) -> Finding:
    """That credentials do not work, and why."""
    kind = f" ({kind_of(name, offered)})" if kind_of(name, offered) else ""
    label = called(name, offered)
    does = "don't" if not name and offered["Environment"] else "doesn't"
    text = f"{label[0].upper()}{label[1:]}{kind} {does} work"
    return Finding(mark="bad", text=text, detail=why(error, name, kind, seconds))


def why(error: CallError, name: str, kind: str, seconds: float) -> str:
    """One sentence."""
    login = "aws login" if "aws login" in kind else "aws sso login"
    login = f"{login} --profile {name}" if name else login
    sentence = WHY.get(error.code)
    if error.code == "BadConfig":
        return error.message[:200]
    if has_ended(error) and error.source:
        sentence = ENDED.get(error.source.kind, sentence)
    if sentence is None:
        return f"{error.code}: {error.message}"[:200]
    return sentence.format(seconds=seconds, login=error.login.command if error.login else login)
