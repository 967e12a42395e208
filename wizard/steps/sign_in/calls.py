"""The calls of signing in, all of them made by whoever signs in; and the region that it tells every other step's."""

from __future__ import annotations

from wizard.model import AccountChoice, AnsweredTables, Answers, By, RegionChoice, needed
from wizard.resources.arns import ACCOUNT


def foretell(answers: Answers) -> tuple[object, ...]:
    """The region, as far as it is answered."""
    return (RegionChoice(region=answers.text("region", "*")),)


def _existing(tables: AnsweredTables) -> bool:
    """Only for the way into another account it matters what was delegated; elsewhere a refusal is an answer, too."""
    return tables.foretells(AccountChoice).mode == "existing"


def _works_here(tables: AnsweredTables) -> bool:
    """Of an account that is made or chosen for the vendor, the step that does so tells the name."""
    return not tables.vendor.has("dedicated_account")


CALLS = (
    *needed("sts", "GetCallerIdentity", by=By.SIGNED_IN),
    *needed("organizations", "DescribeOrganization", by=By.SIGNED_IN),
    *needed("organizations", "ListDelegatedAdministrators", by=By.SIGNED_IN, when=_existing),
    *needed("account", "ListRegions", by=By.SIGNED_IN, on=ACCOUNT),
    *needed("account", "GetAccountInformation", by=By.SIGNED_IN, on=ACCOUNT, when=_works_here),
    *needed("file", "AppendText", by=By.SIGNED_IN, writes=True),
)
