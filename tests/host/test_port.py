"""Files and the clipboard: they answer like AWS, are replaced as a whole, and never claim more than is known."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wizard.host.clipboard import copy_text, osc52
from wizard.host.files import read_file, write_file
from wizard.host.port import LocalPort
from wizard.model import CallFailed, Change, Read, Target

ARN = "arn:aws:iam::444455556666:role/CrossAccountAccessForFiretiger"
# A clipboard program of the desktop that keeps what it is given in a file, or does not.
XCLIP = """#!/bin/sh
case "$*" in
*-o*) cat "$CLIPBOARD" ;;
*) cat > "$CLIPBOARD" ;;
esac
"""
BROKEN = "#!/bin/sh\ncat > /dev/null\nexit 1\n"
HANGS = "#!/bin/sh\nexec sleep 6\n"


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


def test_everything_else_goes_to_aws() -> None:
    assert port().read(Read(target=Target(), service="iam", operation="GetRole")) == {"read": "GetRole"}
    assert port().send(change("iam", "DeleteRole")) == {"sent": "DeleteRole"}


# --- the clipboard --------------------------------------------------------------------------------------------------


def copied_in_a_process(tmp_path: Path, program: str, **environ: str) -> tuple[str, str]:
    """How copying ended in a fresh process on a desktop with that clipboard program; what it sent to the terminal."""
    folder, said, sent = tmp_path / "bin", tmp_path / "said", tmp_path / "sent"
    folder.mkdir()
    if program:
        (folder / "xclip").write_text(program)
        (folder / "xclip").chmod(0o755)
    (folder / "which").symlink_to("/usr/bin/which")
    text = (
        "import sys, wizard.host.port as local; local.CLIPBOARD_SECONDS = 1.0\n"
        f"print(local.copy_text({ARN!r}, sys.stderr.write))"
    )
    path = f"{folder}:/usr/bin:/bin" if program else str(folder)
    environ = {"PATH": path, "DISPLAY": ":0", "CLIPBOARD": str(tmp_path / "clipboard"), **environ}
    # Files and not pipes: a program that hangs holds a pipe open, and whoever reads it.
    with said.open("w") as out, sent.open("w") as terminal:
        subprocess.run(
            [sys.executable, "-c", text], cwd=Path(__file__).parents[2], env=environ, stdout=out, stderr=terminal,
            timeout=20, check=True,
        )  # fmt: skip
    return said.read_text(), sent.read_text()


def test_the_desktop_s_clipboard_is_filled(tmp_path: Path) -> None:
    assert copied_in_a_process(tmp_path, XCLIP) == ("native\n", "")
    assert (tmp_path / "clipboard").read_text() == ARN


@pytest.mark.parametrize("program", [BROKEN, HANGS, ""], ids=["broken", "hangs", "absent"])
def test_a_clipboard_that_does_not_take_it_is_not_said_to_have_taken_it(tmp_path: Path, program: str) -> None:
    assert copied_in_a_process(tmp_path, program) == ("terminal\n", osc52(ARN, {}))


def test_over_ssh_the_terminal_s_clipboard_is_the_person_s_own(tmp_path: Path) -> None:
    said, _ = copied_in_a_process(tmp_path, XCLIP, SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22")
    assert said == "terminal\n"
    assert not (tmp_path / "clipboard").exists()


def test_where_no_escape_sequence_may_be_written_nothing_is_claimed() -> None:
    assert copy_text(ARN, None, {"SSH_CONNECTION": "x"}) == "none"


def test_how_it_was_copied_is_the_answer_of_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    sent: list[str] = []
    answer = LocalPort(Elsewhere(), sent.append).send(change("clipboard", "CopyText", Text=ARN))
    assert answer == {"how": "terminal"}
    assert sent == [osc52(ARN)]


def test_the_terminal_s_sequence_carries_the_text_in_base64() -> None:
    sequence = osc52("ümläut", {})
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]).decode() == "ümläut"


def test_tmux_and_screen_pass_the_sequence_on() -> None:
    plain = osc52(ARN, {})
    assert osc52(ARN, {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"}) == (
        f"\x1bPtmux;\x1b{plain}\x1b\\"
    )
    assert osc52(ARN, {"TERM": "screen.xterm-256color"}) == f"\x1bP{plain}\x1b\\"
    assert osc52(ARN, {"TERM": "xterm-256color"}) == plain
