"""Whatever makes botocore refuse a file of ~/.aws is told by file and line, without a word of what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.configloader import load_config
from botocore.exceptions import ConfigParseError

from tests.aws.conftest import SECRET
from wizard.aws.config_files import fault_in
from wizard.aws.gateway import Gateway
from wizard.model import CallFailed, Read, Target
from wizard.problems.explain import explain

KEYS = f"aws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = {SECRET}\n"
ENCODING, REPEATED, LINE = "bad-config-encoding", "bad-config-repeated", "bad-config-line"
REFUSED = {
    "a byte order mark": (b"\xef\xbb\xbf[default]\nregion = us-east-1\n", "line 1, begins with a byte", ENCODING),
    "UTF-16": ("[default]\nregion = us-east-1\n".encode("utf-16"), "is saved as UTF-16", ENCODING),
    "UTF-16 big": (b"\xfe\xff" + "[default]\n".encode("utf-16-be"), "is saved as UTF-16", ENCODING),
    "UTF-16 without a mark": ("[default]\nregion = x\n".encode("utf-16-le"), "contains zero bytes", ENCODING),
    "Latin-1": ("[default]\n# für Ada\nregion = x\n".encode("latin-1"), "line 2, has a character", ENCODING),
    "a section twice": (b"[profile a]\n\n[profile b]\n[profile a]\n", "the section [profile a], which is in", REPEATED),
    "default twice": (b"[default]\r\nregion = x\r\n[default]\r\n", "line 3, repeats the section [default]", REPEATED),
    "a setting twice": (b"[default]\nregion = x\nregion = y\n", "line 3, repeats region in the section", REPEATED),
    "a key twice": (f"[default]\n{KEYS}{KEYS}".encode(), "line 4, repeats aws_access_key_id", REPEATED),
    "no section": (b"# mine\nregion = x\n", "line 2, comes before any section", LINE),
    "an open header": (b"[default\nregion = x\n", "line 1, has a section header without its closing", LINE),
    "an open second header": (b"[default]\nregion = x\n[profile a\n", "line 3, has a section header without", LINE),
    "no equals sign": (b"[default]\nregion us-east-1\n", "isn't in the form name = value, in the section", LINE),
    "a secret alone": (f"[default]\n{SECRET}\n".encode(), "line 2, isn't in the form", LINE),
    "nothing under s3": (b"[default]\nregion = x\ns3 =\n  a = b\n  style\n", "line 5, indented under s3", LINE),
    "a section under s3": (b"[default]\ns3 =\n  [profile b]\n", "has an indented section header under s3", LINE),
    "indented settings": (b"[default]\n  region = x\n  s3 =\n    nothing\n", "line 4, indented under s3", LINE),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_botocore_refuses_is_told_by_file_and_line(name: str, home: Path, gateway: Gateway) -> None:
    content, said, key = REFUSED[name]
    for file in ("config", "credentials"):
        path = home / ".aws" / file
        path.write_bytes(content)
        with pytest.raises(ConfigParseError):
            load_config(str(path))
        with pytest.raises(CallFailed) as caught:
            gateway.read(Read(target=Target(), service="profiles", operation="List"))
        problem = explain(caught.value.error)
        assert problem.key == key
        assert problem.what.startswith(str(path))
        assert said in problem.what
        assert problem.todo[-1] == "Then check again."
        assert SECRET not in str(problem)
        path.unlink()


def test_every_call_tells_it_alike_and_not_only_the_list_of_profiles(
    gateway: Gateway, config: Callable[[str], None]
) -> None:
    config("[default]\nregion us-east-1\n")
    with pytest.raises(CallFailed) as caught:
        gateway.read(Read(target=Target(region="us-east-1"), service="sts", operation="GetCallerIdentity"))
    assert explain(caught.value.error).key == LINE


@pytest.mark.usefixtures("endpoint")
@pytest.mark.parametrize(
    "setting",
    [
        "metadata_service_timeout = soon", "endpoint_url = nowhere", "sts_regional_endpoints = some",
        "defaults_mode = other", "request_checksum_calculation = never", "account_id_endpoint_mode = x",
        "services = gone", "request_min_compression_size_bytes = few", "ec2_metadata_service_endpoint_mode = ipv5",
        "s3 =\n  addressing_style = other", "s3 =\n  us_east_1_regional_endpoint = other",
    ],
)  # fmt: skip
def test_a_setting_that_botocore_does_not_take_is_one_of_the_configuration_with_its_value(
    setting: str, home: Path, gateway: Gateway, config: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting.startswith(("endpoint_url", "services")):
        monkeypatch.delenv("AWS_ENDPOINT_URL")
    config(f"[default]\n\n[profile a]\nregion = us-east-1\n{KEYS}{setting}\n")
    with pytest.raises(CallFailed) as caught:
        gateway.read(Read(target=Target(profile="a", region="us-east-1"), service="s3", operation="ListBuckets"))
    problem = explain(caught.value.error)
    assert problem.key == ("bad-endpoint" if setting.startswith("endpoint_url") else "bad-config")
    assert setting.rpartition(" ")[2] in problem.what
    assert f"from profile a, {home}/.aws/config, line 3." in problem.what
    assert not re.search(r"[A-Z]\w+(Error|Exception)", problem.what)


def test_a_file_that_botocore_reads_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"; mine\n[default]\r\nregion: x\r\ns3 =\n  # more\n\n  addressing_style = path\n[profile a b]\n")
    load_config(str(path))
    assert fault_in(path) == ""


def test_no_exceptions_name_is_in_any_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config"
    for content, _, _ in REFUSED.values():
        path.write_bytes(content)
        assert not re.search(r"[A-Z]\w+(Error|Exception)", fault_in(path))
