"""``inspect``: is this role what the vendor's profile asks for? A static judge, of a file or of a role in AWS."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, FORMAT, PACE, PROFILE, REGION, SANDBOX, VENDOR, Option
from wizard.cli.page import USAGE, Page
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM

if TYPE_CHECKING:
    from wizard.resources.inspection.judge import Judgement

PAGE = Page(
    text=(
        "Judges who can assume a role and what it can do, against what the vendor's profile asks for. On a file it"
        " works offline: a policy, what GetRole or GetAccountAuthorizationDetails answered, or a template of"
        " CloudFormation."
        " What it doesn't understand, it names."
    ),
    usage="ROLE_ARN|FILE [OPTION ...]",
    words=(
        ("ROLE_ARN", "a role in the account that you are signed in to"),
        ("FILE", "JSON or YAML; - for standard input"),
    ),
    examples=(
        ("inspect template.yaml", "every role of a CloudFormation template"),
        ("inspect trust.json --external-id ID", "a trust policy that should demand this external ID"),
        ("inspect ROLE_ARN --format json", "a role in AWS, an object a line"),
        ("inspect template.yaml --as sarif", "the findings for a code host"),
    ),
    exits={
        Exit.COMPLETE: "right: nothing has to be done",
        Exit.FAILED: "AWS couldn't be asked",
        Exit.USAGE: USAGE,
        Exit.INCOMPLETE: "there are findings",
    },
)
OPTIONS = (
    Option(name="--external-id", metavar="ID", help="the external ID that the vendor gave you"),
    Option(name="--as", fixed=("sarif",), help="print SARIF 2.1.0 instead of text"),
    VENDOR,
    PROFILE,
    REGION,
    FORMAT,
    SANDBOX,
    PACE,
    *ABOUT,
)


@dataclass(frozen=True, kw_only=True)
class Inspected(Settings):
    """What is inspected. as_: "sarif", or "" for text or JSON lines."""

    external_id: str = ""
    as_: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.words:
            raise UsageProblem("inspect takes a role's ARN or a file.")

    @property
    def room(self) -> int:
        """The ARN or the file."""
        return 1

    @property
    def what(self) -> str:
        """The ARN or the file."""
        return self.words[0]


SETTINGS = Inspected


def run(settings: Inspected) -> Exit:
    """Print what was found. Raises UsageProblem with one sentence."""
    from wizard.cli.inspecting import looked_at

    judgements = looked_at(settings)
    if settings.as_ == "sarif":
        _write_sarif(settings, judgements)
    elif settings.as_json:
        _write_lines(judgements)
    else:
        from wizard.frontends.inspection import inspection_lines

        for judgement in judgements:
            sys.stdout.write("\n".join(inspection_lines(judgement)) + "\n")
    sys.stdout.flush()
    return Exit.COMPLETE if all(judgement.right for judgement in judgements) else Exit.INCOMPLETE


def _write_lines(judgements: tuple[Judgement, ...]) -> None:
    import msgspec

    from wizard.frontends.headless.events import Inspection

    for one in judgements:
        said = Inspection(
            role=one.role,
            right=one.right,
            findings=tuple(msgspec.to_builtins(finding) for finding in one.findings),
            controls=one.controls,
            differences=one.differences,
        )
        sys.stdout.write(msgspec.json.encode(said).decode() + "\n")


def _write_sarif(settings: Inspected, judgements: tuple[Judgement, ...]) -> None:
    from importlib import metadata

    from wizard.export.sarif import Result, sarif

    results = [
        Result(
            one.rule, one.severity, one.sentence, one.remedy, one.evidence.pointer, one.evidence.text,
            (one.control,) if one.control else (),
        )
        for judgement in judgements for one in judgement.findings
    ]  # fmt: skip
    log = sarif(results, program=PROGRAM, version=metadata.version(PROGRAM), uri=settings.what)
    sys.stdout.write(json.dumps(log, indent=2) + "\n")
