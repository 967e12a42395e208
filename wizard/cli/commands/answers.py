"""``answers``: a template of the answers file, or its JSON Schema. Asks AWS nothing."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from wizard.cli.common_options import ABOUT, VENDOR, Option
from wizard.cli.page import PRINTED, Page
from wizard.cli.settings import OfWorkflow
from wizard.frontends.exits import Exit

PAGE = Page(
    text=(
        "Prints an answers file with every key commented out: the question, the allowed values, and an example."
        " Remove the # before a key and write your value. It doesn't call AWS."
    ),
    usage="[WORKFLOW] [OPTION ...]",
    examples=(
        ("answers > answers.toml", "start an answers file"),
        ("answers --schema > answers.schema.json", "for an editor that checks TOML"),
    ),
    exits=PRINTED,
    describes=("answers",),
)
OPTIONS = (Option(name="--schema", help="print the JSON Schema instead of the template"), VENDOR, *ABOUT)


@dataclass(frozen=True, kw_only=True)
class Described(OfWorkflow):
    """schema: for an editor, not for a person."""

    schema: bool = False


SETTINGS = Described


def run(settings: Described) -> Exit:
    """Print what was asked for, and nothing else, so that it can be kept in a file as it is. Raises UsageProblem."""
    from wizard.cli.answers_template import schema, template
    from wizard.cli.whom import vendor_of
    from wizard.workflows import workflow_for

    steps = workflow_for(settings.workflow, vendor_of(settings)).steps
    text = json.dumps(schema(steps), indent=2) + "\n" if settings.schema else template(steps)
    sys.stdout.write(text)
    return Exit.COMPLETE
