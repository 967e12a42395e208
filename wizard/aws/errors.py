"""From whatever botocore raises to one CallError that the rest of the program understands.

AWS's own code is kept where AWS answered. Where it did not, the code is one of ours (see CallError), so that a
proxy's login page or a dropped line is never taken for an answer of AWS. What is said is cut clean of what must not
be shown: AWS itself repeats session tokens when a signature is wrong, and addresses may carry passwords.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import msgspec
from botocore import exceptions as botocore_errors
from botocore.parsers import ResponseParserError

from wizard.aws.config_files import fault_in
from wizard.aws.response_check import NotAnAnswer, is_page
from wizard.model import Call, CallError, Change

SIGN_IN_AGAIN = (
    botocore_errors.UnauthorizedSSOTokenError,
    botocore_errors.SSOTokenLoadError,
    botocore_errors.TokenRetrievalError,
    botocore_errors.LoginError,
)
# The request left, and nobody knows what became of it. A refused connection or a failed handshake never left.
LOST_ANSWER = (botocore_errors.HTTPClientError, botocore_errors.IncompleteReadError, ResponseParserError, NotAnAnswer)
# The calls that botocore makes by itself to sign in, and whose they are.
SIGN_IN_CALLS: Mapping[str, str] = {
    "AssumeRole": "sts",
    "AssumeRoleWithSAML": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "GetSessionToken": "sts",
    "GetRoleCredentials": "sso",
    "CreateToken": "sso-oidc",
    "CreateOAuth2Token": "signin",
}
# How Python says that a text is no number, and that the port in an address is none.
NO_NUMBER = "invalid literal for int()"
NO_PORT = "Port "
# AWS's clock and this computer's are too far apart. The codes say it alone, or with these words.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
SKEWED = ("RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired")
SKEWED_BY_WORDS = ("SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure", "InvalidSignature")
SKEW = re.compile(r"expired|earlier than|later than|not yet current|signature not yet", re.IGNORECASE)
PASSWORD = "The proxy requires a name and a password (407 Proxy Authentication Required)."
# botocore's words where a program or the environment gives credentials that are over already.
STILL_EXPIRED = "refreshed credentials are still expired"
SECRETS = (
    (re.compile(r"(x-amz-security-token\s*[:=]\s*)[^\s'&]+", re.IGNORECASE), r"\1****"),
    (re.compile(r"(\w://)[^/@\s\"']+@"), r"\1****@"),
)


class MfaNeeded(Exception):  # noqa: N818 - raised in the middle of botocore's prompt for a code
    """A profile wants an MFA code; botocore must not ask for it on the terminal behind the screen.

    device: its ARN or serial number, "" where it is not known.
    """

    def __init__(self, device: str = "") -> None:
        super().__init__(f"this profile needs a code from {device}" if device else "this profile needs an MFA code")
        self.device = device


class SignInFailed(Exception):  # noqa: N818 - a state of affairs, with its error inside
    """No credentials came, so that the call itself was never sent. operation: the sign-in call that failed, if any."""

    def __init__(self, error: Exception, operation: str = "") -> None:
        super().__init__(operation or "sign-in")
        self.error = error
        self.operation = operation


def call_error(error: Exception, call: Call) -> CallError:
    """Why the call failed. Anything unknown is ``Unexpected``, with the exception's kind and text."""
    if isinstance(error, SignInFailed):
        return _not_signed_in(error, call)
    if isinstance(error, botocore_errors.ClientError):
        return _from_aws(error, call)
    code = _code(error)
    return CallError(
        code=code,
        message=presentable(_text(error, code)),
        service=call.service,
        operation=call.operation,
        account=call.target.account,
        region=call.target.region,
        unsure=isinstance(call, Change) and isinstance(error, LOST_ANSWER),
    )


def _not_signed_in(failed: SignInFailed, call: Call) -> CallError:
    said = call_error(failed.error, call)
    code = said.code
    if code == "Unexpected" and isinstance(failed.error, OSError | ValueError | AttributeError | TimeoutExpired):
        # A credential_process that is not there, or prints something else than credentials.
        code = "CredentialProcess"
    operation = failed.operation or said.operation
    service = SIGN_IN_CALLS.get(operation, said.service)
    return msgspec.structs.replace(said, code=code, service=service, operation=operation, unsure=False, unsent=True)


def _from_aws(error: botocore_errors.ClientError, call: Call) -> CallError:
    said: Any = error.response.get("Error", {})
    meta: Any = error.response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode", 0))
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    operation = error.operation_name or call.operation
    if _not_of_aws(code, message, status, meta.get("HTTPHeaders", {})):
        code, message = ("ProxyFailed", PASSWORD) if status == 407 else ("NotAws", _in_words(status))
    elif _of_the_clock(code, message):
        code = "ClockOff"
    return CallError(
        code=code or f"HTTP{status}",
        message=presentable(message),
        service=SIGN_IN_CALLS.get(operation, call.service),
        operation=operation,
        account=call.target.account,
        region=call.target.region,
        status=status,
        unsure=isinstance(call, Change) and status >= 500,
    )


