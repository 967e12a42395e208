"""What the template step says: its choices, its findings, and what a person reads before consenting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Change, Choice, Finding, Mark, Plan
from wizard.resources import control_policies
from wizard.resources import stack as stacks
from wizard.resources import template as texts
from wizard.resources.external_id import NO_EXTERNAL_ID
from wizard.resources.role import open_to_all, policy_name, who_is_trusted
from wizard.resources.stack import Stack
from wizard.steps.template import addition
from wizard.steps.template.facts import Facts

EXISTING = {
    "adopt": Choice("adopt", "Adopt it", "Nothing changes in AWS.", recommended=True),
    "import": Choice("import", "Import it into the stack", "A change set imports the role; its access doesn't change."),
    "update": Choice("update", "Update to the vendor's template", "You see the changes before you approve them."),
    "delete": Choice("delete", "Delete it and create it again", "Nobody can use the role until it exists again."),
}
REPAIR = Choice(
    "update", "Change the role to match the template", "Only the differences are changed.", recommended=True
)
RENEW = Choice("delete", "Delete role and stack, create both again", "Nobody can use the role until it exists again.")
FAILED = {
    "delete": Choice("delete", "Delete the failed stack", "Then the wizard creates it again."),
    "stop": Choice("stop", "Keep it and stop here", "Nothing changes in AWS."),
}
AT_WORK = {
    "CREATE_IN_PROGRESS": "CloudFormation is creating the stack.",
    "ROLLBACK_IN_PROGRESS": "CloudFormation couldn't create the stack and is rolling it back.",
    "DELETE_IN_PROGRESS": "CloudFormation is deleting the stack.",
    "UPDATE_IN_PROGRESS": "CloudFormation is updating the stack.",
    "UPDATE_ROLLBACK_IN_PROGRESS": "The update failed. CloudFormation is rolling it back.",
    "IMPORT_IN_PROGRESS": "CloudFormation is importing the role into the stack.",
    "IMPORT_ROLLBACK_IN_PROGRESS": "The import failed. CloudFormation is rolling it back.",
}

_MOVING = {
    "CREATE": "creating the stack",
    "DELETE": "deleting the stack",
    "UPDATE": "updating the stack",
    "IMPORT": "importing the role",
    "ROLLBACK": "rolling back",
    "UPDATE_ROLLBACK": "rolling back",
    "IMPORT_ROLLBACK": "rolling back",
}


def in_short(stack: Stack) -> str:
    """A stack's status in a few words, for a rail of 24 columns."""
    if stack.status == stacks.REVIEW:
        return "empty stack in review"
    if stack.moving:
        return _MOVING.get(stack.status.removesuffix("_IN_PROGRESS"), "changing the stack")
    return stack.status.lower().replace("_", " ")


def values(facts: Facts) -> dict[str, str]:
    """What the texts of problems may mention."""
    stack, failure, owner = facts.stack, stacks.first_failure(facts.events), facts.owner
    return {
        "stack": stack.name if stack else facts.place.stack_name,
        "status": stack.status if stack else "",
        "reason": _cause(facts),
        "resource": failure.resource if failure else "",
        "role": facts.wanted.name,
        "vendor": facts.vendor.name,
        "contact": facts.vendor.contact,
        "target": facts.place.account,
        "differences": " ".join(facts.different),
        "trusts": who_is_trusted(facts.role) if facts.role else "",
        "owner": owner.name if owner else "",
        "owner_region": owner.region if owner else "",
        "stack_set": owner.stack_set if owner else "",
        "origin": _origin(facts),
    }


def findings(facts: Facts, *, granted: bool = False) -> tuple[Finding, ...]:
    """Everything worth knowing, the decisive first, the template last."""
    return (
        *_open(facts),
        *_of_role(facts, granted),
        *_of_administrator(facts),
        *control_policies.findings(facts.perimeter, facts.vendor.name),
        *_of_owner(facts),
        *_of_stack(facts),
        *_of_events(facts),
        *_of_difference(facts),
        *_of_change_set(facts),
        *facts.unread,
        *addition.findings(facts.vendor),
        *_of_template(facts),
    )


def watching(facts: Facts) -> tuple[Finding, ...]:
    """While CloudFormation is at work: its events, and already the cause if it is rolling back."""
    return (*_of_events(facts), *facts.unread)


