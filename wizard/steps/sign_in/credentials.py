"""The credentials a person has: which are worth trying, and what each is called.

What the AWS tools would use by themselves is the profile "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from wizard.model import Answers, CallError, Choice, Context, Finding, Target, Where
from wizard.resources.profiles import ENVIRONMENT, NEW_PORTAL, configured_region

# An answer that no profile has: somebody wants to choose again.
AGAIN = "choose-again"
# Where the AWS tools find credentials by themselves, beside the environment's keys.
PROFILE, WEB_IDENTITY, CLOUD_SHELL = "profile", "web identity", "CloudShell"
HOSTS = ("container", "instance", CLOUD_SHELL)
FOUND = {
    ENVIRONMENT: "the keys in the environment",
    WEB_IDENTITY: "the web identity in AWS_WEB_IDENTITY_TOKEN_FILE",
    CLOUD_SHELL: "the AWS CloudShell credentials",
}
# The rail is this wide.
WIDTH = 24

Offered = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCredentials:
    """The credentials that are used, in which region, and who says so ("" where it is only the vendor's first).

    chosen: whether somebody has named these credentials; the AWS tools' own choice is nobody's.
    """

    profile: str
    region: str
    said_by: str
    offered: Offered
    chosen: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def target(self) -> Target:
        """Whoever these credentials are, in that region."""
        return Target(profile=self.profile, region=self.region)


def candidates(offered: Offered, chosen: str, *, person: bool, again: bool = False) -> Sequence[str]:
    """Profiles to try; several only where a person can choose and neither answer nor environment has, or
    wants to choose again.

    None where a person is there and nothing at all is configured.
    """
    if chosen:
        return ["" if chosen == ENVIRONMENT else chosen]
    names = [profile["Name"] for profile in offered["Profiles"]]
    if not again and (offered["Chosen"] or not person):
        return [""]
    return [*([""] if in_force(offered) not in (PROFILE, "") else []), *names]


def marked(choice: Choice, account: str, management: frozenset[str]) -> Choice:
    """The choice, said to be of a management account where that is known."""
    if account not in management:
        return choice
    return msgspec.structs.replace(choice, detail=f"{choice.detail} · the management account of its organization")


PORTAL = Choice(
    NEW_PORTAL,
    "Sign in at my company's AWS access portal (SSO)",
    "Enter its address; you see the lines for your AWS configuration before the wizard writes them.",
)

CHECK_AGAIN = Choice(AGAIN, "Check again", "Use this after you change your AWS configuration or sign in elsewhere.")


def usable(name: str, offered: Offered, who: Mapping[str, Any], until: datetime | None) -> Choice:
    """Credentials that work: whose they are, their kind, and until when they are valid where that is known."""
    parts = [who["Account"], who["Arn"], kind_of(name, offered), valid(until)]
    return Choice(name or ENVIRONMENT, called(name, offered), " · ".join(part for part in parts if part))


def mendable(name: str, offered: Offered, error: CallError) -> Choice | None:
    """Credentials that would work after a person has signed in, or after more time; None for others."""
    if error.login is None and error.code not in ("Timeout", "CredentialProcessSlow"):
        return None
    does = {
        "portal": "signed out: choose it to sign in at its portal",
        "code": "needs an MFA code: choose it to enter one",
        "command": "signed out: choose it to see what to run",
    }
    words = does[error.login.kind] if error.login else "didn't answer in time: choose it to wait longer"
    detail = " · ".join(part for part in (kind_of(name, offered), words) if part)
    return Choice(name or ENVIRONMENT, called(name, offered), detail)


def kind_of(name: str, offered: Offered) -> str:
    """SSO, assumed role and so on; "" for what the AWS tools find by themselves."""
    return next((str(profile["Kind"]) for profile in offered["Profiles"] if profile["Name"] == name), "")


def names_in(arn: str) -> tuple[str, ...]:
    """The user's, the role's, the session's."""
    return tuple(re.split("[/:]", arn.split(":", 5)[-1])[1:])


def with_names(where: Where, offered: Offered) -> Where:
    """What is private with what the configuration calls by a name, also where it is in force for nobody."""
    named = (*offered["Profiles"], *offered["Portals"], *offered.get("PassedOver", ()))
    names = (str(offered["Chosen"]), where.profile, *(str(one["Name"]) for one in named))
    return msgspec.structs.replace(where, private=tuple(filter(None, (*where.private, *names))))


def valid(until: datetime | None) -> str:
    """``valid until 14:02``, in the person's own time."""
    return f"valid until {until.astimezone():%H:%M}" if until else ""


def called(name: str, offered: Offered) -> str:
    """What the credentials are called: a profile's name, or where the AWS tools find them."""
    if name:
        return f"profile {name}"
    if (source := in_force(offered)) in FOUND:
        return FOUND[source]
    if source in (*HOSTS, ""):
        return f"the role of this {source}" if source else "the credentials that the AWS tools find"
    named = f"{offered['Chosen']} (from {offered.get('ChosenBy') or 'AWS_PROFILE'})"
    return f"profile {named}" if offered["Chosen"] else "profile default"


def in_force(offered: Offered) -> str:
    """Where the AWS tools' own search ends, in botocore's order.

    Keys in the environment; a role that the profile assumes; a web identity in the environment; the profile's other
    credentials; what this computer itself has. "" where nothing is found.
    """
    kind = kind_of(offered["Chosen"] or "default", offered)
    steps = (
        (ENVIRONMENT, bool(offered["Environment"])),
        (PROFILE, kind.startswith("assumed role")),
        (WEB_IDENTITY, bool(offered.get("WebIdentity"))),
        (PROFILE, kind not in ("", "other")),
        (str(offered["Hosted"]), bool(offered["Hosted"])),
        (PROFILE, bool(kind or offered["Chosen"])),
    )
    return next((source for source, found in steps if found), "")


def overriding(name: str, offered: Offered) -> tuple[Finding, ...]:
    """That keys in the environment stand before a profile somebody may have meant, or are left aside for one.

    AWS's tools take AWS_ACCESS_KEY_ID before AWS_PROFILE and before the default profile, and a profile that is named
    to them before both.
    """
    if not offered["Environment"]:
        return ()
    if name:
        text = f"AWS_ACCESS_KEY_ID is set in the environment; the wizard uses profile {name} anyway"
        return (Finding(mark="info", text=text),)
    names = [profile["Name"] for profile in offered["Profiles"]]
    variable = offered.get("ChosenBy") or "AWS_PROFILE"
    passed_over = f"{offered['Chosen']} (from {variable})" if offered["Chosen"] else ""
    passed_over = passed_over or ("default" if "default" in names else "")
    text = f"AWS_ACCESS_KEY_ID is set in the environment; the wizard uses its keys, not profile {passed_over}"
    return (Finding(mark="warning", text=text),) if passed_over else ()


# --- those that are taken ------------------------------------------------------------------------------------------


def chosen_with(
    profile: str,
    offered: Offered,
    answers: Answers,
    context: Context,
    findings: tuple[Finding, ...] = (),
) -> ChosenCredentials:
    """What is chosen with these credentials: its region, and what in the environment stands before or behind it."""
    region, said_by = _region(profile, offered, answers, context)
    findings = (*findings, *overriding(profile, offered))
    chosen = bool(answers.text("profile") or offered["Chosen"])
    return ChosenCredentials(
        profile=profile, region=region, said_by=said_by, offered=offered, chosen=chosen, findings=findings
    )


def _region(profile: str, offered: Offered, answers: Answers, context: Context) -> tuple[str, str]:
    sayings = (
        (answers.text("region"), "the invitation" if "region" in context.decided else "your answers"),
        (offered["Region"], "the environment"),
        (configured_region(profile, offered), f"profile {profile or offered['Chosen'] or 'default'}"),
        (context.vendor.regions[0], ""),
    )
    if context.bound_region and not answers.text("region"):
        said_by = next((who for region, who in sayings if region == context.bound_region), "")
        return context.bound_region, said_by or "the checkpoint"
    return next((region, who) for region, who in sayings if region)


def signed_in_as(
    who: Mapping[str, Any], using: ChosenCredentials, until: datetime | None, renewed: datetime | None = None
) -> Finding:
    """Who it is, by which credentials, and until when. renewed: when the keys end that nobody has to renew."""
    used = f"with {called(using.profile, using.offered)}"
    ends = valid(until) or (f"{valid(renewed)}, renewed automatically before that" if renewed else "")
    return Finding(mark="good", text=f"Signed in as {who['Arn']}", detail=", ".join(filter(None, (used, ends))))


def in_region(using: ChosenCredentials, regions: Mapping[str, Any] | CallError) -> tuple[Finding, ...]:
    """The region and who said so; also that nobody can tell whether it is enabled."""
    detail = f"from {using.said_by}" if using.said_by else "the vendor's first choice"
    named = Finding(mark="info", text=f"Region {using.region}", detail=detail)
    if not isinstance(regions, CallError):
        return (named,)
    text = f"Couldn't read whether {using.region} is enabled in this account"
    return (named, Finding(mark="unknown", text=text, detail=f"{regions.code}: {regions.message}"))


def short_name(arn: str) -> str:
    """What tells a person apart: ``user/ada``; of a session its name, since roles of SSO have names like barcodes."""
    resource = arn.split(":", 5)[-1]
    resource = resource if len(resource) <= WIDTH else resource.rsplit("/", 1)[-1]
    return resource if len(resource) <= WIDTH else f"{resource[: WIDTH - 1]}…"
