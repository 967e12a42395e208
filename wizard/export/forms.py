"""The forms in which what is made in an account can be had, by name; one is imported when it is the one asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from wizard.model.exported import Exported

FORMS: Mapping[str, tuple[str, str]] = {
    "cloudformation-json": ("cloudformation", "as_json"),
    "cloudformation-yaml": ("cloudformation", "as_yaml"),
    "terraform": ("terraform", "as_terraform"),
    "cdk-typescript": ("cdk", "as_typescript"),
    "cdk-python": ("cdk", "as_python"),
    "aws-cli": ("iam_calls", "as_script"),
    "console-steps": ("console_steps", "as_steps"),
    "console-link": ("console_link", "as_link"),
}
"""By name: the module of this room, and its function."""


def in_form(exported: Exported, form: str) -> str:
    """The whole text. Raises KeyError for a form that there is not, and NotExportableError."""
    module, function = FORMS[form]
    write: Callable[[Exported], str] = getattr(import_module(f"wizard.export.{module}"), function)
    return write(exported)
