"""A workflow: steps in order, and what comes of them. The order is not written down twice.

A step says what it needs and what it finds, by type; who comes before whom follows from that, and a workflow in which
nobody finds what a step needs cannot be made. The cost is that two steps cannot both be the one that finds something:
the later of them is.

Which steps a vendor has is asked in ``for_vendor``, and by name before a step is loaded (`wizard.workflows`): what
comes of it is a workflow like any other, so nobody after it looks at a vendor's rules to know what there is to do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from wizard.model.exported import Exported
from wizard.model.step import Context, Step
from wizard.model.vendor import Vendor


class WorkflowProblem(Exception):  # noqa: N818 - named after what it is
    """A step needs what no step before it finds; the message names both. A defect of the workflow, told at import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowWords:
    """What front ends say of a workflow as a whole, in whole sentences; "" where it has nothing of the kind to say.

    opening: what there will be at the end. in_place, to_pass_on: said at the end of a workflow whose result is there
    although steps are open. last: what is left to do where none is. result: over what is handed on, which stands alone
    on its line; no_result: in its place where there is none. reason: who reads why a step is skipped. purpose: what the
    person is doing, in their own name, where they ask somebody for help.
    """

    opening: str = ""
    in_place: str = ""
    to_pass_on: str = ""
    last: str = ""
    result: str = ""
    no_result: str = ""
    reason: str = ""
    purpose: str = ""

    def of(self, vendor: Vendor) -> WorkflowWords:
        """With {contact} and {vendor} filled in."""
        values = {"contact": vendor.contact, "vendor": vendor.name}
        said = {one.name: getattr(self, one.name).format(**values) for one in fields(self)}
        return WorkflowWords(**{name: text[:1].upper() + text[1:] for name, text in said.items()})


def the_vendor(vendor: Vendor) -> str:
    """Most workflows are about a vendor: each has a checkpoint of its own."""
    return vendor.id


def _nothing(_: Context) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """An ordered tuple of steps with a name. Raises WorkflowProblem.

    subject: whom or what a checkpoint of it is about, by which it is known again. read_only: it only looks, so that
    nothing is sent whatever its steps plan. result: what came of it, by names of its own, for the ``finished`` event;
    labels: what a person calls those that are told at the end. words: what is said of it as a whole. exported: what
    it makes, as data, by the answers of each step, in a region; it raises NotExportableError. after: by step,
    those that have to be satisfied or skipped first. reports_on: by step, those whose state it tells; it is observed
    again with them.
    """

    id: str
    title: str
    steps: tuple[Step, ...]
    subject: Callable[[Vendor], str] = the_vendor
    read_only: bool = False
    result: Callable[[Context], Mapping[str, Any]] = _nothing
    labels: Mapping[str, str] = field(default_factory=dict)
    exported: Callable[[Vendor, Mapping[str, Mapping[str, str]], str], Exported] | None = None
    words: WorkflowWords = WorkflowWords()
    after: Mapping[str, tuple[str, ...]] = field(init=False)
    reports_on: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        after = _order(self.steps, self.id)
        object.__setattr__(self, "after", after)
        object.__setattr__(self, "reports_on", _reports(self.steps, after))

    @property
    def reconsiders(self) -> bool:
        """Whether some step can ask again how it is to go on (who one is, mostly)."""
        return any(step.reconsider for step in self.steps)

    def for_vendor(self, vendor: Vendor) -> Workflow:
        """The steps that the vendor asks for, under its own titles.

        Raises WorkflowProblem where one of them needs what only a step finds that the vendor has not.
        """
        return replace(self, steps=tuple(_fitted(step, vendor) for step in self.steps if step.applies(vendor)))

    def without(self, steps: Collection[str]) -> Workflow:
        """All but these steps, by id. Raises WorkflowProblem where another one needs what only they find."""
        return replace(self, steps=tuple(step for step in self.steps if step.id not in steps))

    def told(self, result: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """What of its result a person is told at the end, by what it is called."""
        there = ((label, result[name]) for name, label in self.labels.items())
        return tuple((label, str(value)) for label, value in there if value is not None and value != "")


def _fitted(step: Step, vendor: Vendor) -> Step:
    words = vendor.texts.get(step.id)
    finds = (*step.finds, *step.finds_for(vendor))
    asked = {question.name: question for question in (*step.questions, *step.asks_for(vendor))}
    title = words.title if words else step.title
    return replace(step, title=title, finds=finds, questions=tuple(asked.values()))


def _order(steps: Iterable[Step], workflow: str) -> dict[str, tuple[str, ...]]:
    """By step, the last ones before it that find what it needs."""
    finder: dict[type, str] = {}
    after: dict[str, tuple[str, ...]] = {}
    for step in steps:
        missing = next((kind.__name__ for kind in step.needs if kind not in finder), "")
        if missing:
            raise WorkflowProblem(f"{workflow}: {step.id} needs {missing}, and no step before it finds one")
        after[step.id] = tuple(dict.fromkeys(finder[kind] for kind in step.needs))
        finder |= dict.fromkeys(step.finds, step.id)
    return after


def _reports(steps: Iterable[Step], after: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """By step, every other one that it does not build on, where it reports at all."""
    told: dict[str, tuple[str, ...]] = {}
    for step in steps:
        before = set(_before(step.id, after))
        told[step.id] = tuple(name for name in after if name != step.id and name not in before) if step.reports else ()
    return told


def _before(step: str, after: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for name in after[step]:
        yield name
        yield from _before(name, after)
