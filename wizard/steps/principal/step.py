"""Who should be able to assume the role: a user, group or role of the account that is signed in to.

One that is missing is created only where the answers say so, because a name with a slip in it would otherwise become
somebody. A new user has no password and no key, a new role trusts its own account alone. Who is in a group is told:
all of them get what the group gets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, cast

from wizard.model import (
    Answers,
    CallFailed,
    Change,
    Context,
    Finding,
    Journal,
    Observation,
    Plan,
    Preview,
    Principal,
    Question,
    Reader,
    SignedIn,
    State,
    Step,
    Target,
    Trouble,
    TrustingRole,
    Where,
)
from wizard.resources.assume_policy import ASSUME, VERSION
from wizard.resources.identity_policies import EXISTS, NO_SUCH, iam, spoken
from wizard.steps.principal.calls import CALLS, foretell
from wizard.text import shapes

Kind = Literal["user", "group", "role"]
# What IAM itself manages: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html and
# https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
NOBODY_CHANGES = ("/aws-reserved/", "/aws-service-role/")
LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The principal that is to be created, None where there is nothing to do."""

    wanted: Principal | None = None


def _wrong_name(value: str) -> str | None:
    named = re.fullmatch(shapes.PRINCIPAL, value, re.ASCII)
    if named is None:
        return f"{value!r} isn't user/NAME, group/NAME or role/NAME."
    if named[1] != "group" and len(named[2]) > LONGEST:
        return f"The name of a {named[1]} has at most {LONGEST} characters; this one has {len(named[2])}."
    return None


TO = Question(
    name="to",
    text="Who should be able to assume it?",
    help="A user, group or role of your account: user/NAME, group/NAME or role/NAME.",
    placeholder="group/developers",
    check=_wrong_name,
)
CREATE = Question(
    name="create",
    text="Do you want to create it?",
    help="A new user has no password and no access key; a new role trusts only your own account.",
    yes_or_no=True,
    public=True,
    default="false",
)

# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context, *, creates: bool) -> Observation[Facts]:
    """Look the principal up. creates: whether one that is missing may be made."""
    named = re.fullmatch(shapes.PRINCIPAL, answers.text("to"), re.ASCII)
    if named is None:
        return _asks(TO)
    kind, name = cast("Kind", named[1]), named[2]
    signed_in = context.need(SignedIn)
    try:
        got = read(iam(signed_in.target, f"Get{kind.capitalize()}", **{f"{kind.capitalize()}Name": name}))
    except CallFailed as failed:
        if failed.error.code not in NO_SUCH:
            raise
        return _missing(_new(kind, name, signed_in), answers, creates=creates)
    about = got[kind.capitalize()]
    if str(about.get("Path", "/")).startswith(NOBODY_CHANGES):
        values = {"principal": f"{kind}/{name}", "path": str(about["Path"])}
        return _asks(replace(TO, default=f"{kind}/{name}"), trouble=Trouble(key="principal-of-aws", values=values))
    return _there(kind, got, about, signed_in.target, journal)


def _asks(*questions: Question, trouble: Trouble | None = None) -> Observation[Facts]:
    return Observation(
        state=State.NEEDS_ANSWERS, summary="choose who", facts=Facts(), questions=questions, trouble=trouble
    )


def _new(kind: Kind, name: str, signed_in: SignedIn) -> Principal:
    partition = signed_in.arn.split(":")[1]
    arn = f"arn:{partition}:iam::{signed_in.account}:{kind}/{name}"
    return Principal(kind=kind, name=name, arn=arn, target=signed_in.target)


def _missing(wanted: Principal, answers: Answers, *, creates: bool) -> Observation[Facts]:
    if creates and answers.yes("create"):
        text = f"There is no {wanted.kind} {wanted.name} in account {wanted.target.account} yet"
        return Observation(
            state=State.UNMET,
            summary="to be created",
            facts=Facts(wanted=wanted),
            findings=(Finding(mark="info", text=text),),
            where=Where(private=(wanted.name,)),
        )
    values = {"kind": wanted.kind, "name": wanted.name, "account": wanted.target.account}
    asked = replace(TO, default=f"{wanted.kind}/{wanted.name}")
    key = "principal-missing" if creates else "principal-unknown"
    return _asks(asked, *([CREATE] if creates else []), trouble=Trouble(key=key, values=values))


def _there(
    kind: Kind, got: Mapping[str, Any], about: Mapping[str, Any], target: Target, journal: Journal
) -> Observation[Facts]:
    members = tuple(sorted(str(user["UserName"]) for user in got.get("Users", ())))
    principal = Principal(
        kind=kind,
        name=str(about[f"{kind.capitalize()}Name"]),
        arn=str(about["Arn"]),
        target=target,
        boundary=str(about.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")),
        members=members,
    )
    made = journal.last(f"Create{kind.capitalize()}", principal=principal.arn)
    ours = (Finding(mark="info", text=f"The wizard created {principal.words}"),) if made and not made.undone else ()
    return Observation(
        state=State.SATISFIED,
        summary=f"{kind}/{principal.name}",
        facts=Facts(),
        findings=(Finding(mark="good", text=f"{principal.arn} exists"), *ours, *_in_group(principal)),
        found=(principal,),
        where=Where(private=(principal.name, *members)),
    )


def _in_group(principal: Principal) -> tuple[Finding, ...]:
    if principal.kind != "group":
        return ()
    if not principal.members:
        text = f"Nobody is in the group {principal.name} yet, so nobody gets its access"
        return (Finding(mark="warning", text=text),)
    count = len(principal.members)
    text = f"{count} {'user is' if count == 1 else 'users are'} in the group: {spoken(principal.members)}"
    return (Finding(mark="info", text=text, detail="Each of them gets the group's access."),)


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Create what is missing."""
    wanted = observation.facts.wanted
    return Plan(changes=(_created(wanted),), act=f"Create {wanted.kind}") if wanted else Plan()


def _created(wanted: Principal) -> Change:
    means = {
        "user": "it has no password and no access key yet",
        "group": "nobody is in it yet",
        "role": "anybody whom your account allows can assume it",
    }
    title = wanted.kind.capitalize()
    trust = {"AssumeRolePolicyDocument": _trust_of_own_account(wanted)} if wanted.kind == "role" else {}
    return Change(
        target=wanted.target,
        service="iam",
        operation=f"Create{title}",
        parameters={f"{title}Name": wanted.name, **trust},
        landed=EXISTS,
        sentence=f"Create {wanted.words}; {means[wanted.kind]}",
        note={"principal": wanted.arn},
    )


def _trust_of_own_account(wanted: Principal) -> str:
    root = f"{wanted.arn.partition(':role/')[0]}:root"
    statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": ASSUME}
    return json.dumps({"Version": VERSION, "Statement": [statement]})


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The principal, as it will be."""
    if observation is None:
        return Preview(rest="It waits for you to be signed in.")
    wanted = observation.facts.wanted
    return Preview(rounds=(plan(observation, answers),), found=(wanted,)) if wanted else Preview()


STEP = Step(
    id="principal",
    title="Principal",
    observe=partial(observe, creates=True),
    plan=plan,
    preview=preview,
    questions=(TO, CREATE),
    # A role that cannot be the one must not leave somebody behind who was created for it.
    needs=(SignedIn, TrustingRole),
    finds=(Principal,),
    skippable=False,
    calls=CALLS,
    foretell=foretell,
)
EXISTING = replace(
    STEP,
    observe=partial(observe, creates=False),
    questions=(TO,),
    calls=tuple(call for call in CALLS if not call.writes),
)
"""The same where nobody is to be created: whoever has nothing has nothing to be taken back."""
