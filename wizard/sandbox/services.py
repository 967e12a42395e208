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
    "cloudformation.changesets",
    "cloudformation.describing",
    "cloudformation.templates",
    "cloudformation.writing",
    "cloudtrail.history",
    "cloudtrail.selectors",
    "cloudtrail.trails",
    "controltower",
    "oidc",
    "organizations.accounts",
    "organizations.structure",
    "quotas",
    "regions",
    "s3",
    "second_factor",
    "sso",
    "sts",
)


def load() -> None:
    """Fills the table of operations."""
    for name in _MODULES:
        importlib.import_module(f"wizard.sandbox.{name}")
