"""A contract that import-linter lacks: what a room may import of ours, and nothing else of ours.

`lint-imports` finds it by the name given in pyproject.toml. A forbidden-contract would need every other room listed,
and a room added later would be allowed until somebody remembered the list.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """Every direct import of ours by `importers` is of one of `allowed`, or of the importer itself.

    ours: the packages that are looked at; what comes from elsewhere is other contracts' matter.
    """

    type_name = "only"

    importers = fields.ListField(subfield=fields.StringField())
    ours = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Whether all are kept; the metadata names those that are not."""
        importers, ours, allowed = (tuple(map(str, names)) for names in (self.importers, self.ours, self.allowed))
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            if _within(importer, importers)
            for imported in graph.find_modules_directly_imported_by(importer)
            if _within(imported, ours) and not _within(imported, (*importers, *allowed))
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} must not import {imported}")


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
