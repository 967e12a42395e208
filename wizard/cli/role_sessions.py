"""The session of a role that somebody asked for by name, and what is done with it: printed, or handed to one command.

What is asked and said goes to the terminal and to standard error: standard output has the product alone. Where AWS
wants a code of an MFA device, it is asked for at the terminal, used once, and kept nowhere.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from wizard.aws.here import Here
from wizard.aws.role_session import device_of_profile, give_code, open_role_session
from wizard.cli.aws_access import here
from wizard.cli.exported_sandbox import EXPORTED
from wizard.cli.preflight import check_place
from wizard.cli.prepare import Prepared, prepare
from wizard.cli.running_sandbox import sandbox_state
from wizard.cli.usage import UsageProblem
from wizard.export.role_session import FORMS, variables
from wizard.frontends.exits import Exit
from wizard.frontends.lines import problem_lines
from wizard.host.program import PROGRAM
from wizard.host.standard_output import complain
from wizard.model import CallError, CallFailed, Read, Target, check_code
from wizard.problems.explain import explain
from wizard.resources.assume_role import SESSION_NAME, assuming, is_refusal, missing_statement, refusal_of, trouble_of
from wizard.resources.external_id import check_external_id
from wizard.resources.profiles import configured_region, partition_of
from wizard.resources.role_arn import RoleArn, check_role_arn_in, role_arn
from wizard.resources.switch_role import switch_role_url
from wizard.text.sanitize import within_line

if TYPE_CHECKING:
    from wizard.cli.assumed import Assumed
    from wizard.model.secret import RoleSession

ANY_REGION = "us-east-1"
FAKE = "SANDBOX: simulated credentials, scenario {scenario}. They open nothing in a real account."
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, DurationSeconds
CHAINED = "role chaining"
TOO_LONG = "MaxSessionDuration"


class NeedsTerminal(Exception):  # noqa: N818 - named after what it is
    """A person has to be asked, and there is nobody; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A role that is to be assumed, with what was found out without AWS.

    region: where the credentials are used, "" where nothing says so; a session does not carry its profile's region.
    """

    settings: Assumed
    prepared: Prepared[Assumed]
    here: Here
    role: RoleArn
    region: str

    @property
    def target(self) -> Target:
        """Whose credentials assume it."""
        return Target(profile=self.settings.profile, region=self.region or ANY_REGION)

    @property
    def exports(self) -> Mapping[str, str]:
        """What else has to be exported for the session to be of use: where the simulated AWS is."""
        simulation = self.prepared.simulation
        return {**simulation.exports, EXPORTED: str(sandbox_state())} if simulation else {}


def hand_out(settings: Assumed) -> int:
    """Print the credentials in the form that was asked for. Raises UsageProblem."""
    asked = asked_for(settings)
    session = _opened(asked)
    if not isinstance(session, Exit):
        form = settings.as_ or "env"
        given = {**asked.exports, **variables(session, asked.region)}
        sys.stdout.write(FORMS[form](session, given))
        sys.stdout.flush()
        if form in ("env", "fish", "powershell"):
            complain(f"{session.arn}, valid until {session.expires.astimezone():%H:%M}")
        return Exit.COMPLETE
    return session


def run_behind(settings: Assumed, command: tuple[str, ...]) -> int:
    """Run a command with the credentials, in place of this process. Raises UsageProblem."""
    if shutil.which(command[0]) is None:
        raise UsageProblem(f"{within_line(command[0])}: there is no such command.")
    asked = asked_for(settings)
    session = _opened(asked)
    return session if isinstance(session, Exit) else _become(command, session, asked)


def show_address(settings: Assumed) -> int:
    """Print the console's address, once AWS has let one in without an external ID. Raises UsageProblem."""
    asked = asked_for(settings)
    session = _opened(asked)
    if isinstance(session, Exit):
        complain("No address: the console can't send an external ID, and AWS refused this role without one.")
        return session
    role = asked.role
    name = settings.display_name or f"{role.name} @ {role.account}"
    path = f"{role.path}{role.name}".lstrip("/")
    address = switch_role_url(role.partition, role.account, path, display_name=name[:64], color=settings.color)
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    return Exit.COMPLETE


def asked_for(settings: Assumed) -> Asked:
    """The role and the way in, checked before anything is sent. Raises UsageProblem."""
    if wrong := check_external_id(settings.external_id):
        raise UsageProblem(f"--external-id: {wrong}")
    prepared = prepare(settings)
    aws = here()
    check_place(settings.sign_in, aws.gateway, person=False)
    region = settings.region or _usual_region(settings, aws)
    if wrong := check_role_arn_in(partition_of(region or ANY_REGION))(settings.words[0]):
        raise UsageProblem(wrong)
    role = role_arn(settings.words[0])
    assert role is not None  # checked a line above
    if prepared.simulation:
        complain(FAKE.format(scenario=prepared.simulation.scenario))
    return Asked(settings=settings, prepared=prepared, here=aws, role=role, region=region)


