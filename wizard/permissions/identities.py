"""The identities that an operator works with: which of them makes a call, and what each is called.

Their names are what the printed policies and the guide call them; that one of them is called like a step is no more
than that, and nothing here looks at a step.
"""

from __future__ import annotations

from wizard.model import AccountChoice, By

SIGNED_IN = "signed-in"
PROFILE = "profile"
INSIDE = "sub-account"
IDENTITIES = (SIGNED_IN, PROFILE, INSIDE)


def made_by(by: By, choice: AccountChoice) -> tuple[str, ...]:
    """The identities that make a call. In the account that is signed in to there is one alone."""
    if choice.mode == "this-account":
        return (SIGNED_IN,)
    return {
        By.SIGNED_IN: (SIGNED_IN,),
        By.INSIDE: (INSIDE,),
        By.BOTH: (SIGNED_IN, INSIDE),
        By.ENTERING: (PROFILE if choice.profile else SIGNED_IN,),
    }[by]


def words(identity: str, choice: AccountChoice) -> str:
    """Whom a policy is for, for a person."""
    if identity == PROFILE:
        return f"For profile {choice.profile}, which assumes the role {choice.roles[0]}"
    if identity == SIGNED_IN:
        where = {"create": "in the management account", "existing": "in your organization's account"}
        return f"For the person who signs in, {where.get(choice.mode, 'in the account to set up')}"
    account = "the new account" if choice.mode == "create" else f"account {choice.account}"
    entrance = f"the role {' or '.join(choice.roles)}" if choice.roles else f"profile {choice.profile}"
    return f"For {entrance} in {account}"
