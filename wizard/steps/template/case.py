"""One look at role and stack, with what the person answered and this run has done: how such a look can end.

The step decides which end it is; here is how each is put together, so that every one of them shows the same findings
and names the same values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from wizard.model import (
    Answers,
    Context,
    GrantedRole,
    Journal,
    Observation,
    Question,
    Reader,
    State,
    Trouble,
    Vendor,
    Waiting,
)
from wizard.resources import stack as stacks
from wizard.resources.external_id import check_external_id
from wizard.resources.parameters import questions_of, unanswered
from wizard.resources.stack import Stack
from wizard.steps.template import wording as words
from wizard.steps.template.documents import documents
from wizard.steps.template.facts import Facts, Move, with_events, with_profiles, with_search

_LIMIT, _EVERY = 900, 3  # seconds; a stack of one role takes half a minute
_SAME_RUN = timedelta(hours=1)
_STACK_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")


def _check_stack_name(name: str) -> str | None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, StackName."""
    ok = not name or _STACK_NAME.fullmatch(name)
    return None if ok else "A stack name starts with a letter and has up to 128 letters, digits and hyphens."


STACK_NAME = Question(
    name="stack_name",
    example="vendor-bootstrap",
    shape=r"^\s*([a-zA-Z][-a-zA-Z0-9]*)?\s*$",
    text="What should the stack be called?",
    help="Leave it empty to use the name in the vendor's guide.",
    check=_check_stack_name,
    optional=True,
)
EXTERNAL_ID = Question(
    name="external_id",
    invited="external_id",
    example="a1b2c3d4-example",
    shape=r"^\s*\S*\s*$",
    text="Which external ID did the vendor give you?",
    help="The vendor creates one for each customer. Leave it empty if you didn't get one.",
    check=check_external_id,
    optional=True,
)
DEMANDED = replace(EXTERNAL_ID, optional=False, help="The vendor creates one for each customer. Don't make one up.")
"""The same where there has to be one."""
ON_EXISTING = Question(
    name="on_existing",
    public=True,
    text="What should happen to the existing role or stack?",
    choices=tuple(words.EXISTING.values()),
)
ON_FAILED = Question(
    name="on_failed_stack",
    public=True,
    example="stop",
    text="What should happen to the failed stack?",
    choices=tuple(words.FAILED.values()),
)

CHANGE_SET = Question(
    name="change_set",
    example="firetiger-onboard-update-1a2b3c4d5e6f",
    text="Which change set do you want to execute unseen?",
    help="Its name, as plan prints it. Only AWS knows what it does. Without this answer, approve it by its digest.",
    optional=True,
)


def asked_first(vendor: Vendor, answers: Answers) -> tuple[Question, ...]:
    """What a profile leaves open, with the external ID where its role can demand one; () where nothing is missing."""
    demand = vendor.role.external_id if vendor.role else "none"
    missing = demand == "required" and not answers.text("external_id")
    if not (unanswered(vendor, answers) or missing):
        return ()
    asked = {"none": (), "optional": (EXTERNAL_ID,), "required": (DEMANDED,)}
    return (*questions_of(vendor), *asked[demand])


def about_existing(*values: str) -> Question:
    """The question what shall become of what is there, with the choices that the situation allows."""
    return replace(ON_EXISTING, choices=tuple(words.EXISTING[value] for value in values))


