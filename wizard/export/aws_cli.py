"""A change as the ``aws`` command that does the same, and a plan as a shell script that runs.

Both are written from the Change alone, so that what is shown is what is sent. A value that the command line reads
from a file, or would take for something else than a value, stands in a file; its name is made from its content, so
that two changes never share one by mistake and no file of the person's is overwritten. The commands run with versions
1 and 2 of the command line: https://docs.aws.amazon.com/cli/latest/userguide/cliv2-migration-changes.html
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from wizard.export.unborn import unborn, with_a_name
from wizard.model import Change, Simulation, Target
from wizard.model.calls import LOCAL
from wizard.text.sanitize import stripped

# The command line's names where they are not the API's: https://docs.aws.amazon.com/cli/latest/reference/
SERVICES = {"s3": "s3api"}
# Parameters that are a document to be read, and what it is.
DOCUMENTS = {"TemplateBody": "template", "formData": "use-case"}
# The command line opens what begins like this instead of passing it on; version 1 fetches addresses, too.
OPENED = ("file://", "fileb://", "http://", "https://")
# Options of the command line itself; a parameter of that name would never reach the operation.
GLOBAL = (
    "ca-bundle", "cli-auto-prompt", "cli-binary-format", "cli-connect-timeout", "cli-input-json", "cli-input-yaml",
    "cli-read-timeout", "color", "debug", "endpoint-url", "generate-cli-skeleton", "help", "no-cli-pager",
    "no-paginate", "no-sign-request", "no-verify-ssl", "output", "profile", "query", "region", "v2-debug", "version",
)  # fmt: skip
# Words that need no quotes, in the shell and in the command line.
PLAIN = re.compile(r"[A-Za-z0-9_][\w./:+=,@-]*", re.ASCII)
# What the command line does by itself with calls of S3's; no operation of AWS empties a bucket.
OWN = {"EmptyBucket": "rm"}
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")

HOW_TO_RUN = """\
#!/bin/sh
# Save it and run: sh FILE    It needs the aws command, and stops at the first command that fails."""
PASSING_OVER = """\
undo() {
  gone=$1; shift
  said=$("$@" 2>&1) && return 0
  for code in $gone; do case "$said" in *"($code)"*) return 0 ;; esac; done
  printf '%s\\n' "$said" >&2; return 1
}"""


def command(change: Change, simulation: Simulation | None = None) -> str:
    """One line of shell. ``files`` are what it expects in the current directory.

    simulation: where it leads alone, and with fake keys: an instruction that is followed in a rehearsal must reach
    nobody's real account.
    """
    if change.operation == "AppendText":
        text = change.parameters["Text"].replace("\\", "\\\\").replace("\n", "\\n")
        return f"printf %b {shlex.quote(text)} >> {shlex.quote(change.parameters['Path'])}"
    if change.operation == "DeleteFile":
        return f"rm -- {shlex.quote(change.parameters['Path'])}"
    if change.service == "file":
        return _comment(f"write {change.parameters['Path']}")[0]
    if change.service == "clipboard":
        return "# copy to the clipboard"
    if simulation is None:
        return to_read(change)
    keys = [f"{name}={shlex.quote(simulation.exports[name])}" for name in KEYS if name in simulation.exports]
    return " ".join([*keys, to_read(change, simulation)])


def to_read(change: Change, simulation: Simulation | None = None) -> str:
    """As ``command``, for a list that is read and not run: without keys, and in a rehearsal still led nowhere else."""
    if change.service in LOCAL:
        return command(change)
    plain = " ".join(word for option in _options(with_a_name(change)) for word in option)
    return " ".join([plain, "--endpoint-url", simulation.endpoint, "# SANDBOX"]) if simulation else plain


def name(change: Change) -> str:
    """What runs, without its options: ``aws cloudtrail delete-trail``."""
    if change.service == "file":
        return "rm"
    return " ".join(_options(change)[0][:3])


def files(change: Change) -> dict[str, str]:
    """The files that a change's command expects, by name."""
    return {
        _file_name(name, value): _text(value) for name, value in change.parameters.items() if _in_a_file(name, value)
    }


