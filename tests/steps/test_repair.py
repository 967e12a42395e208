"""The smallest repair, and selectors that keep what is not about management events."""

from __future__ import annotations

import pytest

from tests.resources.test_coverage import KMS, REGIONS, advanced, basic, trail
from wizard.resources.coverage import Selectors, Trail
from wizard.steps.cloudtrail.repair import Mend, smallest_repair, widened

DATA = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::bucket/"]}


@pytest.mark.parametrize(
    ("before", "acts"),
    [
        (trail(logging=False), ("start",)),
        (trail(selectors=basic(ReadWriteType="WriteOnly")), ("widen",)),
        (trail(selectors=basic(ExcludeManagementEventSources=[KMS])), ("widen",)),
        (trail(multi_region=False), ("everywhere",)),
        (
            trail(logging=False, multi_region=False, selectors=basic(ReadWriteType="ReadOnly")),
            ("start", "widen", "everywhere"),
        ),
    ],
)
def test_a_trail_gets_the_acts_it_needs_and_no_others(before: Trail, acts: tuple[Mend, ...]) -> None:
    repair = smallest_repair([before], [before], REGIONS)
    assert repair is not None
    assert repair.acts == acts


def test_of_several_trails_the_one_with_the_fewest_acts_is_repaired() -> None:
    narrow = trail("a", logging=False, selectors=basic(ReadWriteType="WriteOnly"))
    stopped = trail("b", logging=False)
    repair = smallest_repair([narrow, stopped], [narrow, stopped], REGIONS)
    assert repair is not None
    assert repair.before.name == "b"


def test_starting_a_write_only_trail_is_enough_beside_a_read_only_one() -> None:
    reads = trail("r", selectors=basic(ReadWriteType="ReadOnly"))
    writes = trail("w", logging=False, selectors=basic(ReadWriteType="WriteOnly"))
    repair = smallest_repair([reads, writes], [reads, writes], REGIONS)
    assert repair is not None
    assert (repair.before.name, repair.acts) == ("w", ("start",))


def test_a_trail_whose_selectors_could_not_be_read_is_not_repaired() -> None:
    assert smallest_repair([trail(selectors=None)], [trail(selectors=None)], REGIONS) is None


def test_widening_keeps_data_selectors_and_what_they_record() -> None:
    data = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [DATA]}
    after = widened(Selectors(basic=(data,)))
    assert after is not None
    kept = [selector for selector in after.basic if selector["DataResources"]]
    assert [(s["ReadWriteType"], s["DataResources"]) for s in kept] == [("WriteOnly", [DATA])]


def test_a_data_selector_of_both_halves_takes_the_management_events_in() -> None:
    data = {"ReadWriteType": "All", "IncludeManagementEvents": False, "DataResources": [DATA]}
    after = widened(Selectors(basic=(data,)))
    assert after is not None
    assert after.basic == ({**data, "IncludeManagementEvents": True, "ExcludeManagementEventSources": []},)


def test_five_data_selectors_leave_no_room_for_one_of_management_events() -> None:
    data = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [DATA]}
    assert widened(Selectors(basic=(data,) * 5)) is None


def test_widening_advanced_selectors_keeps_the_others_and_the_name() -> None:
    other = {"Name": "objects", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
    narrow = advanced({"Field": "readOnly", "Equals": ["false"]}, name="ours").advanced[0]
    after = widened(Selectors(advanced=(other, narrow)))
    whole = {"Name": "ours", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    assert after == Selectors(advanced=(whole, other))
