"""A fleet.toml from the files of AWS's Cross-Account Manager, the archived solution that did this before.

It kept accounts in account/accounts.yaml, roles in role/roles.yaml and their policies in custom_policy/. What it knew
and a fleet has no word for stands in comments, so that nothing is lost without being said. It had no file for who uses
a role: its roles trusted AWS Directory Service, and so do the groups here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model.fleet import PREFIX
from wizard.model.values import clean_account_id
from wizard.resources.written import written
from wizard.text import shapes

ACCOUNTS = "accounts.yaml"
ROLES = "roles.yaml"
POLICIES = "custom_policy"
EVERY = "*"
"""The group of accounts and roles that name none."""

OF_ACCOUNT = ("email", "accountgroup")
OF_ROLE = ("action", "policy", "accountgroup")


class ImportProblem(Exception):  # noqa: N818 - named after what the person meets
    """The files are none of the solution's; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A role or an account, by its name."""

    name: str
    about: Mapping[str, Any]

    @property
    def group(self) -> str:
        return self.text("accountgroup") or EVERY

    def text(self, key: str) -> str:
        value = self.about.get(key)
        return str(value).strip() if isinstance(value, str | int) else ""


def fleet_toml(accounts: str, roles: str, policies: Mapping[str, str]) -> str:
    """The file's text. accounts, roles: the texts of the solution's files. policies: its policies' paths, by name.

    Raises ImportProblem.
    """
    members = _entries(accounts, ACCOUNTS, "accounts")
    given = _entries(roles, ROLES, "roles")
    if not given:
        raise ImportProblem(f"{ROLES} has no roles.")
    groups = tuple(_groups(given, members, policies))
    if all(one.why for one in groups):
        raise ImportProblem(f"No role of {ROLES} can be a group. {groups[0].role.name}: {groups[0].why}")
    lines = [
        "# Made from the files of AWS Cross-Account Manager. Check it, then run plan fleet with it.",
        *_comments(_of_accounts(members)),
        "",
        "[fleet]",
        f"prefix = {_quoted(PREFIX)}",
    ]
    for group in groups:
        lines += ["", *_comments(_of_role(group.role)), *_written(group)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A role as a group. why: why it can't be one, "" where it can."""

    role: _Entry
    name: str
    accounts: list[str]
    policy: str
    why: str = ""


def _groups(given: list[_Entry], members: list[_Entry], policies: Mapping[str, str]) -> Iterator[_Group]:
    taken: set[str] = set()
    for role in given:
        name, policy = _named(role.name), policies.get(role.text("policy"), "")
        accounts = _ids(one for one in members if role.group in (EVERY, one.group))
        why = _why_not(role, name, accounts, policy, taken)
        taken |= set() if why else {name.casefold()}
        yield _Group(role=role, name=name, accounts=accounts, policy=policy, why=why)


def _why_not(role: _Entry, name: str, accounts: list[str], policy: str, taken: set[str]) -> str:
    length = len(f"{PREFIX}-{name}")
    if role.text("action").lower() == "remove":
        return "The solution was told to remove this role."
    if not accounts:
        return f"No account of {ACCOUNTS} has its account group."
    if not policy:
        return f"Its policy {role.text('policy') or '(none is named)'} isn't in {POLICIES}."
    if name.casefold() in taken:
        return "There is a group with this name already."
    if length > shapes.LONGEST_ROLE_NAME:
        return f"The role's name has {length} characters; IAM allows {shapes.LONGEST_ROLE_NAME}."
    return ""


def _written(group: _Group) -> Iterator[str]:
    table = [
        f"[groups.{group.name}]",
        f"policy = {_quoted(group.policy or group.role.text('policy') or group.name + '.json')}",
        *_listed(group.accounts),
        "sign_in = { directory = true }",
    ]
    if not group.why:
        yield from table
        return
    yield from _comments([f"Not a group: {group.why}", *table])


def _listed(accounts: list[str]) -> Iterator[str]:
    if not accounts:
        yield "accounts = []"
        return
    yield "accounts = ["
    yield from (f"    {_quoted(account)}," for account in accounts)
    yield "]"


# --- what cannot be carried over -----------------------------------------------------------------------------------


def _of_accounts(members: list[_Entry]) -> Iterator[str]:
    if any(one.text("email") for one in members):
        yield "The e-mail addresses are left out: AWS Organizations knows them."
    if any(one.group != EVERY for one in members):
        yield "Account groups became lists of accounts; an organizational unit in place of a list is easier to keep."
    for one in members:
        if not shapes.is_account(clean_account_id(one.name)):
            yield f"Left out: {one.name} in {ACCOUNTS} isn't an account id (12 digits)."
        yield from _unknown(one, OF_ACCOUNT, ACCOUNTS)


def _of_role(role: _Entry) -> Iterator[str]:
    if role.text("action").lower() not in ("", "add", "remove"):
        yield f"Its action {role.text('action')} isn't known; it counts as add."
    if _named(role.name) != role.name:
        yield f"{role.name} has other characters than letters, digits and hyphens, so its roles get another name."
    yield from _unknown(role, OF_ROLE, ROLES)


def _unknown(entry: _Entry, known: tuple[str, ...], file: str) -> Iterator[str]:
    for key in entry.about:
        if key not in known:
            yield f"Left out: {key} of {entry.name} in {file}."


def _comments(sentences: Iterable[str]) -> Iterator[str]:
    """A name of others has no line of its own: what follows it would be no comment any more."""
    for sentence in sentences:
        yield f"# {re.sub(r'[^ -~]+', ' ', sentence)}"


# --- the solution's files ------------------------------------------------------------------------------------------


def _entries(text: str, file: str, key: str) -> list[_Entry]:
    """The members of its one list; each has its name as the key of a table of its own."""
    try:
        said = written(text).value
    except ValueError as error:
        raise ImportProblem(f"{file} isn't YAML: {error}.") from None
    listed = said.get(key) if isinstance(said, Mapping) else None
    if listed in (None, ""):
        listed = []
    if isinstance(listed, Mapping):
        listed = [{name: about} for name, about in listed.items()]
    if not isinstance(said, Mapping) or not isinstance(listed, list):
        raise ImportProblem(f"{file} has no list named {key}.")
    return [entry for one in listed for entry in _members(one)]


def _members(one: object) -> Iterator[_Entry]:
    if isinstance(one, Mapping):
        for name, about in one.items():
            yield _Entry(str(name).strip(), about if isinstance(about, Mapping) else {})
    elif isinstance(one, str | int):
        yield _Entry(str(one).strip(), {})


def _ids(members: Iterator[_Entry]) -> list[str]:
    ids = (clean_account_id(one.name) for one in members)
    return list(dict.fromkeys(account for account in ids if shapes.is_account(account)))


def _named(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-") or "group"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
