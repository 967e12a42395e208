"""Everything there is to read of a step line by line: its own documents, what is sent, what AWS answered.

A pure function over a view, as `actions` is, so that every front end offers the same; made when somebody asks, because
most of the time nobody does.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.export.parameters import parameters_document
from wizard.model import CallError, Document, Finding, Listing, Row, StepView
from wizard.model.calls import LOCAL
from wizard.model.document import Language
from wizard.model.observing import LONG, FindingKind

LANGUAGES: dict[FindingKind, Language] = {"script": "shell", "difference": "difference"}


def documents(view: StepView) -> tuple[Document, ...]:
    """All of it, the one that decides first."""
    return (*view.documents, *_of_findings(view), *_of_plan(view), *_of_error(view))


def error_document(error: CallError) -> Document:
    """What AWS answered instead of an answer, with the call."""
    rows = {
        "call": f"{error.service} {error.operation}".strip(),
        "account": error.account,
        "region": error.region,
        "HTTP status": str(error.status or ""),
    }
    unsure = ("No answer arrived; AWS may have run the call.",) if error.unsure else ()
    said = f"{error.code}\n{error.message}\n\n"
    text = said + "\n".join(f"{name:<14}{value}" for name, value in rows.items() if value)
    return Document(title="AWS's error", text=text, about=unsure)


def row_document(listing: Listing, row: Row) -> Document:
    """Everything about one row of a listing: what each column says, and its details."""
    pairs = zip(listing.columns, row.cells, strict=False)
    width = max(map(len, listing.columns), default=0) + 2
    said = [f"{column:<{width}}{' '.join(cell.split())}" for column, cell in pairs if cell]
    text = "\n".join((*said, *([""] if row.detail else []), *row.detail))
    return Document(title=" ".join(row.cells[:1]) or listing.title, text=text)


def finding_document(finding: Finding) -> Document:
    """A long finding as it is, without anything beside it."""
    return Document(title=finding.text, text=finding.body, language=language_of(finding))


def language_of(finding: Finding) -> Language:
    """What a finding's body is written in."""
    text = finding.body.lstrip()[:1]
    return LANGUAGES.get(finding.kind) or ("json" if text in ("{", "[") else "yaml")


def _of_findings(view: StepView) -> Iterator[Document]:
    """What no document of the step's own has."""
    known = {document.text for document in view.documents}
    compared = any(document.other is not None for document in view.documents)
    for finding in view.findings:
        if finding.kind in LONG and finding.body not in known and not (compared and finding.kind == "difference"):
            yield finding_document(finding)


def _of_plan(view: StepView) -> Iterator[Document]:
    for change in view.plan.changes if view.plan else ():
        if change.service not in LOCAL:
            yield parameters_document(change)


def _of_error(view: StepView) -> Iterator[Document]:
    if view.problem and view.problem.error:
        yield error_document(view.problem.error)
