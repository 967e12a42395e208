"""Trails, who sees which from where, and the event history."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from wizard.sandbox.kernel.clock import Process

if TYPE_CHECKING:
    from wizard.sandbox.kernel.operations import Call

# How long an event takes (at pace 1) until LookupEvents shows it. AWS: up to some fifteen minutes.
HISTORY_SECONDS = 5.0


def default_selectors() -> list[dict[str, Any]]:
    """What a trail records that nobody has configured: management events, reading and writing."""
    return [
        {
            "ReadWriteType": "All",
            "IncludeManagementEvents": True,
            "DataResources": [],
            "ExcludeManagementEventSources": [],
        }
    ]


@dataclass
class Trail:
    """A trail, in the account and region that it was created in."""

    name: str
    account: str
    home: str
    bucket: str
    prefix: str | None = None
    multi_region: bool = False
    global_events: bool = True
    validation: bool = False
    organization: bool = False
    kms_key: str | None = None
    logging: bool = False
    started: datetime | None = None
    stopped: datetime | None = None
    delivery_error: str | None = None
    next_delivery: Process | None = None
    selectors: list[dict[str, Any]] = field(default_factory=default_selectors)
    advanced: list[dict[str, Any]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudtrail:{self.home}:{self.account}:trail/{self.name}"

    def answer(self) -> dict[str, Any]:
        return {
            "Name": self.name,
            "S3BucketName": self.bucket,
            "S3KeyPrefix": self.prefix,
            "IncludeGlobalServiceEvents": self.global_events,
            "IsMultiRegionTrail": self.multi_region,
            "TrailARN": self.arn,
            "LogFileValidationEnabled": self.validation,
            "KmsKeyId": self.kms_key,
            "IsOrganizationTrail": self.organization,
        }


@dataclass(frozen=True)
class HistoryEvent:
    """A management event as LookupEvents tells it; `shown` is when it gets there."""

    account: str
    region: str
    shown: datetime
    when: datetime
    name: str
    source: str
    username: str
    access_key_id: str
    record: dict[str, Any]


@dataclass
class TrailState:
    """Every trail, and the history of every account."""

    trails: list[Trail] = field(default_factory=list)
    history: list[HistoryEvent] = field(default_factory=list)

    def visible(self, account: str, management: str | None) -> list[Trail]:
        """An account's own trails and its organization's."""
        return [
            trail
            for trail in self.trails
            if trail.account == account or (trail.organization and trail.account == management)
        ]

    def remember(
        self, call: Call, accounts: list[str], *, error: str | None = None, session: str = "", key: str = ""
    ) -> None:
        """Records a call in the history of these accounts; success in the trusting one, too."""
        for account in dict.fromkeys(accounts):
            record = _record(call, account, error, session, key)
            now = call.world.pace.now()
            shown = now + timedelta(seconds=HISTORY_SECONDS * call.world.pace.factor)
            self.history.append(
                HistoryEvent(
                    account,
                    call.region,
                    shown,
                    now,
                    call.operation,
                    f"{call.service}.amazonaws.com",
                    call.principal.arn.rsplit("/", 1)[-1],
                    call.principal.access_key_id,
                    record,
                )
            )


def _record(call: Call, account: str, error: str | None, session: str, key: str) -> dict[str, Any]:
    role_arn = str(call.get("RoleArn", ""))
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": _identity(call, account),
        "eventTime": f"{call.world.pace.now():%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": f"{call.service}.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": call.region,
        "sourceIPAddress": "127.0.0.1",
        "userAgent": call.headers.get("user-agent", ""),
        "requestParameters": json.loads(json.dumps(_lowered(call.parameters), default=str)),
        "responseElements": None,
        "requestID": call.request_id,
        "eventID": str(uuid.uuid4()),
        "readOnly": True,
        "resources": [{"accountId": role_arn.split(":")[4], "type": "AWS::IAM::Role", "ARN": role_arn}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }
    if error:
        return record | {"errorCode": error, "errorMessage": "An error occurred"}
    assumed = {"arn": session, "assumedRoleId": session.rsplit("/", 1)[-1]}
    return record | {"responseElements": {"credentials": {"accessKeyId": key}, "assumedRoleUser": assumed}}


def _lowered(parameters: dict[str, Any]) -> dict[str, Any]:
    # CloudTrail writes member names with a small first letter.
    return {name[0].lower() + name[1:]: value for name, value in parameters.items() if name != "TokenCode"}


def _identity(call: Call, account: str) -> dict[str, Any]:
    principal = call.principal
    if account != principal.account:
        return {"type": "AWSAccount", "principalId": principal.user_id, "accountId": principal.account}
    return {
        "type": {"user": "IAMUser", "role": "AssumedRole", "root": "Root"}[principal.kind],
        "principalId": principal.user_id,
        "arn": principal.arn,
        "accountId": principal.account,
        "accessKeyId": principal.access_key_id,
    }
