"""What a fact is drawn as: a line of text, or with its body under it."""

from __future__ import annotations

from screens.widgets.facts import CODE, DocumentFact, TextFact, drawn_as, view_for
from wizard.model import Finding


def test_a_text_with_a_body_is_drawn_with_the_body_under_its_line() -> None:
    plain, statement = Finding(mark="info", text="a line"), Finding(mark="info", text="a statement", body="{}")
    assert (drawn_as(plain), drawn_as(statement)) == ("text", CODE)
    assert isinstance(view_for(drawn_as(plain)), TextFact)
    assert isinstance(view_for(drawn_as(statement)), DocumentFact)


def test_any_other_kind_is_drawn_as_what_it_is() -> None:
    assert drawn_as(Finding(mark="good", kind="arn", text="the role", body="arn:aws:iam::111111111111:role/r")) == "arn"
