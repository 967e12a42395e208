"""Where the credentials of a call come from, where no sign-in of a person renews them, and what its failures are.

The same answer of AWS means something else to do for each: keys that somebody exported expire and stay expired in this
process, a program gives new ones, a portal's role can be taken away. The order is botocore's own (credentials.py,
create_credential_resolver), reduced to what tells these apart.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.aws.required_login import chain_of
from wizard.model import CallError, Source

# What programs say, in the languages they are written in, when they ask a question and nobody is there to answer.
ASKS = re.compile(
    r"EOF when reading|EOFError|unexpected EOF|end of file|\b(no|not a|a|open) (tty|terminal)\b|/dev/tty|ttyname|"
    r"inappropriate ioctl|no such device or address|(non-?|not )interactive|stdin",
    re.IGNORECASE,
)


def source_of(profile: str, config: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Source | None:
    """The source of a profile's credentials ("" is what the AWS tools find); None where it is none of these."""
    if not profile and environ.get("AWS_ACCESS_KEY_ID"):
        return Source(kind="environment", name="AWS_ACCESS_KEY_ID")
    chain = chain_of(profile, config, environ)
    name, values = chain[-1] if chain else ("", {})
    assumes = "role_arn" in values and "web_identity_token_file" not in values
    if assumes and values.get("credential_source") == "Environment":
        return Source(kind="environment", name="AWS_ACCESS_KEY_ID", profile=name)
    if not (profile or assumes) and (path := environ.get("AWS_WEB_IDENTITY_TOKEN_FILE")):
        return Source(kind="web-identity", name=path, profile=name)
    return _of_profile(name, values)


def _of_profile(name: str, values: Mapping[str, Any]) -> Source | None:
    """In the order in which botocore looks through a profile."""
    if path := values.get("web_identity_token_file"):
        return Source(kind="web-identity", name=str(path), profile=name)
    if role := values.get("sso_role_name"):
        account = str(values.get("sso_account_id", ""))
        return Source(kind="portal-role", name=str(role), profile=name, account=account)
    if values.get("aws_session_token"):
        return Source(kind="file", profile=name)
    if command := values.get("credential_process"):
        # Its arguments are nobody's business: some take a secret.
        return Source(kind="program", name=str(command).split(maxsplit=1)[0], profile=name)
    return None


def named(failed: CallError, cause: Exception, source: Source | None) -> CallError:
    """The error with where the credentials come from, and a code of its own where that alone tells what happened."""
    if source is None:
        return failed
    failed = msgspec.structs.replace(failed, source=source)
    match source.kind:
        case "program" if isinstance(cause, TimeoutError | subprocess.TimeoutExpired):
            said = "it gave no credentials in time"
            return msgspec.structs.replace(failed, code="CredentialProcessSlow", message=said, unsent=True)
        case "program" if failed.code == "CredentialProcess" and ASKS.search(failed.message):
            return msgspec.structs.replace(failed, code="CredentialProcessAsks")
        case "web-identity" if isinstance(cause, OSError) and cause.strerror:
            said = f"{source.name}: {cause.strerror}"
            return msgspec.structs.replace(failed, code="WebIdentityToken", message=said)
        case "web-identity" if failed.code == "InvalidRequest":
            said = f"{source.name} holds no token."
            return msgspec.structs.replace(failed, code="WebIdentityToken", message=said)
        case "portal-role" if failed.operation == "GetRoleCredentials":
            return msgspec.structs.replace(failed, account=source.account)
    return failed
