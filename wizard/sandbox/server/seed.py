"""Sowing a scenario: the organization, accounts, trails and stacks that a person finds already there.

What is found was made two days ago: while sowing, the world's clock is set back, and every course runs to its
end at once. Stacks are made by the same code as anybody else's, so that a seeded one cannot differ from a real one.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from moto.route53.models import route53_backends
from moto.s3.models import s3_backends

from wizard.sandbox.kernel.clock import Clock
from wizard.sandbox.kernel.iam import attach, iam_of
from wizard.sandbox.kernel.identities import make_user
from wizard.sandbox.kernel.scenario import text
from wizard.sandbox.kernel.world import ADMINISTRATOR, MANAGEMENT_ACCOUNT, REGION, VENDOR_ACCOUNT, World
from wizard.sandbox.server import aws_files, organization, people, stack_sets
from wizard.sandbox.server.organization import all_of
from wizard.sandbox.server.people import call_of
from wizard.sandbox.services import mfa as second_factor
from wizard.sandbox.services.cloudformation.requests import create_stack, delete_stack
from wizard.sandbox.services.cloudformation.stack import Stacks
from wizard.sandbox.services.cloudtrail.state import Trail, TrailState, default_selectors
from wizard.sandbox.services.portal import portal
from wizard.sandbox.services.sso_assignments import assign

# Fixed, and no secrets: they open nothing but a sandbox on this machine.
USER_NAME = "ada"
USER_KEY = "AKIASANDBOXEXAMPLE00"
USER_SECRET = "sandbox-example-secret-opens-nothing-000"
VENDOR_KEY = "AKIASANDBOXVENDOR000"
VENDOR_SECRET = "sandbox-vendor-secret-opens-nothing-0000"
ROOT_KEY = "AKIASANDBOXROOT00000"
ROOT_SECRET = "sandbox-root-secret-opens-nothing-000000"

_AGO = timedelta(days=2)


def seed(world: World) -> None:
    """Fills an empty world with what its scenario describes."""
    present = world.pace
    world.pace = Clock(0, clock=lambda: time.time() - _AGO.total_seconds())
    names = organization.lay_out(world)
    world.account = names.get(str(world.scenario.settings.get("signed_in_to", "")), MANAGEMENT_ACCOUNT)
    make_user(world.account, USER_NAME, USER_KEY, USER_SECRET, ADMINISTRATOR)
    second_factor.give(world, USER_NAME)
    make_user(VENDOR_ACCOUNT, "deployer", VENDOR_KEY, VENDOR_SECRET, ADMINISTRATOR)
    _vendor_role()
    world.identities.root(world.account, ROOT_KEY)
    for about in all_of(world, "group"):
        people.group(names[about["account"]], about)
    for about in all_of(world, "user"):
        people.user(names[about["account"]], about)
    for about in all_of(world, "bucket"):
        _bucket(names[about["account"]], about["name"], about.get("policy", ""))
    for about in all_of(world, "zone"):
        _zone(names[about["account"]], about["id"], about["name"])
    for about in all_of(world, "trail"):
        world.of(TrailState).trails.append(_trail(world, names[about["account"]], about))
    for about in all_of(world, "stack"):
        _stack(world, names[about["account"]], about)
    world.failing = [_placed(each, names) for each in world.scenario.tables("failing-resource")]
    for about in all_of(world, "role"):
        people.role(names[about["account"]], about)
    world.put(portal(world.scenario.table("portal")))
    assign(world, names)
    for about in all_of(world, "stack-set"):
        stack_sets.deploy(world, about)
    world.pace = present
    for about in all_of(world, "stack-set"):
        stack_sets.begin(world, about)
    aws_files.write(world)


def _placed(about: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A table with the id of the account that it names, if it names one."""
    return {**about, "account": names[about["account"]]} if "account" in about else dict(about)


def _vendor_role() -> None:
    """The role that the vendor's automation works under, and from which it enters its customers' accounts."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{VENDOR_ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam_of(VENDOR_ACCOUNT).create_role("deployment", document, "/", None, "", [], "3600")
    attach(VENDOR_ACCOUNT, ADMINISTRATOR, "deployment")


def _bucket(account: str, name: str, policy: str = "") -> Any:
    made = s3_backends[account]["aws"].create_bucket(name, REGION)
    made.policy = policy.encode() if policy else None
    return made


def _zone(account: str, identifier: str, name: str) -> None:
    """A hosted zone with an id that is known beforehand; moto makes one up."""
    backend = route53_backends[account]["aws"]
    made = backend.create_hosted_zone(f"{name}.", private_zone=False)
    del backend.zones[made.resource_id]
    made.resource_id = identifier
    backend.zones[identifier] = made


def _trail(world: World, account: str, about: dict[str, Any]) -> Trail:
    home = about.get("home", REGION)
    trail = Trail(about["name"], account, home, about.get("bucket", f"{about['name'].lower()}-{account}"))
    trail.multi_region = about.get("multi_region", True)
    trail.organization = about.get("organization", False)
    trail.validation = about.get("validation", True)
    trail.started = world.pace.now()
    trail.logging = about.get("logging", True)
    if not trail.logging:
        trail.stopped = world.pace.now() + timedelta(days=1)
    trail.selectors = about.get("selectors", [{**default_selectors()[0], **about.get("selector", {})}])
    trail.advanced = about.get("advanced", [])
    if trail.advanced:
        trail.selectors = []
    if not about.get("bucket_gone", False):
        _bucket(account, trail.bucket).policy = json.dumps(_bucket_policy(trail)).encode()
    return trail


def _bucket_policy(trail: Trail) -> dict[str, Any]:
    bucket = f"arn:aws:s3:::{trail.bucket}"
    source = {"aws:SourceArn": trail.arn}
    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
    allow = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    reading = {"Action": "s3:GetBucketAcl", "Resource": bucket, "Condition": {"StringEquals": source}}
    writing = {
        "Action": "s3:PutObject",
        "Resource": f"{bucket}/AWSLogs/*",
        "Condition": {"StringEquals": source | acl},
    }
    return {"Version": "2012-10-17", "Statement": [allow | reading, allow | writing]}


def _stack(world: World, account: str, about: dict[str, Any]) -> None:
    """Creates a stack and runs it to its end; `failing` makes it roll back, `deleted` deletes it again."""
    region = about.get("region", REGION)
    parameters = {
        "StackName": about["name"],
        "TemplateBody": text(about["template"]),
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        **about.get("request", {}),
    }
    world.failing = about.get("failing", [])
    create_stack(call_of(world, account, "CreateStack", parameters, region))
    stack = world.of(Stacks).of(account)[-1]
    assert stack.process is not None
    stack.process.run_out(world.pace.now())
    if about.get("deleted"):
        delete_stack(call_of(world, account, "DeleteStack", {"StackName": stack.id}, region))
        stack.process.run_out(world.pace.now())
