"""Lists of AWS's that come in pages, as one answer: all of them, or the first that has something.

What botocore has no paginator for is recognized by its members: a token of the same name goes in and comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from botocore.exceptions import PaginationError

TOKEN = "NextToken"
# How many pages without anything are asked for before that is the answer, with the token that they end with.
EMPTY_PAGES = 20


def everything(client: Any, method: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The whole answer of a call. Raises botocore's errors; PaginationError where a token is told twice in a row."""
    if client.can_paginate(method):
        whole: Mapping[str, Any] = client.get_paginator(method).paginate(**parameters).build_full_result()
        return whole
    pages = _told_by_hand(client, method, parameters)
    first = dict(next(pages))
    for page in pages:
        first |= {name: [*first.get(name, ()), *value] for name, value in page.items() if isinstance(value, list)}
    if _has_a_token(client, method):
        first.pop(TOKEN, None)
    return first


def first_with_something(client: Any, method: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first page that has something, with its token; of pages that have nothing, the last one.

    AWS may answer a page without anything and a token for more. Raises botocore's errors.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    """
    if not client.can_paginate(method):
        return getattr(client, method)(**parameters)  # type: ignore[no-any-return]  # an answer of botocore's is one
    pages = client.get_paginator(method).paginate(**parameters)
    page: Mapping[str, Any] = {}
    for page in islice(pages, EMPTY_PAGES):
        if any(key.search(page) for key in pages.result_keys):
            break
    return page


def _told_by_hand(client: Any, method: str, parameters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    ask, asked = getattr(client, method), dict(parameters)
    answer: Mapping[str, Any] = ask(**asked)
    yield answer
    while _has_a_token(client, method) and (token := answer.get(TOKEN)):
        if token == asked.get(TOKEN):
            raise PaginationError(message=f"The same next token was received twice: {token}")
        asked[TOKEN] = token
        answer = ask(**asked)
        yield answer


def _has_a_token(client: Any, method: str) -> bool:
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method])
    return all(shape is not None and TOKEN in shape.members for shape in (model.input_shape, model.output_shape))
