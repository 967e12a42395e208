"""What AWS says of stack sets: all of a fleet's side by side, a round of reads at a time.

First the sets, then their operations, then the instances and why accounts failed. While AWS is at work on a set,
only how far it is and where it has failed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wizard.model import CallError, CallFailed, Journal, Read, Reader
from wizard.resources.fleet.operations import Set
from wizard.resources.fleet.stack_set import (
    DETECTS,
    NO_SUCH,
    Operation,
    StackSet,
    instances_from_aws,
    operation_from_aws,
    stack_set_from_aws,
    with_results,
)

OPERATIONS = (
    "CreateStackInstances",
    "UpdateStackSet",
    "DeleteStackInstances",
    "ImportStacksToStackSet",
    "DetectStackSetDrift",
)
_NO_OPERATION = ("OperationNotFoundException", "OperationNotFound")


def stack_sets(read: Reader, wanted: Sequence[Set], journal: Journal) -> dict[str, StackSet | None]:
    """Each set by its name, None where there is none, with its instances and what AWS is at work on.

    Raises CallFailed where AWS does not tell.
    """
    described = read.many(asked_first(wanted))
    found = {one.name: _set(answer) for one, answer in zip(wanted, described, strict=True)}
    there = [(one, known) for one in wanted if (known := found[one.name])]
    named = [(one, sent) for one, _ in there if (sent := _sent(journal, one.name))]
    reads = [_call(one, "ListStackSetOperations") for one, _ in there]
    asked = [_call(one, "DescribeStackSetOperation", OperationId=sent) for one, sent in named]
    answers = read.many([*reads, *asked])
    mine = {one.name: _operation(answer) for (one, _), answer in zip(named, answers[len(there) :], strict=True)}
    # Who has just been deleted may still be described.
    gone = {one.name for (one, _), answer in zip([*there, *named], answers, strict=True) if _is_gone(answer)}
    for (one, known), answer in zip(there, answers, strict=False):
        if one.name in gone:
            found[one.name] = None
        else:
            found[one.name] = replace(known, operations=_operations(_must(answer), mine.get(one.name)))
    asked_by_id = {operation.id for operation in mine.values() if operation}
    counted = _counted(read, wanted, found, asked_by_id)
    # One that was listed as active can have ended by now: without its instances, every account would look new.
    return counted | _with_instances(read, wanted, {**found, **counted})


def asked_first(wanted: Sequence[Set]) -> list[Read]:
    """What is asked of them whatever comes next."""
    return [_call(one, "DescribeStackSet") for one in wanted]


def _set(answer: Mapping[str, Any] | CallError) -> StackSet | None:
    return None if _is_gone(answer) else stack_set_from_aws(_must(answer))


def _is_gone(answer: Mapping[str, Any] | CallError) -> bool:
    return isinstance(answer, CallError) and answer.code in NO_SUCH


def _sent(journal: Journal, name: str) -> str:
    """The id of the newest operation that was sent from here, whatever its answer was; "" for none."""
    for entry in reversed(journal.entries):
        if entry.operation in OPERATIONS and entry.note.get("stack_set") == name and not entry.undone:
            return entry.kept.get("operation") or entry.token
    return ""


def _operation(answer: Mapping[str, Any] | CallError) -> Operation | None:
    if _is_gone(answer) or (isinstance(answer, CallError) and answer.code in _NO_OPERATION):
        return None
    return operation_from_aws(_must(answer)["StackSetOperation"])


def _operations(listed: Mapping[str, Any], mine: Operation | None) -> tuple[Operation, ...]:
    """What is listed may be some seconds old; what was asked for by its id is not."""
    found = {one.id: one for one in map(operation_from_aws, listed.get("Summaries", ()))}
    if mine:
        found[mine.id] = mine
    return tuple(found.values())


def _counted(
    read: Reader, wanted: Sequence[Set], found: Mapping[str, StackSet | None], fresh_ids: Collection[str]
) -> dict[str, StackSet | None]:
    """The sets that AWS is at work on, with how far it is. fresh_ids: operations that were just asked for by id."""
    busy = [(one, known) for one in wanted if (known := found[one.name]) and known.active]
    active = [
        (one, known, operation) for one, known in busy for operation in known.active if operation.id not in fresh_ids
    ]
    asked = [_call(one, "DescribeStackSetOperation", OperationId=operation.id) for one, _, operation in active]
    fresh: dict[str, list[Operation]] = {one.name: [] for one, _ in busy}
    for (one, _, operation), answer in zip(active, read.many(asked), strict=True):
        fresh[one.name].append(_operation(answer) or operation)
    renewed: dict[str, StackSet] = {
        one.name: replace(known, operations=_renewed(known, fresh[one.name])) for one, known in busy
    }
    return dict(_failing(read, [one for one, _ in busy], renewed))


def _failing(read: Reader, wanted: Sequence[Set], known: Mapping[str, StackSet]) -> Iterator[tuple[str, StackSet]]:
    """The same with the accounts that have failed by now, which is all that is known of accounts meanwhile."""
    failing = {one.name: operation for one in wanted for operation in known[one.name].active if operation.failed}
    chosen = [one for one in wanted if one.name in failing]
    answers = read.many([_failures(one, failing[one.name].id) for one in chosen])
    told = {one.name: answer for one, answer in zip(chosen, answers, strict=True) if not isinstance(answer, CallError)}
    for name, there in known.items():
        operation = failing.get(name)
        found = with_results({}, told[name], operation.id) if operation and name in told else {}
        yield name, replace(there, instances=found)


def _failures(wanted: Set, operation: str) -> Read:
    filters = [{"Name": "OPERATION_RESULT_STATUS", "Values": "FAILED"}]
    return _call(wanted, "ListStackSetOperationResults", OperationId=operation, Filters=filters)


def _renewed(known: StackSet, fresh: Sequence[Operation]) -> tuple[Operation, ...]:
    by_id = {operation.id: operation for operation in (*known.operations, *fresh)}
    return tuple(by_id.values())


def _with_instances(
    read: Reader, wanted: Sequence[Set], found: Mapping[str, StackSet | None]
) -> dict[str, StackSet | None]:
    """The sets that are at rest, with an instance for each account, and why the last operation failed in some."""
    still = [(one, there) for one in wanted if (there := found[one.name]) and not there.active]
    listed = read.many([_call(one, "ListStackInstances") for one, _ in still])
    known: dict[str, StackSet] = {
        one.name: replace(before, instances=instances_from_aws(_must(answer)))
        for (one, before), answer in zip(still, listed, strict=True)
        if not _is_gone(answer)
    }
    failed = [(one, there.last) for one, _ in still if (there := known.get(one.name)) and _hides_failures(there)]
    asked = [_failures(one, last) for one, last in failed]
    for (one, last), answer in zip(failed, read.many(asked), strict=True):
        before = known[one.name]
        known[one.name] = replace(before, instances=with_results(before.instances, _must(answer), last))
    missing: dict[str, StackSet | None] = {one.name: None for one in wanted if not found[one.name]}
    missing |= {one.name: None for one, _ in still}
    return {**missing, **known}


def _hides_failures(known: StackSet) -> bool:
    """Whether the newest operation failed somewhere: it may have SUCCEEDED all the same."""
    newest = next((one for one in known.operations if one.id == known.last), None)
    return newest is not None and newest.action != DETECTS and (newest.failed > 0 or newest.status == "FAILED")


def _call(wanted: Set, operation: str, **parameters: Any) -> Read:
    called = {**wanted.called, **parameters}
    return Read(target=wanted.target, service="cloudformation", operation=operation, parameters=called)


def _must(answer: Mapping[str, Any] | CallError) -> Mapping[str, Any]:
    if isinstance(answer, CallError):
        raise CallFailed(answer)
    return answer
