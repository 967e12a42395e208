"""Puts a workflow together: vendor, answers, steps, engine; `open_checkpoint` opens what it is kept in, `aws_access`
the way to AWS. A screen paints first and calls this on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from wizard.aws.access import Access
from wizard.checkpoint.checkpoint import Checkpoint
from wizard.cli.places import check_directory, directory_of
from wizard.cli.preflight import take_answers, walked
from wizard.cli.prepare import Prepared, SettingsT, policy
from wizard.cli.settings import ForPerson
from wizard.engine.engine import Engine
from wizard.host.port import LocalPort
from wizard.host.program import VERSION
from wizard.model import CallError, Context, Event, Problem, Trouble
from wizard.permissions.requests import ready
from wizard.problems.explain import CONTACT, explain


def make_engine(
    prepared: Prepared[SettingsT],
    checkpoint: Checkpoint,
    aws: Access,
    *,
    person: bool,
    listen: Callable[[Event], None] | None = None,
    read_only: bool = False,
    standing_approval: Callable[[str, Sequence[str]], bool] = lambda _step, _digests: False,
    send_to_terminal: Callable[[str], None] | None = None,
) -> Engine:
    """The engine with everything wired. Raises UsageProblem for answers and options that cannot be."""
    settings, workflow = prepared.settings, walked(prepared.settings, prepared.vendor)
    answered = prepared.answers
    take_answers(settings, checkpoint, workflow.steps, aws.gateway, person=person, rehearsed=answered)
    if not read_only:
        check_directory(settings)
    engine = Engine(
        workflow,
        context_of(prepared, person=person),
        port=LocalPort(aws.gateway, send_to_terminal),
        checkpoint=checkpoint,
        explain=partial(_explain(prepared), contact=prepared.vendor.contact_in_short),
        ready=partial(
            ready,
            workflow=workflow,
            vendor=prepared.vendor,
            simulated=prepared.simulation.scenario if prepared.simulation else "",
        ),
        timing=policy(),
        standing_approval=standing_approval,
        read_only=read_only,
        signs_in=aws.signs_in,
    )
    aws.follow(engine.emit, lambda: engine.closing)
    if listen:
        engine.listen(listen)
    if settings.opened_log:
        settings.opened_log.follow(engine)
    return engine


def _explain(prepared: Prepared[SettingsT]) -> Callable[..., Problem]:
    return explain_simulated if prepared.simulation else explain


def context_of(prepared: Prepared[SettingsT], *, person: bool) -> Context:
    """What holds for every step of the run. person: somebody is there to see the screen."""
    return Context(
        vendor=prepared.vendor,
        now=datetime.now(UTC),
        person=person,
        presenting=isinstance(prepared.settings, ForPerson) and prepared.settings.present,
        directory=str(directory_of(prepared.settings)),
        version=VERSION,
        simulation=prepared.simulation,
    )


def explain_simulated(cause: CallError | Trouble, contact: str = CONTACT) -> Problem:
    """The simulated AWS is on this computer: where it cannot be reached, it has ended, and no network is at fault."""
    error = cause if isinstance(cause, CallError) else cause.error
    ended = error is not None and error.code == "Unreachable"
    return explain(Trouble(key="sandbox-ended", error=error) if ended else cause, contact)
