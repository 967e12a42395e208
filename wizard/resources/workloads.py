"""Whether an account already hosts something that has nothing to do with the vendor.

The guide asks for an account without unrelated workloads. A look at stacks, instances, functions, buckets and tagged
resources in every enabled region cannot prove an account empty; it says what it saw, and what it could not look at. It
costs four calls for each region, made side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, Finding, Read, Reader, Target

Answer = Mapping[str, Any] | CallError

# Every status of a stack but DELETE_COMPLETE: also a failed stack has resources.
ALIVE = [
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "CREATE_IN_PROGRESS",
    "DELETE_FAILED",
    "DELETE_IN_PROGRESS",
    "IMPORT_COMPLETE",
    "IMPORT_IN_PROGRESS",
    "IMPORT_ROLLBACK_COMPLETE",
    "IMPORT_ROLLBACK_FAILED",
    "IMPORT_ROLLBACK_IN_PROGRESS",
    "REVIEW_IN_PROGRESS",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "ROLLBACK_IN_PROGRESS",
    "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_FAILED",
    "UPDATE_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_IN_PROGRESS",
]

# What a landing zone puts into every account that comes from it: no workload of anybody's. Control Tower, its
# accelerators, the landing zones before them, AWS Config's and the CDK's own buckets and stacks.
BASELINE = (
    "StackSet-AWSControlTower", "aws-controltower-", "AWSAccelerator-", "aws-accelerator-", "AWS-Landing-Zone",
    "aws-landing-zone", "config-bucket-", "CDKToolkit", "cdk-hnb659fds-", "stacksets-exec-",
)  # fmt: skip
# Services whose resources watch over an account and run nothing in it.
WATCHING = ("access-analyzer", "cloudtrail", "config", "detective", "guardduty", "inspector2", "macie2", "securityhub")
STACK_TAG = "aws:cloudformation:stack-name"
# A list this long is one page of many.
MANY = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is of each kind, by name and region, and what could not be looked at, with why for each region."""

    strangers: Mapping[str, tuple[tuple[str, str], ...]]
    unseen: Mapping[str, Mapping[str, str]]
    looked: int = 1

    @property
    def empty(self) -> bool:
        """Nothing was seen; not the same as nothing being there while ``unseen`` is not empty."""
        return not any(self.strangers.values())


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of thing to look for: the call, and the names in its answer."""

    kind: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    names: Callable[[Mapping[str, Any]], Sequence[str]]
    everywhere: bool = True


def _stacks(answer: Mapping[str, Any]) -> Sequence[str]:
    return [stack["StackName"] for stack in answer.get("StackSummaries", ())]


def _instances(answer: Mapping[str, Any]) -> Sequence[str]:
    reservations = answer.get("Reservations", ())
    instances = [one for reservation in reservations for one in reservation.get("Instances", ())]
    # A terminated instance is listed for another hour.
    return [one["InstanceId"] for one in instances if one.get("State", {}).get("Name") != "terminated"]


def _functions(answer: Mapping[str, Any]) -> Sequence[str]:
    return [function["FunctionName"] for function in answer.get("Functions", ())]


def _buckets(answer: Mapping[str, Any]) -> Sequence[str]:
    return [bucket["Name"] for bucket in answer.get("Buckets", ())]


def _tagged(answer: Mapping[str, Any]) -> Sequence[str]:
    # Stacks, instances, functions and buckets are told by themselves.
    counted = ("cloudformation", "ec2", "lambda", "s3", *WATCHING)
    items = answer.get("ResourceTagMappingList", ())
    return [
        _stack_of(item) or item["ResourceARN"] for item in items if item["ResourceARN"].split(":")[2] not in counted
    ]


def _stack_of(item: Mapping[str, Any]) -> str:
    """The stack that a tagged resource is part of: what belongs to a stack of ours is ours."""
    return next((str(tag["Value"]) for tag in item.get("Tags", ()) if tag.get("Key") == STACK_TAG), "")


LOOKS = (
    Look("CloudFormation stacks", "cloudformation", "ListStacks", {"StackStatusFilter": ALIVE}, _stacks),
    Look("EC2 instances", "ec2", "DescribeInstances", {"MaxResults": 100}, _instances),
    Look("Lambda functions", "lambda", "ListFunctions", {"MaxItems": 50}, _functions),
    Look("tagged resources", "resourcegroupstaggingapi", "GetResources", {"ResourcesPerPage": 100}, _tagged),
    Look("S3 buckets", "s3", "ListBuckets", {}, _buckets, everywhere=False),
)

ENABLED = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}


TRAILS = {"includeShadowTrails": True}


def look(read: Reader, target: Target, ours: Sequence[str], fallback: Sequence[str]) -> Seen:
    """Look everywhere. ours: names that belong to this workflow. fallback: regions, if AWS does not list them."""
    regions, unseen = _regions(read, target, fallback)
    asked = [
        (one, region) for one in LOOKS for region in (regions if one.everywhere else (target.region or regions[0],))
    ]
    described = Read(target=target, service="cloudtrail", operation="DescribeTrails", parameters=TRAILS)
    trails, *answers = read.many([described, *(_read(one, target.in_region(region)) for one, region in asked)])
    known = (*ours, *_log_buckets(trails))
    found: dict[str, list[tuple[str, str]]] = {}
    for (one, region), answer in zip(asked, answers, strict=True):
        names, why = _judged(one, answer, known)
        place = region if one.everywhere else ""
        found.setdefault(one.kind, []).extend((name, place) for name in names)
        if why:
            unseen.setdefault(one.kind, {})[place] = why
    return Seen({kind: tuple(names) for kind, names in found.items()}, unseen, len(regions))


def _log_buckets(trails: Answer) -> tuple[str, ...]:
    """The buckets that the account's trails write to: they are its records, not somebody's work."""
    listed = () if isinstance(trails, CallError) else trails.get("trailList") or ()
    return tuple(str(trail["S3BucketName"]) for trail in listed if trail.get("S3BucketName"))


def _judged(one: Look, answer: Answer, known: Sequence[str]) -> tuple[list[str], str]:
    """The strangers that an answer shows, or why it does not tell."""
    if isinstance(answer, CallError):
        return [], f"{answer.code}: {answer.message}"
    names = [name for name in one.names(answer) if name not in known and not any(base in name for base in BASELINE)]
    # Some lists come in pages of which the first may be empty.
    more = any(answer.get(token) for token in ("NextToken", "NextMarker", "PaginationToken"))
    return names, "" if names or not more else "AWS has more pages than the wizard read"


def _regions(
    read: Reader, target: Target, fallback: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
    """The enabled regions; EC2, whose client is slow to make, is asked only where Account Management does not tell."""
    for service, operation, parameters in (("account", "ListRegions", ENABLED), ("ec2", "DescribeRegions", {})):
        (answer,) = read.many([Read(target=target, service=service, operation=operation, parameters=parameters)])
        if not isinstance(answer, CallError) and answer.get("Regions"):
            return tuple(region["RegionName"] for region in answer["Regions"]), {}
    known = tuple(dict.fromkeys([*([target.region] if target.region else []), *fallback]))
    why = f"couldn't read the list of regions, so the wizard looked only at {', '.join(known)}"
    return known, {"other regions": {"": why}}


def _read(one: Look, target: Target) -> Read:
    return Read(target=target, service=one.service, operation=one.operation, parameters=one.parameters, first_page=True)


def findings(seen: Seen) -> tuple[Finding, ...]:
    """What was seen and what was not, a line each."""
    lines = [_strangers(kind, names) for kind, names in seen.strangers.items() if names]
    lines += [_not_seen(kind, why, seen.looked) for kind, why in seen.unseen.items()]
    if seen.empty and not seen.unseen:
        lines.append(
            Finding(mark="good", text="No unrelated stacks, instances, functions, buckets or tagged resources")
        )
    return tuple(lines)


def _strangers(kind: str, names: Sequence[tuple[str, str]]) -> Finding:
    """Who they are: a number alone helps nobody to decide."""
    number = len(names)
    what = f"1 unrelated {kind.removesuffix('s')}" if number == 1 else f"{number} unrelated {kind}"
    text = f"{number} or more unrelated {kind}" if number >= MANY else what
    told = [f"{name} in {region}" if region else name for name, region in names]
    return Finding(mark="warning", text=text, detail=_some(told))


def _not_seen(kind: str, why: Mapping[str, str], looked: int) -> Finding:
    regions, reason = _some([region for region in why if region]), next(iter(why.values()))
    where = f" in {len(why)} of {looked} regions" if regions else ""
    detail = f"{regions}: {reason}" if regions else reason
    return Finding(mark="unknown", text=f"Couldn't look at {kind}{where}", detail=detail)


def _some(told: Sequence[str]) -> str:
    return ", ".join(told[:6]) + (f" and {len(told) - 6} more" if len(told) > 6 else "")
