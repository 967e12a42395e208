"""The JSON lines as an interface: what is documented is what the types say, and a time is written one way."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from tests.json_lines import checked, kept_schema
from tests.worlds import World, engine_of, thing
from wizard.checkpoint.checkpoint import iso
from wizard.frontends.headless import events
from wizard.frontends.headless.json_lines import call_line, change_line, delayed_line
from wizard.frontends.headless.output import Output
from wizard.frontends.headless.page import page, schema_text
from wizard.frontends.headless.stream import Stream
from wizard.frontends.prompts.news import News
from wizard.model import CallDelayed, CallEnded, ChangeView

ROOT = Path(__file__).parents[2]


def as_told(line: events.Line) -> dict[str, Any]:
    return checked(msgspec.json.encode(line).decode())


def test_the_schema_in_the_repository_is_the_one_the_types_make() -> None:
    kept = (resources.files("assets") / "json-lines.schema.json").read_text("utf-8")
    assert kept == schema_text(), (
        "make it again: python -m wizard.frontends.headless.page --schema > assets/json-lines.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(kept_schema())


def test_the_page_in_the_repository_is_the_one_the_types_make() -> None:
    kept = (ROOT / "docs" / "json-lines.md").read_text("utf-8")
    assert kept == page(), "make it again: python -m wizard.frontends.headless.page > docs/json-lines.md"


def test_every_event_is_in_the_schema_and_on_the_page() -> None:
    names = {kind.__struct_config__.tag for kind in get_args(events.Line)}
    assert names == set(kept_schema()["discriminator"]["mapping"])
    assert all(f"## {name}\n" in page() for name in names)


def test_the_first_line_names_the_version_that_the_page_describes() -> None:
    began = as_told(events.Began(program="0.1.0", command="plan", workflow="onboarding", at=iso(0)))
    assert began["version"] == events.VERSION
    assert f"This is version {events.VERSION} of the format" in page()


def test_every_time_is_written_one_way() -> None:
    """Whatever is a time in the types has the one pattern; nothing that is called a time is anything else."""
    times = [
        (kind, name, field)
        for kind, described in kept_schema()["$defs"].items()
        for name, field in described["properties"].items()
        if name in ("at", "since", "until")
    ]
    assert len(times) >= 6
    (pattern,) = {re.search(r"\^.*?\$", json.dumps(field))[0] for _, _, field in times}
    assert re.fullmatch(json.loads(f'"{pattern}"'), iso(1_790_000_000.5))


def test_a_call_and_a_change_carry_times_and_ids_whole() -> None:
    call = CallEnded(
        number=1,
        at=0,
        account="111122223333",
        region="us-east-1",
        service="iam",
        operation="GetRole",
        writes=False,
        seconds=0.1,
        outcome="ok",
    )
    told = as_told(call_line(call))
    assert (told["at"], told["account"]) == ("1970-01-01T00:00:00.000Z", "111122223333")
    change = ChangeView(
        digest="d" * 64,
        sentence="Create it.",
        account="111122223333",
        region="us-east-1",
        service="s3",
        operation="PutObject",
        parameters={"Body": b"bytes", "Key": "k"},
        command="aws s3api put-object",
        to_read="aws s3api put-object",
        progress="done",
        at=0.5,
    )
    told = as_told(change_line("cloudtrail", change))
    assert told["parameters"] == {"Body": "bytes", "Key": "k"}
    assert told["at"] == "1970-01-01T00:00:00.500Z"


def delayed(seconds: float = 2.25) -> CallDelayed:
    return CallDelayed(
        number=7, at=0, account="111122223333", region="us-east-1", service="organizations", operation="ListAccounts",
        seconds=seconds, cause="throttled", outcome="TooManyRequestsException", attempt=2, attempts=4,
    )  # fmt: skip


def test_a_call_that_waits_for_another_try_says_why_and_for_how_long() -> None:
    told = as_told(delayed_line(delayed()))
    assert (told["event"], told["number"], told["seconds"], told["attempt"]) == ("call-delayed", 7, 2.25, 2)
    assert (told["cause"], told["outcome"]) == ("throttled", "TooManyRequestsException")


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(2.25, ["  AWS is throttling ListAccounts; trying again in 3 s (try 2 of 4)."]), (0.1, [])],
    ids=["noticed", "not-noticed"],
)
def test_in_text_and_in_the_conversation_a_wait_that_is_noticed_is_a_line(
    seconds: float, says: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    engine = engine_of(thing("bucket"), world=World())
    news = News(engine.view)
    stream = Stream(as_json=False)
    for listen in (Output(engine, stream).listen, news.listen):
        listen(delayed(seconds))
    stream.close()
    assert capfd.readouterr().out.splitlines() == says
    assert news.news() == says


def test_the_last_line_is_told_once_and_by_the_exit_code_where_the_command_did_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for code, outcome in ((0, "complete"), (1, "failed"), (2, "failed"), (3, "incomplete"), (130, "incomplete")):
        stream = Stream(as_json=True, command="apply")
        stream.finish(code, "why")
        stream.finish(1, None)
        stream.close()
        began, finished = map(checked, capfd.readouterr().out.splitlines())
        assert began["event"] == "began"
        assert (finished["outcome"], finished["exit_code"], finished["reason"]) == (outcome, code, "why")
