"""Ada's MFA device, and the policy that lets her do nothing without it.

The scenario's `[mfa]` says `device`, the name of hers ("" for none), and `required`. A device answers to any six digits
but 000000 (`sts.py`), so nobody needs an authenticator app.
"""

from __future__ import annotations

from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.operations import Answer, Call, Forward, operation
from wizard.sandbox.kernel.scenario import text
from wizard.sandbox.kernel.world import World

DEVICE = "ada"


def give(world: World, user_name: str) -> None:
    """Gives that user the device and the policy that the scenario says."""
    settings = world.scenario.table("mfa")
    iam, name = iam_of(world.account), settings.get("device", DEVICE)
    if name:
        # The two codes are what a person would have typed while registering it.
        iam.users[user_name].enable_mfa_device(f"arn:aws:iam::{world.account}:mfa/{name}", "123456", "654321")
    if settings.get("required"):
        iam.put_user_policy(user_name, "RequireMFA", text("require-mfa.json"))


def devices(principal: Principal) -> list[str]:
    """The serial numbers of a caller's devices; a role has none."""
    if principal.kind != "user":
        return []
    user = iam_of(principal.account).users.get(principal.arn.rsplit("/", 1)[-1])
    return list(user.mfa_devices) if user else []


@operation("iam", "ListMFADevices")
def list_mfa_devices(call: Call) -> Answer | Forward:
    """Without a name it is about the caller, which moto does not know of."""
    if call.get("UserName") or call.principal.kind != "user":
        return Forward()
    name = call.principal.arn.rsplit("/", 1)[-1]
    listed = [
        {"UserName": name, "SerialNumber": each.serial_number, "EnableDate": each.enable_date}
        for each in iam_of(call.account).users[name].mfa_devices.values()
    ]
    return {"MFADevices": listed, "IsTruncated": False}
