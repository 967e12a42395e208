"""What can be known of the vendor's role and its stack, and the reads that tell it.

Where all is well two rounds of side-by-side reads are enough: stack and role, then the role's policies beside the
stack's template (or, where the stack does not work, its events). An answer that the judgement needs and that AWS
refuses is let through as CallFailed; one that only explains becomes a finding that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from wizard.model import CallError, CallFailed, Finding, Read, Reader, SignedIn, Vendor
from wizard.resources import stack as stacks
from wizard.resources import template as texts
from wizard.resources.control_policies import Caller, Perimeter, listing, perimeter
from wizard.resources.deployment import Place
from wizard.resources.role import Role, differences, role_from_aws
from wizard.resources.role_reading import is_gone
from wizard.resources.stack import Event, Stack
from wizard.steps.template.owner import Owner, Search, search

Move = Literal["", "create", "delete-stack", "delete-role", "renew", "repair", "import", "update", "execute"]

EVENTS = ("DescribeStackEvents", "DescribeEvents")
_NO_CHANGE_SET = ("ChangeSetNotFound", "ChangeSetNotFoundException")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found, and in ``move`` the round that comes next. stack_template: as GetTemplate answers, or why not.

    search: for another stack that holds the role, None where nobody has looked.
    """

    vendor: Vendor
    place: Place
    wanted: Role
    role: Role | None = None
    stack: Stack | None = None
    stack_template: object = None
    events: tuple[Event, ...] = ()
    change_set: str = ""
    resource_changes: tuple[tuple[str, ...], ...] = ()
    profiles: tuple[str, ...] = ()
    perimeter: Perimeter = field(default_factory=Perimeter)
    search: Search | None = None
    unread: tuple[Finding, ...] = ()
    move: Move = ""

    @property
    def of_customer(self) -> tuple[Vendor, ...]:
        """The vendor with this customer's answers in it, for later steps; () where it is the same for everybody."""
        return (self.vendor,) if self.vendor.parameters else ()

    @property
    def owner(self) -> Owner | None:
        """The live stack that holds the role, where it is another than the one that is looked at."""
        return self.search.owner if self.search else None

    @property
    def different(self) -> tuple[str, ...]:
        """How the role differs from the template's; () also where there is no role."""
        return differences(self.role, self.wanted) if self.role else ()

    @property
    def equal(self) -> bool:
        """Whether the role is there and means what the template says."""
        return self.role is not None and not self.different

    @property
    def adoptable(self) -> bool:
        """Whether the role gives exactly the access that the template would: tags may differ, which give none."""
        return self.role is not None and not differences(replace(self.role, tags=self.wanted.tags), self.wanted)

    @property
    def same_template(self) -> bool:
        """Whether the stack is known to have been made from this template."""
        return self._template_is_the_same() is True

    @property
    def other_template(self) -> bool:
        """Whether the stack is known to have been made from another template."""
        return self._template_is_the_same() is False

    def _template_is_the_same(self) -> bool | None:
        if self.stack_template is None or isinstance(self.stack_template, CallError):
            return None
        try:
            return texts.same_meaning(texts.parsed(self.stack_template), texts.parsed(self.place.template))
        except texts.NotUnderstoodError:
            return False


def look(read: Reader, vendor: Vendor, place: Place, wanted: Role, signed_in: SignedIn | None = None) -> Facts:
    """Role and stack as they are, and what the organization says of the role.

    signed_in: who looks around in the organization. Raises CallFailed where AWS does not tell of role or stack.
    """
    around = listing(signed_in.target) if signed_in and _looks_around(signed_in, place) else None
    described, got, *listed = read.many(
        [
            _cloudformation(place, "DescribeStacks", StackName=place.stack_name),
            _iam(place, "GetRole", RoleName=vendor.role_name),
            *([around] if around else []),
        ]
    )
    stack = stacks.stack_from_aws({} if _is_no_stack(described) else _must(described))
    if stack and stack.status in stacks.WORKING:
        # CloudFormation gives a stack's tags to its resources.
        wanted = replace(wanted, tags={**stack.tags, **wanted.tags})
    facts = Facts(vendor=vendor, place=place, wanted=wanted, stack=stack)
    facts = _look_closer(read, facts, {} if is_gone(got) else _must(got))
    if listed and signed_in:
        return replace(facts, perimeter=_perimeter(read, facts, signed_in, listed[0]))
    return replace(facts, perimeter=_out_of_sight(signed_in, place))


def _looks_around(signed_in: SignedIn, place: Place) -> bool:
    return signed_in.standing in ("management", "delegated") and not _ungoverned(signed_in, place)


def _ungoverned(signed_in: SignedIn, place: Place) -> bool:
    """The management account: no policy of its organization holds in it."""
    return place.target.account == signed_in.management_account


def _perimeter(read: Reader, facts: Facts, signed_in: SignedIn, listed: Mapping[str, Any] | CallError) -> Perimeter:
    role, account = facts.role or facts.wanted, facts.place.target.account
    arn = role.arn or f"arn:{facts.vendor.partition}:iam::{account}:role{role.path}{role.name}"
    caller = Caller(account=facts.vendor.account, role_arn=arn, tags=role.tags)
    return perimeter(read, signed_in.target, account, caller, listed)


def _out_of_sight(signed_in: SignedIn | None, place: Place) -> Perimeter:
    if signed_in is None or signed_in.standing == "none" or _ungoverned(signed_in, place):
        return Perimeter()  # no organization, no policies of one
    return Perimeter(
        unread=CallError(
            code="only its management account may",
            message="",
            service="organizations",
            operation="ListPolicies",
            account=signed_in.account,
        )
    )


