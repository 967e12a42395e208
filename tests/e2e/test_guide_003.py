"""A user of account A writes an object into B's bucket: through the role with `--profile roleb`, and not without it.

The guide's bucket ARN, as printed, names an object in a bucket that is called like the account; it lets nobody in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.e2e.program import Program, program

ROLE = "arn:aws:iam::222222222222:role/role-in-accountb"
BUCKET = "cross-account-bucket"
PRINTED = "arn:aws:s3:::222222222222/cross-account-bucket"


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        path = f"{Path(sys.executable).parent}{os.pathsep}{running.environ['PATH']}"
        running.environ = {**running.environ, "PATH": path, "AWS_PAGER": ""}
        (running.directory / "test.txt").write_text("from account A")
        yield running


def copied(aws: Program, profile: str) -> subprocess.CompletedProcess[str]:
    """The guide's last command."""
    command = ["aws", "s3", "cp", "test.txt", f"s3://{BUCKET}", "--profile", profile]
    return subprocess.run(command, cwd=aws.directory, env=aws.environ, capture_output=True, text=True, check=False)


def owner(aws: Program, service: str) -> boto3.session.Session:
    """Account B's administrator."""
    keys = ("AKIASANDBOXDANA00000", "sandbox-dana-secret-opens-nothing-000000")
    session = boto3.Session(*keys, region_name="us-east-1")
    return session.client(service, endpoint_url=aws.endpoint)


def test_the_user_really_puts_the_file_into_the_other_accounts_bucket_and_only_through_the_role(aws: Program) -> None:
    written = aws.run("assume", ROLE, "--profile", "accounta", "--write-profile", "roleb", "--yes")
    assert written.code == 0, written.err
    assert "AccessDenied" in copied(aws, "roleb").stderr
    granted = aws.run("apply", "grant", ROLE, "--to", "user/cleo", "--profile", "accounta-admin", "--approve")
    assert granted.code == 0, granted.out
    assert copied(aws, "accounta").returncode != 0
    ended = copied(aws, "roleb")
    assert ended.returncode == 0, ended.stderr
    assert owner(aws, "s3").get_object(Bucket=BUCKET, Key="test.txt")["Body"].read() == b"from account A"

    as_printed = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"], "Resource": PRINTED}
    iam = owner(aws, "iam")
    for name in iam.list_role_policies(RoleName="role-in-accountb")["PolicyNames"]:
        iam.delete_role_policy(RoleName="role-in-accountb", PolicyName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": [as_printed]})
    iam.put_role_policy(RoleName="role-in-accountb", PolicyName="as-printed", PolicyDocument=document)
    assert "AccessDenied" in copied(aws, "roleb").stderr
