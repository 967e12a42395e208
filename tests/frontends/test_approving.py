"""What a digest tells of a set that it stands for: which changes are outside it, or that nobody can tell."""

from __future__ import annotations

from wizard.engine.preview import digest_of
from wizard.frontends.headless.approving import MOST, outside_of
from wizard.model import Change, Target

NOW = tuple(f"{number:064x}" for number in range(MOST))


def test_what_is_new_is_found_by_leaving_it_out() -> None:
    assert outside_of(NOW, digest_of(NOW[1:])) == NOW[:1]
    assert outside_of(NOW, digest_of(NOW[:3])) == NOW[3:]


def test_where_what_was_approved_is_gone_or_too_much_is_there_nobody_can_tell() -> None:
    assert outside_of(NOW[1:], digest_of(NOW)) is None
    assert outside_of((*NOW, "f" * 64), digest_of(NOW)) is None
    assert outside_of((), digest_of(NOW)) is None


def written(path: str, service: str = "file") -> str:
    parameters = {"Path": path, "Text": "x"}
    target = Target(account="111122223333", profile=path)
    return Change(target=target, service=service, operation="W", parameters=parameters, sentence="").digest()


def test_a_file_counts_by_its_name_and_a_profile_not_at_all() -> None:
    assert written("/home/ada/handover.md") == written("/Users/zoe/work/handover.md")
    assert written("/home/ada/handover.md") != written("/home/ada/other.md")
    assert written("/a/x", "iam") != written("/b/x", "iam"), "what AWS calls a path is part of what is approved"
