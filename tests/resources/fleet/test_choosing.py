"""Which accounts a group has: by list, unit and tag, at every depth, and why one that was chosen has no role."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.resources.fleet.organizations import CENTRAL, ROOT, account, answers, management, unit
from wizard.model import Chosen, Fleet, Group, GroupAccounts, Member, Target
from wizard.resources.fleet.choosing import NOT_COVERED, chosen, not_there, to_be_tagged
from wizard.resources.fleet.organization_map import OrganizationMap, mapped, tags_of, unit_is_there, with_names

HERE = Target(account=CENTRAL, region="us-east-1")
A, B, C, D = unit(1), unit(2), unit(3), unit(4)
# A has B, B has C; D is beside A.
MEMBERS = (
    management(), account(1), account(2, A), account(3, A, B), account(4, A, B, C), account(5, D),
    account(6, A, state="SUSPENDED"), account(7, A, B, state="PENDING_CLOSURE"), account(8, D, state="CLOSED"),
    account(9, D, state="PENDING_ACTIVATION"), account(10, D, state="UNKNOWN"),
)  # fmt: skip
WHOLE = OrganizationMap(root=ROOT, members=MEMBERS)


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(account(number).account for number in numbers)


def of(
    wanted: Chosen, tags: Mapping[str, Mapping[str, str]] | None = None, central: str = CENTRAL
) -> tuple[GroupAccounts, tuple[str, ...], dict[str, str]]:
    found = chosen(Group(name="G", accounts=wanted), WHOLE, tags or {}, central=central, management=CENTRAL)
    members = tuple(one.account for one in found.members)
    return found, members, {left.member.account: left.why for left in found.left_out}


@pytest.mark.parametrize(
    ("wanted", "members"),
    [
        (Chosen(listed=ids(1, 5)), (1, 5)),
        (Chosen(units=(A,)), (2, 3, 4)),
        (Chosen(units=(B,)), (3, 4)),
        (Chosen(units=(C, D)), (4, 5, 10)),
        (Chosen(units=(ROOT,)), (1, 2, 3, 4, 5, 10)),
        (Chosen(units=(A,), include=ids(5)), (2, 3, 4, 5)),
        (Chosen(units=(A,), exclude=ids(3)), (2, 4)),
        (Chosen(include=ids(1)), (1,)),
    ],
)
def test_lists_and_units_at_every_depth_choose_accounts(wanted: Chosen, members: tuple[int, ...]) -> None:
    assert of(wanted)[1] == ids(*members)


def test_what_is_suspended_closed_or_not_there_yet_is_left_out_by_name_and_reason() -> None:
    found, _, why = of(Chosen(units=(ROOT,)))
    assert why == {
        **dict.fromkeys(ids(6), "it is suspended"),
        **dict.fromkeys(ids(7), "it is being closed"),
        **dict.fromkeys(ids(8), "it is closed"),
        **dict.fromkeys(ids(9), "it isn't active yet"),
    }
    assert [left.member.name for left in found.left_out] == ["account-6", "account-7", "account-8", "account-9"]


def test_the_central_account_is_named_apart() -> None:
    found, members, why = of(Chosen(units=(ROOT,)))
    assert (found.central, CENTRAL in members, CENTRAL in why) == (True, False, False)
    assert of(Chosen(units=(A,)))[0].central is False


def test_a_delegated_administrator_is_central_and_does_not_reach_the_management_account() -> None:
    found, members, why = of(Chosen(listed=(CENTRAL, *ids(1, 2))), central=ids(1)[0])
    assert (found.central, members, why) == (True, ids(2), {CENTRAL: NOT_COVERED})


def test_tags_narrow_what_the_rest_has_chosen() -> None:
    tags = {ids(2)[0]: {"env": "prod"}, ids(3)[0]: {"env": "dev"}, ids(5)[0]: {"env": "prod"}}
    assert of(Chosen(units=(A,), tags={"env": "prod"}), tags)[1] == ids(2)


def test_tags_are_read_only_of_accounts_that_are_chosen_otherwise_by_a_group_that_uses_them() -> None:
    groups = (
        Group(name="Tagged", accounts=Chosen(units=(A,), exclude=ids(3), tags={"env": "prod"})),
        Group(name="Plain", accounts=Chosen(units=(D,))),
    )
    assert to_be_tagged(Fleet(groups=groups), WHOLE) == ids(2, 4)
    assert to_be_tagged(Fleet(groups=groups[1:]), WHOLE) == ()


def test_accounts_and_units_that_are_not_there_are_one_sentence_each_and_empty_units_are_there() -> None:
    lost = "999999999999"
    groups = (
        Group(name="One", accounts=Chosen(listed=(lost,))),
        Group(name="Two", accounts=Chosen(units=(A, unit(8), unit(9)), include=(lost,), exclude=(lost,))),
    )
    assert not_there(Fleet(groups=groups), WHOLE, [unit(8)]) == (
        f"groups.One.accounts: account {lost} isn't in this organization.",
        f"groups.Two.accounts.units: there is no unit {unit(9)} in this organization.",
        f"groups.Two.accounts.include: account {lost} isn't in this organization.",
        f"groups.Two.accounts.exclude: account {lost} isn't in this organization.",
    )


# --- as AWS tells it -----------------------------------------------------------------------------------------------


def test_where_aws_tells_each_accounts_place_nothing_but_the_pages_is_read() -> None:
    many = (management(), *(account(number, A) for number in range(1, 100)))
    read = answers(many)
    assert mapped(read, HERE, by_unit=True) == OrganizationMap(root=ROOT, members=many)
    assert [one.operation for one in read.made] == ["ListRoots", *["ListAccounts"] * 5]


def test_where_it_does_not_every_unit_is_asked_if_a_group_is_by_unit() -> None:
    read = answers(MEMBERS, paths=False)
    found = mapped(read, HERE, by_unit=True)
    assert (found.members, set(found.names)) == (MEMBERS, {A, B, C, D})
    unasked = answers(MEMBERS, paths=False)
    assert {one.units for one in mapped(unasked, HERE, by_unit=False).members} == {()}
    assert {one.operation for one in unasked.made} == {"ListRoots", "ListAccounts"}


def test_units_get_their_names_by_one_call_for_each_that_has_units() -> None:
    read = answers(MEMBERS, names={A: "Workloads", B: "Production"})
    named = with_names(read, HERE, WHOLE, [account(3, A, B)])
    assert {unit: named.names[unit] for unit in (A, B)} == {A: "Workloads", B: "Production"}
    assert [one.parameters["ParentId"] for one in read.made] == [ROOT, A]


def test_a_unit_without_accounts_is_there_and_one_of_another_organization_is_not() -> None:
    read = answers(MEMBERS, empty=[unit(8)])
    assert [unit_is_there(read, HERE, one) for one in (unit(8), unit(9), "r-xyz9")] == [True, False, False]


def test_tags_are_kept_by_account() -> None:
    read = answers(MEMBERS, tags={ids(2)[0]: {"env": "prod"}})
    assert tags_of(read, HERE, ids(2, 3)) == {ids(2)[0]: {"env": "prod"}, ids(3)[0]: {}}
    assert read.batches == [["ListTagsForResource"] * 2]


# --- whatever the organization is ----------------------------------------------------------------------------------

UNITS = [unit(number) for number in range(6)]
STATES = st.sampled_from(["ACTIVE", "ACTIVE", "SUSPENDED", "CLOSED", "UNKNOWN"])


@st.composite
def organizations(draw: st.DrawFn) -> tuple[Member, ...]:
    """A forest of units, each under an earlier one or the root, and accounts anywhere."""
    paths: list[tuple[str, ...]] = [()]
    for one in UNITS:
        paths.append((*draw(st.sampled_from(paths)), one))
    places = draw(st.lists(st.tuples(st.sampled_from(paths), STATES), max_size=12))
    return (management(), *(account(number, *path, state=state) for number, (path, state) in enumerate(places, 1)))


SOME = st.lists(st.integers(1, 12).map(lambda number: account(number).account), max_size=4, unique=True).map(tuple)
WANTED = st.builds(
    Chosen, units=st.lists(st.sampled_from([ROOT, *UNITS]), max_size=3, unique=True).map(tuple), include=SOME,
    exclude=SOME,
)  # fmt: skip


def under(members: tuple[Member, ...], parent: str) -> set[str]:
    """The accounts under a unit, by what is directly under each: another way to the same."""
    inner = {one.units[place + 1] for one in members for place in range(len(one.units) - 1)
             if one.units[place] == parent}  # fmt: skip
    return {one.account for one in members if one.units[-1] == parent}.union(*(under(members, one) for one in inner))


@given(organizations(), WANTED, st.booleans())
def test_every_chosen_account_is_in_exactly_one_place_and_no_other_anywhere(
    members: tuple[Member, ...], wanted: Chosen, paths: bool
) -> None:
    whole = mapped(answers(members, paths=paths), HERE, by_unit=True)
    found = chosen(Group(name="G", accounts=wanted), whole, {}, central=CENTRAL, management=CENTRAL)
    told = [one.account for one in found.members] + [left.member.account for left in found.left_out]
    told += [CENTRAL] if found.central else []
    there = {one.account for one in members}
    expected = {*wanted.include}.union(*(under(members, one) for one in wanted.units)) & there - {*wanted.exclude}
    assert sorted(told) == sorted(expected)
    assert {one.state for one in found.members} <= {"ACTIVE", "UNKNOWN"}
