"""What there is to read of a step, for every front end alike: its own documents, what is sent, what AWS answered."""

from __future__ import annotations

import json
from dataclasses import replace

from msgspec.structs import replace as changed

from tests.screens import still
from tests.situations import situations
from wizard.engine.actions import possible
from wizard.engine.documents import documents
from wizard.model import Finding

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::logs/*",
        }
    ],
}


def test_reading_is_offered_where_there_is_something_to_read_and_nowhere_else() -> None:
    for view in situations():
        assert ("read" in possible(view).actions) is bool(documents(view)), view


def test_the_steps_own_documents_come_first_and_a_finding_of_the_same_text_is_not_told_twice() -> None:
    first, second, sent = documents(still.GRANT)
    assert (first, second) == (still.EXPLAINED, still.COMPARED)
    assert sent.title == "cloudformation CreateStack"


def test_a_policy_that_is_sent_as_text_is_unfolded_and_explained() -> None:
    one = changed(still.CHANGES[0], parameters={"Bucket": "logs", "Policy": json.dumps(POLICY)})
    view = replace(still.PLANNED, plan=changed(still.TRAIL_PLAN, changes=(one,)))
    (sent,) = documents(view)
    assert json.loads(sent.text) == {"Bucket": "logs", "Policy": POLICY}
    said = [note.text for note in sent.notes]
    assert "This is sent as a string with the content shown here." in said
    assert "Who is let in: the AWS service cloudtrail.amazonaws.com." in said
    assert "On arn:aws:s3:::logs/* only." in said


def test_parameters_that_json_cannot_hold_are_shown_as_text() -> None:
    one = changed(still.CHANGES[0], parameters={"Body": b'{"a": 1}', "At": {1: float}, "Raw": b"\xff"})
    view = replace(still.PLANNED, plan=changed(still.TRAIL_PLAN, changes=(one,)))
    assert json.loads(documents(view)[0].text)["Body"] == {"a": 1}


def test_an_error_and_a_script_are_read_as_they_are() -> None:
    (error,) = documents(still.FAILED)
    assert "AlreadyExistsException\nCrossAccountAccessForFiretiger already exists" in error.text
    script = Finding(mark="info", text="By hand", kind="script", body="aws iam get-role\n")
    (shell, *_) = documents(replace(still.PLANNED, findings=(script,)))
    assert (shell.language, shell.text) == ("shell", "aws iam get-role\n")
