"""The one call of the report: every user, role and policy of the account that the fleet is managed from.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from wizard.model import By, needed

CALLS = needed("iam", "GetAccountAuthorizationDetails", by=By.SIGNED_IN)
