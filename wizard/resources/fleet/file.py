"""fleet.toml: which groups there are, what each may do, in which accounts, and who signs in to it.

Everything that is wrong is told at once, each in a sentence with its path. Policies are in files of their own, which
whoever has the file reads before the fleet can be made: `policy_files` says which.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from wizard.model import Chosen, Fleet, Group, SignInBy
from wizard.model.fleet import PREFIX
from wizard.model.values import clean_value
from wizard.resources.accounts import check_role_name
from wizard.resources.external_id import check_external_id
from wizard.resources.fleet.entries import Entries, kind_of
from wizard.resources.fleet.policies import policy_in
from wizard.text import shapes

OF_FLEET = ("prefix", "region", "look_role")
OF_GROUP = ("policy", "managed", "boundary", "session_hours", "accounts", "tags", "sign_in")
OF_VENDOR_GROUP = ("vendor", "values", "external_id", "accounts", "tags")
OF_ACCOUNTS = ("units", "include", "exclude")
OF_SIGN_IN = ("directory", "saml_provider", "principals")
TABLES = ("fleet", "groups")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, the most that can be asked for.
MOST_MANAGED = 20
# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html, StackSetName.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_END_OF_NAME = re.compile(r"[A-Za-z0-9-]+")


class FleetProblem(Exception):  # noqa: N818 - named after what the person meets
    """The file describes no fleet. wrong: every reason, each a sentence that begins with the path in the file."""

    def __init__(self, wrong: tuple[str, ...]) -> None:
        super().__init__(wrong[0])
        self.wrong = wrong


def tables_in(text: str) -> Mapping[str, Any]:
    """What a file's text says. Raises FleetProblem where it is no TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise FleetProblem((f"The file isn't TOML: {error}.{_leading_zero(text, str(error))}",)) from None


