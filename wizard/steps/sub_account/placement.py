"""The new account's place in the organization: which units there are, whether the one asked for is, and the move.

An organizational unit is looked up before the account is made: the account could not be unmade because of a slip in
the unit's id. AWS makes every account under the root, so that a unit always costs a second round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, CallFailed, Choice, Finding, Observation, SubAccount, Trouble
from wizard.steps.sub_account import questions
from wizard.steps.sub_account.case import Case, Facts
from wizard.steps.sub_account.entry import way_in

# More than this is searched in the console, not in a list of choices.
MOST_UNITS = 40
# A new account is listed before its place in the organization can be read.
PLACED_WITHIN = 5 * 60.0


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the account is to be. unit: the unit's name; "" where it is the root. root: the root's id, if known."""

    unit: str = ""
    root: str = ""


def destination(case: Case) -> Destination | Trouble:
    """What the answer for the unit means, or that there is no such unit. A unit that may not be read is believed."""
    unit = case.answers.text("organizational_unit_id")
    if not unit:
        return Destination()
    asked = case.organizations("DescribeOrganizationalUnit", OrganizationalUnitId=unit)
    roots, *described = case.read.many([case.organizations("ListRoots"), *([asked] if unit.startswith("ou-") else [])])
    root = "" if isinstance(roots, CallError) else str(roots["Roots"][0]["Id"])
    if unit.startswith("r-"):
        return Destination(root=unit) if root in ("", unit) else _no_such_unit(unit)
    if not described:
        return Destination(root=root)
    if isinstance(described[0], CallError):
        missing = described[0].code == "OrganizationalUnitNotFoundException"
        return _no_such_unit(unit) if missing else Destination(unit=unit, root=root)
    return Destination(unit=str(described[0]["OrganizationalUnit"].get("Name", unit)), root=root)


def _no_such_unit(unit: str) -> Trouble:
    return Trouble(key="no-such-unit", values={"unit": unit})


def unit_choices(case: Case) -> tuple[Choice, ...]:
    """The root and every unit under it, by their path; () where they cannot be listed or are too many."""
    answer = case.ask("ListRoots")
    if isinstance(answer, CallError):
        return ()
    root = str(answer["Roots"][0]["Id"])
    choices = [Choice(root, "None: directly under the root", root, recommended=True)]
    level = {root: ""}
    while level:
        level = _below(case, level)
        choices += [Choice(unit, path, unit) for unit, path in level.items()]
        if len(choices) > MOST_UNITS:
            return ()
    return tuple(choices)


def _below(case: Case, parents: Mapping[str, str]) -> dict[str, str]:
    """The units directly under these, by id, each with its path. A branch that cannot be read ends there."""
    reads = [case.organizations("ListOrganizationalUnitsForParent", ParentId=parent) for parent in parents]
    found = {}
    for path, answer in zip(parents.values(), case.read.many(reads), strict=True):
        units = () if isinstance(answer, CallError) else answer.get("OrganizationalUnits", ())
        found.update({str(unit["Id"]): f"{path}{' / ' if path else ''}{unit['Name']}" for unit in units})
    return found


def ask_unit(case: Case, trouble: Trouble) -> Observation[Facts]:
    """Ask for the unit again, now with those that there are."""
    (*_, unit) = questions.new_account(case.vendor, unit_choices(case), (), organization=True)
    asked = questions.unit_refused(unit, case.answers.text("organizational_unit_id"))
    return case.needs("no such unit", asked, trouble=trouble)


def misplaced(case: Case, account: Mapping[str, Any], *, made_here: bool) -> Observation[Facts] | None:
    """What is to be done where the account is not in the unit that was asked for."""
    unit = case.answers.text("organizational_unit_id")
    if not unit:
        return None
    parent = _parent(case, account["Id"])
    if parent is None:
        what = "AWS has created the account, but doesn't show yet where it is in the organization."
        return case.pending("creating", what, PLACED_WITHIN)
    if parent == unit:
        return None
    wanted = destination(case)
    if isinstance(wanted, Trouble):
        return ask_unit(case, wanted)
    there = Finding(mark="good", text=f"Account {account['Id']} exists", detail=f"under {parent}")
    found = _yet_to_be_moved(case, account["Id"]) if made_here else ()
    return case.unmet(
        "move", "move the account", there, account=account["Id"], parent=parent, unit=wanted.unit, found=found
    )


def _yet_to_be_moved(case: Case, account: str) -> tuple[object, ...]:
    """What the round was approved for: the account by the name it had before it existed."""
    target = way_in(case.answers, case.signed_in, account)
    return (SubAccount(account=account, target=target, symbol=case.symbol),)


def _parent(case: Case, account: str) -> str | None:
    """The unit or root that an account is in; None where a new account does not show there yet. Raises CallFailed."""
    answer = case.ask("ListParents", ChildId=account)
    if isinstance(answer, CallError):
        if answer.code == "ChildNotFoundException":
            return None
        raise CallFailed(answer)
    parents = answer.get("Parents", ())
    return str(parents[0]["Id"]) if parents else None
