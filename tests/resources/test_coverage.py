"""The rule of coverage: basic and advanced selectors, exclusions, unions over trails, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.resources.coverage import (
    EVERYWHERE,
    GLOBAL_SERVICES,
    HALVES,
    Selectors,
    Trail,
    certain,
    full,
    left_out,
    missing,
    narrowed,
    possible,
    scope,
)

KMS = "kms.amazonaws.com"
RDS = "rdsdata.amazonaws.com"
REGIONS = frozenset({"us-east-1", "eu-west-1"})


def trail(name: str = "audit", **more: Any) -> Trail:
    known = {"home": "us-east-1", "account": "111122223333", "multi_region": True, "logging": True}
    arn = f"arn:aws:cloudtrail:us-east-1:111122223333:trail/{name}"
    return Trail(**{"arn": arn, "name": name, "selectors": Selectors(), **known, **more})


def basic(**selector: Any) -> Selectors:
    return Selectors(basic=({"IncludeManagementEvents": True, "ReadWriteType": "All", **selector},))


def advanced(*fields: dict[str, Any], name: str = "") -> Selectors:
    management = {"Field": "eventCategory", "Equals": ["Management"]}
    return Selectors(advanced=({"Name": name, "FieldSelectors": [management, *fields]},))


def test_a_trail_without_selectors_records_all_management_events() -> None:
    assert scope(Selectors()) == {"read": frozenset(), "write": frozenset()}


@pytest.mark.parametrize(
    ("kind", "halves"), [("All", {"read", "write"}), ("ReadOnly", {"read"}), ("WriteOnly", {"write"})]
)
def test_a_basic_selector_records_the_halves_of_its_read_write_type(kind: str, halves: set[str]) -> None:
    assert set(scope(basic(ReadWriteType=kind))) == halves


def test_a_basic_selector_that_says_nothing_records_both_halves() -> None:
    assert set(scope(Selectors(basic=({"DataResources": []},)))) == {"read", "write"}


def test_a_basic_selector_without_management_events_records_none_of_them() -> None:
    assert scope(basic(IncludeManagementEvents=False)) == {}


def test_an_unknown_read_write_type_counts_for_nothing_and_is_told() -> None:
    assert scope(basic(ReadWriteType="Some")) == {}
    assert narrowed(basic(ReadWriteType="Some"))


def test_an_excluded_source_is_left_out_of_both_halves() -> None:
    assert scope(basic(ExcludeManagementEventSources=[KMS])) == dict.fromkeys(HALVES, frozenset({KMS}))


def test_an_advanced_selector_is_recognised_whatever_its_name() -> None:
    assert set(scope(advanced(name="renamed by somebody"))) == {"read", "write"}


def test_an_advanced_selector_for_data_events_records_no_management_events() -> None:
    data = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
    assert scope(Selectors(advanced=(data,))) == {}
    assert not narrowed(Selectors(advanced=(data,)))


@pytest.mark.parametrize(("value", "half"), [("true", "read"), ("false", "write")])
def test_read_only_in_an_advanced_selector_halves_it(value: str, half: str) -> None:
    assert set(scope(advanced({"Field": "readOnly", "Equals": [value]}))) == {half}


def test_two_advanced_selectors_of_one_trail_complete_each_other() -> None:
    halves = [advanced({"Field": "readOnly", "Equals": [value]}).advanced[0] for value in ("true", "false")]
    assert scope(Selectors(advanced=tuple(halves))) == dict.fromkeys(HALVES, frozenset())


def test_a_source_that_is_not_equal_is_left_out() -> None:
    assert scope(advanced({"Field": "eventSource", "NotEquals": [KMS]}))["read"] == {KMS}


@pytest.mark.parametrize(
    "field",
    [
        {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]},
        {"Field": "eventName", "NotEquals": ["AssumeRole"]},
        {"Field": "readOnly", "NotEquals": ["true"]},
        {"Field": "userIdentity.arn", "StartsWith": ["arn:"]},
    ],
)
def test_any_other_narrowing_counts_for_nothing_and_is_told(field: dict[str, Any]) -> None:
    assert scope(advanced(field)) == {}
    assert narrowed(advanced(field))


def test_conditions_that_are_empty_do_not_narrow() -> None:
    assert set(scope(advanced({"Field": "readOnly", "Equals": ["true"], "NotEquals": []}))) == {"read"}


def test_a_read_only_and_a_write_only_trail_are_full_together_and_not_alone() -> None:
    reads, writes = (
        trail("r", selectors=basic(ReadWriteType="ReadOnly")),
        trail("w", selectors=basic(ReadWriteType="WriteOnly")),
    )
    assert full(certain([reads, writes], REGIONS), REGIONS)
    assert not full(certain([writes], REGIONS), REGIONS)


def test_an_exclusion_is_not_full_unless_another_trail_records_that_source() -> None:
    without_kms = trail("a", selectors=basic(ExcludeManagementEventSources=[KMS]))
    without_rds = trail("b", selectors=advanced({"Field": "eventSource", "NotEquals": [RDS]}))
    assert not full(certain([without_kms], REGIONS), REGIONS)
    assert full(certain([without_kms, without_rds], REGIONS), REGIONS)


def test_single_region_trails_are_full_when_every_region_has_one() -> None:
    here, there = trail("a", multi_region=False), trail("b", multi_region=False, home="eu-west-1")
    assert full(certain([here, there], REGIONS), REGIONS)
    assert missing(certain([here], REGIONS), REGIONS) == {("read", "write"): ("eu-west-1",)}


def test_single_region_trails_never_count_as_everywhere() -> None:
    assert certain([trail(multi_region=False)], {EVERYWHERE}) == {}


def test_a_stopped_trail_records_nothing_even_when_its_selectors_are_unknown() -> None:
    assert possible([trail(logging=False, selectors=None)], REGIONS) == {}


@pytest.mark.parametrize("unread", [{"logging": None}, {"selectors": None}])
def test_what_could_not_be_read_is_possible_and_not_certain(unread: dict[str, Any]) -> None:
    assert certain([trail(**unread)], REGIONS) == {}
    assert full(possible([trail(**unread)], REGIONS), REGIONS)


def test_an_unread_region_may_have_a_trail_of_its_own() -> None:
    here = trail(multi_region=False)
    assert full(possible([here], REGIONS, {"eu-west-1"}), REGIONS)
    assert not full(possible([here], REGIONS), REGIONS)


def test_a_us_east_1_trail_without_global_service_events_leaves_iam_and_sts_out() -> None:
    alone = trail(multi_region=False, global_events=False)
    assert left_out(certain([alone], REGIONS), REGIONS) == {GLOBAL_SERVICES: ("us-east-1",)}


TRAILS = st.builds(
    trail,
    st.text("abc", min_size=1, max_size=3),
    multi_region=st.booleans(),
    home=st.sampled_from(sorted(REGIONS)),
    logging=st.sampled_from([True, False, None]),
    selectors=st.sampled_from(
        [None, Selectors(), basic(ReadWriteType="ReadOnly"), basic(ExcludeManagementEventSources=[KMS])]
    ),
)


@given(st.lists(TRAILS, max_size=4), TRAILS)
def test_a_further_trail_never_makes_the_coverage_smaller(trails: list[Trail], further: Trail) -> None:
    before, after = certain(trails, REGIONS), certain([*trails, further], REGIONS)
    assert all(after[place] <= before[place] for place in before)


@given(st.lists(TRAILS, max_size=4))
def test_what_is_certain_is_possible(trails: list[Trail]) -> None:
    sure, hoped = certain(trails, REGIONS), possible(trails, REGIONS)
    assert all(hoped[place] <= sure[place] for place in sure)
