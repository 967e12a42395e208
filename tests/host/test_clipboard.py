"""The clipboard: filled where there is one, and never more claimed than is known of it."""

from __future__ import annotations

import base64
import contextlib
import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.host.test_port import Elsewhere, change
from wizard.host.clipboard import SCREEN_TAKES, Copied, copy_text, osc52, said
from wizard.host.port import LocalPort
from wizard.model import CallFailed

ARN = "arn:aws:iam::444455556666:role/CrossAccountAccessForFiretiger"
# A clipboard program of the desktop that keeps what it is given in a file, or does not.
XCLIP = """#!/bin/sh
case "$*" in
*-o*) cat "$CLIPBOARD" ;;
*) cat > "$CLIPBOARD" ;;
esac
"""
BROKEN = "#!/bin/sh\ncat > /dev/null\nexit 1\n"
LIES = "#!/bin/sh\ncat > /dev/null\n"


def desktop_with(tmp_path: Path, program: str, **environ: str) -> dict[str, str]:
    """The environment of a desktop with that clipboard program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    if program:
        (folder / "xclip").write_text(program)
        (folder / "xclip").chmod(0o755)
    path = f"{folder}:/usr/bin:/bin" if program else str(folder)
    return {"PATH": path, "DISPLAY": ":0", "CLIPBOARD": str(tmp_path / "clipboard"), **environ}


def test_the_desktop_s_clipboard_is_filled(tmp_path: Path) -> None:
    sent: list[str] = []
    assert copy_text(ARN, sent.append, desktop_with(tmp_path, XCLIP)) == Copied("native")
    assert (tmp_path / "clipboard").read_text() == ARN
    assert sent == []


@pytest.mark.parametrize("program", [BROKEN, ""], ids=["broken", "absent"])
def test_a_clipboard_that_does_not_take_it_is_not_said_to_have_taken_it(tmp_path: Path, program: str) -> None:
    sent: list[str] = []
    assert copy_text(ARN, sent.append, desktop_with(tmp_path, program)) == Copied("terminal")
    assert sent == [osc52(ARN, {})]


def test_a_program_that_lies_is_told_and_the_terminal_is_tried(tmp_path: Path) -> None:
    lie = "xclip reported success, but the text isn't on the clipboard."
    environ = {**desktop_with(tmp_path, LIES), "PATH": str(tmp_path / "bin")}
    (tmp_path / "bin" / "cat").symlink_to("/bin/cat")
    sent: list[str] = []
    assert copy_text(ARN, sent.append, environ) == Copied("terminal", lie)
    assert sent == [osc52(ARN, {})]
    assert copy_text(ARN, None, environ) == Copied("none", lie)


def test_only_what_was_not_proved_is_saved_as_well() -> None:
    def save() -> str:
        return "Saved: /home/ada/firetiger-onboard-arn.txt"

    assert said(Copied("native"), save) == "Copied to the clipboard."
    assert "Saved" not in said(Copied("tmux"), save)
    for how, begins in (("terminal", "Sent to your terminal's clipboard (OSC 52)"), ("none", "Not copied: ")):
        told = said(Copied(how), save)
        assert told.startswith(begins)
        assert told.endswith(f". {save()}")
        assert "opied to" not in told
        assert "Saved" not in said(Copied(how)), "what nobody named a file for"
    assert said(Copied("terminal", "xclip lied."), save).startswith("xclip lied. Sent to")


def test_over_ssh_the_terminal_s_clipboard_is_the_person_s_own(tmp_path: Path) -> None:
    over_ssh = desktop_with(tmp_path, XCLIP, SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22")
    assert copy_text(ARN, [].append, over_ssh) == Copied("terminal")
    assert not (tmp_path / "clipboard").exists()


def test_where_no_escape_sequence_may_be_written_nothing_is_claimed() -> None:
    assert copy_text(ARN, None, {"SSH_CONNECTION": "x"}) == Copied("none")


def test_how_it_was_copied_is_the_answer_of_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    monkeypatch.delenv("TMUX", raising=False)
    sent: list[str] = []
    answer = LocalPort(Elsewhere(), sent.append).send(change("clipboard", "CopyText", Text=ARN))
    assert answer == {"how": "terminal", "doubt": ""}
    assert sent == [osc52(ARN)]


def test_the_terminal_s_sequence_carries_the_text_in_base64() -> None:
    sequence = osc52("ümläut", {})
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]).decode() == "ümläut"


def test_where_tmux_or_screen_is_in_between_the_sequence_is_sent_as_it_is_and_wrapped() -> None:
    plain = osc52(ARN, {})
    wrapped_for_tmux = f"\x1bPtmux;\x1b{plain}\x1b\\"
    assert osc52(ARN, {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"}) == plain + wrapped_for_tmux
    assert osc52(ARN, {"TERM": "tmux-256color"}) == plain + wrapped_for_tmux, "over SSH, from inside tmux"
    assert osc52(ARN, {"TERM": "screen.xterm-256color"}) == f"{plain}\x1bP{plain}\x1b\\"
    assert osc52(ARN, {"STY": "1.screen", "TERM": "xterm"}) == f"{plain}\x1bP{plain}\x1b\\"
    assert osc52(ARN, {"TERM": "xterm-256color"}) == plain


def test_screen_is_given_a_long_sequence_in_parts_that_it_takes() -> None:
    text = "https://device.sso.us-east-1.amazonaws.com/?user_code=" + "A" * 1000
    parts = osc52(text, {"TERM": "screen"}).split("\x1b\\")
    assert parts.pop() == ""
    assert all(part.startswith("\x1bP") and len(part) <= SCREEN_TAKES + 2 for part in parts)
    assert "".join(part.removeprefix("\x1bP") for part in parts) == osc52(text, {})


def test_a_copy_that_did_not_happen_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    monkeypatch.delenv("TMUX", raising=False)
    with pytest.raises(CallFailed) as caught:
        LocalPort(Elsewhere(), None).send(change("clipboard", "CopyText", Text=ARN))
    assert caught.value.error.code == "NoClipboard"
    assert not caught.value.error.unsure


# --- tmux -----------------------------------------------------------------------------------------------------------


def inside_tmux(tmp_path: Path, *settings: str, path: str = "/usr/bin:/bin") -> tuple[str, str, str]:
    """What was said, what is in tmux's buffer, and what the terminal got, of a copy inside a real tmux."""
    said, kept, program = tmp_path / "said", tmp_path / "kept", tmp_path / "copies.py"
    (tmp_path / "tmux.conf").write_text("".join(f"{setting}\n" for setting in settings))
    program.write_text(
        f"import os, subprocess, sys, pathlib\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        f"os.environ['PATH'], before = {path!r}, os.environ['PATH']\n"
        f"from wizard.host.clipboard import copy_text\n"
        f"def send(text):\n    sys.stdout.write(text)\n    sys.stdout.flush()\n"
        f"pathlib.Path({str(said)!r}).write_text(copy_text({ARN!r}, send).how)\n"
        f"os.environ['PATH'] = before\n"
        f"subprocess.run(['tmux', 'save-buffer', {str(kept)!r}], stderr=subprocess.DEVNULL)\n"
        # A round trip of tmux with its terminal: what was sent before it has arrived.
        f"subprocess.run(['tmux', 'refresh-client'])\n"
    )
    with tempfile.TemporaryDirectory() as short:  # the path of a socket may not be long
        got = terminal_output(
            ["tmux", "-S", f"{short}/s", "-f", str(tmp_path / "tmux.conf"), "new-session", sys.executable, str(program)]
        )
    return said.read_text(), kept.read_text() if kept.exists() else "", got


