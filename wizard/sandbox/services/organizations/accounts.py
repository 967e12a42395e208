"""CreateAccount as AWS does it: asynchronous, each e-mail once, and sometimes a failure with its reason."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.membership import ACCESS_ROLE, fall_asleep, join
from wizard.sandbox.services.organizations.state import AccountRequest, OrganizationState, members

CREATE_SECONDS = 6.0

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NAME = re.compile(r"[\x20-\x7E]{1,50}")
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}")
# Well formed, and yet no mail will ever reach it (RFC 2606).
_UNREACHABLE = (".invalid",)


@operation("organizations", "CreateAccount")
def create_account(call: Call) -> Answer:
    """Checks the form of what is asked, and starts; everything else turns out later."""
    _validate(call)
    now = call.world.pace.now()
    request = AccountRequest("car-" + secrets.token_hex(16), call.get("AccountName"), call.get("Email"), now)
    failure = _failure(call.world, call.account, request)
    management, options = call.account, {"role_name": call.get("RoleName"), "tags": call.get("Tags")}

    def finish(when: datetime) -> None:
        request.completed = when
        if failure:
            request.state, request.failure = "FAILED", failure
            return
        request.account_id = join(management, request.name, request.email, when, **options)
        request.state = "SUCCEEDED"
        fall_asleep(call.world, request.account_id, options["role_name"] or ACCESS_ROLE)

    request.process = call.world.pace.after(CREATE_SECONDS, finish)
    call.world.of(OrganizationState).requests[request.id] = request
    return {"CreateAccountStatus": request.answer()}


@operation("organizations", "DescribeCreateAccountStatus")
def describe_create_account_status(call: Call) -> Answer:
    request = call.world.of(OrganizationState).requests.get(call.get("CreateAccountRequestId"))
    if request is None:
        raise AwsError(
            "CreateAccountStatusNotFoundException",
            "You specified an account creation status ID that doesn't exist.",
        )
    return {"CreateAccountStatus": _told(request)}


@operation("organizations", "ListCreateAccountStatus")
def list_create_account_status(call: Call) -> Answer:
    wanted = call.get("States") or ["IN_PROGRESS", "SUCCEEDED", "FAILED"]
    requests = [request for request in call.world.of(OrganizationState).requests.values() if request.state in wanted]
    part, token = page(requests, call, 20, limit="MaxResults")
    return {"CreateAccountStatuses": [_told(request) for request in part], "NextToken": token}


def _told(request: AccountRequest) -> dict[str, Any]:
    answer = request.answer()
    if request.process is not None:
        request.process.polled()
    return answer


def _validate(call: Call) -> None:
    email, name = call.get("Email", ""), call.get("AccountName", "")
    role = call.get("RoleName")
    if not 6 <= len(email) <= 64:
        raise _invalid("You specified an e-mail address whose length is not 6 to 64 characters.", "MIN_LENGTH_EXCEEDED")
    if not _EMAIL.fullmatch(email):
        raise _invalid("You provided a value that does not match the required pattern.", "INVALID_PATTERN")
    if not _NAME.fullmatch(name):
        raise _invalid("You provided a value that does not match the required pattern.", "INVALID_PATTERN")
    if role is not None and not _ROLE_NAME.fullmatch(role):
        raise _invalid("You provided a role name that isn't valid.", "INVALID_ROLE_NAME")


def _invalid(message: str, reason: str) -> AwsError:
    return AwsError("InvalidInputException", message, Reason=reason)


def _failure(world: World, management: str, request: AccountRequest) -> str | None:
    settings = world.scenario.table("create-account")
    if settings.get("failure"):
        return str(settings["failure"])
    email = request.email.lower()
    if email.endswith(_UNREACHABLE):
        return "INVALID_EMAIL"
    elsewhere = {str(address).lower() for address in settings.get("taken", [])}
    if email in elsewhere or email in _used(world, management):
        return "EMAIL_ALREADY_EXISTS"
    first = not world.of(OrganizationState).requests
    return "EMAIL_ALREADY_EXISTS" if settings.get("first_is_taken") and first else None


def _used(world: World, management: str) -> set[str]:
    """Every e-mail of an account, a closed one included, and of the requests that may yet become one."""
    requests = world.of(OrganizationState).requests.values()
    pending = {request.email.lower() for request in requests if request.state == "IN_PROGRESS"}
    return pending | {str(account.email).lower() for account in members(management)}
