"""AWS CloudFormation, whole: moto's is synchronous, says little, and forgets half of a role.

`template` reads a template, `intrinsics` resolves it, `declaration` says what it asks of a stack; `resources` makes the
real things in moto's backends; `deployment` and `removal` are the order of events; `stack` holds what there is; the
other modules are the API. What it costs: only the resource types of `resources` exist, and a template with
any other is refused as unrecognized.
"""