def terminal_output(command: list[str]) -> str:
    """All that a terminal gets from a command until it ends."""
    environ = {"PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8", "SSH_CONNECTION": "a 1 b 22"}
    ours, theirs = pty.openpty()
    got = b""
    with subprocess.Popen(command, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True):
        os.close(theirs)
        with contextlib.suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65536):
                got += part
    os.close(ours)
    return got.decode()


def test_inside_tmux_as_it_comes_the_text_is_in_its_buffer_and_passed_on_to_the_terminal(tmp_path: Path) -> None:
    said, kept, got = inside_tmux(tmp_path)
    assert (said, kept) == ("tmux", ARN)
    assert base64.b64encode(ARN.encode()).decode() in got


def test_inside_a_tmux_that_cannot_be_called_the_sequence_is_sent_both_ways(tmp_path: Path) -> None:
    said, kept, _ = inside_tmux(tmp_path, "set -g set-clipboard on", path=str(tmp_path))
    assert (said, kept) == ("terminal", ARN), "the sequence as it is"
    (tmp_path / "kept").unlink()
    said, _, got = inside_tmux(tmp_path, "set -g set-clipboard off", "set -g allow-passthrough on", path=str(tmp_path))
    assert said == "terminal"
    assert osc52(ARN, {}) in got, "the wrapped one"


def test_a_tmux_that_does_not_know_how_to_pass_it_on_keeps_it_all_the_same(tmp_path: Path) -> None:
    old = tmp_path / "tmux"
    old.write_text(
        '#!/bin/sh\ncase "$*" in *-w*) exit 1 ;; show-buffer*) exec cat "$KEPT" ;; esac\nexec cat > "$KEPT"\n'
    )
    old.chmod(0o755)
    sent: list[str] = []
    environ = {"TMUX": "x", "SSH_CONNECTION": "x", "PATH": f"{tmp_path}:/usr/bin:/bin", "KEPT": str(tmp_path / "kept")}
    assert copy_text(ARN, sent.append, environ) == Copied("tmux")
    assert (tmp_path / "kept").read_text() == ARN
    assert sent == [osc52(ARN, environ)]


def test_a_tmux_whose_buffer_holds_something_else_is_not_said_to_have_it(tmp_path: Path) -> None:
    (tmp_path / "tmux").write_text('#!/bin/sh\ncase "$*" in show-buffer*) echo another ;; *) cat > /dev/null ;; esac\n')
    (tmp_path / "tmux").chmod(0o755)
    sent: list[str] = []
    environ = {"TMUX": "x", "SSH_CONNECTION": "x", "PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert copy_text(ARN, sent.append, environ) == Copied("terminal")
    assert sent == [osc52(ARN, environ)]
