"""The CloudFormation template of a role, built as data from what a vendor's profile says of it.

The role goes with its stack: whoever deletes the stack takes the access back.
"""

from __future__ import annotations

from typing import Any

from wizard.model import RoleToMake, Vendor
from wizard.resources.external_id_added import ASKED, DEMANDED, PARAMETER

LOGICAL_ID = "Role"
OUTPUT = "RoleARN"


def role_template(vendor: Vendor, role: RoleToMake, *, external_id: bool) -> dict[str, Any]:
    """The template. external_id: whether the customer was given one; it is a parameter of the stack."""
    demands = role.external_id == "required" or (role.external_id == "optional" and external_id)
    properties: dict[str, Any] = {
        "RoleName": vendor.role_name,
        "Description": role.description,
        "MaxSessionDuration": int(role.session) if role.session.isdigit() else 3600,
        "ManagedPolicyArns": list(role.managed),
        "Policies": [{"PolicyName": name, "PolicyDocument": text} for name, text in role.documents.items()],
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [_trust(vendor, mfa=role.mfa == "true", external_id=demands)],
        },
    }
    resource = {"Type": "AWS::IAM::Role", "Properties": {name: one for name, one in properties.items() if one}}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": role.description,
        **({"Parameters": {PARAMETER: ASKED}} if demands else {}),
        "Resources": {LOGICAL_ID: resource},
        "Outputs": {OUTPUT: {"Description": "ARN of the role", "Value": {"Fn::GetAtt": [LOGICAL_ID, "Arn"]}}},
    }


def _trust(vendor: Vendor, *, mfa: bool, external_id: bool) -> dict[str, Any]:
    condition: dict[str, Any] = {}
    if mfa:
        condition["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    if external_id:
        condition["StringEquals"] = DEMANDED
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:{vendor.partition}:iam::{vendor.account}:root"]},
        "Action": ["sts:AssumeRole"],
    }
    return {**statement, "Condition": condition} if condition else statement
