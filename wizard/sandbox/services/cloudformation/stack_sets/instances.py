"""CreateStackInstances, UpdateStackInstances, DeleteStackInstances: bringing a stack set to accounts and back."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.cloudformation.stack_sets import targets
from wizard.sandbox.services.cloudformation.stack_sets.callers import check_service_managed, found
from wizard.sandbox.services.cloudformation.stack_sets.definitions import updatable
from wizard.sandbox.services.cloudformation.stack_sets.operations import Asked, begin
from wizard.sandbox.services.cloudformation.stack_sets.state import Instance, Operation, Result, StackSet
from wizard.sandbox.services.cloudformation.template import invalid


@operation("cloudformation", "CreateStackInstances")
def create_stack_instances(call: Call) -> Answer:
    """Where there is an instance already, its stack is brought up to date."""
    stack_set = _checked(call, creating=True)
    overrides = _overrides(call, stack_set)

    def resolve(begun: Operation) -> list[Result]:
        return [Result(each) for each in _entered(stack_set, begun.request, overrides)]

    asked = Asked("CREATE", "CreateStackInstances", call.parameters, resolve, provisions=stack_set.service_managed)
    return begin(call, stack_set, asked)


def _entered(stack_set: StackSet, request: dict[str, Any], overrides: dict[str, Any] | None) -> list[Instance]:
    units = (request.get("DeploymentTargets") or {}).get("OrganizationalUnitIds") or ()
    stack_set.units += [unit for unit in units if unit not in stack_set.units]
    stack_set.regions += [region for region in request["Regions"] if region not in stack_set.regions]
    if stack_set.service_managed:
        # Whoever is there by now is no newcomer to automatic deployment.
        stack_set.seen = targets.below(stack_set.owner, stack_set.units)
    entered = []
    for account, region, unit in targets.new_places(stack_set, request):
        instance = stack_set.instances.setdefault((account, region), Instance(account, region, unit))
        if overrides is not None:
            instance.overrides = _overridden(instance, overrides)
        entered.append(instance)
    return updatable(entered)


@operation("cloudformation", "UpdateStackInstances")
def update_stack_instances(call: Call) -> Answer:
    """Values of parameters alone; accounts without an instance are left out, and one has to be there."""
    stack_set = _checked(call, creating=False)
    overrides = _overrides(call, stack_set)
    if not targets.present(stack_set, call.parameters):
        raise AwsError("StackInstanceNotFoundException", f"StackSet {stack_set.name} has no such stack instance", 404)

    def resolve(begun: Operation) -> list[Result]:
        chosen = updatable(targets.present(stack_set, begun.request))
        if overrides is not None:
            for instance in chosen:
                instance.overrides = _overridden(instance, overrides)
        return [Result(each) for each in chosen]

    asked = Asked("UPDATE", "UpdateStackInstances", call.parameters, resolve, provisions=stack_set.service_managed)
    return begin(call, stack_set, asked)


@operation("cloudformation", "DeleteStackInstances")
def delete_stack_instances(call: Call) -> Answer:
    stack_set = _checked(call, creating=False)

    def resolve(begun: Operation) -> list[Result]:
        chosen = targets.present(stack_set, begun.request)
        about = dict(begun.request.get("DeploymentTargets") or {})
        if not about.get("Accounts"):
            # A whole unit is taken out of what the stack set is for.
            stack_set.units = [unit for unit in stack_set.units if unit not in about.get("OrganizationalUnitIds", ())]
            stack_set.seen = targets.below(stack_set.owner, stack_set.units) if stack_set.service_managed else {}
        return [Result(each) for each in chosen]

    return begin(call, stack_set, Asked("DELETE", "DeleteStackInstances", call.parameters, resolve))


def _checked(call: Call, *, creating: bool) -> StackSet:
    stack_set = found(call, active=True)
    if stack_set.service_managed:
        check_service_managed(call, stack_set.owner)
    targets.check(stack_set, call.parameters, creating=creating)
    return stack_set


def _overrides(call: Call, stack_set: StackSet) -> dict[str, Any] | None:
    """What is given of each parameter; None where none of them is to change."""
    if "ParameterOverrides" not in call.parameters:
        return None
    given = {str(each["ParameterKey"]): each for each in call.get("ParameterOverrides", [])}
    strangers = sorted(set(given) - set(stack_set.parameters))
    if strangers:
        raise invalid(f"Parameters: [{', '.join(strangers)}] do not exist in the template")
    return given


def _overridden(instance: Instance, given: dict[str, Any]) -> dict[str, str]:
    kept = {key for key, each in given.items() if each.get("UsePreviousValue")}
    new = {key: str(each["ParameterValue"]) for key, each in given.items() if key not in kept}
    return {**{key: value for key, value in instance.overrides.items() if key in kept}, **new}
