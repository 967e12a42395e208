"""botocore sessions as this program wants them: the AWS tools' own search for credentials, without its surprises.

What differs from botocore's own: nothing asks on the terminal (MFA codes come from an `MfaPrompter`, a
credential_process finds no terminal), every call that signs in has our timeouts, the instance metadata service is not
waited for on a computer that is no instance, and the portal's tokens can lie elsewhere (the sandbox's must not stand
among real ones).
botocore has no public way to say most of this; its private names that are used stand in this file alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import ProcessProvider
from botocore.tokens import SSOTokenProvider, _sso_json_dumps  # type: ignore[attr-defined]  # not in the stubs
from botocore.utils import get_login_token_cache_directory

from wizard.aws.credential_session import MfaPrompter
from wizard.aws.named import named_region
from wizard.aws.token_files import login_tokens, portal_tokens

TOKEN_CACHE = "FIRETIGER_ONBOARD_TOKEN_CACHE"
# What tells an instance of EC2 from any other computer without asking the network:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html
HARDWARE = ("/sys/hypervisor/uuid", "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/board_asset_tag",
            "/sys/class/dmi/id/sys_vendor")  # fmt: skip


def token_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the AWS tools keep the portals' tokens; the sandbox has a place of its own."""
    return Path(environ.get(TOKEN_CACHE) or Path.home() / ".aws" / "sso" / "cache")


def file_named(variable: str, ordinary: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The file that an environment variable names, with ~ and variables in it as botocore reads them."""
    return Path(os.path.expandvars(environ.get(variable) or str(ordinary))).expanduser()


def new_session(
    profile: str, region: str, *, loader: Any, config: Config, code: MfaPrompter, patience: float, named: bool = True
) -> botocore.session.Session:
    """A session of a profile; "" is what the AWS tools find by themselves. Raises botocore's ProfileNotFound.

    patience: for how many seconds a program that should give credentials may take. named: whether a profile counts
    that only the environment names.
    """
    variables: dict[str, Any] | None = None if named else {"profile": (None, [], None, None)}
    session: Any = botocore.session.Session(session_vars=variables, profile=profile or None)
    session.register_component("data_loader", loader)
    session.set_default_client_config(config)
    of_environment = named_region()[0]
    if of_environment or session.get_config_variable("region") is None:
        # A profile that assumes a role by itself asks STS in the session's region, and fails without one.
        session.set_config_variable("region", of_environment or region or None)
    providers = session.get_component("credential_provider")
    roles = providers.get_provider("assume-role")
    roles._prompter = code
    _keep_tokens(session, providers)
    without_terminal = partial(_Program, patience=patience)
    providers.get_provider("custom-process")._popen = without_terminal
    # The profile that a role is assumed from may name a program, too.
    roles._profile_provider_builder._create_process_provider = lambda name: ProcessProvider(
        profile_name=name, load_config=lambda: session.full_config, popen=without_terminal
    )
    if not on_an_instance():
        providers.remove("iam-role")
    made: botocore.session.Session = session
    return made


def _keep_tokens(session: Any, providers: Any) -> None:
    """Sign-ins are read from our files; by the profiles, too, that others are assumed from."""
    portals = portal_tokens(token_cache(), _sso_json_dumps)
    logins = login_tokens(Path(get_login_token_cache_directory()))
    later = providers.get_provider("assume-role")._profile_provider_builder
    later._sso_token_cache, later._login_token_cache = portals, logins
    sso: Any = providers.get_provider("sso")
    sso._token_cache = portals
    sso._token_provider = SSOTokenProvider(session, cache=portals, profile_name=sso._profile_name)
    providers.get_provider("login")._token_cache = logins


def on_an_instance(environ: Mapping[str, str] = os.environ, hardware: tuple[str, ...] = HARDWARE) -> bool:
    """Whether instance metadata may answer: on an instance of EC2, or where somebody says where it is."""
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return False
    if environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT"):
        return True
    return any(_says_ec2(Path(path)) for path in hardware)


def _says_ec2(path: Path) -> bool:
    try:
        text = path.read_text("ascii", "replace").strip().lower()
    except OSError:
        return False
    return text.startswith(("ec2", "i-", "amazon ec2"))


def in_a_container(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the credentials of a container (ECS, EKS, CloudShell) are offered."""
    names = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    return any(environ.get(name) for name in names)


class _Program(subprocess.Popen[bytes]):
    """A credential_process. One that would read the keys meant for the wizard reads the end of a file instead, and one
    that takes longer than ``patience`` seconds is ended, with all that it has started.
    """

    def __init__(self, command: list[str], *, patience: float, **more: Any) -> None:
        self._patience = patience
        super().__init__(command, stdin=subprocess.DEVNULL, start_new_session=True, **more)

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """What it printed. Raises TimeoutExpired."""
        try:
            return super().communicate(input, timeout or self._patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.wait()
            raise
