"""STS: AssumeRole with both sides' policies checked (`assuming`), sessions with an end, and who one is.

MFA codes: any six digits are right except 000000, which is wrong so that a wrong code can be tried.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.identities import Principal, lasting
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services import mfa as second_factor
from wizard.sandbox.services.assuming import check_may_assume, session_policies, session_tags
from wizard.sandbox.services.cloudtrail.state import TrailState
from wizard.sandbox.services.organizations.state import OrganizationState

_ROLE_ARN = re.compile(r"arn:aws:iam::(\d{12}):role/(?:.+/)?([\w+=,.@-]+)")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")
_CHAINED_LIMIT = 3600


@operation("sts", "GetCallerIdentity")
def get_caller_identity(call: Call) -> Answer:
    return {"UserId": call.principal.user_id, "Account": call.account, "Arn": call.principal.arn}


@operation("sts", "GetAccessKeyInfo")
def get_access_key_info(call: Call) -> Answer:
    owner = call.world.identities.owner(call.get("AccessKeyId", ""))
    if owner is None:
        raise AwsError("ValidationError", "Access key is not valid.", 400)
    return {"Account": owner}


@operation("sts", "GetSessionToken")
def get_session_token(call: Call) -> Answer:
    if call.principal.session_token:
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    seconds = lasting(call.world.scenario, call.get("DurationSeconds", 43200))
    expires = call.world.pace.now() + timedelta(seconds=seconds)
    now = call.world.pace.now()
    made = call.world.identities.session(replace(call.principal, mfa=_with_mfa(call)), expires, now)
    return {"Credentials": made.answer()}


@operation("sts", "AssumeRole")
def assume_role(call: Call) -> Answer:
    """A session of the role, or AWS's one answer for a role that is missing, asleep or does not trust the caller."""
    _validate(call)
    found = _ROLE_ARN.fullmatch(call.get("RoleArn", ""))
    if found is None:
        raise AwsError("ValidationError", f"{call.get('RoleArn')} is invalid", 400)
    if call.principal.kind == "root":
        raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.", 403)
    account, mfa = found[1], _with_mfa(call)
    role = next((role for role in _roles(account) if role.arn == call.get("RoleArn")), None)
    try:
        check_may_assume(call, role if role is not None and _is_awake(call, account, role.name) else None, account, mfa)
    except AwsError:
        call.world.of(TrailState).remember(call, [call.account], error="AccessDenied")
        raise
    duration = lasting(call.world.scenario, _duration(call, role))
    session = _session(call, role, mfa)
    now = call.world.pace.now()
    made = call.world.identities.session(session, now + timedelta(seconds=duration), now)
    call.world.of(TrailState).remember(call, [call.account, account], session=session.arn, key=made.access_key_id)
    role_user = {"AssumedRoleId": session.user_id, "Arn": session.arn}
    return {"Credentials": made.answer(), "AssumedRoleUser": role_user}


def _validate(call: Call) -> None:
    name, seconds = call.get("RoleSessionName", ""), call.get("DurationSeconds", 3600)
    if not _SESSION_NAME.fullmatch(name):
        raise _unsatisfied(name, "roleSessionName", "regular expression pattern: [\\w+=,.@-]*")
    if not 900 <= seconds <= 43200:
        raise _unsatisfied(seconds, "durationSeconds", "a value from 900 to 43200")


def _unsatisfied(value: Any, member: str, constraint: str) -> AwsError:
    text = f"Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy {constraint}"
    return AwsError("ValidationError", f"1 validation error detected: {text}", 400)


def _with_mfa(call: Call) -> bool:
    """Whether this call, or the session that makes it, was authenticated with a second factor."""
    serial, code = call.get("SerialNumber"), call.get("TokenCode")
    if serial is None and code is None:
        return call.principal.mfa
    if serial is None or code is None:
        raise _unauthenticated("failed, must provide both MFA serial number and one time pass code. ")
    if not re.fullmatch(r"\d{6}", code):
        raise _unsatisfied(code, "tokenCode", "regular expression pattern: [\\d]*")
    if serial not in second_factor.devices(call.principal):
        raise _unauthenticated(
            "failed, unable to validate MFA code.  Please verify your MFA serial number is valid "
            "and associated with this user. "
        )
    if code == "000000":
        raise _unauthenticated("failed with invalid MFA one time pass code. ")
    return True


def _unauthenticated(how: str) -> AwsError:
    return AwsError("AccessDenied", f"MultiFactorAuthentication {how}", 403)


def _roles(account: str) -> list[Any]:
    return list(iam_of(account).roles.values())


def _is_awake(call: Call, account: str, role_name: str) -> bool:
    waking = call.world.of(OrganizationState).asleep.get((account, role_name))
    if waking is None:
        return True
    waking.polled()
    return False


def _duration(call: Call, role: Any) -> int:
    asked = int(call.get("DurationSeconds", 3600))
    if call.principal.kind == "role" and asked > _CHAINED_LIMIT:
        text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        raise AwsError("ValidationError", text, 400)
    if asked > int(role.max_session_duration or 3600):
        text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise AwsError("ValidationError", text, 400)
    return asked


def _session(call: Call, role: Any, mfa: bool) -> Principal:
    name = call.get("RoleSessionName")
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}"
    made = Principal(role.account_id, arn, f"{role.id}:{name}", "role", "", mfa=mfa, role_arn=role.arn)
    return replace(made, session=session_policies(call, role.account_id), tags=session_tags(call))


@operation("sts", "DecodeAuthorizationMessage")
def decode_authorization_message(_call: Call) -> Answer:
    return {"DecodedMessage": json.dumps({"allowed": False, "explicitDeny": False})}
