"""Terraform's configuration, taken apart by a parser of HCL, makes the same resources as the vendor's template."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.export.forms import in_form
from wizard.export.literals import HCL, literal
from wizard.export.resources import ROLE, Resource, outputs, resources

from .cases import CASES, GRANTS, ROLES
from .hcl import Reference, blocks

roles = pytest.mark.parametrize("case", ROLES)
_ATTRIBUTES = {
    "name": "RoleName",
    "path": "Path",
    "description": "Description",
    "max_session_duration": "MaxSessionDuration",
    "permissions_boundary": "PermissionsBoundary",
}


def as_made(found: dict[tuple[str, ...], dict[str, Any]], label: str) -> dict[str, Any]:
    """A role with all that is attached to it, in CloudFormation's words."""
    own = found["resource", "aws_iam_role", label]
    assert own.keys() <= {*_ATTRIBUTES, "assume_role_policy", "tags"}
    made = {_ATTRIBUTES[name]: value for name, value in own.items() if name in _ATTRIBUTES}
    made["AssumeRolePolicyDocument"] = json.loads(own["assume_role_policy"])
    tags = [{"Key": key, "Value": value} for key, value in own.get("tags", {}).items()]
    role = Reference(f"aws_iam_role.{label}.name")
    inline, attached = (
        [one for path, one in found.items() if path[:2] == ("resource", kind) and one["role"] == role]
        for kind in ("aws_iam_role_policy", "aws_iam_role_policy_attachment")
    )
    policies = [{"PolicyName": one["name"], "PolicyDocument": json.loads(one["policy"])} for one in inline]
    more = {"Tags": tags, "Policies": policies, "ManagedPolicyArns": [one["policy_arn"] for one in attached]}
    return {**made, **{name: value for name, value in more.items() if value}}


def labels(found: dict[tuple[str, ...], dict[str, Any]], kind: str) -> list[str]:
    return [path[2] for path in found if path[:2] == ("resource", kind)]


@roles
def test_terraform_makes_the_same_resources(case: str) -> None:
    exported = CASES[case]
    found = blocks(in_form(exported, "terraform"))
    roles: list[Resource] = [one for one in resources(exported) if one.kind == ROLE]
    made = [as_made(found, label) for label in labels(found, "aws_iam_role")]
    assert made == [dict(role.properties) for role in roles]
    assert len(found) == 1 + len(outputs(exported)) + sum(
        1 + len(role.get("Policies", ())) + len(role.get("ManagedPolicyArns", ())) for role in roles
    )


@roles
def test_terraform_tells_the_arn_that_the_template_tells(case: str) -> None:
    found = blocks(in_form(CASES[case], "terraform"))
    (label,) = labels(found, "aws_iam_role")
    told = [one for path, one in found.items() if path[0] == "output"]
    assert [one["value"] for one in told] == [Reference(f"aws_iam_role.{label}.arn")] * len(outputs(CASES[case]))


@pytest.mark.parametrize("who", GRANTS)
def test_terraform_makes_the_same_grant(who: str) -> None:
    found = blocks(in_form(GRANTS[who], "terraform"))
    (resource,) = resources(GRANTS[who])
    assert labels(found, f"aws_iam_{who}_policy") == ["permission"]
    made = found["resource", f"aws_iam_{who}_policy", "permission"]
    assert {**made, "policy": json.loads(made["policy"])} == {
        "name": resource.name,
        who: "it.s",
        "policy": resource.properties["PolicyDocument"],
    }
    assert len(found) == 2


anything = st.text(st.characters(codec="utf-8"), max_size=20)
texts = st.one_of(
    anything,
    st.sampled_from(["${a}", "%{b}", "$${a}", "%%%{b}", "$%{c}", "$$", "\\${c}", 'x"', "100%", "$5", "a\\nb", "{}"]),
)
values = st.recursive(
    st.one_of(texts, st.booleans(), st.integers(0, 10**6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)


@given(values)
def test_whatever_json_holds_hcl_holds(value: Any) -> None:
    block = "locals {\n  x = jsonencode(" + literal(value, HCL, 1) + ")\n}\n"
    (attributes,) = blocks(block).values()
    assert json.loads(attributes["x"]) == value