@dataclass(frozen=True, slots=True)
class Case:
    """What was found, what the person answered, what this run has done."""

    read: Reader
    answers: Answers
    journal: Journal
    context: Context
    facts: Facts

    @property
    def stack(self) -> Stack:
        """The stack, where the situation has one."""
        if self.facts.stack is None:
            raise LookupError("there is no stack")
        return self.facts.stack

    def chose(self, question: str, *allowed: str) -> str:
        """The answer to a question, if it is among what the situation allows."""
        value = self.answers.text(question)
        return value if value in allowed else ""

    def tried(self, operation: str, **note: str) -> bool:
        """Whether such a change to this account landed in the last hour, which is taken for this run."""
        return any(
            (entry.operation, entry.account, entry.outcome) == (operation, self.facts.place.target.account, "landed")
            and self.context.now - datetime.fromisoformat(entry.finished) < _SAME_RUN
            and all(entry.note.get(key) == value for key, value in note.items())
            for entry in self.journal.entries
        )

    def came_to_nothing(self) -> bool:
        """Whether AWS refused this run's import: at once, or so that its stack was deleted again."""
        imported = self._latest("CreateChangeSet", "landed", stack=self.facts.place.stack_name)
        deleted = self._latest("DeleteStack", "landed")
        refused = self._latest("CreateChangeSet", "failed", stack=self.facts.place.stack_name)
        return bool((imported and deleted and imported < deleted) or (refused and (imported or "") < refused))

    def _latest(self, operation: str, outcome: str, **note: str) -> str:
        """When such a change last had this outcome, within the last hour; "" for never. What may pass is no refusal."""
        times = [
            entry.finished
            for entry in self.journal.entries
            if (entry.operation, entry.account, entry.outcome) == (operation, self.facts.place.target.account, outcome)
            and entry.finished
            and self.context.now - datetime.fromisoformat(entry.finished) < _SAME_RUN
            and all(entry.note.get(key) == value for key, value in note.items())
            and (outcome != "failed" or entry.error.startswith("Validation"))
        ]
        return max(times, key=datetime.fromisoformat, default="")

    def ended_within(self, age: timedelta) -> bool:
        """Whether the stack's last operation ended so little ago; only with_events knows."""
        ended = stacks.ended(self.facts.events)
        return ended is not None and self.context.now - ended < age

    def with_events(self) -> Case:
        """The same with the events of the stack's last operation."""
        return replace(self, facts=with_events(self.read, self.facts))

    def with_search(self) -> Case:
        """The same with the stack elsewhere that holds the role."""
        return replace(self, facts=with_search(self.read, self.facts))

    def with_profiles(self) -> Case:
        """The same with the instance profiles that hold the role."""
        return replace(self, facts=with_profiles(self.read, self.facts))

    def satisfied(self) -> Observation[Any]:
        """The role is what the template makes, or is adopted."""
        facts, role = self.facts, self.facts.role
        if role is None:
            raise LookupError("there is no role")
        denial = next((denial for denial in facts.perimeter.denials if denial.certain), None)
        granted = GrantedRole(
            role_arn=role.arn,
            stack_name=facts.stack.name if facts.stack and facts.stack.status in stacks.WORKING else "",
            template_sha256=facts.vendor.template_sha256,
            external_id=role.asks_for_external_id,
            kept_out=denial.words if denial else "",
            exception=denial.exception if denial else "",
        )
        return replace(
            self._observation(State.SATISFIED, "role granted"),
            findings=words.findings(facts, granted=True),
            found=(granted, *facts.of_customer),
        )

    def unmet(self, move: Move, summary: str) -> Observation[Any]:
        """A round can be planned."""
        return replace(self._observation(State.UNMET, summary), facts=replace(self.facts, move=move))

    def to_be_deleted(self) -> Observation[Any]:
        """The stack, unless this run has deleted one before: headless, the same cause would fail the same way again."""
        same = self.tried("DeleteStack", stack=self.stack.id)
        again = self.tried("DeleteStack") and not same and not self.context.person
        if again or self.tried("DeleteStack", stack=self.stack.id, mode="force"):
            return self.blocked("failed again", "stack-failed-again")
        return self.unmet("delete-stack", words.in_short(self.stack))

    def pending(self, what: str, summary: str, *, says: str = "", usual: str = "") -> Observation[Any]:
        """AWS is at work. One limit for all of it: what follows upon another wait goes on from the same beginning."""
        waiting = Waiting(what=what, limit=_LIMIT, every=_EVERY, says=says, usual=usual or "usually a few seconds")
        return replace(self._observation(State.PENDING, summary), waiting=waiting)

    def asked(self, summary: str, key: str, *questions: Question, **more: str) -> Observation[Any]:
        """A person has to choose the way out of a trouble."""
        return replace(self.blocked(summary, key, **more), state=State.NEEDS_ANSWERS, questions=questions)

    def blocked(self, summary: str, key: str, **more: str) -> Observation[Any]:
        """A person has to act outside."""
        values: Mapping[str, str] = {**words.values(self.facts), **more}
        return replace(self._observation(State.BLOCKED, summary), trouble=Trouble(key=key, values=values))

    def _observation(self, state: State, summary: str) -> Observation[Any]:
        return Observation(
            state=state,
            summary=summary,
            facts=self.facts,
            findings=words.findings(self.facts),
            documents=documents(self.facts),
        )
