"""``inspect``: is this role what the vendor's profile asks for? A static judge, of a file or of a role in AWS."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, ANSWERS, FORMAT, PACE, PROFILE, REGION, SANDBOX, VENDOR, Option
from wizard.cli.inspected import Inspected
from wizard.cli.page import USAGE, Page
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM, VERSION
from wizard.host.standard_output import complain

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
        ("inspect trust.json --external-id ID", "a trust policy that should require this external ID"),
        ("inspect ROLE_ARN --format json", "a role in AWS, one JSON object per line"),
        ("inspect template.yaml --sarif", "the findings for a code host"),
    ),
    exits={
        Exit.COMPLETE: "OK: nothing to fix",
        Exit.FAILED: "AWS couldn't be asked",
        Exit.USAGE: USAGE,
        Exit.INCOMPLETE: "there are findings",
    },
)
OPTIONS = (
    Option(name="--external-id", metavar="ID", help="the external ID that the vendor gave you"),
    Option(name="--sarif", help="print SARIF 2.1.0 instead of text"),
    VENDOR,
    ANSWERS,
    PROFILE,
    REGION,
    FORMAT,
    SANDBOX,
    PACE,
    *ABOUT,
)


SETTINGS = Inspected
SIMULATED = "SANDBOX: simulated AWS, scenario {scenario}. No real role was looked at."


def run(settings: Inspected) -> Exit:
    """Print what was found. Raises UsageProblem with one sentence."""
    from wizard.cli.inspecting import looked_at

    judgements = looked_at(settings)
    if settings.sandbox:
        complain(SIMULATED.format(scenario=settings.sandbox))
    if settings.sarif:
        _write_sarif(settings, judgements)
    elif settings.as_json:
        _write_lines(judgements, simulated=bool(settings.sandbox))
    else:
        from wizard.frontends.inspection import inspection_lines

        for judgement in judgements:
            sys.stdout.write("\n".join(inspection_lines(judgement)) + "\n")
    sys.stdout.flush()
    return Exit.COMPLETE if all(judgement.right for judgement in judgements) else Exit.INCOMPLETE


def _write_lines(judgements: tuple[Judgement, ...], *, simulated: bool) -> None:
    import msgspec

    from wizard.frontends.headless.events import Inspection

    for one in judgements:
        said = Inspection(
            simulated=True if simulated else msgspec.UNSET,
            role=one.role,
            right=one.right,
            findings=tuple(msgspec.to_builtins(finding) for finding in one.findings),
            controls=one.controls,
            differences=one.differences,
        )
        sys.stdout.write(msgspec.json.encode(said).decode() + "\n")


def _write_sarif(settings: Inspected, judgements: tuple[Judgement, ...]) -> None:

    from wizard.export.sarif import Result, sarif

    results = [
        Result(
            one.rule, one.severity, one.sentence, one.remedy, one.evidence.pointer, one.evidence.text,
            (one.control,) if one.control else (),
        )
        for judgement in judgements for one in judgement.findings
    ]  # fmt: skip
    log = sarif(results, program=PROGRAM, version=VERSION, uri=settings.what)
    sys.stdout.write(json.dumps(log, indent=2) + "\n")
