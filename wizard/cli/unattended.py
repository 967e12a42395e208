"""A workflow without a person: the engine for ``plan``, ``apply`` and ``status``, and the lock on its checkpoint."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wizard.cli.settings import RunsWorkflow
from wizard.cli.usage import UsageProblem
from wizard.host.garbage import loading, none_at_the_end
from wizard.host.signals import interrupt, terminated

if TYPE_CHECKING:
    from wizard.aws.access import Access
    from wizard.engine.engine import Engine
    from wizard.frontends.exits import Exit
    from wizard.frontends.headless.stream import Stream


def unattended(
    settings: RunsWorkflow,
    walk: Callable[[Engine, Stream], Exit],
    *,
    writes: bool = False,
    standing_approval: Callable[[str, Sequence[str]], bool] = lambda _step, _digests: False,
) -> int:
    """Walk the workflow; returns the exit code. writes: whether anything may be changed. Raises UsageProblem."""
    with terminated(interrupt):
        none_at_the_end()
        with loading():
            import wizard.frontends.headless.run  # noqa: F401 - loaded here, so that it is never searched for garbage
            from wizard.frontends.headless.stream import Stream

            engine, aws, _lock = _engine(settings, writes=writes, standing_approval=standing_approval)
        stream = settings.stream or Stream(as_json=False)
        with contextlib.closing(aws), contextlib.closing(engine):
            return int(walk(engine, stream))


def _engine(
    settings: RunsWorkflow, *, writes: bool, standing_approval: Callable[[str, Sequence[str]], bool]
) -> tuple[Engine, Access, object]:
    """The engine, the way to AWS, and the lock that holds its checkpoint as long as it is kept. Raises UsageProblem."""
    from wizard.checkpoint.checkpoint import CheckpointProblem
    from wizard.cli.aws_access import open_access
    from wizard.cli.compose import make_engine
    from wizard.cli.open_checkpoint import open_checkpoint
    from wizard.cli.prepare import prepare
    from wizard.workflows import workflow_named

    if writes and workflow_named(settings.workflow).read_only:
        raise UsageProblem(f"{settings.command}: the workflow {settings.workflow} only reads; use plan or status.")
    prepared = prepare(settings)
    aws = open_access(prepared, person=False)
    try:
        checkpoint, lock = open_checkpoint(prepared, aws.quiet, writes=writes)
    except CheckpointProblem as problem:
        raise UsageProblem(str(problem)) from None
    engine = make_engine(
        prepared, checkpoint, aws, person=False, read_only=not writes, standing_approval=standing_approval
    )
    return engine, aws, lock
