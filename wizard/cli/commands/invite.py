"""``invite``: on the vendor's side, an invitation for one customer, with the external ID that is theirs alone."""

from __future__ import annotations

import sys

from wizard.cli.common_options import ABOUT, VENDOR, Option
from wizard.cli.page import PRINTED, Page
from wizard.cli.to_invite import ToInvite
from wizard.frontends.exits import Exit

PAGE = Page(
    text=(
        "For vendors: writes an invitation that a customer opens with --invitation FILE. What it decides is filled in"
        " there and can't be changed. A ledger on this computer gives each customer one external ID and never a"
        " second one. It doesn't call AWS."
    ),
    usage="--customer NAME [OPTION ...]",
    examples=(
        ("invite --vendor ./profile.toml --customer Acme --external-id auto --out acme.toml", "with an external ID"),
        ("invite --vendor ./profile.toml --customer Acme --external-id auto --key key.pem", "the same, signed"),
        ("invite --customer Acme --region eu-west-1", "decide the region alone"),
    ),
    exits=PRINTED,
)
OPTIONS = (
    Option(name="--customer", metavar="NAME", help="whom the invitation is for; one external ID for each name"),
    Option(
        name="--external-id",
        metavar="auto|ID",
        help="auto: the customer's external ID in the ledger, or a new random one; or one of your own",
    ),
    VENDOR,
    Option(name="--account", metavar="ID", help="your AWS account, where the profile leaves it open"),
    Option(name="--models", metavar="MODELS", help="models instead of the profile's, with commas between them"),
    Option(name="--region", metavar="REGION", help="the region that the customer uses"),
    Option(name="--contact", metavar="WHO", help="who gets the role's ARN (default: the profile's contact)"),
    Option(name="--key", metavar="FILE", values="files", help="sign with this private key: P-256, in PEM"),
    Option(
        name="--ledger",
        metavar="FILE",
        values="files",
        help="the ledger of external IDs (default: in your state directory)",
    ),
    Option(name="--out", metavar="FILE", values="files", help="write it to this file instead of printing it"),
    *ABOUT,
)
SETTINGS = ToInvite


def run(settings: ToInvite) -> Exit:
    """Write the invitation. Raises UsageProblem with one sentence."""
    from wizard.cli.inviting import save, written

    text = written(settings)
    if settings.out:
        save(text, settings.out)
    else:
        sys.stdout.write(text)
    return Exit.COMPLETE
