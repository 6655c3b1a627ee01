"""Schemes by name and by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.scheme import parse_scheme
from annotator.errors import BadInput, BadScheme, NotFound
from annotator.workflow.schemes import DEFAULT_SCHEME, find_scheme, guideline, shipped_schemes


def test_shipped_schemes_are_found_by_name() -> None:
    schemes = {scheme.name: scheme for scheme in shipped_schemes()}
    assert list(schemes) == ["climate-fever", "fever", "newsclaim"]
    for name, scheme in schemes.items():
        assert find_scheme(name) == scheme
    assert DEFAULT_SCHEME in schemes


def test_the_guideline_comes_with_its_scheme() -> None:
    assert guideline(find_scheme("newsclaim")).startswith("#")
    assert guideline(find_scheme("fever")) == ""


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("\ufeff" + find_scheme("fever").body, encoding="utf-8")
    assert find_scheme(str(path)) == find_scheme("fever")


def test_a_shipped_name_wins_over_a_file_beside_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fever").write_text("no scheme", encoding="utf-8")
    assert find_scheme("fever").name == "fever"
    with pytest.raises(BadScheme, match="not valid TOML"):
        find_scheme("./fever")


@pytest.mark.parametrize("name", ["nonsense", "", ".", "../schemes/fever", "a" * 50])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(NotFound, match="no scheme") as problem:
        find_scheme(name)
    assert "newsclaim" in problem.value.why


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="can't be read"):
        find_scheme(str(tmp_path / "missing.toml"))
    (tmp_path / "old.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(BadInput, match="not UTF-8") as problem:
        find_scheme(str(tmp_path / "old.toml"))
    assert "offset 5" in problem.value.why


@pytest.mark.parametrize("name", ["/etc/passwd", "../LICENSE", "guideline.txt", "a/b.md"])
def test_a_guideline_is_a_file_name_and_never_a_way_elsewhere(name: str) -> None:
    body = find_scheme("newsclaim").body.replace('guideline = "newsclaim.md"', f'guideline = "{name}"')
    with pytest.raises(BadScheme) as caught:
        parse_scheme(body, "mine.toml")
    assert "scheme.guideline" in str(caught.value)
