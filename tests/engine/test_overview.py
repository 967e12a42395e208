"""The overview: each step in a line, with what is known of it, what it costs, how long it takes, how it is undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from tests.screens.still import ACCOUNT, CHANGES, PLANNED, SIGNED_IN, SUB, TRAIL_PLAN, step, way
from tests.vendors.test_profile import WITHOUT_ACCOUNT, example_corp
from wizard.engine.overview import UNCHANGED, overview_before, overview_of
from wizard.engine.preview import StepPreview
from wizard.model import JournalEntry, Overview, OverviewLine, PlanView, State, StepOverview, StepView
from wizard.steps.cloudtrail.step import FIRST_COPY, SECOND_COPY
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

TRAIL = StepOverview(
    does="Adds a trail", place="The dedicated account", costs="Cents", undo="delete the trail", minutes=1
)


def before(vendor: str = "firetiger", *, simulated: bool = False) -> Overview:
    loaded = load_vendor(vendor)
    steps = WORKFLOW.for_vendor(loaded).steps
    return overview_before([(one.id, loaded.words_of(one.id, one.title)) for one in steps], simulated=simulated)


def line_of(view: StepView, *rounds: PlanView) -> OverviewLine:
    (line,) = overview_of([view], [StepPreview(step=view.id, rounds=rounds)], simulated=False).lines
    return line


def made(number: int, outcome: str = "landed") -> JournalEntry:
    one = CHANGES[number]
    return JournalEntry(
        step="cloudtrail",
        digest=one.digest,
        attempt=1,
        service=one.service,
        operation=one.operation,
        account=one.account,
        region=one.region,
        sentence=one.sentence,
        intended="2026-11-26T10:00:00Z",
        outcome=outcome,
    )


# --- before anything is known ----------------------------------------------------------------------------------------


def test_every_step_says_what_it_does_where_and_for_how_long() -> None:
    assert [line.id for line in before().lines] == [one.id for one in WORKFLOW.steps]
    assert all(line.text and line.about and line.time for line in before().lines)


def test_every_step_that_changes_something_says_what_it_costs_and_how_it_is_undone(tmp_path: Path) -> None:
    for vendor in ("firetiger", str(example_corp(tmp_path))):
        words = load_vendor(vendor).texts
        for one in WORKFLOW.for_vendor(load_vendor(vendor)).steps:
            said = words[one.id].overview
            assert said is not None
            assert said.costs or not one.writes, one.id
            assert said.undo or not one.writes, one.id


def test_that_nothing_is_changed_before_an_approval_is_promised() -> None:
    assert before().promise == "Nothing changes before you approve it. Until then, the wizard only reads."
    assert overview_of([], [], simulated=False, read_only=True).promise == "This only reads. Nothing is changed."


def test_the_simulated_aws_is_named_and_only_there_where_it_is_one() -> None:
    assert "Simulated AWS" in before(simulated=True).simulated
    assert before().simulated == ""
    assert "Simulated AWS" in overview_of([], [], simulated=True).simulated


def test_where_no_account_is_dedicated_none_is_spoken_of(tmp_path: Path) -> None:
    lines = before(str(example_corp(tmp_path, WITHOUT_ACCOUNT))).lines
    assert "dedicated" not in repr(lines)
    assert any("The account you sign in to" in line.about for line in lines)


def test_a_step_without_words_has_its_title() -> None:
    (line,) = overview_before(
        [("kettle", load_vendor("firetiger").words_of("kettle", "Kettle"))], simulated=False
    ).lines
    assert (line.title, line.text, line.about, line.undo, line.time) == ("Kettle", "", (), "", "")


# --- with what is known ----------------------------------------------------------------------------------------------


def test_what_is_planned_is_counted_in_its_account_at_its_own_costs() -> None:
    line = line_of(replace(PLANNED, overview=TRAIL))
    assert line.text == "Adds a trail"
    assert line.about == (
        "3 changes planned",
        f"The dedicated account ({ACCOUNT})",
        TRAIL_PLAN.costs.rstrip("."),
    )
    assert line.undo == "delete the trail"


def test_what_is_foreseen_for_an_account_that_does_not_exist_yet_names_its_address() -> None:
    unborn = changed(TRAIL_PLAN, changes=tuple(changed(one, account="new:aws@example.com") for one in CHANGES))
    line = line_of(replace(step("cloudtrail", State.WAITING), overview=TRAIL), unborn)
    assert (line.state, line.about[:2]) == (None, ("3 changes planned", "The dedicated account (new, aws@example.com)"))


def test_what_was_changed_and_what_is_left_are_told_apart() -> None:
    rest = changed(TRAIL_PLAN, changes=(changed(CHANGES[0], progress="done"), *CHANGES[1:]))
    line = line_of(replace(PLANNED, plan=rest, overview=TRAIL, journal=(made(0, "failed"), made(0))))
    assert line.about[:2] == ("1 change made", "2 changes planned")


def test_what_is_done_says_what_came_of_it_and_how_to_take_it_back() -> None:
    done = step("cloudtrail", State.SATISFIED, "recorded in all regions", overview=TRAIL, journal=(made(0), made(1)))
    line = line_of(done)
    assert (line.text, line.undo, line.time) == ("recorded in all regions", "delete the trail", "")
    assert line.about == ("2 changes made", f"The dedicated account ({ACCOUNT})", "Cents")


@pytest.mark.parametrize("outcome", ["already", "failed", "unsent", ""])
def test_where_nothing_was_changed_there_is_nothing_to_take_back(outcome: str) -> None:
    done = step("cloudtrail", State.SATISFIED, "recorded", overview=TRAIL, journal=(made(0, outcome),))
    assert (line_of(done).about, line_of(done).undo) == ((UNCHANGED,), "")


def test_what_is_skipped_says_why_and_costs_nothing() -> None:
    line = line_of(step("cloudtrail", State.SKIPPED, skipped="we have one", overview=TRAIL))
    assert (line.text, line.about, line.undo, line.time) == ("Skipped: we have one", (), "", "")


def test_without_words_the_changes_say_what_a_step_does() -> None:
    line = line_of(PLANNED)
    assert line.text == "; ".join(one.sentence for one in CHANGES)
    assert f"Account {ACCOUNT}" in line.about


# --- how long it takes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "waits", "said"), [(2, 20, "2 to 22 min"), (1, 0, "1 min"), (0, 20, "up to 20 min"), (0, 0, "")]
)
def test_a_step_says_the_least_and_the_most_time(minutes: int, waits: int, said: str) -> None:
    assert OverviewLine(id="any", title="Any", minutes=minutes, waits=waits).time == said


def test_the_time_in_all_is_that_of_the_steps() -> None:
    minutes, waits = (sum(getattr(line, name) for line in before().lines) for name in ("minutes", "waits"))
    assert before().time == f"Time: about {minutes} minutes, plus up to {waits} minutes of waiting for AWS."


def test_only_what_is_left_takes_time() -> None:
    said = StepOverview(minutes=2, waits=20)
    views = way(sign_in=replace(SIGNED_IN, overview=said), sub_account=replace(SUB, overview=said))
    assert overview_of(views, [], simulated=False).time == ""
    asked = replace(views[2], overview=said)
    assert overview_of([*views[:2], asked], [], simulated=False).time == (
        "Time left: about 2 minutes, plus up to 20 minutes of waiting for AWS."
    )
    pending = replace(asked, state=State.PENDING)
    assert (
        overview_of([*views[:2], pending], [], simulated=False).time
        == "Time left: up to 20 minutes of waiting for AWS."
    )


# --- one source ------------------------------------------------------------------------------------------------------


def test_costs_and_times_are_the_same_wherever_they_are_told() -> None:
    texts = load_vendor("firetiger").texts
    for words in texts.values():
        assert words.overview is not None
        assert words.card is not None
        assert words.card.takes.startswith(f"about {words.overview.minutes} minute")
        assert ("more until AWS has finished" in words.card.takes) == bool(words.overview.waits)
        prices = [one.answer for one in words.card.asked if "cost" in one.question]
        assert all(f"{words.overview.costs}." in answer for answer in prices)
    trail = texts["cloudtrail"].overview
    assert trail is not None
    assert all("cents a month" in said for said in (trail.costs, FIRST_COPY, SECOND_COPY))
