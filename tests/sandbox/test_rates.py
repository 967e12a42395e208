"""The simulated AWS throttles whoever calls faster than AWS publishes, and tells it as AWS does."""

from __future__ import annotations

from collections.abc import Callable

from wizard.sandbox.kernel.rates import Rates

from .conftest import Aws, code_of


def test_a_burst_is_let_through_and_then_as_much_as_flows_in() -> None:
    now = [0.0]
    rates = Rates({"organizations": {"ListAccounts": [8, 12]}}, clock=lambda: now[0])

    def refused(calls: int) -> int:
        return sum(rates.exceeded("111122223333", "organizations", "ListAccounts") for _ in range(calls))

    assert refused(15) == 3
    now[0] = 1.0
    assert refused(10) == 2
    assert not rates.exceeded("222233334444", "organizations", "ListAccounts")
    assert not rates.exceeded("111122223333", "organizations", "ListParents")


def test_in_a_large_organization_there_are_a_thousand_accounts_and_who_asks_too_fast_is_throttled(
    scenario: Callable[[str], Aws],
) -> None:
    aws = scenario("large-organization")
    list_accounts = aws.client("organizations").list_accounts
    assert len(list_accounts()["Accounts"]) == 20
    assert code_of(lambda: [list_accounts() for _ in range(100)]) == "TooManyRequestsException"
    assert len(aws.admin("GET", "accounts")) == 1000


def test_anywhere_else_nobody_is_throttled(scenario: Callable[[str], Aws]) -> None:
    list_roots = scenario("fresh").client("organizations").list_roots
    assert all(list_roots()["Roots"] for _ in range(15))
