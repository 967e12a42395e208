"""The one call of this step, a read: sessions are made, and nothing of them is kept or shown."""

from __future__ import annotations

from wizard.model import By, Kind, needed

# Which role it is, a handover file may tell, and that of one's own account has the principal's name.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
_ROLES = Kind(word="Roles", arns=("arn:{partition}:iam::*:role/*",))
CALLS = needed("sts", "AssumeRole", by=By.SIGNED_IN, on=_ROLES)
