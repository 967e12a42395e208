"""A vendor that nobody ships: Example Corp, whose profile is a file somewhere and whose words are nobody's."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ACCOUNT = "210987654321"
ROLE = "ExampleCorpReader"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
WITHOUT_ACCOUNT = "dedicated_account = false\n"
WITHOUT_TRAIL = "cloudtrail = false\n"
WITH_MODELS = """
use_case = "Summaries of logs."

[[models]]
name = "Claude Haiku 4.5"
id = "anthropic.claude-haiku-4-5-20251001-v1:0"
profile = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
line = "haiku"
"""

TEMPLATE: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {
        "Reader": {
            "Type": "AWS::IAM::Role",
            "DeletionPolicy": "Retain",
            "Properties": {
                "RoleName": ROLE,
                "ManagedPolicyArns": [READ_ONLY],
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]},
                            "Action": ["sts:AssumeRole"],
                        }
                    ],
                },
            },
        }
    },
    "Outputs": {"RoleARN": {"Value": {"Fn::GetAtt": ["Reader", "Arn"]}}},
}


def example_corp(
    folder: Path, rules: str = "", texts: str = "", condition: Mapping[str, Mapping[str, str]] | None = None
) -> Path:
    """Its profile, in this folder. rules: further lines of it. texts: its own words; without any, no file for them.

    condition: of the trust policy in its template.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = copy.deepcopy(TEMPLATE)
    if condition:
        made["Resources"]["Reader"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] = condition
    template = json.dumps(made)
    (folder / "reader.json").write_text(template)
    if texts:
        (folder / "texts.toml").write_text(texts)
    profile = folder / "profile.toml"
    profile.write_text(
        f"""
id = "example-corp"
name = "Example Corp"
account = "{ACCOUNT}"
contact = "your Example Corp engineer"
role_name = "{ROLE}"
stack_name = "example-corp-reader"
stack_output = "RoleARN"
template_file = "reader.json"
template_sha256 = "{hashlib.sha256(template.encode()).hexdigest()}"
regions = ["us-east-1"]
next = ["{{vendor}} assumes the role from its account {{vendor_account}}."]
{rules}
"""
    )
    return profile


def demanding_corp(folder: Path, key: str = "") -> Path:
    """A profile whose role demands an external ID. key: the public key of its invitations."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = folder / "demanding.toml"
    profile.write_text(
        f"""
id = "example-corp"
name = "Example Corp"
account = "{ACCOUNT}"
contact = "your Example Corp engineer"
role_name = "{ROLE}"
stack_name = "example-corp-reader"
stack_output = "RoleARN"
regions = ["us-east-1"]
dedicated_account = false
cloudtrail = false
invitation_key = "{key}"

[role]
managed = ["{READ_ONLY}"]
external_id = "required"
"""
    )
    return profile
