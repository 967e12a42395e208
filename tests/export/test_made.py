"""What was really made, and the script that undoes it: from the journal alone, wherever one goes on from."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.export.made import Made, ways_into, what_was_made
from wizard.export.undoing import STAYS, undo_script, undo_view
from wizard.model import Change, JournalEntry, SignedIn, SubAccount, Target, Undo, UndoCall

MANAGEMENT = Target(account="111122223333", region="us-east-1")
INSIDE = Target(account="444455556666", region="us-east-1", role_name="OrganizationAccountAccessRole")


def undoing(operation: str, target: Target = INSIDE, *, gone: tuple[str, ...] = (), **parameters: Any) -> UndoCall:
    sentence = f"Do {operation}."
    return UndoCall(
        target=target, service="iam", operation=operation, parameters=parameters, sentence=sentence, gone=gone
    )


def made(operation: str, *calls: UndoCall, at: int = 1, outcome: str = "landed", **more: Any) -> JournalEntry:
    fields: dict[str, Any] = {"step": "any", "digest": operation, "undo": Undo(calls=calls), **more}
    place = {"account": INSIDE.account, "region": INSIDE.region}
    when = f"2026-11-26T12:00:{at:02}.000Z"
    return JournalEntry(
        attempt=1, service="iam", operation=operation, sentence=f"{operation}.", intended=when, outcome=outcome,
        **place, **fields,
    )  # fmt: skip


def listed(*entries: JournalEntry, **known: Any) -> list[tuple[str, tuple[str, ...]]]:
    found = what_was_made(entries, **known)
    return [(one.entry.operation, tuple(call.operation for call in one.calls)) for one in found]


CREATE = made("Create", undoing("Delete"), at=1)


def test_the_newest_comes_first_whichever_step_made_it() -> None:
    later = made("Attach", undoing("Detach"), at=2, step="another")
    assert listed(later, CREATE) == [("Attach", ("Detach",)), ("Create", ("Delete",))]


@pytest.mark.parametrize("outcome", ["failed", "unsent", "already"])
def test_what_aws_did_not_do_for_us_is_not_ours(outcome: str) -> None:
    assert listed(made("Create", undoing("Delete"), outcome=outcome)) == []


def test_what_was_in_place_after_its_answer_was_lost_is_ours() -> None:
    lost = made("Create", undoing("Delete"), outcome="", at=1)
    there = made("Create", undoing("Delete"), outcome="already", at=2)
    assert listed(lost, there) == [("Create", ("Delete",))]


def test_a_lost_answer_is_told_with_its_doubt_until_aws_has_answered() -> None:
    lost = made("Create", undoing("Delete"), outcome="", at=1)
    (one,) = what_was_made([lost])
    assert "might not have been made" in one.words
    assert listed(lost, made("Create", outcome="failed", at=2)) == []


def test_what_was_taken_back_since_is_not_listed() -> None:
    deletion = Change(target=INSIDE, service="iam", operation="Delete", sentence="")
    again = made("Delete", digest=deletion.digest(), at=2, undo=Undo(words="Can't be undone.", stays=False))
    assert listed(CREATE, again) == []


def test_what_is_made_once_more_afterwards_is_listed_once() -> None:
    deletion = Change(target=INSIDE, service="iam", operation="Delete", sentence="")
    between = made("Delete", digest=deletion.digest(), at=2, undo=Undo(words="Can't be undone.", stays=False))
    assert listed(CREATE, between, made("Create", undoing("Delete"), at=3)) == [("Create", ("Delete",))]


def test_a_command_that_undoes_two_changes_is_listed_once() -> None:
    assert listed(CREATE, made("Execute", undoing("Delete"), at=2)) == [("Execute", ("Delete",))]


def test_an_account_is_named_by_its_id_once_that_is_known() -> None:
    entry = made("CreateAccount", undoing("CloseAccount", MANAGEMENT, AccountId="new:ada@example.com"))
    (one,) = what_was_made([entry], aliases={"444455556666": "new:ada@example.com"}, satisfied={"any"})
    assert one.calls[0].parameters == {"AccountId": "444455556666"}
    (unknown,) = what_was_made([entry])
    assert (unknown.calls, unknown.stays) == ((), True)
    assert "isn't known" in unknown.words
    assert listed(entry, satisfied={"any"}) == [], "the step has found another account: this one was never made"


def test_an_account_is_entered_as_one_gets_into_it_now() -> None:
    here = SignedIn(arn="arn:aws:iam::444455556666:user/a", account=INSIDE.account, region="eu-west-1", profile="new",
                    standing="member")  # fmt: skip
    (one,) = what_was_made([CREATE], ways=ways_into([here]))
    assert one.calls[0].target == Target(account=INSIDE.account, region="us-east-1", profile="new")
    there = SubAccount(account=INSIDE.account, target=INSIDE)
    (two,) = what_was_made([CREATE], ways=ways_into([here, there]))
    assert two.calls[0].target == INSIDE


def test_the_journal_keeps_no_profile_and_names_what_aws_answered() -> None:
    call = undoing("DeleteStack", Target(account="1", profile="mine"), StackName="s", Other="s")
    undo = Undo(calls=(call,), answered={"StackName": "stack_id"})
    (before,) = undo.kept().calls
    assert (before.target, before.parameters) == (Target(account="1"), {"StackName": "s", "Other": "s"})
    (after,) = undo.kept({"stack_id": "arn:s"}).calls
    assert after.parameters == {"StackName": "arn:s", "Other": "s"}
    assert undo.kept({"stack_id": ""}).calls[0].parameters["StackName"] == "s"


def test_an_older_checkpoint_says_that_it_does_not_know_the_way_back() -> None:
    (one,) = what_was_made([made("Create", undo=None)])
    assert (one.calls, one.stays) == ((), True)
    assert "older version" in one.words


def test_how_a_change_is_undone_is_no_part_of_what_is_approved() -> None:
    change = Change(target=INSIDE, service="iam", operation="CreateRole", sentence="")
    assert msgspec.structs.replace(change, undo=Undo(words="No.")).digest() == change.digest()


def test_a_change_says_in_a_line_what_runs_and_what_it_means() -> None:
    undo = Undo(calls=(undoing("DetachIt"), undoing("DeleteIt")), words="All access ends.")
    view = undo_view(Change(target=INSIDE, service="iam", operation="CreateRole", sentence="", undo=undo))
    assert view.line == "Undo: aws iam detach-it, aws iam delete-it. All access ends."
    assert view.whole_line == view.line
    single = msgspec.structs.replace(view, to_read=("aws iam delete-it",))
    assert single.whole_line == "Undo: aws iam delete-it # All access ends."


# --- the script -------------------------------------------------------------------------------------------------------

AWS = """#!/bin/sh
echo "$2" >> ran
[ "$2" != "$GONE" ] || { echo "An error occurred ($CODE) when calling it: no." >&2; exit 254; }
case "$2" in assume-role) printf 'AKIA\\tsecret\\ttoken\\n' ;; esac
"""


def run(script: str, folder: Path, gone: str = "", code: str = "") -> tuple[int, list[str], str]:
    (folder / "aws").write_text(AWS)
    (folder / "aws").chmod(0o755)
    environ = {"PATH": f"{folder}:/usr/bin:/bin", "GONE": gone, "CODE": code}
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, (folder / "ran").read_text().split(), done.stderr


def two_changes() -> tuple[Made, ...]:
    first = made("Create", undoing("Delete", gone=("NoSuchEntity",)), at=1)
    return what_was_made([first, made("Attach", undoing("Detach", gone=("NoSuchEntity",)), at=2)])


def test_what_is_gone_already_is_passed_over(tmp_path: Path) -> None:
    told = run(undo_script(two_changes()), tmp_path, gone="detach", code="NoSuchEntity")
    assert told == (0, ["assume-role", "detach", "delete"], "")


def test_any_other_error_stops_it_and_is_shown(tmp_path: Path) -> None:
    code, ran, said = run(undo_script(two_changes()), tmp_path, gone="detach", code="AccessDenied")
    assert (code, ran) == (1, ["assume-role", "detach"])
    assert "(AccessDenied)" in said


def test_what_stays_and_what_is_on_this_computer_is_told_above_the_commands() -> None:
    removal = UndoCall(
        target=Target(), service="file", operation="DeleteFile", parameters={"Path": "/a b"}, sentence="."
    )
    stays = made("File", undo=Undo(words="It stays."), at=2)
    text = undo_script(what_was_made([CREATE, stays, made("Write", removal, at=3)]))
    above, _, below = text.partition("\n(\n")
    assert STAYS in above
    assert "# - File. It stays." in above
    assert "# rm -- '/a b'" in above
    assert "rm --" not in below


def test_where_nothing_was_made_there_is_no_script_and_where_all_stays_nothing_runs() -> None:
    assert undo_script(()) == ""
    text = undo_script(what_was_made([made("File", undo=Undo(words="It stays."))]))
    assert all(line.startswith("#") for line in text.splitlines())
