"""The role that StackSets works with in each account, narrowed to the roles of a fleet.

AWS's own has AdministratorAccess. What takes its place may do with roles of the fleet's names, and with the stacks of
stack sets, what CloudFormation needs, and nothing else. What that costs is a stack of its own in each account, which
takes AWS minutes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-custom-execution-role.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.resources.assume_policy import ASSUME, VERSION
from wizard.resources.fleet.role_documents import Central, fitting

BEGINS = "stacksets-exec-custom-"
_ADMINISTRATOR = "role/aws-service-role/stacksets.cloudformation.amazonaws.com/" \
    "AWSServiceRoleForCloudFormationStackSetsOrgAdmin"  # fmt: skip
_ON_ROLES = (
    "iam:CreateRole", "iam:GetRole", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:UpdateAssumeRolePolicy",
    "iam:DeleteRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy",
    "iam:ListAttachedRolePolicies", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary", "iam:TagRole", "iam:UntagRole", "iam:ListRoleTags",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRole:
    """A narrow execution role. roles: the pattern of the names that it may touch."""

    name: str
    roles: str
    template: str

    @property
    def parameters(self) -> dict[str, Any]:
        """What CreateStackSet and UpdateStackSet are told."""
        return {"ExecutionRoleName": self.name, "ExecutionRoleTemplateBody": self.template}


def execution_role(stack_set: str, roles: str, central: Central, stacks: Sequence[str] = ()) -> ExecutionRole:
    """The execution role of one stack set, which may touch roles of this name pattern alone.

    stacks: names of stacks that are there and join the set; AWS names its own, and a bare role's has the set's name.
    """
    name = fitting(f"{BEGINS}{stack_set}")
    policy = {"Version": VERSION, "Statement": [
        {"Effect": "Allow", "Action": list(_ON_ROLES),
         "Resource": {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{roles}"}},
        {"Effect": "Allow", "Action": "cloudformation:*",
         "Resource": [{"Fn::Sub": f"arn:${{AWS::Partition}}:cloudformation:*:${{AWS::AccountId}}:stack/{named}"}
                      for named in ("StackSet-*", *(f"{one}/*" for one in sorted({stack_set, *stacks})))]},
        {"Effect": "Allow", "Action": ["cloudformation:ValidateTemplate", "cloudformation:GetTemplateSummary"],
         "Resource": "*"},
    ]}  # fmt: skip
    stack_sets = f"arn:{central.partition}:iam::{central.management or central.account}:{_ADMINISTRATOR}"
    trust = {"Effect": "Allow", "Action": ASSUME, "Principal": {"AWS": stack_sets}}
    properties = {
        "RoleName": name,
        "AssumeRolePolicyDocument": {"Version": VERSION, "Statement": [trust]},
        "Policies": [{"PolicyName": "Roles", "PolicyDocument": policy}],
    }
    resource = {"Type": "AWS::IAM::Role", "Properties": properties}
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"ExecutionRole": resource}}
    return ExecutionRole(name=name, roles=roles, template=json.dumps(template, indent=1))


def makes_roles_only(template: Mapping[str, Any]) -> bool:
    """Whether a template makes nothing that a narrow execution role could not."""
    return all(one.get("Type") == "AWS::IAM::Role" for one in template.get("Resources", {}).values())
