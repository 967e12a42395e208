"""What is exported for CDK, synthesized by CDK's own packages, makes the same as the vendor's template."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.export.forms import in_form
from wizard.export.literals import PYTHON, TYPESCRIPT, Notation, literal
from wizard.export.resources import Resource, outputs, resources
from wizard.model.exported import Exported

from .cases import CASES
from .cdk import synthesized_from_python, synthesized_from_typescript


def sources(form: str) -> dict[str, str]:
    return {name.replace("-", "_"): in_form(case, form) for name, case in CASES.items()}


def check(templates: Mapping[str, Any]) -> None:
    """Each resource with every property, what outlives the stack, and what is told."""
    assert templates.keys() == {case.stack for case in CASES.values()}
    for case in CASES.values():
        synthesized = Exported(stack=case.stack, template=templates[case.stack])
        assert [_in_order(one) for one in resources(synthesized)] == [_in_order(one) for one in resources(case)]
        assert outputs(synthesized) == outputs(case)
        assert synthesized.template.get("Description") == case.template.get("Description")
        assert synthesized.template.keys() <= {"Description", "Resources", "Outputs"}


def _in_order(resource: Resource) -> Resource:
    """CDK sorts tags, whose order means nothing."""
    tags = sorted(resource.get("Tags", ()), key=lambda tag: str(tag["Key"]))
    return replace(resource, properties={**resource.properties, "Tags": tags})


@pytest.mark.long
@pytest.mark.parametrize(
    ("form", "synthesize"),
    [("cdk-typescript", synthesized_from_typescript), ("cdk-python", synthesized_from_python)],
)
def test_cdk_synthesizes_the_same_template(
    form: str, synthesize: Callable[[Mapping[str, str], Path], dict[str, Any]], tmp_path: Path
) -> None:
    check(synthesize(sources(form), tmp_path))


def test_what_is_written_for_python_is_python() -> None:
    for name, source in sources("cdk-python").items():
        compile(source, name, "exec")


@given(st.text(), st.sampled_from([TYPESCRIPT, PYTHON]))
def test_a_text_is_the_same_text_in_python_and_in_typescript(text: str, notation: Notation) -> None:
    written = literal(text, notation)
    assert ast.literal_eval(written) == text
    assert "\n" not in written