def policy_files(tables: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that the groups' policies are in, as they are written."""
    groups = tables.get("groups")
    written = groups.values() if isinstance(groups, Mapping) else ()
    named = (group.get("policy") for group in written if isinstance(group, Mapping))
    return tuple(dict.fromkeys(clean_value(path) for path in named if isinstance(path, str) and clean_value(path)))


def fleet_in(tables: Mapping[str, Any], policies: Mapping[str, str] | None = None) -> Fleet:
    """The fleet. policies: the texts of the files, by what they are called there; None where nobody has read them yet.

    Raises FleetProblem with everything that is wrong.
    """
    top = Entries("", tables)
    top.only(TABLES)
    about, groups = top.table("fleet"), top.table("groups")
    about.only(OF_FLEET)
    prefix = about.text("prefix", _wrong_prefix) or PREFIX
    fleet = Fleet(
        prefix=prefix,
        region=about.text("region", _wrong_region),
        look_role=about.text("look_role", _wrong_role),
        groups=tuple(_group(groups, name, prefix, policies) for name in groups.values if groups.holds_table(name)),
    )
    if tables.get("groups", {}) == {}:
        top.say("groups", "there is no group; write a table [groups.NAME].")
    _check_names(groups)
    if top.wrong:
        raise FleetProblem(tuple(top.wrong))
    return fleet


# --- one group -----------------------------------------------------------------------------------------------------


def _group(groups: Entries, name: str, prefix: str, policies: Mapping[str, str] | None) -> Group:
    own = groups.table(name)
    if not _END_OF_NAME.fullmatch(name):
        groups.say(name, "a group's name can have letters, digits and hyphens.")
    elif len(role := f"{prefix}-{name}") > shapes.LONGEST_ROLE_NAME:
        # A vendor's role has another name, but its stack set has this one, and a stack adds forty characters to that.
        groups.say(name, f"the role's name {role} has {len(role)} characters; IAM allows {shapes.LONGEST_ROLE_NAME}.")
    if "vendor" in own.values:
        return _of_vendor(own, name)
    own.only((*OF_GROUP, "vendor"))
    managed = own.texts("managed", _wrong_policy_arn)
    if len(managed) > MOST_MANAGED:
        own.say("managed", f"has {len(managed)} policies; a role can have {MOST_MANAGED}.")
    if not own.values.get("policy") and not own.values.get("managed"):
        groups.say(name, "needs a policy or managed policies.")
    return Group(
        name=name,
        accounts=_accounts(own),
        sign_in=_sign_in(own),
        policy=policy_in(own, policies),
        policy_file=clean_value(file) if isinstance(file := own.values.get("policy"), str) else "",
        managed=managed,
        boundary=own.text("boundary", _wrong_policy_arn),
        session_hours=own.whole("session_hours", 1, 12, default=1),
    )


def _of_vendor(own: Entries, name: str) -> Group:
    """A group that is a vendor's: what its role is, the vendor's profile says."""
    own.only(OF_VENDOR_GROUP)
    values = own.table("values")
    return Group(
        name=name,
        accounts=_accounts(own),
        vendor=own.text("vendor"),
        values={key: values.text(key) for key in values.values},
        external_id=own.text("external_id", lambda text: (check_external_id(text) or "").rstrip(".") or None),
    )


def _accounts(group: Entries) -> Chosen:
    tags = _tags(group)
    value = group.values.get("accounts")
    if value is None:
        group.say("accounts", 'is missing; name them: ["111122223333"], or units = ["ou-…"].')
        return Chosen()
    if not isinstance(value, Mapping):
        listed = group.accounts("accounts")
        if value == []:
            group.say("accounts", "names no account.")
        return Chosen(listed=listed, tags=tags)
    own = group.table("accounts")
    own.only(OF_ACCOUNTS)
    units = own.texts("units", _wrong_unit)
    include, exclude = own.accounts("include"), own.accounts("exclude")
    if not (own.values.get("units") or own.values.get("include")):
        group.say("accounts", "names neither units nor accounts to include.")
    for account in include:
        if account in exclude:
            own.say("exclude", f"account {account} is in include, too; leave it in one of them.")
    return Chosen(units=units, include=include, exclude=exclude, tags=tags)


def _tags(group: Entries) -> Mapping[str, str]:
    own = group.table("tags")
    # A tag's value can be empty and has blanks that count, so it is taken as it is.
    for key, value in own.values.items():
        if not isinstance(value, str):
            own.say(key, f"has to be text in quotes, not {kind_of(value)}.")
    return {key: value for key, value in own.values.items() if isinstance(value, str)}


def _sign_in(group: Entries) -> SignInBy | None:
    own = group.table("sign_in")
    own.only(OF_SIGN_IN)
    said = [key for key in OF_SIGN_IN if key in own.values]
    if len(said) != 1:
        how = 'directory = true, saml_provider = "arn:…" or principals = ["arn:…"]'
        group.say("sign_in", f"has to say one of {how}.")
        return None
    if said == ["directory"]:
        if own.values["directory"] is not True:
            own.say("directory", "has to be true, without quotes.")
        return SignInBy(kind="directory")
    if said == ["saml_provider"]:
        return SignInBy(kind="saml", saml_provider=own.text("saml_provider", _wrong_provider))
    principals = own.texts("principals", _wrong_principal)
    if own.values["principals"] == []:
        own.say("principals", "names nobody.")
    return SignInBy(kind="principals", principals=principals)


# --- what is wrong with a value ------------------------------------------------------------------------------------


def _check_names(groups: Entries) -> None:
    """IAM has no two roles whose names differ in upper and lower case alone."""
    seen: dict[str, str] = {}
    for name in groups.values:
        if (before := seen.setdefault(name.casefold(), name)) != name:
            groups.say(name, f"IAM doesn't tell its role's name from the one of {before}; use another name.")


def _wrong_prefix(text: str) -> str | None:
    return None if _NAME.fullmatch(text) else f"{text!r} isn't a letter followed by letters, digits and hyphens"


def _wrong_region(text: str) -> str | None:
    return None if re.fullmatch(shapes.REGION, text) else f"{text!r} isn't a region such as us-east-1"


def _wrong_role(text: str) -> str | None:
    return (check_role_name(text) or "").rstrip(".") or None


def _wrong_unit(text: str) -> str | None:
    ok = re.fullmatch(f"{shapes.UNIT}|{shapes.ROOT}", text)
    return None if ok else f"{text!r} isn't the id of a unit or a root, such as ou-ab12-11111111"


def _wrong_policy_arn(text: str) -> str | None:
    ok = re.fullmatch(shapes.MANAGED_POLICY_ARN, text, re.ASCII)
    return None if ok else f"{text!r} isn't the ARN of a managed policy"


def _wrong_provider(text: str) -> str | None:
    return None if re.fullmatch(shapes.SAML_PROVIDER_ARN, text) else f"{text!r} isn't the ARN of a SAML provider"


def _wrong_principal(text: str) -> str | None:
    ok = re.fullmatch(shapes.PRINCIPAL_ARN, text)
    return None if ok else f"{text!r} isn't the ARN of a user, a role or an account"


def _leading_zero(text: str, error: str) -> str:
    """What to do about a number with a leading zero: an account id mostly, and no number in TOML."""
    line = re.search(r"at line (\d+)", error)
    written = text.splitlines()[int(line[1]) - 1] if line and int(line[1]) <= len(text.splitlines()) else ""
    bare = re.search(r"(?<![\"'\w.-])0\d{2,}", written)
    return f' Write account ids in quotes: "{bare[0]}".' if bare else ""
