"""Text files as they stand on disk."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import BadInput, NotFound
from annotator.formats.plain import find_files, read_text

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda text: bool(text.strip()) and not text.startswith("\ufeff")
)


@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"]))
def test_every_character_is_kept(text: str, encoding: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(text.encode(encoding))
    assert read_text(path, encoding) == text


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF8 + b"It rained.\r\n")
    assert read_text(path) == "It rained.\r\n"


@pytest.mark.parametrize(
    ("data", "encoding", "what", "why"),
    [
        (b"", "utf-8", "the file is empty", "it holds no character at all"),
        (b" \n\xe2\x80\xa8", "utf-8", "the file is empty", "it holds nothing but white space"),
        (b"a\nb\nc\xff", "utf-8", "the bytes are not UTF-8", "byte 0xff at offset 5: invalid start byte"),
        (b"abc", "utf-16-le", "the bytes are not UTF-16-LE", "byte 0x63 at offset 2: truncated data"),
        (b"ab\0", "utf-8", "this is no text file", "it holds a NUL character at offset 2"),
        (b"+2AA-", "utf-7", "the file can't be read as utf-7", "surrogates not allowed"),
    ],
)
def test_why_a_file_is_not_taken(data: bytes, encoding: str, what: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(BadInput) as problem:
        read_text(path, encoding)
    assert problem.value.what == what
    assert why in problem.value.why
    assert str(path) in problem.value.where
    assert problem.value.do


def test_files_are_found_in_order_and_once_as_named(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.TXT", "d.rst", "sub/e.txt", ".hidden/f.txt", ".g.txt", "h.txt/i.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert found == ["a.md", "b.txt", "c.TXT", "h.txt/i.txt", "sub/e.txt"]
    assert find_files([tmp_path / ".g.txt"]) == [tmp_path / ".g.txt"]
    assert find_files([tmp_path / ".hidden"]) == [tmp_path / ".hidden" / "f.txt"]
    with pytest.raises(BadInput, match="this kind of file"):
        find_files([tmp_path / "d.rst"])
    with pytest.raises(NotFound, match="no such file"):
        find_files([tmp_path, tmp_path / "z.txt"])
