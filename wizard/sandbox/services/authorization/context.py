"""What is known of a request: the global condition keys of AWS, and those of the services that the sandbox has.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-11-26), which says
of each key when it is there. Keys are kept in small letters, as policies may write them either way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.policy.patterns import Context
from wizard.sandbox.services.organizations.state import organization_id_of

_TYPES = {"user": "User", "role": "AssumedRole", "root": "Account", "anonymous": "Anonymous", "service": "AWSService"}
# What a query parameter or a header of S3 is called in a condition.
_S3_QUERY = {"prefix": "s3:prefix", "delimiter": "s3:delimiter", "max-keys": "s3:max-keys", "versionId": "s3:versionid"}
_S3_HEADERS = ("x-amz-acl", "x-amz-copy-source", "x-amz-server-side-encryption", "x-amz-storage-class")


def context_of(call: Call, account: str) -> Context:
    """What is known of a call. account: whose resource it is about."""
    found: dict[str, Any] = {
        **_of_principal(call.principal),
        **_of_request(call),
        "aws:resourceaccount": account or None,
        "aws:resourceorgid": organization_id_of(account) if account else None,
        **_of_service(call),
    }
    return {key: value for key, value in found.items() if value is not None}


def _of_principal(principal: Principal) -> dict[str, Any]:
    organization = organization_id_of(principal.account) if principal.account else None
    session = bool(principal.session_token)
    return {
        "aws:principalarn": (principal.role_arn or principal.arn) if principal.account else None,
        "aws:principalaccount": principal.account or None,
        "aws:principalorgid": organization,
        "aws:principaltype": _TYPES[principal.kind],
        "aws:principalisawsservice": "false",
        "aws:userid": principal.user_id or "anonymous",
        "aws:username": principal.arn.rsplit("/", 1)[-1] if principal.kind == "user" else None,
        # Long-lived keys have no such key at all, which is why policies say BoolIfExists.
        "aws:multifactorauthpresent": str(principal.mfa).lower() if session else None,
        "aws:tokenissuetime": _stamp(principal.issued) if session and principal.issued else None,
        **{f"aws:principaltag/{name.lower()}": value for name, value in _tags(principal).items()},
    }


def _tags(principal: Principal) -> dict[str, str]:
    """The tags of the user or role, and over them those of the session."""
    listed: Any = ()
    if principal.kind == "user":
        tagged = iam_of(principal.account).tagger.list_tags_for_resource(principal.arn)
        listed = tagged.get("Tags", ())
    elif principal.kind == "role":
        role = iam_of(principal.account).roles.get(principal.user_id.partition(":")[0])
        # moto keeps them as it was given them: a list, or by their keys.
        listed = (role.tags.values() if isinstance(role.tags, dict) else role.tags or ()) if role else ()
    return {str(tag["Key"]): str(tag["Value"]) for tag in listed} | dict(principal.tags)


def _of_request(call: Call) -> dict[str, Any]:
    now = call.world.pace.now()
    return {
        "aws:currenttime": _stamp(now),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:requestedregion": call.region or None,
        "aws:sourceip": call.source_ip or None,
        "aws:securetransport": "false",
        "aws:useragent": call.headers.get("user-agent"),
        "aws:referer": call.headers.get("referer"),
        "aws:viaawsservice": "false",
        **_tags_asked_for(call),
    }


def _tags_asked_for(call: Call) -> dict[str, Any]:
    tags = call.get("Tags")
    if not isinstance(tags, list) or not all(isinstance(tag, dict) and "Key" in tag for tag in tags):
        return {}
    asked = {f"aws:requesttag/{tag['Key'].lower()}": str(tag.get("Value", "")) for tag in tags}
    return {**asked, "aws:tagkeys": tuple(str(tag["Key"]) for tag in tags)}


def _of_service(call: Call) -> dict[str, Any]:
    if call.service == "s3":
        query = {key: call.get(name) for name, key in _S3_QUERY.items()}
        return {**query, **{f"s3:{name}": call.headers.get(name) for name in _S3_HEADERS}}
    if call.service == "iam":
        return {
            "iam:policyarn": call.get("PolicyArn"),
            "iam:permissionsboundary": call.get("PermissionsBoundary"),
            "iam:awsservicename": call.get("AWSServiceName"),
        }
    if call.service == "sts":
        seconds = call.get("DurationSeconds")
        return {
            "sts:externalid": call.get("ExternalId"),
            "sts:rolesessionname": call.get("RoleSessionName"),
            "sts:sourceidentity": call.get("SourceIdentity"),
            "sts:durationseconds": None if seconds is None else str(seconds),
            "sts:transitivetagkeys": tuple(call.get("TransitiveTagKeys") or ()) or None,
        }
    return {}


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