def _of_the_clock(code: str, message: str) -> bool:
    """Whether the request was refused for the time it was signed at."""
    if code in SKEWED:
        return "token" not in message.lower()
    return code in SKEWED_BY_WORDS and bool(SKEW.search(message))


def _not_of_aws(code: str, message: str, status: int, headers: Any) -> bool:
    """A web page, or a refusal that names nothing but its number: AWS gives its errors names."""
    if is_page(message.encode()):
        return True
    nameless = code in ("", str(status))
    html = str(headers.get("content-type", "")).startswith("text/html")
    return nameless and (html or 300 <= status < 400 or status == 407)


def _in_words(status: int) -> str:
    what = "a redirection" if 300 <= status < 400 else "an HTML page"
    return f"{what} with status {status} instead of an answer"


def _text(error: Exception, code: str) -> str:
    if code == "LoginExpired" and STILL_EXPIRED in str(error):
        return "The credentials had already expired."
    if code == "Unexpected":
        return f"{type(error).__name__}: {error}"
    if isinstance(error, botocore_errors.ConfigParseError):
        return fault_in(Path(error.kwargs["path"])) or str(error)
    if isinstance(error, ValueError) and str(error).startswith(NO_NUMBER):
        return f"A setting has to be a number, and is {str(error).partition(': ')[2]}."
    if code == "BadConfig" and str(error).startswith(NO_PORT):
        return f"Invalid endpoint: {str(error)[:1].lower()}{str(error)[1:]}."
    if code == "TlsFailed" and "No such file" in str(error):
        return "The certificate file in AWS_CA_BUNDLE (or ca_bundle in ~/.aws/config) doesn't exist."
    return str(error)


def presentable(text: str) -> str:
    """One line, without what must not be shown."""
    for pattern, mask in SECRETS:
        text = pattern.sub(mask, text)
    return " ".join(text.split())


def _code(error: Exception) -> str:  # noqa: C901 - a table in the form of a match, one line a kind
    match error:
        case MfaNeeded() | botocore_errors.RefreshWithMFAUnsupportedError():
            return "MfaNeeded"
        case botocore_errors.ReadTimeoutError() | botocore_errors.ConnectTimeoutError() | TimeoutError():
            return "Timeout"
        case botocore_errors.SSLError():
            return "TlsFailed"
        case botocore_errors.ProxyConnectionError():
            return "ProxyFailed"
        case ResponseParserError() | NotAnAnswer() | botocore_errors.IncompleteReadError():
            return "NotAws"
        case botocore_errors.ResponseStreamingError() | botocore_errors.PaginationError():
            return "NotAws"
        case botocore_errors.HTTPClientError() | botocore_errors.ConnectionError():
            return "Unreachable"
        case botocore_errors.ProfileNotFound():
            return "ProfileNotFound"
        case botocore_errors.CredentialRetrievalError():
            return "CredentialProcess"
        case botocore_errors.NoCredentialsError() | botocore_errors.PartialCredentialsError():
            return "NoCredentials"
        case botocore_errors.ParamValidationError():
            return "InvalidRequest"
        case _ if isinstance(error, SIGN_IN_AGAIN) or STILL_EXPIRED in str(error):
            return "LoginExpired"
        case _ if _is_configuration(error):
            return "BadConfig"
        case _:
            return "Unexpected"


def _is_configuration(error: Exception) -> bool:
    """Something that ~/.aws/config or the environment says cannot be used."""
    kinds = (
        botocore_errors.ConfigParseError,
        botocore_errors.ConfigNotFound,
        botocore_errors.InvalidConfigError,
        botocore_errors.InfiniteLoopConfigError,
        botocore_errors.UnknownCredentialError,
        botocore_errors.NoRegionError,
        botocore_errors.InvalidRegionError,
        botocore_errors.InvalidRetryConfigurationError,
        botocore_errors.InvalidProxiesConfigError,
        botocore_errors.InvalidChecksumConfigError,
        botocore_errors.InvalidDefaultsMode,
        botocore_errors.InvalidIMDSEndpointError,
        botocore_errors.InvalidIMDSEndpointModeError,
        botocore_errors.InvalidS3AddressingStyleError,
        botocore_errors.InvalidS3UsEast1RegionalEndpointConfigError,
        botocore_errors.InvalidSTSRegionalEndpointsConfigError,
    )
    # Addresses and numbers that are none: botocore and the standard library agree on no better exception.
    beginnings = ("Invalid ", NO_NUMBER, NO_PORT)
    return isinstance(error, kinds) or (isinstance(error, ValueError) and str(error).startswith(beginnings))
