"""What `inspect` says on a terminal: findings with their evidence and remedy, the FTR's controls, the differences."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.model.marks import SIGNS
from wizard.resources.inspection.finding import CONTROLS, Finding
from wizard.resources.inspection.judge import Judgement
from wizard.text.sanitize import within_line

MARKS = {"error": SIGNS["bad"], "warning": SIGNS["warning"], "note": SIGNS["info"]}
PLACES = 3
"""Where it is so, as many of them as are read."""
LONGEST = 300
"""Characters of evidence on a line: a whole statement, mostly."""


def inspection_lines(judgement: Judgement) -> Iterator[str]:
    """One role."""
    yield within_line(f"Role {judgement.role}" if judgement.role else "Policy")
    for same in _alike(judgement.findings):
        yield from _finding(same)
    yield "FTR controls"
    for control, state in judgement.controls.items():
        yield f"  {control}  {state:<8}  {CONTROLS[control]}"
    if judgement.differences:
        yield "Differences from what the profile asks for"
        yield from (f"  {within_line(difference)}" for difference in judgement.differences)
    yield _sum(judgement)


def _alike(findings: tuple[Finding, ...]) -> list[tuple[Finding, ...]]:
    """Those that say the same of several places together, each where its first stands."""
    alike: dict[tuple[str, ...], tuple[Finding, ...]] = {}
    for one in findings:
        key = (one.severity, one.sentence, one.rule, one.control, one.remedy, one.evidence.document)
        alike[key] = (*alike.get(key, ()), one)
    return list(alike.values())


def _finding(same: tuple[Finding, ...]) -> Iterator[str]:
    finding, beyond = same[0], len(same) - PLACES
    yield f"{MARKS[finding.severity]:<2} {within_line(finding.sentence)}"
    yield f"   {finding.rule}{f' · {finding.control}' if finding.control else ''}"
    for one in same[:PLACES]:
        yield f"   where  {within_line(one.evidence.document)} {within_line(one.evidence.pointer)}".rstrip()
        yield f"          {within_line(one.evidence.text, LONGEST)}"
    if beyond > 0:
        yield f"          and {beyond} more place{'s' if beyond > 1 else ''}; --format json names each"
    yield (
        f"   fix    {within_line(finding.remedy)}"
        if finding.severity != "note"
        else f"   {within_line(finding.remedy)}"
    )


def _sum(judgement: Judgement) -> str:
    if not judgement.findings:
        return "OK: nothing to fix."
    counts = {name: sum(one.severity == name for one in judgement.findings) for name in MARKS}
    told = ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items() if count)
    return f"OK: {told}." if judgement.right else f"Needs fixing: {told}."
