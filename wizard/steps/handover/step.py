"""What the vendor's engineer gets: the role's ARN, copied, and two files that tell what was found and changed.

The handover holds nothing up and is held up by nothing but the role: what is pending, blocked or skipped elsewhere is
written down as such, and the files are written again when it moves. Each file counts as in place when it says what
would be written, so a second run writes nothing. A clipboard holds something else a moment later: what became of the
copy when it was made is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from wizard.export.undoing import undo_listing
from wizard.model import (
    Answers,
    Change,
    Context,
    Finding,
    GrantedRole,
    Journal,
    JournalEntry,
    Observation,
    Plan,
    Preview,
    Reader,
    State,
    Step,
    SubAccount,
    Target,
    Trouble,
    Undo,
    Vendor,
)
from wizard.resources.handover import read_document
from wizard.resources.own_files import texts_there, write_file
from wizard.steps.handover.calls import CALLS
from wizard.steps.handover.document import document, made_elsewhere
from wizard.steps.handover.files import STATES, as_json, as_markdown, is_ours, same
from wizard.text.copied import PROVED, how_it_was_copied
from wizard.text.counted import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is to be written and copied. replaces: the account whose handover is overwritten, "" for none."""

    contact: str
    files: tuple[tuple[str, str], ...] = ()
    replaces: str = ""
    copy: str = ""


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Compare the files on disk with what they should say."""
    context = _of_customer(context)
    paths = _paths(context)
    there = texts_there(read, paths)
    foreign = next((path for path, text in there.items() if text is not None and not is_ours(path, text)), "")
    if foreign:
        return _foreign(foreign, journal, context)
    before = read_document(there[paths[1]] or "")
    texts = _written(context, before)
    wrong = tuple((path, text) for path, text in texts.items() if not same(there[path] or "", text))
    arn = _arn(context)
    facts = Facts(
        contact=context.vendor.contact,
        files=wrong,
        replaces=_another_account(before, texts[paths[1]]),
        copy=arn if context.person and arn and not _copied(journal, arn) else "",
    )
    observed = Observation(
        state=State.UNMET if facts.files or facts.copy else State.SATISFIED,
        summary=_summary(facts, arn),
        facts=facts,
        findings=(*_arn_findings(journal, arn, _beside(paths, wrong)), *_file_findings(paths, wrong), *_told(context)),
    )
    return observed if observed.state is State.UNMET else _unless_kept_out(observed, context)


def _unless_kept_out(observed: Observation[Facts], context: Context) -> Observation[Facts]:
    """All is handed over; it is of no use while the organization denies the vendor the role."""
    granted = context.find(GrantedRole)
    if granted is None or not granted.kept_out:
        return observed
    values = {
        "policy": granted.kept_out,
        "vendor": context.vendor.name,
        "role": granted.role_arn,
        "exception": granted.exception or "except the role in it",
    }
    trouble = Trouble(key="vendor-kept-out", values=values)
    return replace(observed, state=State.BLOCKED, summary="role out of reach", trouble=trouble)


def _paths(context: Context) -> tuple[str, str]:
    beside = PurePath(context.directory)
    name = f"{context.vendor.id}-handover{'-simulated' if context.simulation else ''}"
    return str(beside / f"{name}.md"), str(beside / f"{name}.json")


def _written(context: Context, before: Mapping[str, Any] | None = None) -> dict[str, str]:
    said = document(context, before)
    markdown, machine = _paths(context)
    return {markdown: as_markdown(said), machine: as_json(said)}


def _arn(context: Context) -> str:
    granted = context.find(GrantedRole)
    return granted.role_arn if granted else ""


def _copied(journal: Journal, arn: str) -> JournalEntry | None:
    """That it was tried counts: a clipboard that refused once is not tried at every look."""
    entry = journal.last("CopyText", text=arn)
    return entry if entry and entry.outcome else None


def _another_account(before: Mapping[str, Any] | None, text: str) -> str:
    account = str(before.get("account_id") or "") if before else ""
    ours = read_document(text) or {}
    return account if account != ours.get("account_id") else ""


def _summary(facts: Facts, arn: str) -> str:
    if not arn:
        return "no role ARN yet"
    if facts.files:
        return f"{counted(len(facts.files), 'file')} to write"
    return "role ARN to copy" if facts.copy else "role ARN handed over"


def _foreign(path: str, journal: Journal, context: Context) -> Observation[Facts]:
    return Observation(
        state=State.BLOCKED,
        summary="conflicting file",
        facts=Facts(contact=context.vendor.contact),
        findings=(*_arn_findings(journal, _arn(context)), *_told(context)),
        trouble=Trouble(key="handover-file-foreign", values={"path": path}),
    )


# --- what is shown ---------------------------------------------------------------------------------------------


def _beside(paths: tuple[str, str], wrong: tuple[tuple[str, str], ...]) -> str:
    """The file in which the ARN is, whatever became of the copy; "" while it is not written."""
    return "" if paths[0] in {path for path, _ in wrong} else paths[0]


def _arn_findings(journal: Journal, arn: str, beside: str = "") -> tuple[Finding, ...]:
    """The ARN, and what is known of its copy. beside: the file that holds it, too."""
    if not arn:
        return (Finding(mark="warning", text="There is no role ARN yet, because the role doesn't exist."),)
    shown = Finding(mark="good", kind="arn", text="Role ARN", body=arn)
    copied = _copied(journal, arn)
    if copied is None:
        return (shown,)
    if copied.outcome == "failed":
        why = copied.error.partition(": ")[2]
        text = "The ARN wasn't copied. Select it here, or open the file."
        return (shown, Finding(mark="info", text=text, detail=why))
    how, doubt = copied.kept.get("how", ""), copied.kept.get("doubt", "")
    text = f"{doubt} The ARN was {how_it_was_copied(how)}.".strip()
    return (shown, Finding(mark="info", text=text, detail="" if how in PROVED or not beside else f"also in {beside}"))


def _file_findings(paths: tuple[str, str], wrong: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    waiting = {path for path, _ in wrong}
    return tuple(
        Finding(mark="info", text=f"To write: {path}")
        if path in waiting
        else Finding(mark="good", text=f"Written: {path}")
        for path in paths
    )


def _told(context: Context) -> tuple[Finding, ...]:
    """What is not done elsewhere, and what comes next."""
    others = [outcome for outcome in context.outcomes.values() if outcome.id != "handover"]
    open_ = [outcome for outcome in others if outcome.state is not State.SATISFIED]
    told = tuple(
        Finding(
            mark="warning",
            text=f"{outcome.title}: {STATES[outcome.state]}",
            detail=outcome.skipped or outcome.problem or outcome.summary,
        )
        for outcome in open_
    )
    rows = tuple((line,) for line in context.vendor.next)
    then = Finding(mark="info", kind="next", text=f"What {context.vendor.name} does next", rows=rows)
    return (*told, *_how_to_undo(context), then)


def _how_to_undo(context: Context) -> tuple[Finding, ...]:
    listing = undo_listing(made_elsewhere(context), context.simulation)
    if not listing:
        return ()
    text = "How to undo what was made, newest first"
    return (Finding(mark="info", kind="script", text=text, body=listing),)


# --- planning --------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Write the files that do not say it yet; fill the clipboard where somebody is there."""
    facts = observation.facts
    writes = tuple(_write(path, text, facts) for path, text in facts.files)
    copies = (_copy(facts.copy),) if facts.copy else ()
    act = " and ".join(words for words in (_files(len(writes)), "copy the ARN" if copies else "") if words)
    return Plan(changes=(*writes, *copies), act=act[:1].upper() + act[1:])


