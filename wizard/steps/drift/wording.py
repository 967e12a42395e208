"""What is said of drift: findings, the table of the roles that were looked at, and what a person agrees to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.model import Finding, Listing, Row
from wizard.model.marks import Mark
from wizard.resources.fleet.drift import DRIFTED, IN_SYNC, RoleDrift, Stands, days
from wizard.steps.drift.facts import Facts
from wizard.text.counted import counted

_NAMED = 12
_TOLD = 5  # roles that are told in passing; the table has each
_WORDS: Mapping[Stands, str] = {
    "differs": "differs",
    "missing": "missing",
    "unread": "not looked into",
    "same": "same",
}
_MARKS: Mapping[Stands, Mark] = {"differs": "bad", "missing": "bad", "unread": "unknown", "same": "good"}
_UNSEEN = (
    "It compares what the template mentions, so it doesn't see a tag, a permissions boundary or other policies that"
    " somebody added."
)
_AWS = {DRIFTED: "drifted", IN_SYNC: "in sync", "": "not checked"}


def in_short(facts: Facts) -> str:
    """How many differ, for the list of steps."""
    if not facts.found:
        return "no roles to look at"
    looked = counted(sum(one.stands != "unread" for one in facts.found), "role")
    return f"{len(facts.drifted):,} drifted, {looked} looked at" if facts.drifted else f"{looked} looked at"


def findings(facts: Facts) -> tuple[Finding, ...]:
    """How each group's roles are, what was looked at, and what neither way of looking sees."""
    groups = dict.fromkeys(one.place.group for one in facts.found)
    return (
        *(_of_group(group, facts) for group in groups),
        *(_of_role(one) for one in facts.drifted[:_TOLD]),
        *(_of_aws(facts) if facts.found else ()),
    )


def _of_group(group: str, facts: Facts) -> Finding:
    found = [one for one in facts.found if one.place.group == group]
    whole, drifted = facts.there.get(group, 0), [one for one in found if one.drifted]
    unread = [one for one in found if one.stands == "unread"]
    looked = len(found) - len(unread)
    counts = [f"{len(drifted):,} drifted"] if drifted else []
    counts += [f"{len(unread):,} not looked into"] if unread else []
    mark: Mark = "bad" if drifted else "unknown" if unread else "good"
    text = f"{group}: {looked:,} of {counted(whole, 'role')} looked at, {', '.join(counts) or 'none differs'}"
    return Finding(mark=mark, text=text, detail=_sampled(whole) if len(found) < whole else "")


def _of_role(one: RoleDrift) -> Finding:
    text = f"{one.place.group} in {_name(one)}: {_WORDS[one.stands]}"
    return Finding(mark="bad", text=text, detail=" ".join((*one.differs, *one.says)))


def _sampled(whole: int) -> str:
    sample = f"A sample, a different one each day: all of them within {days(whole)} days."
    return f"{sample} --every-account looks into all now."


def _of_aws(facts: Facts) -> Iterator[Finding]:
    checked = [one.place.instance.checked for one in facts.found if one.place.instance and one.place.instance.checked]
    members = [one for one in facts.found if one.place.instance]
    if checked:
        drifted = sum(one.place.aws == DRIFTED for one in members)
        text = f"CloudFormation last looked for drift on {max(checked):%Y-%m-%d at %H:%M} UTC"
        found = f"{drifted:,} of {counted(len(members), 'stack')} in the table drifted." if drifted else "None drifted."
        yield Finding(mark="info", text=text, detail=f"{found} {_UNSEEN} The wizard looks at them, too.")
    elif members:
        text = "CloudFormation hasn't looked for drift"
        yield Finding(mark="info", text=text, detail=f"{_UNSEEN} To have it look, use apply with --detect-drift.")
    for said in facts.unseen:
        yield Finding(mark="unknown", text="CloudFormation couldn't look for drift everywhere", detail=said)
    text = "The wizard compares the whole role, and no other resource of the stack"
    yield Finding(mark="info", text=text, detail="An update of one stack by CloudFormation is no drift to AWS.")


# --- the roles -----------------------------------------------------------------------------------------------------


def listing(facts: Facts) -> tuple[Listing, ...]:
    """Every role that was looked at, what differs first."""
    if not facts.found:
        return ()
    order = list(_WORDS)
    known = sorted(facts.found, key=lambda one: (not one.drifted, order.index(one.stands), one.place.group))
    columns = ("Account", "ID", "Group", "Role", "CloudFormation")
    return (Listing(title=counted(len(known), "role"), columns=columns, rows=tuple(map(_row, known))),)


def _row(one: RoleDrift) -> Row:
    member, place = one.place.member, one.place
    error = (f"{one.error.service}:{one.error.operation}: {one.error.code}",) if one.error else ()
    return Row(
        cells=(
            member.name or member.account,
            member.account,
            place.group,
            _WORDS[one.stands],
            _AWS[place.aws] if place.instance else "no stack set",
        ),
        mark="bad" if one.drifted else _MARKS[one.stands],
        detail=(*one.differs, *_to_do(one), *error, *one.says),
    )


def _to_do(one: RoleDrift) -> Iterator[str]:
    """What repairs that which the wizard can't: an update of the stack set changes nothing where its template is
    the same.
    """
    if one.stands == "missing":
        yield "To create it again, leave the account out of the file, run apply, put it back and run apply again."
    elif one.elsewhere:
        yield "Another resource of the stack drifted: change it back in the account."
    elif one.stands == "differs" and not one.repairs:
        yield "The wizard can't change this in place."


def named(drifted: tuple[RoleDrift, ...]) -> str:
    """The accounts, as many as can be read."""
    names = [_name(one) for one in drifted]
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _name(one: RoleDrift) -> str:
    member = one.place.member
    return f"{member.name} ({member.account})" if member.name else member.account


def how_many(facts: Facts) -> str:
    """How many are not as their stack makes them."""
    return "1 role differs" if len(facts.drifted) == 1 else f"{len(facts.drifted):,} roles differ"


def first(facts: Facts) -> tuple[str, str]:
    """Which of them comes first, and how it differs."""
    one = facts.drifted[0]
    return f"{one.place.group} in {_name(one)}", next(
        iter((*one.differs, *one.says)), "CloudFormation found drift there."
    )


def consent(facts: Facts) -> tuple[str, ...]:
    """Which roles are repaired, and how."""
    repaired = tuple(one for one in facts.found if one.repairs)
    where = f"{counted(len(repaired), 'account')}: {named(repaired)}"
    return (
        f"The wizard changes the role back to what its stack set says, in {where}.",
        *(f"{_name(one)}: {line}" for one in repaired[:_NAMED] for line in one.differs),
        "Whoever changed the role loses what they added. Open sessions continue with the repaired role.",
    )
