"""What is pictured: a story for each scenario, which opens it once and takes its pictures on the way."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TypeAlias

from tests.pictures.studio import Studio
from wizard.model import State

Story: TypeAlias = Callable[[Studio], Coroutine[None, None, None]]

ACCOUNT = {"mode": "create", "name": "firetiger", "email": "aws+firetiger@example.com"}
EXISTING = {"mode": "existing", "account_id": "444455556666"}
BEDROCK = {
    "company_name": "Example Corp",
    "company_website": "https://example.com",
    "intended_users": "internal",
    "industry": "Technology",
    "prove": "true",
}


PARTNER = {
    "partner_account": "111111111111",
    "zone": "Z8L2Y45GOT7LQT",
    "external_id": "example-external-id-4242",
}
ANSWERS = "[template]\n" + "".join(f'{name} = "{value}"\n' for name, value in PARTNER.items())
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
  ]
}
"""
INVITATION = """schema = "firetiger-onboard-invitation"
version = 1
vendor = "trusted-account"
account = "111111111111"
customer = "Example Corp"
external_id = "example-external-id-4242"
region = "us-west-2"
contact = "the administrator of the trusted account"
"""
FLEET = """[groups.DevOps]
policy = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:*", Resource = "*" }] }
accounts = { units = ["ou-ab12-11111111"] }
sign_in = { directory = true }

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = { units = ["ou-ab12-33333333"] }
sign_in = { principals = ["arn:aws:iam::111122223333:user/ada"] }
"""


async def the_whole_way(studio: Studio) -> None:
    """From the first screen to the ARN, with somebody who leaves in between."""
    async with studio.opened("fresh") as scene:
        await scene.at("sign-in")
        await scene.take("sign-in", "Signed in as")
        await scene.at("sub-account")
        await scene.take("sub-account", "Create a new account")
        await scene.made("sub-account", ACCOUNT)
        await scene.at("cloudtrail")
        await scene.take("cloudtrail", "What would change")
        await scene.made("cloudtrail")
        await scene.at("template")
        await scene.take("template", "doesn't exist")
        await scene.press("enter", "enter")
        await scene.take("consent", "Not now")
        await scene.press("escape")
        await scene.granted_half_way()
        await scene.take("progress", "CREATE_IN_PROGRESS")
    async with studio.opened("fresh") as scene:
        await scene.take("resume", "Welcome back")
        await scene.press("enter")
        await scene.settled()
        await scene.made("template")
        await scene.at("bedrock")
        await scene.take("bedrock", "5 answers needed")
        await scene.made("bedrock", BEDROCK)
        await scene.made("handover")
        await scene.at("handover")
        await scene.take("handover", "Finish")


async def the_portal(studio: Studio) -> None:
    """Nobody is signed in yet."""
    async with studio.opened("sso") as scene:
        await scene.at("sign-in")
        await scene.press("enter", "enter")
        await scene.take("portal", "left. The wizard continues")


async def a_stack_that_failed(studio: Studio) -> None:
    """A first attempt was rolled back."""
    async with studio.opened("rolled-back") as scene:
        await scene.settled()
        scene.engine.answer("sub-account", EXISTING)
        await scene.settled()
        await scene.at("template")
        await scene.take("failure")


async def on_a_shared_screen(studio: Studio) -> None:
    """Others are watching."""
    async with studio.opened("org-trail", "--present") as scene:
        await scene.settled()
        scene.engine.answer("sub-account", ACCOUNT)
        await scene.at("sub-account")
        await scene.take("presenting", "What would change")


async def a_partner(studio: Studio) -> None:
    """Another vendor, from the first question to the template that is built of the answers."""
    partner = ("--vendor", "partner-access", "--profile", "accountb-admin")
    async with studio.opened("two-accounts", *partner) as scene:
        await scene.take("what-to-do", "Set up the role", "export --as FORM")
        await scene.press("enter", "enter")
        await scene.settled()
        scene.engine.answer("template", PARTNER)
        await scene.at("template")
        await scene.take("partner-access", "What would change")


async def an_invitation(studio: Studio) -> None:
    """What the vendor decided is shown, and isn't asked."""
    file = studio.write("example-corp.toml", INVITATION)
    async with studio.opened("two-accounts", "--profile", "accountb-admin", "--invitation", file) as scene:
        await scene.at("template")
        await scene.take("invitation", "decides this")


async def a_fleet(studio: Studio) -> None:
    """Two groups in twenty accounts, one of which fails."""
    file = studio.write("fleet.toml", FLEET)
    async with studio.opened("fleet", "fleet", file) as scene:
        await scene.at("groups")
        await scene.take("fleet-groups", "shop-01")
        await scene.made("trusted-access", {"activate": "true"})
        await scene.made("master-roles")
        await scene.at("stack-sets")
        scene.engine.approve("stack-sets")
        await scene.looked_until("stack-sets", lambda view: view.state is State.NEEDS_ANSWERS)
        await scene.take("fleet-failure", "data-03")


async def at_a_shell(studio: Studio) -> None:
    """Commands that print something."""
    studio.write("trust.json", TRUST)
    studio.write("partner.toml", ANSWERS)
    studio.run("inspect", "firetiger-onboard inspect trust.json --vendor partner-access --answers partner.toml")
    studio.run("export", "firetiger-onboard export --vendor partner-access --answers partner.toml --as console-steps")


STORIES: Mapping[Story, tuple[str, ...]] = {
    the_whole_way: (
        "sign-in",
        "sub-account",
        "cloudtrail",
        "template",
        "consent",
        "progress",
        "resume",
        "bedrock",
        "handover",
    ),
    the_portal: ("portal",),
    a_stack_that_failed: ("failure",),
    on_a_shared_screen: ("presenting",),
    a_partner: ("what-to-do", "partner-access"),
    an_invitation: ("invitation",),
    a_fleet: ("fleet-groups", "fleet-failure"),
    at_a_shell: ("inspect", "export"),
}