def with_events(read: Reader, facts: Facts) -> Facts:
    """The same with the events of the stack's last operation."""
    if facts.events or facts.stack is None:
        return facts
    answers = read.many([_of_stack(facts.place, facts.stack, operation) for operation in EVENTS])
    return _told(facts, dict(zip(EVENTS, answers, strict=True)))


def with_profiles(read: Reader, facts: Facts) -> Facts:
    """The same with the instance profiles that hold the role."""
    answer = read(_iam(facts.place, "ListInstanceProfilesForRole", RoleName=facts.wanted.name))
    names = tuple(profile["InstanceProfileName"] for profile in answer.get("InstanceProfiles", ()))
    return replace(facts, profiles=names)


def with_search(read: Reader, facts: Facts) -> Facts:
    """The same with the stack elsewhere that holds the role."""
    if facts.role is None or facts.search is not None:
        return facts
    stack_id = facts.stack.id if facts.stack else ""
    return replace(facts, search=search(read, facts.place, facts.role.name, stack_id, facts.vendor.regions))


def change_set(read: Reader, facts: Facts, name: str) -> Mapping[str, Any] | None:
    """A change set of the stack; None where it has none of that name. Raises CallFailed."""
    stack_id = facts.stack.id if facts.stack else facts.place.stack_name
    try:
        return read(_cloudformation(facts.place, "DescribeChangeSet", ChangeSetName=name, StackName=stack_id))
    except CallFailed as failed:
        if failed.error.code in _NO_CHANGE_SET:
            return None
        raise


def _look_closer(read: Reader, facts: Facts, got: Mapping[str, Any]) -> Facts:
    place, stack, name = facts.place, facts.stack, facts.wanted.name
    of_role = ("ListAttachedRolePolicies", "ListRolePolicies") if got else ()
    of_stack = () if stack is None else ("GetTemplate",) if stack.status in stacks.WORKING else EVENTS
    reads = [_iam(place, operation, RoleName=name) for operation in of_role]
    reads += [_of_stack(place, stack, operation) for operation in of_stack if stack]
    answers = read.many(reads) if reads else []
    if got and not any(map(is_gone, answers[:2])):  # else it was deleted since it was seen
        attached, listed = (_must(answer) for answer in answers[:2])
        inline = _inline(read, place, name, listed.get("PolicyNames", ()))
        facts = replace(facts, role=role_from_aws(got, attached, inline, name))
    return _told(facts, dict(zip(of_stack, answers[len(of_role) :], strict=True)))


def _inline(read: Reader, place: Place, role: str, names: Sequence[str]) -> dict[str, object]:
    reads = [_iam(place, "GetRolePolicy", RoleName=role, PolicyName=name) for name in names]
    answers = read.many(reads) if reads else []
    there = [(name, answer) for name, answer in zip(names, answers, strict=True) if not is_gone(answer)]
    return {name: _must(answer).get("PolicyDocument") for name, answer in there}


def _told(facts: Facts, told: Mapping[str, Mapping[str, Any] | CallError]) -> Facts:
    """Adds what explains and does not decide."""
    if template := told.get("GetTemplate"):
        body = template if isinstance(template, CallError) else template.get("TemplateBody")
        facts = replace(facts, stack_template=body, unread=_unread("the stack's template", template))
    if EVENTS[0] in told:
        known = stacks.events_from_aws(*(_or_nothing(told[name]) for name in EVENTS))
        unread = _unread("the stack's events", told[EVENTS[0]])
        # DescribeEvents is young: a service that does not know it says so in many ways, and only a denial matters.
        if _is_denied(told[EVENTS[1]]):
            unread += _unread("CloudFormation's checks before it started", told[EVENTS[1]])
        facts = replace(facts, events=known, unread=unread)
    return facts


def _unread(what: str, answer: Mapping[str, Any] | CallError) -> tuple[Finding, ...]:
    if not isinstance(answer, CallError):
        return ()
    return (Finding(mark="unknown", text=f"Couldn't read {what}", detail=f"{answer.code}: {answer.message}"),)


def _is_denied(answer: Mapping[str, Any] | CallError) -> bool:
    return isinstance(answer, CallError) and answer.code in ("AccessDenied", "AccessDeniedException")


def _or_nothing(answer: Mapping[str, Any] | CallError) -> Mapping[str, Any]:
    return {} if isinstance(answer, CallError) else answer


def _must(answer: Mapping[str, Any] | CallError) -> Mapping[str, Any]:
    if isinstance(answer, CallError):
        raise CallFailed(answer)
    return answer


def _is_no_stack(answer: Mapping[str, Any] | CallError) -> bool:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html: a ValidationError."""
    if not isinstance(answer, CallError):
        return False
    return answer.code in ("ValidationError", "ValidationException") and "does not exist" in answer.message


def _cloudformation(place: Place, operation: str, **parameters: Any) -> Read:
    return Read(target=place.target, service="cloudformation", operation=operation, parameters=parameters)


def _of_stack(place: Place, stack: Stack, operation: str) -> Read:
    filters = {"Filters": {"FailedEvents": True}} if operation == "DescribeEvents" else {}
    return _cloudformation(place, operation, StackName=stack.id, **filters)


def _iam(place: Place, operation: str, **parameters: Any) -> Read:
    return Read(target=place.target, service="iam", operation=operation, parameters=parameters)