def resource_changes(described: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """A change set's changes: action, logical id, type, and whether the resource is replaced."""
    keys = ("Action", "LogicalResourceId", "ResourceType", "Replacement")
    changes = (item.get("ResourceChange", {}) for item in described.get("Changes", ()))
    return tuple(tuple(change.get(key, "") for key in keys) for change in changes)


def consented(facts: Facts, changes: tuple[Change, ...]) -> Plan:
    """A round that gives the vendor access: plain words, principles, digest, and what takes it back."""
    vendor = facts.vendor
    act = f"Grant {vendor.name} {'administrator ' if facts.wanted.administrator else ''}access"
    typed = (facts.place.name or facts.place.target.account) if facts.place.occupied else ""
    asks = f"Other workloads run in this account. Type its {'name' if facts.place.name else 'ID'} to continue"
    return Plan(changes=changes, act=act, consent=consent(facts), confirm=typed, asks=asks)


def consent(facts: Facts) -> tuple[str, ...]:
    """What a person has to have read."""
    vendor, account = facts.vendor, facts.place.account
    policies = ", ".join(policy_name(arn) for arn in sorted(facts.wanted.managed)) or "the template's policies"
    reach = "do everything" if facts.wanted.administrator else "do what the role's policies allow"
    return (
        f"{vendor.whose_account} will be able to {reach} in {account} ({policies}), until you delete the role.",
        *_access_in_words(facts),
        *_external_id(facts),
        *vendor.principles,
        *addition.in_a_sentence(vendor),
        f"The template's SHA-256 is {vendor.template_sha256}.",
        _taken_back_by(facts),
    )


def _taken_back_by(facts: Facts) -> str:
    if texts.keeps_role(texts.parsed(facts.place.template), facts.wanted.name):
        return "To end this access, delete the role. Deleting the stack doesn't end it."
    return "To end this access, delete the stack or the role."


def preparing(change: Change) -> Plan:
    """A round that only prepares a change set."""
    consent = ("CloudFormation works out what it would change. You see this before you approve it.",)
    return Plan(changes=(change,), act="Prepare change set", consent=consent)


def ending(facts: Facts, changes: tuple[Change, ...]) -> Plan:
    """A round that takes a role away."""
    role = facts.role or facts.wanted
    trusted = who_is_trusted(role)
    text = f"The role {role.name} trusts {trusted}. Deleting it ends that access immediately, and you can't undo it."
    return Plan(changes=changes, act=f"Delete the role {role.name}", consent=(text,))


def _access_in_words(facts: Facts) -> tuple[str, ...]:
    whole = facts.place.account
    short = whole.removeprefix("account ")
    return tuple(
        line.replace("account {account}", whole).replace("{account}", short) for line in facts.vendor.access_in_words
    )


def _external_id(facts: Facts) -> tuple[str, ...]:
    if any("external ID" in line for line in facts.vendor.access_in_words):
        return ()
    if facts.wanted.asks_for_external_id:
        return ("The role requires an external ID each time it is assumed.",)
    return ("The role requires no external ID.",)


def _of_role(facts: Facts, granted: bool) -> tuple[Finding, ...]:
    role = facts.role
    if role is None:
        return (Finding(mark="info", text=f"The role {facts.wanted.name} doesn't exist in {facts.place.account}"),)
    policies = ", ".join(policy_name(arn) for arn in sorted(role.managed)) or "no managed policy"
    says = "it matches the template" if facts.equal else "it differs from the template"
    said = f"Role {role.name}: trusts {who_is_trusted(role)}, has {policies}; {says}"
    arn = (Finding(mark="good", text="The role's ARN", kind="arn", body=role.arn),) if granted else ()
    maker = (Finding(mark="info", text="Its tags name the stack that created it", detail=role.made_by),)
    return (
        *arn,
        Finding(mark="good" if facts.equal else "warning", text=said),
        *(Finding(mark="warning" if granted else "bad", text=difference) for difference in facts.different),
        *(maker if role.made_by and (facts.stack is None or role.made_by != facts.stack.id) else ()),
    )


def _open(facts: Facts) -> tuple[Finding, ...]:
    """First of all, and whatever else differs: a door that stands open."""
    if facts.role is None or not open_to_all(facts.role):
        return ()
    does = "do everything" if facts.role.administrator else "do what the role can do"
    text = f"Anyone with an AWS account can assume the role {facts.role.name} and {does} in {facts.place.account}"
    trusts = f"it trusts {who_is_trusted(facts.role)}"
    return (Finding(mark="bad", text=text, detail=trusts),)


def _of_administrator(facts: Facts) -> tuple[Finding, ...]:
    """A warning where the policies are the customer's own choice: a vendor's guide says itself why it wants them."""
    if not (facts.vendor.parameters and facts.wanted.administrator):
        return ()
    detail = "Few roles need that. Choose policies that allow only what is needed: Change answers."
    return (
        Finding(mark="warning", text="AdministratorAccess lets the role do everything in this account", detail=detail),
    )


def _of_stack(facts: Facts) -> tuple[Finding, ...]:
    stack = facts.stack
    if stack is None:
        text = f"The stack {facts.place.stack_name} doesn't exist in {facts.place.target.region}"
        return (Finding(mark="info", text=text),)
    mark: Mark = "good" if stack.status in stacks.WORKING else "bad"
    found = Finding(mark=mark, text=f"Stack {stack.name}: {stack.status}", detail=stack.reason)
    output = stack.outputs.get(facts.vendor.stack_output, "")
    if facts.role and output and output != facts.role.arn:
        text = f"The stack's output {facts.vendor.stack_output} names another role"
        return (found, Finding(mark="warning", text=text, detail=output))
    return (found,)


def _of_events(facts: Facts) -> tuple[Finding, ...]:
    if not facts.events:
        return ()
    told = Finding(mark="info", text="What happened to the stack", kind="events", rows=stacks.rows(facts.events))
    failure = stacks.first_failure(facts.events)
    if failure is None:
        return (told,)
    detail = f"{failure.resource} {failure.status}: {failure.reason}"
    return (Finding(mark="bad", text=stacks.in_words(failure), detail=detail), told)


def _of_difference(facts: Facts) -> tuple[Finding, ...]:
    if not facts.other_template:
        return ()
    name = facts.stack.name if facts.stack else facts.place.stack_name
    names = (f"{name} as it is in AWS", "the template")
    body = texts.difference(facts.stack_template, facts.place.template, names)
    return (Finding(mark="warning", text="The stack uses another template", kind="difference", body=body),)


def _of_change_set(facts: Facts) -> tuple[Finding, ...]:
    if not facts.change_set:
        return ()
    rows = (("Action", "Resource", "Type", "Replaced"), *facts.resource_changes)
    return (Finding(mark="info", text=f"What the change set {facts.change_set} does", kind="table", rows=rows),)


def _of_template(facts: Facts) -> tuple[Finding, ...]:
    digest = f"SHA-256 {facts.vendor.template_sha256}"
    # They tell what the template makes; beside another role that is there they would be read as told of that.
    lines = () if facts.role and facts.different else (*_access_in_words(facts), *_external_id(facts))
    return (
        *(Finding(mark="info", text=line, detail=_what_that_means(line, facts)) for line in lines),
        Finding(mark="info", text="The template", detail=digest, kind="template", body=facts.place.template),
    )


def _what_that_means(line: str, facts: Facts) -> str:
    """Of the line that says that there is no external ID, whoever wrote it."""
    none = "external ID" in line and not facts.wanted.asks_for_external_id
    return NO_EXTERNAL_ID.format(vendor=facts.vendor.name) if none else ""


def _of_owner(facts: Facts) -> tuple[Finding, ...]:
    if facts.search is None:
        return ()
    if owner := facts.owner:
        what = f"an instance of the stack set {owner.stack_set}" if owner.stack_set else "a live stack"
        text = f"The role belongs to {owner.name} in {owner.region}, {what}"
        return (Finding(mark="warning", text=text, detail=owner.stack_id),)
    return facts.search.findings(facts.wanted.name)


def _origin(facts: Facts) -> str:
    """Where a role without a stack comes from, no more certain than what could be read."""
    if facts.search is None or facts.search.unread:
        return (
            "The wizard couldn't check every region for a live stack with this role; "
            "if there is one, don't delete or import the role."
        )
    return (
        "No live stack in this account contains it. Usually an earlier stack was deleted and kept its role, "
        "as its template says."
    )


def _cause(facts: Facts) -> str:
    failure = stacks.first_failure(facts.events)
    if failure is not None:
        return stacks.in_words(failure)
    if facts.stack and facts.stack.reason:
        return facts.stack.reason
    if facts.unread:
        return "Couldn't read the cause."
    return "CloudFormation gave no reason."
