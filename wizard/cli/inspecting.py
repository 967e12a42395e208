"""What `inspect` looks at: a file, standard input, or a role in AWS; and what it is held against."""

from __future__ import annotations

import sys
from pathlib import Path

from wizard.cli.inspected import Inspected
from wizard.cli.usage import UsageProblem
from wizard.cli.whom import vendor_of
from wizard.model import Answers, Vendor
from wizard.resources.inspection.expected import Expected, expected_of
from wizard.resources.inspection.files import LARGEST, subjects
from wizard.resources.inspection.judge import Judgement, judge
from wizard.resources.inspection.subject import NotInspectableError, Subject
from wizard.resources.role_arn import check_role_arn_in, role_arn
from wizard.text.sanitize import within_line

ANY_REGION = "us-east-1"


def looked_at(settings: Inspected) -> tuple[Judgement, ...]:
    """Everything that was named, judged. Raises UsageProblem."""
    vendor = _of_customer(settings, vendor_of(settings))
    if settings.what.startswith("arn:"):
        role = role_arn(settings.what)
        wrong = check_role_arn_in(vendor.partition)(settings.what)
        if role is None or wrong:
            raise UsageProblem(within_line(str(wrong)))
        expected = expected_of(vendor, settings.external_id, role.account)
        return (judge(_live(settings, role.account, role.name, expected), expected),)
    found = _in_file(settings.what)
    return tuple(judge(one, expected_of(vendor, settings.external_id, one.account)) for one in found)


def _of_customer(settings: Inspected, vendor: Vendor) -> Vendor:
    """The vendor with what its profile leaves open answered. Raises UsageProblem."""
    from wizard.resources.parameters import unanswered, vendor_with

    if not vendor.parameters:
        return vendor_with(vendor, Answers(), settings.external_id)
    from wizard.cli.preflight import given_answers
    from wizard.workflows import workflow_for

    tables = given_answers(settings, workflow_for(settings.workflow, vendor).steps).values()
    answers = Answers({name: value for table in tables for name, value in table.items()})
    if open_ := [one.name for one in unanswered(vendor, answers)]:
        raise UsageProblem(f"{vendor.name}'s profile leaves things open; name them with --answers: {', '.join(open_)}.")
    return vendor_with(vendor, answers, settings.external_id)


def _in_file(name: str) -> tuple[Subject, ...]:
    source = "standard input" if name == "-" else within_line(name)
    try:
        content = sys.stdin.buffer.read(4 * LARGEST + 1) if name == "-" else Path(name).expanduser().read_bytes()
        return subjects(content.decode("utf-8-sig"), source)
    except OSError as error:
        raise UsageProblem(f"{source} can't be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{source} isn't text in UTF-8.") from None
    except NotInspectableError as problem:
        raise UsageProblem(within_line(str(problem))) from None


def _live(settings: Inspected, account: str, name: str, expected: Expected) -> Subject:
    from wizard.cli.aws_access import here
    from wizard.cli.prepare import prepare
    from wizard.model import CallFailed, Read, Target
    from wizard.resources.inspection.live import live_role

    prepare(settings)
    port = here().quiet
    target = Target(profile=settings.profile, region=settings.region or ANY_REGION)
    try:
        whose = port.read(Read(target=target, service="sts", operation="GetCallerIdentity"))["Account"]
        if whose != account:
            raise UsageProblem(f"The role is in account {account}, and you are signed in to account {whose}.")
        return live_role(port, target, name, expected.managed)
    except CallFailed as failed:
        error = failed.error
        said = within_line(error.message or error.code)
        raise UsageProblem(f"The role {name} can't be read: {error.operation} answered {error.code}: {said}") from None
