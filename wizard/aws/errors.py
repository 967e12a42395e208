"""From whatever botocore raises to one CallError that the rest of the program understands.

AWS's own code is kept where AWS answered. Where it did not, the code is one of ours (see CallError), so that a
proxy's login page or a dropped line is never taken for an answer of AWS.
"""

from __future__ import annotations

from typing import Any

from botocore import exceptions as botocore_errors
from botocore.parsers import ResponseParserError

from wizard.model import Call, CallError

SIGN_IN_AGAIN = (
    botocore_errors.UnauthorizedSSOTokenError,
    botocore_errors.SSOTokenLoadError,
    botocore_errors.TokenRetrievalError,
    botocore_errors.LoginError,
)


class MfaNeeded(Exception):  # noqa: N818 - raised in the middle of botocore's prompt for a code
    """A profile wants an MFA code; botocore must not ask for it on the terminal behind the screen."""


class WebPage(Exception):  # noqa: N818 - what came instead of an answer
    """A proxy, a captive portal or a wrong endpoint answered with a page."""


# The request left, and nobody knows what became of it. A refused connection or a failed handshake never left.
LOST_ANSWER = (botocore_errors.HTTPClientError, botocore_errors.IncompleteReadError, ResponseParserError, WebPage)


def call_error(error: Exception, call: Call) -> CallError:
    """Why the call failed. Anything unknown is ``Unexpected``, with the exception's own text."""
    if isinstance(error, botocore_errors.ClientError):
        return _from_aws(error, call)
    return CallError(
        code=_code(error),
        message=" ".join(str(error).split()),
        service=call.service,
        operation=call.operation,
        account=call.target.account,
        region=call.target.region,
        unsure=isinstance(error, LOST_ANSWER),
    )


def _from_aws(error: botocore_errors.ClientError, call: Call) -> CallError:
    said: Any = error.response.get("Error", {})
    meta: Any = error.response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode", 0))
    message = " ".join(str(said.get("Message", "")).split())
    code = str(said.get("Code", ""))
    not_aws = message[:1] == "<" or (code in ("", str(status)) and _is_html(meta.get("HTTPHeaders", {})))
    assume_role = error.operation_name == "AssumeRole"
    return CallError(
        code="NotAws" if not_aws else (code or f"HTTP{status}"),
        message=f"an HTML page with status {status} instead of an answer" if not_aws else message,
        service="sts" if assume_role else call.service,
        operation=error.operation_name or call.operation,
        account=call.target.account,
        region=call.target.region,
        status=status,
        unsure=status >= 500,
    )


def _is_html(headers: Any) -> bool:
    return str(headers.get("content-type", "")).startswith("text/html")


def refuse_web_pages(response_dict: Any, **_: Any) -> None:
    """A listener before botocore parses: a web page with a good status would be read as an answer without content.

    The body decides, not its type: some endpoints that do speak AWS's protocol call an empty body text/html.
    """
    start = bytes(response_dict.get("body") or b"")[:64].lstrip().lower() if _has_bytes(response_dict) else b""
    if response_dict.get("status_code", 0) < 300 and start.startswith((b"<!doctype html", b"<html")):
        raise WebPage(f"an HTML page with status {response_dict['status_code']} instead of an answer")


def _has_bytes(response_dict: Any) -> bool:
    return isinstance(response_dict.get("body"), bytes | bytearray)


def _code(error: Exception) -> str:  # noqa: C901 - a table in the form of a match, one line a kind
    match error:
        case MfaNeeded():
            return "MfaNeeded"
        case botocore_errors.ReadTimeoutError() | botocore_errors.ConnectTimeoutError():
            return "Timeout"
        case botocore_errors.SSLError():
            return "TlsFailed"
        case botocore_errors.ProxyConnectionError():
            return "ProxyFailed"
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
        case botocore_errors.ConfigParseError() | botocore_errors.InvalidConfigError():
            return "BadConfig"
        case _ if isinstance(error, SIGN_IN_AGAIN):
            return "LoginExpired"
        case ResponseParserError() | WebPage():
            return "NotAws"
        case _:
            return "Unexpected"
