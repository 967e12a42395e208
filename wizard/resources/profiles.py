"""What stands beside the profiles of an AWS configuration where credentials are chosen: answers that no profile has."""

from __future__ import annotations

ENVIRONMENT = "environment"
"""The keys in the environment."""
NEW_PORTAL = "new-portal"
"""A profile that is not there yet, of a company's AWS access portal."""
