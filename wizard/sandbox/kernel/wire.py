"""AWS's protocols: from an HTTP request to an operation and its parameters, and back.

botocore's models say which protocol a service speaks and moto has a parser, a router and a serializer
for each; this module is the only one that touches them. It costs one model load per service on its first
call: some twenty-five milliseconds, a tenth of a second for EC2.
"""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qs
from xml.etree import ElementTree

from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import ResponseSerializer, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

from wizard.sandbox.kernel.errors import AwsError

Environ: TypeAlias = dict[str, Any]

UNSIGNED = ""

# What a request to S3 is about never stands in its query, whatever somebody writes there.
_IN_THE_PATH = ("Bucket", "Key", "Keys")

# Where one signing name stands for several services, they are tried in this order.
_SIGNED_AS = {
    "bedrock": ("bedrock", "bedrock-runtime", "bedrock-agent"),
    "tagging": ("resourcegroupstaggingapi",),
    "servicequotas": ("service-quotas",),
    "monitoring": ("cloudwatch",),
    "elasticloadbalancing": ("elbv2",),
    # Signing in comes before there is anything to sign with.
    UNSIGNED: ("sso-oidc", "sso"),
}


class UnreadableError(Exception):
    """The request is no operation of any service that botocore knows."""


@dataclass(frozen=True)
class Signature:
    """What a SigV4 signature says about its call."""

    access_key_id: str
    region: str
    service: str
    session_token: str


@dataclass
class Message:
    """A request as an operation: service, name and parameters."""

    service: str
    operation: str
    parameters: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""


@dataclass
class Response:
    """What goes back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


def signature(environ: Environ) -> Signature | None:
    """Who signed a request and for what; None when nobody did."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "")
    if "Credential=" in authorization:
        scope = authorization.split("Credential=", 1)[1].split(",", 1)[0]
    elif "X-Amz-Credential" in query:
        scope, token = query["X-Amz-Credential"][0], query.get("X-Amz-Security-Token", [token])[0]
    else:
        return None
    parts = scope.strip().split("/")
    if len(parts) != 5:
        return None
    return Signature(parts[0], parts[2], parts[3].lower(), token)


def read(environ: Environ, signed_as: str) -> Message:
    """The operation that a request asks for; raises UnreadableError."""
    request = Request(environ)
    for service in _SIGNED_AS.get(signed_as, (signed_as,)):
        found = _match(request, service)
        if found is not None:
            model, uri = found
            return _message(request, service, model.name, _parse(request, model, uri))
    raise UnreadableError(signed_as)


def respond(message: Message, result: Mapping[str, Any], request_id: str) -> Response:
    """An answer in the protocol that the request was made in."""
    return _response(_serializer(message).serialize(dict(result)), request_id)


def refuse(message: Message, error: AwsError, request_id: str) -> Response:
    """An error in the protocol that the request was made in."""
    response = _response(_serializer(message).serialize(error), request_id)
    response.status = error.status or response.status
    if message.service == "sso-oidc":
        response.body = _without_type(response.body)
    return response


def _without_type(body: bytes) -> bytes:
    """An OAuth error as it goes over the wire: its name stands in a header, in the body what OAuth knows."""
    members = json.loads(body)
    return json.dumps({name: members[name] for name in members.keys() - {"__type", "message"}}).encode()


def protocol(message: Message) -> str:
    """ec2, query, json, rest-json or rest-xml."""
    return str(determine_request_protocol(_model(message.service), message.content_type))


def new_request_id() -> str:
    return str(uuid.uuid4())


def _match(request: Request, service: str) -> tuple[OperationModel, dict[str, Any]] | None:
    try:
        model, uri = get_service_router(service).match(request)
    except (NotFound, NotImplementedError):
        return None
    except Exception as unknown:  # botocore's UnknownServiceError, without importing botocore for its name
        raise UnreadableError(service) from unknown
    return model, uri


def _deleted(body: bytes) -> list[str]:
    """The keys that DeleteObjects names; none of a body that is no XML, which is refused by whoever carries it out."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return []
    return [each.text or "" for each in root.iter() if each.tag.rpartition("}")[2] == "Key"]


def _parse(request: Request, model: OperationModel, uri: dict[str, Any]) -> dict[str, Any]:
    if model.service_model.service_name == "s3":
        # The bodies of S3 are objects; what is asked about stands in the path and the query, and once in a body.
        asked = {name: value for name, value in request.args.items() if name not in _IN_THE_PATH}
        named = {"Keys": _deleted(request.get_data())} if model.name == "DeleteObjects" else {}
        return {**asked, **named, **uri}
    parser: Any = PROTOCOL_PARSERS[determine_request_protocol(model.service_model, request.content_type)]
    parsed = parser(model).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": uri,
        }
    )
    return dict(parsed)


def _message(request: Request, service: str, operation: str, parameters: dict[str, Any]) -> Message:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Message(service, operation, parameters, headers, request.content_type or "")


@functools.cache
def _model(service: str) -> Any:
    return get_service_model(service)


def _serializer(message: Message) -> ResponseSerializer:
    model = _model(message.service)
    names = model.operation_names
    operation = model.operation_model(message.operation) if message.operation in names else OperationModel({}, model)
    return get_serializer_class(model.service_name, protocol(message))(operation_model=operation)


def _response(serialized: Any, request_id: str) -> Response:
    body = serialized["body"]
    data = body if isinstance(body, bytes) else str(body).encode()
    headers = {name: str(value) for name, value in serialized["headers"].items()}
    return Response(int(serialized["status_code"]), headers | {"x-amzn-RequestId": request_id}, data)
