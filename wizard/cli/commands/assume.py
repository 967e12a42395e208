"""``assume``: a role's credentials for a shell or for one command, a profile for it, or the console's address."""

from __future__ import annotations

from wizard.cli.assumed import COLORS, LONGEST, SHORTEST, Assumed
from wizard.cli.common_options import ABOUT, PACE, PROFILE, REGION, SANDBOX, YES, Option
from wizard.cli.durations import seconds_of
from wizard.cli.page import USAGE, Page
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit

PAGE = Page(
    text=(
        "Assumes a role and prints its credentials for your shell. They are stored nowhere. Or runs one command with"
        " them, adds a profile for the role to your AWS configuration, or prints the console's address for it."
    ),
    usage="ROLE_ARN [OPTION ...] [-- COMMAND [ARGUMENT ...]]",
    words=(
        ("ROLE_ARN", "the role to assume"),
        ("COMMAND", "runs with the credentials in its environment; its exit code is the exit code"),
    ),
    examples=(
        ("assume ROLE_ARN", 'print them; use it as eval "$(firetiger-onboard assume ROLE_ARN)"'),
        ("assume ROLE_ARN --as fish", "the same for fish: pipe it to source"),
        ("assume ROLE_ARN -- aws s3 ls", "run one command as the role"),
        ("assume ROLE_ARN --profile accounta --write-profile roleb", "add the profile roleb to your AWS configuration"),
        (
            "assume ROLE_ARN --switch-role-url --color green",
            "print the address that switches to the role in the console",
        ),
    ),
    exits={
        Exit.COMPLETE: "printed or written",
        Exit.FAILED: "AWS couldn't be asked",
        Exit.USAGE: USAGE,
        Exit.NEEDED: "an MFA code or a confirmation is needed, but there is no terminal to ask on",
        Exit.INCOMPLETE: "AWS refused, or you said no",
    },
)


def _duration(text: str) -> float:
    seconds = seconds_of("--duration")(text)
    if not SHORTEST <= seconds <= LONGEST:
        raise UsageProblem(f"--duration {text}: AWS allows 15m to 12h, up to what the role allows.")
    return seconds


OPTIONS = (
    Option(
        name="--as",
        fixed=("env", "fish", "powershell", "json", "credential-process"),
        help="what to print: for which shell, or as JSON (default env)",
    ),
    Option(name="--external-id", metavar="ID", help="the external ID that the role requires"),
    Option(
        name="--duration",
        metavar="DURATION",
        read=_duration,
        help="how long the session lasts: 15m to what the role allows (default 1h)",
    ),
    Option(name="--session-name", metavar="NAME", help="the session's name in CloudTrail (default firetiger-onboard)"),
    Option(
        name="--mfa-serial",
        metavar="DEVICE",
        help="the MFA device whose code the role requires (default: the profile's)",
    ),
    Option(
        name="--write-profile",
        metavar="NAME",
        help="print no credentials; add a profile of this name to your AWS configuration",
    ),
    YES,
    Option(name="--switch-role-url", help="print no credentials; print the console's address for the role"),
    Option(
        name="--display-name", metavar="TEXT", help="what the console calls the role (default its name and account)"
    ),
    Option(name="--color", fixed=COLORS, help="the color of the console's bar"),
    PROFILE,
    REGION,
    SANDBOX,
    PACE,
    *ABOUT,
)


SETTINGS = Assumed


def run(settings: Assumed) -> int:
    """Do what was asked for; a command that is run takes this process's place. Raises UsageProblem."""
    from wizard.cli.role_profiles import write_profile
    from wizard.cli.role_sessions import hand_out, run_behind, show_address

    if settings.write_profile:
        return write_profile(settings)
    if settings.switch_role_url:
        return show_address(settings)
    if settings.behind:
        return run_behind(settings, settings.behind)
    return hand_out(settings)
