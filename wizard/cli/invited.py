"""The customer's side of an invitation: opened before anything else, checked, and kept in the checkpoint.

It is read before the first paint, since it says whom access is for, and since nobody should see a page of an
invitation that is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.cli.decisions import decisions
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.model import Step
from wizard.model.questions import AnswersProblem
from wizard.text.sanitize import inert_line
from wizard.vendors.invitation import InvitationProblem, OpenedInvitation, judged, read_invitation
from wizard.vendors.profile import VendorProblem, load_vendor, vendor_names

SettingsT = TypeVar("SettingsT", bound=Settings)
Tables = Mapping[str, Mapping[str, str]]


def invited(settings: SettingsT, *, vendor_named: bool) -> SettingsT:
    """The settings with the invitation opened; its vendor is theirs where none was named. Raises UsageProblem."""
    name = inert_line(settings.invitation)
    try:
        read = read_invitation(Path(settings.invitation).expanduser())
        whose = settings.vendor if vendor_named else read.invitation.vendor
        if not vendor_named and whose not in vendor_names():
            raise InvitationProblem(f"{name} is from {whose}; name its profile, too: --vendor FILE.")
        signature = judged(read, load_vendor(whose, read.invitation.contact), name)
    except (InvitationProblem, VendorProblem) as problem:
        raise UsageProblem(str(problem)) from None
    opened = OpenedInvitation(invitation=read.invitation, signature=signature, name=name)
    return replace(settings, vendor=whose, invited=opened)


def take_decisions(settings: Settings, checkpoint: Checkpoint, steps: Sequence[Step]) -> None:
    """Keep in the checkpoint what the invitation decides. Raises UsageProblem where it can't be, or comes too late."""
    opened, decided = settings.invited, _decided(settings, steps)
    if opened is None:
        return
    if checkpoint.document.journal and (late := _differs(checkpoint, decided)):
        raise UsageProblem(
            f"{checkpoint.name} was started with another {late} than {opened.name} has; use --checkpoint to name"
            " another file."
        )
    kept, names = checkpoint.document, {step: sorted(answers) for step, answers in decided.items()}
    if (kept.decided, kept.invitation) != (names, opened.signature) or _differs(checkpoint, decided):
        checkpoint.decide(decided, opened.signature)


def with_decisions(settings: Settings, steps: Sequence[Step], tables: Tables) -> dict[str, dict[str, str]]:
    """What is given and what the invitation decides, where nothing is kept. Raises UsageProblem where they differ."""
    said = {step: dict(table) for step, table in tables.items()}
    for step, answers in _decided(settings, steps).items():
        for name, value in answers.items():
            if said.get(step, {}).get(name, value) != value:
                raise _differently(settings, step, name)
        said[step] = {**said.get(step, {}), **answers}
    return said


def _decided(settings: Settings, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """By step; nothing where there is no invitation. Raises UsageProblem."""
    opened = settings.invited
    try:
        return decisions(opened.invitation, steps) if opened else {}
    except AnswersProblem as problem:
        raise UsageProblem(f"{opened.name if opened else ''}: {problem}") from None


def _differently(settings: Settings, step: str, name: str) -> UsageProblem:
    option = f"--{name}" if settings.sign_in.get(name) else f"[{step}] {name}"
    return UsageProblem(f"{option}: the vendor's invitation decides this, and differently; leave it out.")


def check_undecided(settings: Settings, checkpoint: Checkpoint, tables: Tables) -> None:
    """What is given besides is not otherwise than the vendor decided. Raises UsageProblem."""
    for step, table in tables.items():
        kept = checkpoint.answers(step)
        for name in sorted(checkpoint.decided(step) & table.keys()):
            if table[name] != kept.get(name):
                raise _differently(settings, step, name)


def _differs(checkpoint: Checkpoint, decided: Tables) -> str:
    """The first answer that the checkpoint has otherwise, "" for none."""
    return next(
        (
            f"[{step}] {name}"
            for step, answers in decided.items()
            for name, value in answers.items()
            if checkpoint.answers(step).get(name, value) != value
        ),
        "",
    )
