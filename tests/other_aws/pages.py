"""Answers a little at a time: a page without anything first, then one thing a page, each with a token for the next.

AWS documents both: that a page may have fewer than were asked for, and that one may have none and a token all the same.
"""

from __future__ import annotations

import uuid
from typing import Any

from tests.other_aws.wire import Tree, paginator


class Pages:
    """What is still to be told, by the token that asks for it."""

    def __init__(self) -> None:
        self._waiting: dict[str, Tree] = {}

    def waiting(self, service: str, operation: str, parameters: dict[str, Any]) -> Tree | None:
        """The page that a request asks for, where its token is one of ours."""
        pages = paginator(service, operation)
        asked = parameters.get(str(pages["input_token"])) if pages else None
        return self._waiting.get(str(asked))

    def first(self, service: str, operation: str, tree: Tree) -> Tree:
        """The first of many pages with what the answer has, or the answer where it is no such list."""
        how = paginator(service, operation)
        if how is None or not isinstance(tree, dict) or not isinstance(how["output_token"], str):
            return tree
        if not how["output_token"].isidentifier():
            return tree
        keys = how["result_key"] if isinstance(how["result_key"], list) else [how["result_key"]]
        lists = [key for key in keys if isinstance(tree.get(key), list)]
        items = [(key, one) for key in lists for one in tree[key]]
        if not items:
            return tree
        rest = {name: value for name, value in tree.items() if name not in lists}
        pages = [{**rest, **{key: [] for key in lists}}]
        pages += [{**rest, **{key: [one] if key == holder else [] for key in lists}} for holder, one in items]
        return self._chained(how, pages)

    def _chained(self, how: dict[str, Any], pages: list[Tree]) -> Tree:
        after = pages[-1]
        for page in reversed(pages[:-1]):
            token = f"more-{uuid.uuid4()}"
            self._waiting[token] = after
            after = {**page, how["output_token"]: token, **({how["more_results"]: "true"} if _more(how) else {})}
            if _more(how) and isinstance(page.get(how["more_results"]), bool):
                after[how["more_results"]] = True
        return after


def _more(how: dict[str, Any]) -> bool:
    return "more_results" in how
