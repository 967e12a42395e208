"""The errors that any AWS service may give: each protocol family spells them its own way.

Codes and messages follow what the services answer; the code of a throttled call, for one, is Throttling
in IAM and CloudFormation, RequestLimitExceeded in EC2, SlowDown in S3 and TooManyRequestsException in Organizations.
"""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.actions import action

_THROTTLED = {
    "organizations": (
        "TooManyRequestsException",
        "You have sent too many requests in too short a period of time.",
        400,
    ),
    "account": ("TooManyRequestsException", "Rate exceeded", 429),
    "lambda": ("TooManyRequestsException", "Rate exceeded", 429),
    "service-quotas": ("TooManyRequestsException", "Rate exceeded", 400),
    "sso": ("TooManyRequestsException", "Rate exceeded", 429),
    "sso-oidc": ("SlowDownException", "", 400),
    "resourcegroupstaggingapi": ("ThrottledException", "Rate exceeded", 400),
    "bedrock": ("ThrottlingException", "Too many requests, please wait before trying again.", 429),
    "bedrock-runtime": ("ThrottlingException", "Too many requests, please wait before trying again.", 429),
}
_THROTTLED_PROTOCOL = {
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    "query": ("Throttling", "Rate exceeded", 400),
    "json": ("ThrottlingException", "Rate exceeded", 400),
    "rest-json": ("ThrottlingException", "Rate exceeded", 429),
    "rest-xml": ("SlowDown", "Please reduce your request rate.", 503),
}
_INTERNAL = {
    "ec2": ("InternalError", "An internal error has occurred"),
    "query": ("InternalFailure", "The request processing has failed because of an unknown error."),
    "json": ("InternalFailure", "The request processing has failed because of an unknown error."),
    "rest-json": ("InternalServerException", "The request processing has failed because of an unknown error."),
    "rest-xml": ("InternalError", "We encountered an internal error. Please try again."),
}
_UNAVAILABLE = {
    "ec2": ("Unavailable", "The server is overloaded and can't handle the request."),
    "query": ("ServiceUnavailable", "Service Unavailable. Please try again later."),
    "json": ("ServiceUnavailableException", "Service Unavailable. Please try again later."),
    "rest-json": ("ServiceUnavailableException", "Service Unavailable. Please try again later."),
    "rest-xml": ("ServiceUnavailable", "Please reduce your request rate."),
}
_UNKNOWN_KEY = {
    "ec2": ("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
    "query": ("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
    "json": ("UnrecognizedClientException", "The security token included in the request is invalid.", 400),
    "rest-json": ("UnrecognizedClientException", "The security token included in the request is invalid.", 403),
    "rest-xml": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
}
_EXPIRED_TOKEN = {
    "ec2": ("RequestExpired", "Request has expired.", 400),
    "query": ("ExpiredToken", "The security token included in the request is expired", 403),
    "json": ("ExpiredTokenException", "The security token included in the request is expired", 400),
    "rest-json": ("ExpiredTokenException", "The security token included in the request is expired", 403),
    "rest-xml": ("ExpiredToken", "The provided token has expired.", 400),
}
# What there is before a signature has its own words for who one is not.
_EXPIRED_SIGN_IN = {
    "sso": ("UnauthorizedException", "Session token not found or invalid", 401),
    "sso-oidc": ("ExpiredTokenException", "", 400),
}
_DENIED_SIGN_IN = {
    "sso": ("ForbiddenException", "No access", 403),
    "sso-oidc": ("AccessDeniedException", "", 400),
}
_SKEWED = "Signature expired: 20200101T000000Z is now earlier than 20200101T001500Z (20200101T002000Z - 5 min.)"
_REQUEST_EXPIRED = {
    "ec2": ("RequestExpired", "Request has expired.", 400),
    "query": ("SignatureDoesNotMatch", _SKEWED, 403),
    "json": ("InvalidSignatureException", _SKEWED, 400),
    "rest-json": ("InvalidSignatureException", _SKEWED, 403),
    "rest-xml": (
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        403,
    ),
}
_DENIED = {
    "ec2": ("UnauthorizedOperation", 403),
    "query": ("AccessDenied", 403),
    "json": ("AccessDeniedException", 400),
    "rest-json": ("AccessDeniedException", 403),
    "rest-xml": ("AccessDenied", 403),
}


def throttled(service: str, protocol: str) -> AwsError:
    code, message, status = _THROTTLED.get(service) or _THROTTLED_PROTOCOL[protocol]
    return AwsError(code, message, status)


def internal(protocol: str) -> AwsError:
    return AwsError(*_INTERNAL[protocol], 500)


def unavailable(protocol: str) -> AwsError:
    return AwsError(*_UNAVAILABLE[protocol], 503)


def unknown_key(protocol: str) -> AwsError:
    code, message, status = _UNKNOWN_KEY[protocol]
    return AwsError(code, message, status)


def expired_token(protocol: str, service: str = "") -> AwsError:
    code, message, status = _EXPIRED_SIGN_IN.get(service) or _EXPIRED_TOKEN[protocol]
    return AwsError(code, message, status)


def request_expired(protocol: str) -> AwsError:
    code, message, status = _REQUEST_EXPIRED[protocol]
    return AwsError(code, message, status)


def denied(protocol: str, arn: str, service: str, operation: str, *, resource: str = "*", why: str = "") -> AwsError:
    """AccessDenied in the words of AWS; `why` names the policy that stood in the way."""
    if service in _DENIED_SIGN_IN:
        return AwsError(*_DENIED_SIGN_IN[service])
    name = action(service, operation)
    return not_allowed(
        protocol, arn, name, resource, why or f"because no identity-based policy allows the {name} action"
    )


def not_allowed(protocol: str, arn: str, name: str, resource: str, why: str) -> AwsError:
    """AccessDenied for an action by its name; without a `why` AWS says no more than that."""
    code, status = _DENIED[protocol]
    sentence = f"User: {arn} is not authorized to perform: {name} on resource: {resource} {why}".rstrip()
    if protocol == "ec2":
        sentence = f"You are not authorized to perform this operation. {sentence}"
    return AwsError(code, sentence, status)


def scp_denied(protocol: str, arn: str, service: str, operation: str, *, resource: str = "*") -> AwsError:
    why = "with an explicit deny in a service control policy"
    return denied(protocol, arn, service, operation, resource=resource, why=why)


class AwsError(Exception):
    """An error as AWS would report it. Without a status the model of the service decides."""

    def __init__(self, code: str, message: str, status: int | None = None, **members: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        # Some modelled errors have members of their own (a Reason, for one); the serializer asks for attributes.
        for name, value in members.items():
            setattr(self, name, value)
