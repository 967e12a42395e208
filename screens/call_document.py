"""Calls as a document: where, when, how long, what was asked, what AWS answered, and the request's id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from screens import words
from screens.call_groups import Group, Made
from screens.widgets.code import HEADINGS
from wizard.model import Document

MOST = 50
"""Calls of one kind that are told whole; the newest of them, which come first."""

UNSAID = "Empty, or no longer kept: the wizard keeps the contents of the latest calls only."


def call_document(calls: Group) -> Document:
    """What was said in them; every value is somebody's."""
    began, count = calls.began, len(calls.calls)
    newest = list(calls.calls)[: -MOST - 1 : -1]
    return Document(
        title=f"{began.service} {began.operation}{f' × {count:,}' if count > 1 else ''}",
        text="\n\n".join("\n".join(_told(made)) for made in newest),
        language="exchange",
        about=(f"The latest {MOST} calls, newest first.",) if count > MOST else (),
        said=True,
    )


def _told(made: Made) -> Iterator[str]:
    call, ended = made.began, made.ended
    at = datetime.fromtimestamp(call.at).strftime("%H:%M:%S")
    yield " · ".join(filter(None, (at, call.account and f"account {call.account}", call.region)))
    if ended is None:
        yield "no answer yet"
        return
    yield f"{ended.outcome}, after {words.duration(ended.seconds)}"
    if ended.request_id:
        yield f"request id {ended.request_id}"
    if not (ended.request_id or ended.request or ended.answer):
        yield UNSAID
    for title, text in zip(HEADINGS, (ended.request, ended.answer), strict=True):
        if text:
            yield from ("", title, text)