def script(
    changes: Iterable[Change], simulation: Simulation | None = None, *, about: Sequence[str] = (), undoing: bool = False
) -> str:
    """A whole plan as a POSIX shell script: opens the way in, writes the files, runs the commands in order.

    Each way in is a subshell, so that a session never becomes the source of another and nothing is left behind in a
    shell that the script is pasted into. "" where there is nothing to run. simulation: as for ``command``. about: lines
    that stand above it all. undoing: what AWS says is not there any more (``landed``) is passed over.
    """
    sent = [change for change in changes if change.service not in LOCAL]
    parts = [_in_one_account(target, list(those), undoing) for target, those in groupby(sent, key=_entrance)]
    between = "\n)\n(\n"
    if not parts:
        return ""
    head = "\n".join([HOW_TO_RUN, *(line for text in about for line in _comment(text))])
    body = f"(\n{between.join(parts)}\n)\n"
    if len(parts) > 1:
        # Not joined by &&: a shell goes on after an error in what stands before one, whatever set -e says.
        body = f"(\nset -e\n{body})\n"
    if simulation is None:
        return f"{head}\n{body}"
    # One more subshell, so that none of it stays in a shell that the script is pasted into.
    return f"{head}\n{_rehearsal(simulation)}\n{body})\n"


def _rehearsal(simulation: Simulation) -> str:
    """Everything of a real AWS is taken out of the environment, the simulated one put in; without it nothing runs."""
    exports = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in sorted(simulation.exports.items()))
    return f"""\
# SANDBOX: a simulated AWS on this computer, scenario {simulation.scenario}. It reaches no real account.
(
for name in $(env | sed -n 's/^\\(AWS_[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
{exports}
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
case "${{AWS_ENDPOINT_URL:-}}" in
  http://127.0.0.1:*) ;;
  *) echo 'SANDBOX: AWS_ENDPOINT_URL is not the simulated AWS; nothing was sent.' >&2; exit 1 ;;
esac"""


