"""Which modules answer AWS operations: importing one enters its operations in the table.

A new simulated service is a module with `@operation` functions, and its name here.
"""

from __future__ import annotations

import importlib

_MODULES = (
    "bedrock.agreements",
    "bedrock.catalogue",
    "bedrock.form",
    "bedrock.runtime",
    "cloudformation.change_sets",
    "cloudformation.describing",
    "cloudformation.stack_sets.automatic",
    "cloudformation.stack_sets.definitions",
    "cloudformation.stack_sets.describing",
    "cloudformation.stack_sets.instances",
    "cloudformation.stack_sets.organizations_access",
    "cloudformation.stack_sets.steering",
    "cloudformation.templates",
    "cloudformation.requests",
    "cloudtrail.history",
    "cloudtrail.selectors",
    "cloudtrail.trails",
    "controltower",
    "sso_oidc",
    "organizations.accounts",
    "organizations.listing",
    "organizations.policies",
    "organizations.structure",
    "organizations.tree",
    "service_quotas",
    "account",
    "boundaries",
    "s3",
    "mfa",
    "sso",
    "sts",
)


def load() -> None:
    """Fills the table of operations."""
    for name in _MODULES:
        importlib.import_module(f"wizard.sandbox.services.{name}")
