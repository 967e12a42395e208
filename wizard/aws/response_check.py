"""Whether what came back is an answer of AWS at all, decided before botocore parses it.

botocore reads a web page, or half of an answer, with a good status as an answer without content; then "there is no
trail" would stand for "a proxy is in the way". The cost is that JSON is parsed twice.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
JSON_PROTOCOLS = ("json", "rest-json")
AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


class NotAnAnswer(Exception):  # noqa: N818 - what came instead of an answer
    """A proxy, a captive portal or a wrong endpoint answered, or an answer was cut."""


def of_aws(endpoint: str) -> bool:
    """Whether an endpoint's address is one of AWS's own, not that of something that stands in for it."""
    return (urlsplit(endpoint).hostname or "").endswith(AWS_HOSTS)


def is_page(body: bytes) -> bool:
    """Whether a body is a web page. The body decides, not its type: some endpoints that do speak AWS's protocol call
    every answer text/html."""
    return bool(_PAGE.match(body[:2048]))


def refuse_what_is_not_aws(operation_model: Any, response_dict: Any, **_: Any) -> None:
    """A listener to botocore's ``before-parse``. Raises NotAnAnswer; leaves AWS's refusals and streams alone."""
    body, status = response_dict.get("body"), response_dict.get("status_code", 0)
    if not isinstance(body, bytes | bytearray):
        return
    if status >= 400:
        if is_page(bytes(body)):
            _reduce_to_its_number(response_dict)
        return
    if is_page(bytes(body)):
        raise NotAnAnswer(f"an HTML page with status {status} instead of an answer")
    if status >= 300:
        _refuse_redirection(operation_model, bytes(body), status)
    elif body.strip() and _speaks_json(operation_model) and not _is_json(body):
        raise NotAnAnswer(f"something that isn't JSON, or was cut off, with status {status} instead of an answer")


def _reduce_to_its_number(response: dict[str, Any]) -> None:
    """Leaves of a page with an error's status nothing but that: botocore's readers of XML fail on most pages before
    they look at the status, which alone says whether to try again."""
    response["body"] = b"<html></html>"
    response["headers"]["content-type"] = "text/html"


def _refuse_redirection(operation_model: Any, body: bytes, status: int) -> None:
    # S3 alone redirects, to a bucket's own region, and says so in XML. Any other is followed by botocore without end.
    if not body.strip() and operation_model.http.get("method") != "HEAD":
        raise NotAnAnswer(f"a redirection with status {status} instead of an answer")


def _speaks_json(operation_model: Any) -> bool:
    output = operation_model.output_shape
    raw = output is not None and output.serialization.get("payload")
    return operation_model.service_model.resolved_protocol in JSON_PROTOCOLS and not raw


def _is_json(body: bytes | bytearray) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
