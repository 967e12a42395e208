"""What is asked about a fleet's groups: the file that has them, or the same as tables of an answers file."""

from __future__ import annotations

import json
from dataclasses import replace

from wizard.model import Question
from wizard.model.questions import Tables
from wizard.resources.fleet.file import FleetProblem, fleet_in
from wizard.resources.fleet.schema import EXAMPLE, SCHEMA
from wizard.resources.fleet.source import wrong_place
from wizard.resources.identity_policies import spoken


def _wrong_content(content: str) -> str | None:
    try:
        fleet_in(json.loads(content))
    except FleetProblem as problem:
        return str(problem)
    return None


FILE = Question(
    name="file",
    text="Which file describes your groups?",
    help="A TOML file: which role each group gets, in which accounts. It can be in S3: s3://BUCKET/fleet.toml.",
    placeholder="fleet.toml",
    check=wrong_place,
    optional=True,
)
CONTENT = Question(
    name="content",
    text="Which groups are there?",
    help="What a fleet file says, in the answers file itself. Paths of policies are from the current directory.",
    check=_wrong_content,
    optional=True,
    tables=Tables(schema=SCHEMA, example=EXAMPLE),
)
READ_TAGS = Question(
    name="read_tags",
    public=True,
    text="Do you want to read the tags of these accounts?",
    help="A group chooses its accounts by tag. AWS lets the wizard read the tags of 10 accounts a second.",
    yes_or_no=True,
    default="true",
)


def which_file(given: str, *, default: str = "") -> Question:
    """Which file. given: groups that came as tables and were taken back, as JSON; without a file they hold again."""
    if not given:
        return replace(FILE, optional=False, default=default)
    names = spoken(json.loads(given).get("groups", {}))
    return replace(FILE, help=f"{FILE.help} Leave it empty to keep the groups that you have: {names}.", default=default)


QUESTIONS = (FILE, CONTENT, READ_TAGS)
