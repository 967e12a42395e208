"""What the command line of ``assume`` settles: one role, and one product of its session."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem

# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
SHORTEST, LONGEST = 900, 43_200
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
DEVICE = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
COLORS = ("red", "orange", "yellow", "green", "blue")


@dataclass(frozen=True, kw_only=True)
class Assumed(Settings):
    """duration: in seconds, 0 for AWS's own. behind: the command to run, None for none. Others as the options say."""

    as_: str = ""
    external_id: str = ""
    duration: float = 0
    session_name: str = ""
    mfa_serial: str = ""
    write_profile: str = ""
    yes: bool = False
    switch_role_url: bool = False
    display_name: str = ""
    color: str = ""
    behind: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.words:
            raise UsageProblem("assume needs the role's ARN, such as arn:aws:iam::123456789012:role/NAME.")
        if self.behind == ():
            raise UsageProblem("There is no command behind --.")
        if self.session_name and not SESSION_NAME.fullmatch(self.session_name):
            raise UsageProblem("--session-name has 2 to 64 letters, digits and +=,.@_-, and no spaces.")
        if self.mfa_serial and not DEVICE.fullmatch(self.mfa_serial):
            raise UsageProblem("--mfa-serial is an MFA device's ARN or serial number; see Security credentials in IAM.")
        self._check_product()

    def _check_product(self) -> None:
        products = {
            "--as": bool(self.as_),
            "--write-profile": bool(self.write_profile),
            "--switch-role-url": self.switch_role_url,
            "-- COMMAND": self.behind is not None,
        }
        several = [name for name, given in products.items() if given]
        if len(several) > 1:
            raise UsageProblem(f"{several[0]} and {several[1]} are two different results; give one.")
        for name, given, of in (
            ("--yes", self.yes, "--write-profile"),
            ("--display-name", bool(self.display_name), "--switch-role-url"),
            ("--color", bool(self.color), "--switch-role-url"),
        ):
            if given and not products[of]:
                raise UsageProblem(f"{name} works only with {of}.")
        if self.switch_role_url and self.external_id:
            raise UsageProblem(
                "--switch-role-url: the console can't send an external ID, so nobody can switch to a role that requires"
                " one."
            )

    @property
    def room(self) -> int:
        """The role's ARN."""
        return 1
