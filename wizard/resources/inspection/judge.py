"""The whole look at one role: its trust, its permissions, its limits, the FTR's controls, and how it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from wizard.resources.inspection.expected import Expected
from wizard.resources.inspection.finding import CONTROLS, Document, Finding, Severity
from wizard.resources.inspection.permissions import judged_permissions
from wizard.resources.inspection.subject import INLINE, Subject, strange_members
from wizard.resources.inspection.trust import asks_everywhere, judged_trust
from wizard.resources.policy import grants
from wizard.resources.role import Role, differences, pairs

HOUR = 3600
ORDER: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of it. controls: each of the FTR's with "met", "unmet" or "not seen"."""

    role: str
    findings: tuple[Finding, ...]
    controls: Mapping[str, str]
    differences: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether nothing has to be done: what is good to know is no finding."""
        return all(finding.severity == "note" for finding in self.findings)


def _in_order(pointer: str) -> list[tuple[bool, int, str]]:
    """As its document has it: the tenth statement after the ninth."""
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in pointer.split("/")]


def judge(subject: Subject, expected: Expected) -> Judgement:
    """Judge what a file or AWS tells of one role."""
    found = [
        *(judged_trust(subject.trust, expected, subject.account) if subject.trust else ()),
        *judged_permissions(subject.permissions, subject.managed, expected),
        *(_of_role(subject.role, expected) if subject.role else ()),
        *(_untrusted(subject.role) if subject.role and subject.trust is None else ()),
    ]
    return Judgement(
        role=subject.name,
        findings=tuple(sorted(found, key=lambda one: (ORDER[one.severity], _in_order(one.evidence.pointer), one.rule))),
        controls=_controls(subject, found),
        differences=_differences(subject, expected),
    )


def _of_role(role: Document, expected: Expected) -> Iterator[Finding]:
    wanted = expected.role
    session, longest = role.value.get("MaxSessionDuration"), wanted.session if wanted else HOUR
    if isinstance(session, int) and session > longest:
        yield Finding(
            rule="session-longer", severity="warning",
            sentence=f"Sessions last up to {session / HOUR:g} h; the profile asks for up to {longest / HOUR:g} h.",
            remedy="Set MaxSessionDuration to what you need.", evidence=role.at("MaxSessionDuration"),
        )  # fmt: skip
    if role.value.get("MaxSigninSessionDuration"):
        yield Finding(
            rule="signin-session", severity="warning",
            sentence=f"Console sign-ins with the role last up to {_days(role.value['MaxSigninSessionDuration'])}.",
            remedy="Remove MaxSigninSessionDuration: a vendor's role needs no console sign-in.",
            evidence=role.at("MaxSigninSessionDuration"),
        )  # fmt: skip
    if role.value.get("PermissionsBoundary") and wanted is not None and not wanted.boundary:
        yield Finding(
            rule="boundary", severity="note",
            sentence="A permissions boundary limits what the role can do, and may block what it needs.",
            remedy="Check that it allows what the profile asks for.", evidence=role.at("PermissionsBoundary"),
        )  # fmt: skip
    for name in strange_members(role):
        yield Finding(
            rule="not-understood", severity="warning", sentence=f"The wizard can't judge this: the role's {name}.",
            remedy="Check its meaning yourself.", evidence=role.at(name),
        )  # fmt: skip


def _untrusted(role: Document) -> Iterator[Finding]:
    yield Finding(
        rule="not-understood", severity="warning",
        sentence="The wizard can't judge this: the trust policy is missing here.",
        remedy="Inspect the whole role.", evidence=role.at(),
    )  # fmt: skip


def _days(seconds: object) -> str:
    return f"{int(str(seconds)) / HOUR:g} h" if str(seconds).isdigit() else str(seconds)


def _controls(subject: Subject, found: list[Finding]) -> dict[str, str]:
    """What can be seen of the role alone; what happens on the vendor's side is not."""
    told = dict.fromkeys(CONTROLS, "not seen")
    errors = {one.rule for one in found if one.severity != "note"}
    if subject.trust is not None:
        entered = not any(rule.startswith("trust-") or rule == "not-understood" for rule in errors)
        told["CAA-001"] = "met" if entered else "unmet"
        asked = asks_everywhere(subject.trust)
        wrong = any(one.rule.startswith("external-id") for one in found)
        told["CAA-002"] = "met" if asked and not wrong else "unmet"
    if subject.whole or subject.permissions:
        wide = any(rule.startswith("permission") for rule in errors) or _administrator(subject)
        told["CAA-007"] = "unmet" if wide else "met" if subject.whole else "not seen"
    return told


def _administrator(subject: Subject) -> bool:
    return any(arn.endswith(":aws:policy/AdministratorAccess") for arn in subject.managed)


def _differences(subject: Subject, expected: Expected) -> tuple[str, ...]:
    """How the whole role differs from the profile's, as the template step tells it."""
    if not subject.whole or expected.role is None or subject.trust is None:
        return ()
    members = subject.role.value if subject.role else {}
    boundary = members.get("PermissionsBoundary")
    live = Role(
        name=subject.name,
        trust=grants(subject.trust.value),
        managed=frozenset(subject.managed),
        inline={
            one.name.removeprefix(INLINE): grants(one.value)
            for one in subject.permissions
            if one.name.startswith(INLINE)
        },
        boundary=str(boundary.get("PermissionsBoundaryArn", "")) if isinstance(boundary, Mapping) else "",
        path=str(members.get("Path") or "/"),
        session=int(members.get("MaxSessionDuration") or HOUR),
        tags={key: value for key, value in pairs(members.get("Tags") or ()).items() if not key.startswith("aws:")},
    )
    return differences(live, expected.role)
