"""Where the vendor's stack goes, what it is made of, and which role it makes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model import SubAccount, Target, Vendor
from wizard.model.calls import is_unborn
from wizard.resources import template as texts
from wizard.resources.accounts import named
from wizard.resources.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the stack goes, what it is made of, and for whom.

    name: of the account, "" where nobody knows. occupied: something else runs there, and somebody has accepted that.
    """

    target: Target
    stack_name: str
    template: str
    parameters: Mapping[str, str]
    vendor: str
    name: str = ""
    occupied: bool = False

    @property
    def account(self) -> str:
        """The account in words."""
        if is_unborn(self.target.account):
            return "the new account"
        return f"account {named(self.target.account, self.name)}"


def place_of(
    vendor: Vendor, target: Any, stack_name: str, external_id: str, account: SubAccount | None = None
) -> Place:
    """Where the stack goes and what it is made of; the external ID fills the parameter that is meant for it."""
    parameter = external_id_parameter(vendor)
    return Place(
        target=target,
        stack_name=stack_name,
        template=vendor.template,
        parameters={parameter: external_id} if parameter and external_id else {},
        vendor=vendor.name,
        name=account.name if account else "",
        occupied=bool(account and account.occupied),
    )


def external_id_parameter(vendor: Vendor) -> str:
    """The template's parameter for the external ID; "" where it has none, or is not understood."""
    try:
        return texts.external_id_parameter(texts.parsed(vendor.template))
    except texts.NotUnderstoodError:
        return ""


def wanted_role(place: Place, vendor: Vendor) -> Role:
    """The role that the template makes in this place. Raises NotUnderstoodError."""
    return texts.expected_role(texts.parsed(place.template), vendor.role_name, values_of(place, vendor))


def values_of(place: Place, vendor: Vendor) -> dict[str, str]:
    """What the template's parameters and pseudo parameters are in this place."""
    return {
        "AWS::AccountId": place.target.account,
        "AWS::Partition": vendor.partition,
        "AWS::Region": place.target.region,
        "AWS::StackName": place.stack_name,
        **place.parameters,
    }