def _files(count: int) -> str:
    return f"write {counted(count, 'file')}" if count else ""


def _write(path: str, text: str, facts: Facts) -> Change:
    return write_file(
        path,
        text,
        f"Write {PurePath(path).name} for {facts.contact}: the role ARN, what the wizard found and changed",
        warning=f"It replaces the handover of account {facts.replaces}." if facts.replaces else "",
    )


def _copy(arn: str) -> Change:
    return Change(
        target=Target(),
        service="clipboard",
        operation="CopyText",
        parameters={"Text": arn},
        sentence="Copy the role ARN to the clipboard, to send to the vendor",
        keep={"how": "how", "doubt": "doubt"},
        note={"text": arn},
        undo=Undo(words="Nothing to undo: a copy changes nothing in AWS.", stays=False),
    )


def _of_customer(context: Context) -> Context:
    """With the vendor as the role was made for it, where an earlier step has found that."""
    return replace(context, vendor=context.find(Vendor) or context.vendor)


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """Both files are foreseen from the beginning; their texts are written from what is known by then."""
    if observation is not None:
        return Preview(rounds=(plan(observation, answers),) if observation.state is State.UNMET else ())
    context = _of_customer(context)
    facts = Facts(contact=context.vendor.contact, files=tuple(_written(context).items()))
    seen = Observation(state=State.UNMET, summary="", facts=facts)
    return Preview(rounds=(plan(seen, answers),), rest="The files contain what is known by then.")


STEP = Step(
    id="handover",
    title="Handover",
    observe=observe,
    plan=plan,
    preview=preview,
    needs=(SubAccount, GrantedRole),
    reports=True,
    skippable=False,
    calls=CALLS,
)
