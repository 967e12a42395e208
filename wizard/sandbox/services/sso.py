"""IAM Identity Center's portal service: which accounts and roles a token opens, and credentials for one of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.iam import accounts
from wizard.sandbox.kernel.identities import Principal, lasting
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.services.portal import Assignment, Portal, Token
from wizard.sandbox.services.sso_assignments import role_of

# What a permission set's session duration is until somebody changes it.
SESSION_SECONDS = 3600
# The name of a session is the name of the person in Identity Center.
PERSON = "ada"

_LARGEST_PAGE, _USUAL_PAGE = 100, 50


@operation("sso", "ListAccounts")
def list_accounts(call: Call) -> Answer:
    _signed_in(call)
    listed = [
        {"accountId": each.account, "accountName": each.name, "emailAddress": each.email}
        for each in sorted(call.world.of(Portal).assignments.values(), key=lambda each: each.account)
    ]
    part, token = _page(listed, call)
    return {"accountList": part, "nextToken": token}


@operation("sso", "ListAccountRoles")
def list_account_roles(call: Call) -> Answer:
    _signed_in(call)
    assignment = _assignment(call)
    listed = [{"roleName": role, "accountId": assignment.account} for role in assignment.roles]
    part, token = _page(listed, call)
    return {"roleList": part, "nextToken": token}


@operation("sso", "GetRoleCredentials")
def get_role_credentials(call: Call) -> Answer:
    """A session of the role that Identity Center made for the permission set."""
    _signed_in(call)
    assignment = _assignment(call)
    if call.get("roleName") not in assignment.roles:
        raise _forbidden()
    role = role_of(call.world, assignment.account, call.get("roleName"))
    arn = f"arn:aws:sts::{assignment.account}:assumed-role/{role.name}/{PERSON}"
    principal = Principal(assignment.account, arn, f"{role.id}:{PERSON}", "role", "", role_arn=role.arn)
    seconds = lasting(call.world.scenario, SESSION_SECONDS)
    now = call.world.pace.now()
    made = call.world.identities.session(principal, now + timedelta(seconds=seconds), now)
    return {
        "roleCredentials": {
            "accessKeyId": made.access_key_id,
            "secretAccessKey": made.secret_access_key,
            "sessionToken": made.session_token,
            # In milliseconds, unlike everywhere else.
            "expiration": int(made.expires.timestamp() * 1000),
        }
    }


@operation("sso", "Logout")
def logout(call: Call) -> Answer:
    """Ends the sign-in; sessions that it has opened go on to their own end, as at AWS."""
    call.world.of(Portal).sign_out(_signed_in(call))
    return {}


def _signed_in(call: Call) -> Token:
    token = call.world.of(Portal).bearer(call.get("accessToken", ""), call.world.pace.now())
    if token is None:
        raise AwsError("UnauthorizedException", "Session token not found or invalid", 401)
    return token


def _assignment(call: Call) -> Assignment:
    asked = call.get("accountId", "")
    if not re.fullmatch(r"\d{12}", asked):
        raise AwsError("InvalidRequestException", "Account ID is invalid", 400)
    found = call.world.of(Portal).assignments.get(asked)
    if found is not None:
        return found
    if asked in accounts():
        raise _forbidden()
    raise AwsError("ResourceNotFoundException", "Account not found", 404)


def _forbidden() -> AwsError:
    # In no model, and what the service says all the same.
    return AwsError("ForbiddenException", "No access", 403)


def _page(items: list[Any], call: Call) -> tuple[list[Any], Any]:
    size = int(call.get("maxResults", _USUAL_PAGE))
    if not 1 <= size <= _LARGEST_PAGE or not str(call.get("nextToken", "0")).isdigit():
        raise AwsError("InvalidRequestException", "Invalid pagination parameters", 400)
    return page(items, call, size, token="nextToken")