def _usual_region(settings: Assumed, aws: Here) -> str:
    try:
        offered = aws.gateway.read(Read(target=Target(), service="profiles", operation="List"))
    except CallFailed as failed:
        raise UsageProblem(failed.error.message) from None
    return str(offered["Region"]) or configured_region(settings.profile, offered)


# --- the session ---------------------------------------------------------------------------------------------------


def _opened(asked: Asked) -> RoleSession | Exit:
    """The session, or how it ends without one; why is said on standard error. Raises UsageProblem."""
    try:
        return _with_code_where_wanted(asked)
    except NeedsTerminal as problem:
        complain(f"{PROGRAM}: {problem}")
        return Exit.NEEDED
    except CallFailed as failed:
        return _refused(asked, failed.error)


def _with_code_where_wanted(asked: Asked) -> RoleSession:
    gateway, device = asked.here.gateway, asked.settings.mfa_serial
    if device:
        return open_role_session(gateway, _read(asked, device))
    try:
        return open_role_session(gateway, _read(asked))
    except CallFailed as failed:
        error = failed.error
    if error.login and error.login.kind == "code" and not is_refusal(error):
        give_code(gateway, asked.target, _code(error.login.name))  # the profile itself wants one
        return open_role_session(gateway, _read(asked))
    device = device_of_profile(gateway, asked.target.profile) if is_refusal(error) else ""
    if not device:
        raise CallFailed(error)
    return open_role_session(gateway, _read(asked, device))


def _read(asked: Asked, device: str = "") -> Read:
    settings = asked.settings
    more: dict[str, object] = {"RoleSessionName": settings.session_name or SESSION_NAME}
    if settings.duration:
        more["DurationSeconds"] = int(settings.duration)
    if device:
        more |= {"SerialNumber": device, "TokenCode": _code(device)}
    read = assuming(asked.target, asked.role.text, settings.external_id)
    return Read(
        target=read.target,
        service=read.service,
        operation=read.operation,
        parameters={**read.parameters, **more},
    )


def _code(device: str) -> str:
    """A code of the device, asked for at the terminal until it looks like one. Raises NeedsTerminal."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise NeedsTerminal(
            f"AWS needs a code from the MFA device {device}, but there is no terminal to ask on."
        ) from None
    os.close(terminal)
    while True:
        code = "".join(getpass.getpass(f"Code of {device}: ").split())
        wrong = check_code(code)
        if wrong is None:
            return code
        complain(wrong)


def _refused(asked: Asked, error: CallError) -> Exit:
    """Say why there is no session. Raises UsageProblem where what was asked for cannot be."""
    _check_duration(asked.settings, error)
    if not is_refusal(error):
        for line in problem_lines(explain(error)):
            complain(line)
        return Exit.INCOMPLETE if error.unauthenticated else Exit.FAILED
    caller = _caller(asked)
    for line in problem_lines(explain(trouble_of(error, caller, asked.role))):
        complain(line)
    complain(f"    AWS said:      {within_line(error.message)}")
    if missing := missing_statement(error, caller.split(":")[4], asked.role):
        import json

        complain(f"    {missing[0]}: {json.dumps(missing[1])}")
    if authorization := refusal_of(error).authorization:
        complain(f"    Authorization ID: {authorization}")
    return Exit.INCOMPLETE


def _check_duration(settings: Assumed, error: CallError) -> None:
    if error.code != "ValidationError" or not settings.duration:
        return
    asked = f"--duration {settings.duration / 3600:g}h"
    if CHAINED in error.message:
        raise UsageProblem(
            f"{asked}: you are signed in with a role's session yourself, and AWS limits such role chaining to 1h; ask"
            " for less, or sign in as a user."
        )
    if TOO_LONG in error.message:
        raise UsageProblem(f"{asked}: the role allows only shorter sessions; its owner sets MaxSessionDuration.")


def _caller(asked: Asked) -> str:
    """Who was refused."""
    try:
        who = asked.here.gateway.read(Read(target=asked.target, service="sts", operation="GetCallerIdentity"))
    except CallFailed:
        return f"arn:{asked.role.partition}:iam::?:you"
    return str(who["Arn"])


# --- the command ---------------------------------------------------------------------------------------------------


def _become(command: tuple[str, ...], session: RoleSession, asked: Asked) -> NoReturn:
    """Be that command from here on: its exit code and its signals are its own. Raises UsageProblem."""
    # A profile in the environment stands before its keys for some tools, and would name somebody else.
    environ = {name: value for name, value in os.environ.items() if name not in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")}
    environ |= {**asked.exports, **variables(session, asked.region)}
    sys.stdout.flush()
    sys.stderr.flush()
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what is ignored stays so
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(command[0], command, environ)
    except OSError as error:
        raise UsageProblem(f"{within_line(command[0])} can't be run: {error.strerror}.") from None
