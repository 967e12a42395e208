"""Refusals as they may be spelled, too: by another of a service's documented codes, another form of the protocol."""

from __future__ import annotations

import json
from random import Random
from xml.etree import ElementTree

from tests.other_aws.wire import model

DENIED = ("AccessDenied", "AccessDeniedException")
# IAM's, CloudFormation's, Organizations' and the others' references and their CommonErrors.html.
SAME = {
    "iam": (DENIED, ("Throttling", "ThrottlingException"), ("ServiceFailure", "InternalFailure")),
    "cloudformation": (
        DENIED,
        ("Throttling", "ThrottlingException", "RequestLimitExceeded"),
        ("ValidationError", "ValidationException"),
        ("ChangeSetNotFound", "ChangeSetNotFoundException"),
    ),
    "ec2": (("UnauthorizedOperation", "AccessDenied"), ("RequestLimitExceeded", "Throttling")),
    "sts": (DENIED, ("Throttling", "ThrottlingException")),
    "organizations": (("TooManyRequestsException", "ThrottlingException"),),
    "cloudtrail": (("ThrottlingException", "Throttling"), DENIED),
    "bedrock": (("ThrottlingException", "TooManyRequestsException"),),
    "account": (("TooManyRequestsException", "ThrottlingException"),),
}
THROTTLED = ("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded")
# Where the message alone says what is meant, it is there.
MESSAGE_NEEDED = ("ValidationError", "ValidationException")
# Services and calls that only tell more.
MORE = (
    "account", "controltower", "lambda", "resourcegroupstaggingapi", "service-quotas", "cloudformation:DescribeEvents",
    "cloudtrail:ListEventDataStores", "organizations:ListPolicies", "organizations:ListDelegatedAdministrators",
    "iam:GetAccountAuthorizationDetails",
)  # fmt: skip
PROXY = b"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>503</title>\n<p>No server is available<br>"


def throttling(service: str) -> str:
    """How a service says that it was asked too often, the last of its spellings."""
    found = [names for names in SAME.get(service, ()) if names[0] in THROTTLED]
    return found[0][-1] if found else "ThrottlingException"


def lacking(service: str, operation: str) -> tuple[int, dict[str, str], bytes]:
    """How it is said that a call is not there, each in one of the ways that are known of what stands in for AWS."""
    ways = (
        (404, {"content-type": "text/html"}, PROXY.replace(b"503", b"404")),
        refusal(service, "InternalFailure", "The API action is not yet implemented", 501),
        refusal(service, "UnknownOperationException", "", 400),
    )
    return ways[len(operation) % len(ways)]


def refusal(service: str, code: str, message: str, status: int) -> tuple[int, dict[str, str], bytes]:
    """A refusal in the protocol of a service: status, headers, body."""
    protocol = model(service).resolved_protocol
    if protocol in ("json", "rest-json"):
        return status, {"x-amzn-errortype": code}, json.dumps({"__type": code, "message": message}).encode()
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    if protocol == "rest-xml":
        return status, {"content-type": "text/xml"}, error.encode()
    body = f"<Response><Errors>{error}</Errors></Response>" if protocol == "ec2" else _response(error)
    return status, {"content-type": "text/xml"}, body.encode()


def _response(error: str) -> str:
    return f"<ErrorResponse>{error}</ErrorResponse>"


def respelled(service: str, body: bytes, headers: dict[str, str], dice: Random, *, silent: bool) -> bytes:
    """The same refusal in other words. silent: without a message, where the code says it all."""
    if model(service).resolved_protocol in ("json", "rest-json"):
        return _in_json(service, body, headers, dice, silent)
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return body
    for error in [one for one in root.iter() if one.tag.rpartition("}")[2] == "Error"]:
        parts = {one.tag.rpartition("}")[2]: one for one in error}
        if "Code" in parts:
            parts["Code"].text = _other(service, parts["Code"].text or "", dice)
            if silent and "Message" in parts and parts["Code"].text not in MESSAGE_NEEDED:
                error.remove(parts["Message"])
    return ElementTree.tostring(root)


def _in_json(service: str, body: bytes, headers: dict[str, str], dice: Random, silent: bool) -> bytes:
    try:
        said = json.loads(body)
    except ValueError:
        return body
    code = str(said.pop("__type", "") or headers.get("x-amzn-errortype", "")).split(":")[0].rpartition("#")[2]
    if not code:
        return body
    code = _other(service, code, dice)
    message = said.pop("message", None) or said.pop("Message", None)
    words = {} if silent and code not in MESSAGE_NEEDED else {dice.choice(["message", "Message"]): message or ""}
    headers.pop("x-amzn-errortype", None)
    if model(service).resolved_protocol == "rest-json":  # the other one names its errors in the body alone
        headers["x-amzn-errortype"] = f"{code}:http://internal.amazon.com/coral/com.amazon.coral.service/"
        return json.dumps({**said, **words}).encode()
    return json.dumps({"__type": f"com.amazonaws.{service}#{code}", **said, **words}).encode()


def _other(service: str, code: str, dice: Random) -> str:
    return next((dice.choice(names) for names in SAME.get(service, ()) if code in names), code)
