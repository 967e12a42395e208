"""The calls are made by the models that came with botocore, whatever a person keeps beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import Loader

from tests.aws.endpoint import Endpoint, answers
from wizard.aws.gateway import Gateway
from wizard.aws.service_models import model_loader
from wizard.model import Read, Target
from wizard.workflows.onboarding import WORKFLOW


def stale(folder: Path, service: str) -> None:
    """An old copy of a model, in the version that botocore has and in one that seems to be newer."""
    for version in (*Loader().list_api_versions(service, "service-2"), "2099-01-01"):
        (folder / service / version).mkdir(parents=True)
        (folder / service / version / "service-2.json").write_text('{"metadata": {}, "operations": {}}')


@pytest.mark.usefixtures("keys")
def test_a_stale_copy_of_a_model_is_not_used(
    home: Path, gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = home / ".aws" / "models"
    for service in ("bedrock", "organizations"):
        stale(models, service)
    (models / "endpoints.json").write_text("{}")
    monkeypatch.setenv("AWS_DATA_PATH", str(models))
    monkeypatch.setattr(Loader, "CUSTOMER_DATA_PATH", str(models))
    fresh = Gateway(lambda _: None, gateway.sessions._timing, "tests")
    endpoint.answer = lambda _: answers({"formData": "e30=", "Organization": {"Id": "o-1"}})
    target = Target(region="us-east-1")
    asked = (("bedrock", "GetUseCaseForModelAccess"), ("organizations", "DescribeOrganization"))
    for service, operation in asked:
        assert fresh.read(Read(target=target, service=service, operation=operation))


def test_every_call_that_a_step_makes_is_in_those_models() -> None:
    loader = model_loader()
    named = {name for step in WORKFLOW.steps for name in (*step.reads, *step.writes)}
    known = set(loader.list_available_services("service-2"))
    for name in sorted(named):
        service, _, operation = name.partition(":")
        if service in known:
            assert operation in loader.load_service_model(service, "service-2")["operations"], name


def test_the_services_are_told_apart_from_what_is_no_service_without_looking_into_them() -> None:
    assert model_loader().list_available_services("service-2") == Loader().list_available_services("service-2")
    with pytest.raises(UnknownServiceError):
        model_loader().load_service_model("no-such-service", "service-2")


def test_a_service_without_pages_has_none() -> None:
    lists = set(Loader().list_available_services("paginators-1"))
    without = next(name for name in model_loader().list_available_services("paginators-1") if name not in lists)
    with pytest.raises(DataNotFoundError):
        model_loader().load_service_model(without, "paginators-1")
