"""Who may assume a role, by its trust policy: statement by statement, and never safer than it says.

A Deny only takes away, so it is not counted on. What is not understood is a finding: IAM may read more into it than
this does. Sources: IAM user guide, "AWS JSON policy elements: Principal", "How to use an external ID", "Cross-service
confused deputy prevention" (read 2026-11-25).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from wizard.resources.inspection.conditions import External, external_id, strangeness
from wizard.resources.inspection.expected import Expected
from wizard.resources.inspection.finding import Document, Finding, Severity, statements
from wizard.resources.inspection.principals import principals
from wizard.resources.policy import Grant, grants

MEMBERS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition")
ASSUMING = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:assumeroot")
BESIDES = ("sts:tagsession", "sts:setsourceidentity", "sts:setcontext")


def judged_trust(document: Document, expected: Expected, own_account: str = "") -> Iterator[Finding]:
    """What is wrong with a trust policy. own_account: the role's, "" where it is not known."""
    if not isinstance(document.value, Mapping) or not statements(document):
        yield _unreadable(document)
        return
    judged = [(path, _Statement(document, path, statement)) for path, statement in statements(document)]
    for _, statement in judged:
        yield from statement.findings(expected, own_account)
    yield from _external_ids([statement for _, statement in judged], expected)


def asks_everywhere(document: Document) -> bool:
    """Whether each statement by which another account gets in demands a well-formed external ID, and there is one."""
    judged = [_Statement(document, path, statement) for path, statement in statements(document)]
    asked = [statement.external for statement in judged if statement.lets_accounts_in]
    return bool(asked) and all(one.kind == "exact" for one in asked)


class _Statement:
    """One statement of a trust policy, taken apart."""

    def __init__(self, document: Document, path: tuple[str | int, ...], statement: Any) -> None:
        self._document, self._path = document, path
        self._is_one = isinstance(statement, Mapping)
        self._said: Mapping[str, Any] = statement if self._is_one else {}
        version = document.value.get("Version")
        self._grants: frozenset[Grant] = grants({"Version": version, "Statement": [self._said]})
        self.whose = principals(self._said)

    @property
    def allows(self) -> bool:
        return self._said.get("Effect") == "Allow"

    @property
    def assumes(self) -> bool:
        return any(grant.action.opposite or _assumes(grant.action.values[0]) for grant in self._grants)

    @property
    def lets_accounts_in(self) -> bool:
        """Whether a principal of AWS may assume the role by it: for those an external ID is meant."""
        return self.allows and self.assumes and any(who.kind == "AWS" for who in self.whose)

    @property
    def external(self) -> External:
        conditions = next(iter(self._grants)).conditions if self._grants else ()
        return external_id(conditions)

    def finding(self, rule: str, severity: Severity, sentence: str, remedy: str, control: str = "") -> Finding:
        evidence = self._document.at(*self._path)
        return Finding(
            rule=rule, severity=severity, sentence=sentence, remedy=remedy, evidence=evidence, control=control
        )

    def findings(self, expected: Expected, own_account: str) -> Iterator[Finding]:
        yield from self._strange()
        if not self.allows:
            return
        yield from self._of_actions()
        if "NotPrincipal" in self._said:
            yield self.finding(
                "trust-not-principal", "error", "NotPrincipal with Allow allows everybody except those it names.",
                f"Name who can assume the role instead: account {expected.account}.", "CAA-001",
            )  # fmt: skip
        conditions = next(iter(self._grants)).conditions if self._grants else ()
        for who in self.whose:
            for rule, severity, sentence, remedy in who.judged(conditions, expected, own_account):
                yield self.finding(rule, severity, sentence, remedy)

    def _strange(self) -> Iterator[Finding]:
        """What is not understood, by name."""
        unknown = sorted(set(self._said) - set(MEMBERS))
        told = [f"{name} in a statement" for name in unknown] if self._is_one else ["a statement that isn't an object"]
        if self._is_one and self._said.get("Effect") not in ("Allow", "Deny"):
            told.append(f"the effect {self._said.get('Effect')!r}")
        told += strangeness(self._said.get("Condition"))
        told += [f"the principal {who.value}" for who in self.whose if who.kind == "unknown"]
        for what in told:
            yield self.finding(
                "not-understood", "warning", f"The wizard can't judge this: {what}.",
                "Check its meaning yourself, or write it another way.",
            )  # fmt: skip

    def _of_actions(self) -> Iterator[Finding]:
        for action in sorted({grant.action for grant in self._grants}):
            if action.opposite:
                yield self.finding(
                    "trust-not-action", "error", "NotAction with Allow allows every action except those it names.",
                    'Name the action: "sts:AssumeRole".',
                )  # fmt: skip
                return
            if action.values[0] not in (*ASSUMING, *BESIDES):
                yield self.finding(
                    "trust-actions", "warning", f"The statement allows {action.words or 'no action'}.",
                    'A trust policy needs "sts:AssumeRole" and nothing wider.',
                )  # fmt: skip


def _assumes(action: str) -> bool:
    return any(fnmatchcase(known, action) for known in ASSUMING)


def _external_ids(judged: list[_Statement], expected: Expected) -> Iterator[Finding]:
    """The external ID: there, exact, the right one, and on every statement."""
    asked = [statement for statement in judged if statement.lets_accounts_in]
    some = any(statement.external.kind == "exact" for statement in asked)
    for statement in asked:
        kind, words = statement.external.kind, statement.external.words
        if kind == "missing":
            yield from _without_one(statement, expected, some=some)
        elif kind != "exact":
            yield statement.finding(
                f"external-id-{kind}", "error", f"This doesn't require the external ID: {words}.",
                'Use {"StringEquals": {"sts:ExternalId": "…"}} with the ID that the vendor gave you.', "CAA-002",
            )  # fmt: skip
        elif expected.external_id and statement.external.values != (expected.external_id,):
            yield statement.finding(
                "external-id-other", "error", f"The external ID isn't the one from {expected.vendor}: {words}.",
                f"Require exactly the ID that {expected.vendor} gave you.", "CAA-002",
            )  # fmt: skip
        elif len(statement.external.values) > 1:
            yield statement.finding(
                "external-id-several", "warning", f"The statement accepts several external IDs: {words}.",
                "Require only one: each customer has their own.", "CAA-002",
            )  # fmt: skip


def _without_one(statement: _Statement, expected: Expected, *, some: bool) -> Iterator[Finding]:
    deputy = (
        "Without one, anybody who can make the vendor's system use your role's ARN gets in through it"
        " (the confused deputy problem)."
    )
    if some:
        yield statement.finding(
            "external-id-looser-statement", "error",
            "This statement doesn't require the external ID that the others do.",
            "Add the condition here, too, or remove the statement.", "CAA-002",
        )  # fmt: skip
    elif expected.demands_id:
        yield statement.finding(
            "external-id-missing", "error", f"No external ID is required. {deputy}",
            'Add {"StringEquals": {"sts:ExternalId": "…"}} with the ID that the vendor gave you.', "CAA-002",
        )  # fmt: skip
    else:
        yield statement.finding(
            "external-id-none", "note", f"No external ID is required: {expected.vendor}'s template has none. {deputy}",
            f"Ask {expected.vendor} for an external ID.", "CAA-002",
        )  # fmt: skip


def _unreadable(document: Document) -> Finding:
    return Finding(
        rule="not-understood", severity="warning",
        sentence=f"The wizard can't read a statement in the {document.name}.",
        remedy="Check that the document is complete.", evidence=document.at(),
    )  # fmt: skip
