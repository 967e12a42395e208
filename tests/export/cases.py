"""What is exported in the tests: every vendor that is shipped, and a role that has everything a role can have."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from wizard.model import Parameter, Vendor
from wizard.model.exported import Exported
from wizard.vendors.profile import load_vendor, vendor_names
from wizard.workflows.exporting import permission_to_assume, role_of_vendor

EXTERNAL_ID = "a1b2-c3:d4/5"
FIRETIGER = load_vendor("firetiger")
_AWKWARD = 'It\'s "100%" Größe & `id` $HOME ${aws:username} %{if} \\ <- 0123'


def of_vendor(name: str, *, external_id: bool = False) -> Exported:
    """As a customer gets it who answers what the profile gives as an example."""
    vendor = load_vendor(name)
    answers = {one.name: answer_to(one) for one in vendor.parameters}
    if external_id:
        answers["external_id"] = EXTERNAL_ID
    return role_of_vendor(vendor, {"template": answers}, "eu-west-1")


def answer_to(parameter: Parameter) -> str:
    """Something that its pattern takes."""
    return parameter.example or parameter.default or next(iter(parameter.choices), "true")


def takes_external_id(vendor: Vendor) -> bool:
    """Whether its customers can give one."""
    return vendor.role is None or vendor.role.external_id != "none"


def with_everything() -> Exported:
    """Inline policies with variables, a boundary, tags, a long session, a path, and texts that quoting gets wrong."""
    template: dict[str, Any] = json.loads(FIRETIGER.template)
    (role,) = template["Resources"].values()
    home = {"Effect": "Allow", "Action": ["s3:*"], "Resource": "arn:aws:s3:::home/${aws:username}/*"}
    matching = {"Condition": {"StringLike": {"aws:PrincipalTag/the odd": [_AWKWARD, "%{x}", "a\tb"]}}}
    role["Properties"] |= {
        "Description": "Größe & Söhne's",
        "Policies": [
            {"PolicyName": "home", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{**home, **matching}]}},
            {
                "PolicyName": "list",
                "PolicyDocument": {"Version": "2012-10-17", "Statement": {**home, "Action": "s3:L*"}},
            },
        ],
        "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess",
        "MaxSessionDuration": 7200,
        "Path": "/",
        "Tags": [{"Key": "owner", "Value": "Ada's team; rm -rf $HOME"}, {"Key": "cost", "Value": "007"}],
    }
    vendor = msgspec.structs.replace(FIRETIGER, template=json.dumps(template), stack_name="everything")
    return role_of_vendor(vendor, {}, "")


def grant_to(who: str) -> Exported:
    """The permission to assume one role."""
    given = {"trusting-role": {"arn": "arn:aws:iam::123456789012:role/team/reader"}, "principal": {"to": who}}
    return permission_to_assume(FIRETIGER, given, "")


GRANTS: dict[str, Exported] = {who: grant_to(f"{who}/it.s") for who in ("user", "group", "role")}
ROLES: dict[str, Exported] = {
    **{name: of_vendor(name, external_id=takes_external_id(load_vendor(name))) for name in vendor_names()},
    "everything": with_everything(),
}
CASES: dict[str, Exported] = {**ROLES, **GRANTS}
