"""What is said of the permission: where it is, what goes beyond it, what has changed, what is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from wizard.model import Finding, Journal, JournalEntry, Principal, TrustingRole
from wizard.resources.assume_policy import Saying, text_of
from wizard.resources.identity_policies import Held, HeldPolicy, spoken
from wizard.resources.policy import parsed
from wizard.text.counted import counted

GRANTING = ("PutUserPolicy", "PutGroupPolicy", "PutRolePolicy", "CreatePolicy", "CreatePolicyVersion")


def note(principal: Principal, role: TrustingRole, policy: str, document: Mapping[str, object]) -> dict[str, str]:
    """What the journal keeps, so that a later look can tell what has changed since."""
    return {
        "principal": principal.arn,
        "role": role.arn,
        "policy": policy,
        "document": _digest(document),
        # People's names are nobody's business who reads a checkpoint: whether one was among them is all it takes.
        "members": ",".join(map(_member, principal.members)),
    }


def allowed_by(found: tuple[tuple[HeldPolicy, Saying], ...], principal: Principal, role: TrustingRole) -> list[Finding]:
    """Each statement that is about the role, by what it comes to."""
    return [_allowed(policy, said, principal, role) for policy, said in found if said.allows]


def _allowed(policy: HeldPolicy, said: Saying, principal: Principal, role: TrustingRole) -> Finding:
    where = f"{policy.words}, {said.statement}"
    if said.conditional:
        text = f"{where[:1].upper()}{where[1:]}, allows it under a condition"
        return Finding(mark="info", text=text, detail="The wizard can't judge conditions, so this doesn't count.")
    if said.exact:
        return Finding(mark="good", text=f"{_upper(principal.words)} can assume {role.name}, by {where}")
    text = f"{_upper(where)}, already allows it, with a pattern that covers more than this role"
    detail = "A permission for exactly this role stays even if somebody narrows the pattern."
    return Finding(mark="warning", text=text, detail=detail)


def denied_by(found: tuple[tuple[HeldPolicy, Saying], ...]) -> list[Finding]:
    """The refusals among them that hold under a condition; one that always holds is a problem of its own."""
    return [
        Finding(mark="warning", text=f"{_upper(policy.words)}, {said.statement}, denies it under a condition")
        for policy, said in found
        if not said.allows and said.conditional
    ]


def other_side(role: TrustingRole) -> Finding:
    """How the role's trust policy stands."""
    if role.missing is None:
        text = f"Still to check: whether the trust policy of {role.name} lets your account assume it"
        return Finding(mark="unknown", text=text, detail="The step Role shows the statement to ask its owner for.")
    if role.missing:
        detail = "The step Role shows the statement to ask its owner for."
        return Finding(mark="bad", text=f"{role.missing} yet", detail=detail)
    return Finding(mark="good", text=f"The trust policy of {role.name} lets your account assume it")


def who(principal: Principal) -> list[Finding]:
    """Who gets it, where that is more than one."""
    if principal.kind != "group":
        return []
    members = spoken(principal.members) if principal.members else "nobody yet"
    return [Finding(mark="info", text=f"In the group {principal.name}: {members}")]


# --- what has changed since ----------------------------------------------------------------------------------------


def granted(journal: Journal, principal: Principal, role: TrustingRole) -> JournalEntry | None:
    """The change by which the wizard granted it."""
    entries = (journal.last(call, principal=principal.arn, role=role.arn) for call in GRANTING)
    landed = [entry for entry in entries if entry and entry.outcome in ("landed", "already")]
    return max(landed, key=lambda entry: entry.intended, default=None)


def since(entry: JournalEntry | None, held: Held, principal: Principal, *, there: bool) -> Iterator[Finding]:
    """What is otherwise than when it was granted. there: the permission still is."""
    if entry is None:
        return
    when = f"since {entry.intended[:10]}"
    if not there:
        yield Finding(mark="warning", text=f"The wizard granted this permission, and somebody has removed it {when}")
        return
    policy = next((one for one in held.policies if entry.note.get("policy") in (one.arn or one.name, one.name)), None)
    if policy and _digest(parsed(policy.document)) != entry.note.get("document"):
        text = f"{_upper(policy.words)} has changed {when}: it allows more, or something else"
        yield Finding(mark="warning", text=text)
    before = set(filter(None, entry.note.get("members", "").split(",")))
    if joined := [name for name in principal.members if _member(name) not in before]:
        yield Finding(mark="warning", text=f"In the group {when}: {spoken(joined)}")
    if left := before - set(map(_member, principal.members)):
        yield Finding(mark="info", text=f"No longer in the group {when}: {counted(len(left), 'user')}")


def _member(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _digest(document: Mapping[str, object]) -> str:
    return hashlib.sha256(text_of(document).encode()).hexdigest()[:16]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
