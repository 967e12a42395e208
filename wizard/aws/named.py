"""Which variable of the environment names the profile and the region, in botocore's order and from its own table.

botocore takes AWS_DEFAULT_PROFILE before AWS_PROFILE, which is the other way round than most people think; whoever
computed it beside botocore would show one profile and sign with the other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

# The one variable that botocore does not read and all of AWS's other tools do.
REGION = "AWS_REGION"


def named_profile(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The profile that the environment names and the variable that does; "" twice where none does."""
    return _first(_of_botocore("profile"), environ)


def named_region(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The region that the environment names and the variable that does."""
    return _first((REGION, *_of_botocore("region")), environ)


def _of_botocore(name: str) -> Sequence[str]:
    variables = BOTOCORE_DEFAUT_SESSION_VARIABLES[name][1]
    return [variables] if isinstance(variables, str) else variables


def _first(variables: Sequence[str], environ: Mapping[str, str]) -> tuple[str, str]:
    return next(((environ[variable], variable) for variable in variables if environ.get(variable)), ("", ""))