def kebab(name: str) -> str:
    """``GetFoundationModelAvailability`` → ``get-foundation-model-availability``, as the command line spells it."""
    name = re.sub(r"([A-Z]{2,}s)$", lambda plural: f"-{plural[1].lower()}", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()


# --- a command ---------------------------------------------------------------------------------------------------


def _options(change: Change, *, opened: bool = False) -> list[list[str]]:
    """The command in pieces that belong together. opened: the way in is open, so it need not be named."""
    parameters = {name: value for name, value in change.parameters.items() if name != change.token}
    if change.service == "s3" and change.operation in OWN:
        bucket = shlex.quote(f"s3://{parameters.pop('Bucket')}")
        return [["aws", "s3", OWN[change.operation], bucket], ["--recursive"], *_place(change, opened=opened)]
    hidden = {name: value for name, value in parameters.items() if kebab(name) in GLOBAL}
    return [
        ["aws", SERVICES.get(change.service, change.service), kebab(change.operation)],
        *(_option(name, value) for name, value in parameters.items() if name not in hidden),
        *([["--cli-input-json", _json(hidden)]] if hidden else []),
        *_place(change, opened=opened),
    ]


def _place(change: Change, *, opened: bool) -> list[list[str]]:
    region = [_word("--region", change.target.region)] if change.target.region else []
    return [*region, *([] if opened else _profile(change.target))]


def _profile(target: Target) -> list[list[str]]:
    # A role is opened once by the script; a single command can only name the profile that reaches the account.
    return [_word("--profile", target.profile)] if target.profile and not target.role_name else []


def _option(name: str, value: Any) -> list[str]:
    option = f"--{kebab(name)}"
    if _in_a_file(name, value):
        return [option, f"{'fileb' if isinstance(value, bytes) else 'file'}://{_file_name(name, value)}"]
    if isinstance(value, bool):
        return [option if value else f"--no-{kebab(name)}"]
    if isinstance(value, list | tuple) and value and all(map(_is_plain, value)):
        return [option, *value]
    if isinstance(value, Mapping | list | tuple):
        return [option, _json(value)]
    return _word(option, str(value))


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and bool(PLAIN.fullmatch(value)) and not value.startswith(OPENED)


def _word(option: str, value: str) -> list[str]:
    # What begins with a hyphen would be taken for an option.
    return [f"{option}={shlex.quote(value)}"] if value.startswith("-") else [option, shlex.quote(value)]


def _json(value: Any) -> str:
    return shlex.quote(json.dumps(value, ensure_ascii=False))


def _in_a_file(name: str, value: Any) -> bool:
    return isinstance(value, bytes) or (isinstance(value, str) and (name in DOCUMENTS or value.startswith(OPENED)))


def _file_name(name: str, value: str | bytes) -> str:
    digest = hashlib.sha256(_text(value).encode()).hexdigest()
    return f"{DOCUMENTS.get(name, kebab(name))}-{digest[:8]}.{'json' if name in DOCUMENTS else 'txt'}"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


# --- a script ----------------------------------------------------------------------------------------------------


def _entrance(change: Change) -> Target:
    return change.target.in_region("") if change.target.role_name else Target(profile=change.target.profile)


def _in_one_account(entrance: Target, changes: Sequence[Change], undoing: bool = False) -> str:
    symbol = next(filter(None, map(unborn, changes)), "")
    if symbol:
        sorry = f"Account {symbol} doesn't exist yet; look at the plan again when it does."
        return f"echo {shlex.quote(sorry)} >&2\nexit 1"
    opening = ["set -eu", "export AWS_PAGER=", *_enter(entrance, changes[0].target.region)]
    passing = [[PASSING_OVER]] if undoing else []
    steps = [_step(change, undoing) for change in changes]
    return "\n\n".join("\n".join(lines) for lines in [opening, *passing, *steps])


def _enter(entrance: Target, region: str) -> list[str]:
    if not entrance.role_name:
        return _use_profile(entrance.profile)
    role = f"arn:aws:iam::{entrance.account}:role/{entrance.role_name}"
    options = [["aws sts assume-role"], ["--role-arn", shlex.quote(role)], ["--role-session-name", "by-hand"]]
    options += [_word("--region", region)] if region else []
    options += [_word("--profile", entrance.profile)] if entrance.profile else []
    options += [["--query", "'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]'"], ["--output", "text"]]
    return [
        *_comment(f"Into account {entrance.account} through {entrance.role_name}."),
        f"session=$({_folded(options)})",
        "AWS_ACCESS_KEY_ID=$(printf '%s' \"$session\" | cut -f1)",
        "AWS_SECRET_ACCESS_KEY=$(printf '%s' \"$session\" | cut -f2)",
        "AWS_SESSION_TOKEN=$(printf '%s' \"$session\" | cut -f3)",
        "export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        # The keys come first; of the profile only its other settings (certificates, endpoints) still count.
        *([f"export AWS_PROFILE={shlex.quote(entrance.profile)}"] if entrance.profile else []),
    ]


def _use_profile(profile: str) -> list[str]:
    if not profile:
        return ["# With the credentials that the aws command finds."]
    return [
        *_comment(f"With the credentials of profile {profile}."),
        # Version 1 of the command takes AWS_DEFAULT_PROFILE before AWS_PROFILE.
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_DEFAULT_PROFILE",
        f"export AWS_PROFILE={shlex.quote(profile)}",
    ]


def _step(change: Change, undoing: bool) -> list[str]:
    once = "" if change.retry else "AWS_MAX_ATTEMPTS=1 "
    passing = [[f"undo {shlex.quote(' '.join(change.landed))}"]] if undoing else []
    return [
        *_comment(change.sentence),
        *(_comment(change.warning) if change.warning else []),
        *(f"printf '%s' {shlex.quote(text)} > {name}" for name, text in files(change).items()),
        once + _folded([*passing, *_options(change, opened=True)]),
    ]


def _folded(options: Sequence[Sequence[str]], width: int = 110) -> str:
    """The options on as many lines as they need to be read."""
    lines = [""]
    for option in map(" ".join, options):
        if lines[-1] and len(lines[-1]) + len(option) > width:
            lines.append(option)
        else:
            lines[-1] = f"{lines[-1]} {option}".strip()
    return " \\\n  ".join(lines)


def _comment(text: str) -> list[str]:
    """Comment lines in which nothing is hidden: what cannot be printed is left out."""
    return [f"# {stripped(line)}" for line in text.splitlines()] or ["#"]
