"""What is used of libraries although it is not public: each is named here, is there, and is bound in pyproject.toml."""

from __future__ import annotations

import ast
import inspect
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("botocore", "textual", "moto")

# By name: where the library has it, as module and class.
INTERNALS = {
    "_advisory_refresh_timeout": ["botocore.credentials.RefreshableCredentials"],
    "_mandatory_refresh_timeout": ["botocore.credentials.RefreshableCredentials"],
    "_create_process_provider": ["botocore.credentials.ProfileProviderBuilder"],
    "_login_token_cache": ["botocore.credentials.ProfileProviderBuilder"],
    "_sso_token_cache": ["botocore.credentials.ProfileProviderBuilder"],
    "_popen": ["botocore.credentials.ProcessProvider"],
    "_profile_provider_builder": ["botocore.credentials.AssumeRoleProvider"],
    "_prompter": ["botocore.credentials.AssumeRoleProvider"],
    "_profile_name": ["botocore.credentials.SSOProvider"],
    "_token_cache": ["botocore.credentials.SSOProvider", "botocore.credentials.LoginProvider"],
    "_token_provider": ["botocore.credentials.SSOProvider"],
    "_credentials": ["botocore.session.Session"],
    "_sso_json_dumps": ["botocore.tokens"],
    "_auto_restart": ["textual.drivers.linux_driver.LinuxDriver"],
    "_writer_thread": ["textual.drivers.linux_driver.LinuxDriver"],
    "_loop": ["textual.driver.Driver"],
    "Compositor": ["textual._compositor"],
    "XTermParser": ["textual._xterm_parser"],
    "_driver": ["textual.app.App"],
    "_pruning": ["textual.widget.Widget"],
    "moto_api_backend": ["moto.moto_api._internal.models"],
}


def trees() -> Iterator[ast.AST]:
    for room in ("wizard", "screens"):
        for path in (ROOT / room).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def our_own(node: ast.AST) -> set[str]:
    """Private names that a piece of our code gives to something."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return {node.attr} if isinstance(node.value, ast.Name) and node.value.id == "self" else set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def of_others(node: ast.AST) -> set[str]:
    """Private names that it takes from something."""
    if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
        return {node.attr}
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
        hidden = "._" in (node.module or "")
        return {one.name for one in node.names if hidden or one.name.startswith("_")}
    return set()


def test_every_internal_of_a_library_is_named_here_and_no_other() -> None:
    ours = {name for node in trees() for name in our_own(node)}
    taken = {name for node in trees() for name in of_others(node)}
    public = {"_exit", "_replace"}  # of os and of every NamedTuple
    assert taken - ours - public == set(INTERNALS)


@pytest.mark.parametrize(("name", "place"), [(name, place) for name, places in INTERNALS.items() for place in places])
def test_an_internal_is_where_it_is_expected(name: str, place: str) -> None:
    module, _, kind = place.rpartition(".")
    try:
        holder = import_module(place)
    except ModuleNotFoundError:
        holder = getattr(import_module(module), kind)
    assert name in inspect.getsource(holder)


def test_a_library_of_which_internals_are_used_cannot_become_a_newer_one_unseen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["sandbox"]]
    for library in LIBRARIES:
        assert [one for one in required if one.startswith(library) and ",<" in one], library
