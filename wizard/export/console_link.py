"""The console's own link that opens the form for a stack, filled in.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from wizard.model.exported import Exported, NotExportableError
from wizard.problems.console import console_address

_PAGE = "cloudformation/home?region={region}#/stacks/quickcreate?"
NOT_HOSTED = "The vendor's profile names no hosted template, so there is no link that the console could open."


def as_link(exported: Exported) -> str:
    """The address. Raises NotExportableError where the template is at none of its own."""
    if not exported.hosted:
        raise NotExportableError(NOT_HOSTED)
    filled = {f"param_{name}": value for name, value in exported.given.items()}
    asked = urlencode({"templateURL": exported.hosted, "stackName": exported.stack, **filled}, quote_via=quote)
    return console_address(_PAGE + asked, {"region": exported.region}) + "\n"
