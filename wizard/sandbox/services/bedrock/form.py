"""The use-case form that Anthropic asks for, once per account or once in the management account."""

from __future__ import annotations

import json

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.bedrock.state import BedrockState, Form
from wizard.sandbox.services.organizations.state import management_of

EFFECTIVE_SECONDS = 3.0
_REQUIRED = ("companyName", "companyWebsite", "intendedUsers", "industryOption", "useCases")
_MISSING = (
    "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form "
    "before using the model. If you have already filled out the form, try again in 15 minutes."
)


@operation("bedrock", "PutUseCaseForModelAccess")
def put_use_case(call: Call) -> Answer:
    data = bytes(call.get("formData", b""))
    _validate(data)
    slow = bool(call.world.scenario.table("bedrock").get("form_takes_time", False))
    form = Form(data, effective=not slow)
    call.world.of(BedrockState).forms[call.account] = form
    if slow:
        form.process = call.world.pace.after(EFFECTIVE_SECONDS, lambda _: setattr(form, "effective", True))
    return {}


@operation("bedrock", "GetUseCaseForModelAccess")
def get_use_case(call: Call) -> Answer:
    """A member sees its management account's form only where the scenario says so: AWS does not document it."""
    form = call.world.of(BedrockState).forms.get(call.account)
    if form is None and call.world.scenario.table("bedrock").get("inherited_form_visible", False):
        form = call.world.of(BedrockState).forms.get(management_of(call.account) or "")
    if form is None:
        raise AwsError("ResourceNotFoundException", "Model use case details have not been submitted.", 404)
    return {"formData": form.data}


def require(call: Call) -> None:
    """Raises the error of a form that is missing, or has not taken effect."""
    places = (call.account, management_of(call.account))
    forms = [call.world.of(BedrockState).forms[place] for place in places if place in call.world.of(BedrockState).forms]
    effective = any(form.effective for form in forms)
    for form in forms:
        if form.process is not None:
            form.process.polled()
    if not effective:
        raise AwsError("ResourceNotFoundException", _MISSING, 404)


def _validate(data: bytes) -> None:
    if not 10 <= len(data) <= 16384:
        raise AwsError("ValidationException", "formData must have 10 to 16384 bytes.", 400)
    try:
        form = json.loads(data)
    except ValueError:
        form = None
    if not isinstance(form, dict):
        raise AwsError("ValidationException", "formData must be a JSON object.", 400)
    missing = [name for name in _REQUIRED if not form.get(name)]
    if missing:
        raise AwsError("ValidationException", f"formData lacks {', '.join(missing)}.", 400)
    if str(form["intendedUsers"]) not in ("0", "1", "2"):
        raise AwsError("ValidationException", "formData has an invalid value for intendedUsers.", 400)
    long = [name for name, value in form.items() if len(str(value)) > (8192 if name == "useCases" else 128)]
    if long:
        raise AwsError("ValidationException", f"formData has too long a value for {', '.join(long)}.", 400)
