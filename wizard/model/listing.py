"""Many things of one kind: accounts under their units, roles with how they stand, and how far AWS is with them."""

from __future__ import annotations

import msgspec

from wizard.model.marks import Mark


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. cells: what each column says. depth: how far below the one above it, 0 at the top.

    mark: how it stands, "" for what only holds others together. detail: what opening it tells, line by line.
    """

    cells: tuple[str, ...]
    mark: Mark | None = None
    depth: int = 0
    detail: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A tree or a table, in the order in which it is read: what needs somebody comes first in a table.

    title: what they are, with their count. columns: their headings; a tree's first holds the names.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()

    @property
    def nested(self) -> bool:
        """Whether some stand below others."""
        return any(row.depth for row in self.rows)


class OperationProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far AWS is with one operation on many accounts, as AWS counts. seconds: that are left, 0 where nobody knows.

    name: of what; says: what AWS does now where counts do not say it.
    """

    name: str
    total: int
    done: int = 0
    failed: int = 0
    seconds: float = 0
    says: str = ""

    @property
    def queued(self) -> int:
        """That AWS has not come to, or not finished."""
        return max(0, self.total - self.done - self.failed)
