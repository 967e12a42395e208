"""Files: they answer like AWS and are replaced as a whole; everything else goes on to AWS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wizard.host.files import read_file, write_file
from wizard.host.port import LocalPort
from wizard.model import CallFailed, Change, Read, Target
from wizard.problems.explain import explain


class Elsewhere:
    """A gateway that tells what it was asked."""

    def read(self, read: Read) -> Mapping[str, Any]:
        return {"read": read.operation}

    def send(self, change: Change) -> Mapping[str, Any]:
        return {"sent": change.operation}


def port() -> LocalPort:
    return LocalPort(Elsewhere(), None)


def change(service: str, operation: str, **parameters: str) -> Change:
    return Change(target=Target(), service=service, operation=operation, parameters=parameters, sentence="")


def reading(path: Path) -> Read:
    return Read(target=Target(), service="file", operation="ReadFile", parameters={"Path": str(path)})


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_file_is_written_and_read_as_it_is(tmp_path: Path) -> None:
    path, text = tmp_path / "handover.md", "Größe\r\n\x1b[31m „quoted“ \u2028\n"
    assert port().send(change("file", "WriteFile", Path=str(path), Text=text)) == {"Path": str(path)}
    assert path.read_bytes() == text.encode()


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "handover.json"
    write_file(str(path), "long " * 100)
    reader = path.open()
    write_file(str(path), "short")
    assert reader.read().startswith("long long")
    reader.close()
    assert read_file(str(path)) == {"Text": "short"}
    assert [file.name for file in tmp_path.iterdir()] == ["handover.json"]


def test_a_file_that_is_not_there_has_a_code_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CallFailed) as caught:
        port().read(reading(tmp_path / "nothing"))
    assert caught.value.error.code == "FileNotFound"
    assert caught.value.error.operation == "ReadFile"


def test_what_is_no_text_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CallFailed) as caught:
        port().read(reading(tmp_path / "binary"))
    assert caught.value.error.code == "FileProblem"
    assert "UTF-8" in caught.value.error.message


@pytest.mark.parametrize("name", ["", "file/below", "nowhere/handover.md"])
def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    path = str(tmp_path / name)
    with pytest.raises(CallFailed) as caught:
        port().send(change("file", "WriteFile", Path=path, Text="x"))
    assert caught.value.error.code in ("FileProblem", "FileNotFound")
    assert path in caught.value.error.message
    assert not caught.value.error.unsure
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_text_that_cannot_be_written_is_a_file_problem_and_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "handover.md"
    path.write_text("before")
    with pytest.raises(CallFailed) as caught:
        port().send(change("file", "WriteFile", Path=str(path), Text="half a character: \ud800"))
    assert caught.value.error.code == "FileProblem"
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["config", "new", "folders/to/be/made"])
def test_whether_a_file_can_be_added_to_is_found_out_and_changes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "config").write_text("as it was")
    probe = Read(target=Target(), service="file", operation="ProbeAppend", parameters={"Path": str(tmp_path / name)})
    assert port().read(probe) == {}
    assert [file.name for file in tmp_path.iterdir()] == ["config"]
    assert (tmp_path / "config").read_text() == "as it was"


@pytest.mark.parametrize("name", ["", "file/below", "file/below/deeper", "/proc/new", "/proc/new/config"])
def test_a_file_that_cannot_be_added_to_is_a_file_problem_or_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    path = str(tmp_path / name)
    with pytest.raises(CallFailed) as caught:
        port().read(Read(target=Target(), service="file", operation="ProbeAppend", parameters={"Path": path}))
    assert path in caught.value.error.message
    assert explain(caught.value.error).key == "configuration-unwritable"


def test_everything_else_goes_to_aws() -> None:
    assert port().read(Read(target=Target(), service="iam", operation="GetRole")) == {"read": "GetRole"}
    assert port().send(change("iam", "DeleteRole")) == {"sent": "DeleteRole"}
