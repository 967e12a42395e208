"""The files for the people who switch into the accounts: a page of links, profiles, and the same as JSON.

They are written from what AWS has confirmed of the roles, and written again when that differs. A file counts as in
place when it says what would be written, so a second run writes nothing. Where a vendor uses the roles and nobody
signs in to them here, there is the JSON file, and a file for the vendor.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from wizard.model import (
    Answers,
    Context,
    Finding,
    Fleet,
    FleetAccounts,
    FleetRoles,
    Group,
    Journal,
    Observation,
    Plan,
    Preview,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
)
from wizard.resources.fleet.aws_config import as_json, aws_config, is_ours, links_document
from wizard.resources.fleet.links import GroupLinks, group_links
from wizard.resources.fleet.links_page import links_page
from wizard.resources.fleet.vendor_handover import handover, is_handover
from wizard.resources.own_files import texts_there, write_file
from wizard.steps.links.calls import CALLS
from wizard.text.counted import counted

_WHAT = {
    ".html": "a page with a link to every role in every account",
    ".json": "every role in every account, for programs",
    "": "a profile for every role in every account, for the aws command line",
}
_HANDED_OVER = "the role's ARN in every account, to send to the vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """files: those that do not say what they should, each with the text it should have."""

    files: tuple[tuple[str, str], ...] = ()


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Compare the files on disk with what they should say."""
    found = context.find(FleetRoles)
    if found is None:
        finding = Finding(mark="info", text="No role was created in the accounts, so there is nothing to link to")
        return Observation(state=State.SATISFIED, summary="no roles", facts=Facts(), findings=(finding,))
    groups = group_links(found)
    texts = _texts(context, found, groups)
    there = texts_there(read, texts)
    foreign = next((path for path, text in there.items() if text is not None and not _is_ours(path, text)), "")
    if foreign:
        trouble = Trouble(key="links-file-foreign", values={"path": foreign})
        return Observation(state=State.BLOCKED, summary="conflicting file", facts=Facts(), trouble=trouble)
    wrong = tuple((path, text) for path, text in texts.items() if there[path] != text)
    return Observation(
        state=State.UNMET if wrong else State.SATISFIED,
        summary=f"{counted(len(wrong), 'file')} to write" if wrong else counted(_links(groups), "link"),
        facts=Facts(files=wrong),
        findings=(*_of_files(texts, dict(wrong)), *(_of_group(group) for group in groups)),
    )


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Write the files that do not say it yet."""
    files = observation.facts.files
    changes = tuple(write_file(path, text, _sentence(path)) for path, text in files)
    return Plan(changes=changes, act=f"Write {counted(len(files), 'file')}" if files else "")


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The files are foreseen as soon as the groups are known; their texts are written from the roles that are there."""
    if observation is not None:
        return Preview(rounds=(plan(observation, answers),) if observation.state is State.UNMET else ())
    rest = "The files have the roles that are in place by then."
    found, accounts = context.find(FleetRoles), context.find(FleetAccounts)
    fleet = found.fleet if found else accounts.fleet if accounts else None
    if fleet is None:
        return Preview(rest=rest)
    paths = (*_paths(context, fleet), *_handovers(context, fleet))
    facts = Facts(files=tuple((path, "") for path in paths))
    return Preview(rounds=(plan(Observation(state=State.UNMET, summary="", facts=facts), answers),), rest=rest)


# --- the files -----------------------------------------------------------------------------------------------------


def _paths(context: Context, fleet: Fleet) -> tuple[str, ...]:
    """The page, the profiles and the JSON file; the last alone where nobody signs in here."""
    simulated = _simulated(context)
    names = (f"fleet-links{simulated}.html", f"fleet-aws-config{simulated}", f"fleet-links{simulated}.json")
    paths = tuple(str(PurePath(context.directory) / name) for name in names)
    return paths if any(group.sign_in for group in fleet.groups) else paths[-1:]


def _handovers(context: Context, fleet: Fleet) -> dict[str, Group]:
    """A file for each vendor's group."""
    named = {f"fleet-handover-{group.name}{_simulated(context)}.json": group for group in fleet.groups if group.vendor}
    return {str(PurePath(context.directory) / name): group for name, group in named.items()}


def _simulated(context: Context) -> str:
    return "-simulated" if context.simulation else ""


def _texts(context: Context, found: FleetRoles, groups: tuple[GroupLinks, ...]) -> dict[str, str]:
    signed_in = context.find(SignedIn)
    region = found.fleet.region or (signed_in.region if signed_in else "")
    endpoint, simulated = (context.simulation.endpoint if context.simulation else ""), context.simulation is not None
    title = f"Roles of {found.fleet.prefix}"
    said = {
        ".html": lambda: links_page(groups, title, region, endpoint=endpoint, masked=context.presenting),
        "": lambda: aws_config(groups, region, endpoint),
        ".json": lambda: as_json(links_document(groups, found, region, simulated=simulated)),
    }
    texts = {path: said[PurePath(path).suffix]() for path in _paths(context, found.fleet)}
    handed_over = _handovers(context, found.fleet).items()
    return texts | {path: handover(group, found, context.vendor, simulated=simulated) for path, group in handed_over}


def _is_ours(path: str, text: str) -> bool:
    return (not text.strip() or is_handover(text)) if _is_handed_over(path) else is_ours(path, text)


def _is_handed_over(path: str) -> bool:
    return PurePath(path).name.startswith("fleet-handover-")


def _what(path: str) -> str:
    return _HANDED_OVER if _is_handed_over(path) else _WHAT[PurePath(path).suffix]


def _sentence(path: str) -> str:
    return f"Write {PurePath(path).name}: {_what(path)}"


# --- what is shown -------------------------------------------------------------------------------------------------


def _of_files(texts: dict[str, str], wrong: dict[str, str]) -> tuple[Finding, ...]:
    return tuple(
        Finding(mark="info", text=f"To write: {path}")
        if path in wrong
        else Finding(mark="good", text=f"Written: {path}", detail=_what(path))
        for path in texts
    )


def _of_group(group: GroupLinks) -> Finding:
    there = sum(link.role.stands == "there" for link in group.links)
    missing = len(group.links) - there
    return Finding(
        mark="warning" if missing else "good",
        text=f"{group.group.name}: {counted(there, 'role')}",
        detail=f"{missing} missing; the files leave them out" if missing else "",
    )


def _links(groups: tuple[GroupLinks, ...]) -> int:
    return sum(len(group.reachable) for group in groups)


STEP = Step(
    id="links",
    title="Links",
    observe=observe,
    plan=plan,
    preview=preview,
    needs=(FleetRoles,),
    calls=CALLS,
)
