"""Files to import that are none, or are not what they seem: refused in words, at once, with nothing imported."""

from __future__ import annotations

import codecs
import os
import resource
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, BadInput
from annotator.files import read_whole
from annotator.formats.plain import MOST, find_files, read_text
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.tui.screen_file import read as read_screen_file
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project
from annotator.workflow.schemes import find_scheme

READERS: dict[str, Callable[[Path], object]] = {
    "article": read_text,
    "scheme": lambda path: find_scheme(str(path)),
    "keys and looks": read_screen_file,
}


def articles(project: Project) -> int:
    with reading_scope(project.engine) as connection:
        return reading.article_count(connection)


def refused(project: Project, *paths: Path) -> AnnotatorError:
    """Import what can't be, hold that nothing was, and return the message."""
    before = articles(project)
    with pytest.raises(AnnotatorError) as problem:
        import_paths(project, list(paths), {})
    assert articles(project) == before
    assert problem.value.do
    return problem.value


def pipe(path: Path) -> None:
    os.mkfifo(path)


def socket_of(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def zeroes(path: Path) -> None:
    path.symlink_to("/dev/zero")


def round_itself(path: Path) -> None:
    path.symlink_to(path.name)


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    "make", [pipe, socket_of, zeroes, folder, round_itself], ids=lambda make: make.__name__
)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_at_once(
    reader: str, make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "made.toml"
    make(path)
    with pytest.raises(AnnotatorError) as problem:
        READERS[reader](path)
    assert str(path) in str(problem.value) or reader == "scheme"


@pytest.mark.parametrize("reader", READERS)
def test_a_gigabyte_is_refused_unread(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "sparse.toml"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInput, match="too large") as problem:
        READERS[reader](path)
    assert "1,073,741,824 bytes; at most" in problem.value.why
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_file_that_grows_while_it_is_read_is_no_larger_than_agreed(tmp_path: Path) -> None:
    path = tmp_path / "growing.txt"
    path.write_bytes(b"x")
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(b"more " * 1000)
                file.flush()

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(50):
            try:
                assert len(read_whole(path, 20_000_000)) <= 20_000_000
            except BadInput as problem:
                assert "too large" in problem.what  # noqa: PT017  either is right
            time.sleep(0.002)
    finally:
        stop.set()
        thread.join()


def test_folders_that_lead_round_are_walked_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("It rained.", encoding="utf-8")
    (tmp_path / "in" / "round").symlink_to(tmp_path)
    (tmp_path / "in" / "self").symlink_to(".")
    assert [each.name for each in find_files([tmp_path])] == ["a.txt"]


def test_a_link_out_of_a_folder_is_refused_and_one_within_is_read(project: Project, tmp_path: Path) -> None:
    secret, inside = tmp_path / "secret.txt", tmp_path / "texts"
    secret.write_text("a password", encoding="utf-8")
    inside.mkdir()
    (inside / "a.txt").write_text("It rained.", encoding="utf-8")
    (inside / "b.txt").symlink_to("a.txt")
    assert len(import_paths(project, [inside], {})) == 2
    (inside / "c.txt").symlink_to(secret)
    assert "leads out of the folder" in refused(project, inside).what
    (inside / "c.txt").unlink()
    (inside / "d.txt").symlink_to("../texts/../secret.txt")
    assert "leads out of the folder" in refused(project, inside).what
    import_paths(project, [inside / "d.txt"], {})


def test_an_unreadable_folder_is_told_and_not_passed_over(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts" / "closed").mkdir(parents=True)
    (tmp_path / "texts" / "a.txt").write_text("It rained.", encoding="utf-8")
    real = os.scandir

    def scandir(path: object) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", scandir)
    assert "closed: the folder can't be read" in str(refused(project, tmp_path / "texts"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\x00", "NUL character at offset 0"),
        ("It rained.".encode("utf-16"), "--encoding utf-16"),
        ("It rained.".encode("utf-16-le"), "NUL character at offset 1"),
        ("Café".encode("latin-1"), "byte 0xe9 at offset 3"),
        (b"one\r\ntwo\rthree\n\xff", "line 3"),
        (b"\xed\xa0\x80", "byte 0xed at offset 0"),
        (b"\xf4\x90\x80\x80", "byte 0xf4 at offset 0"),
        (b"\xc0\xaf", "byte 0xc0 at offset 0"),
        (b"\xe2\x80", "unexpected end of data"),
    ],
)
def test_bytes_that_are_no_text_are_told_with_their_place(
    data: bytes, says: str, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (tmp_path / "good.txt").write_text("It rained.", encoding="utf-8")
    assert says in str(refused(project, tmp_path / "good.txt", path))


@pytest.mark.parametrize(
    "encoding",
    [
        "punycode",
        "idna",
        "unicode_escape",
        "raw-unicode-escape",
        "hex",
        "zip",
        "rot13",
        "x" * 9999,
        "a\0b",
        "",
    ],
)
def test_what_python_calls_an_encoding_and_no_file_is_written_in_is_refused(
    encoding: str, project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    with pytest.raises(AnnotatorError):
        import_paths(project, [tmp_path / "a.txt"], {}, encoding=encoding)


LINE_ENDS = "one\r\ntwo\rthree\nfour\x0bfive\x0csix\x85seven\u2028eight\u2029nine\n\r\nten\r\r\n"


def test_mixed_line_ends_stay_as_they_are(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE_ENDS.encode())
    import_paths(project, [path], {"outlet": "mixed"})
    with reading_scope(project.engine) as connection:
        texts = [reading.article(connection, each).text for each in reading.article_ids(connection)]
    assert LINE_ENDS in texts


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "word ",
        "“Yes,” he said. ",
        "\x1b[2J",
        "\u0301",
        "👩‍👩‍👧",
        "# ",
        "(",
        "\"'",
        "a.b.",
        "\u202e",
        "http://a.b/",
        "1,",
        "- ",
        "漢",
    ],
)
def test_a_line_of_sixteen_megabytes_is_imported_in_reasonable_time(
    unit: str, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "long.md"
    size = 16_000_000
    path.write_bytes((unit * (size // len(unit.encode()) + 1)).encode()[: size - size % len(unit.encode())])
    quarter = tmp_path / "quarter.md"
    quarter.write_bytes(path.read_bytes()[: (size // 8) - (size // 8) % len(unit.encode())])
    times = []
    for each in (quarter, path):
        start = time.process_time()
        try:
            import_paths(project, [each], {})
        except AnnotatorError as problem:
            assert "nothing in it can be seen" in problem.why  # noqa: PT017
        times.append(time.process_time() - start)
    # Eight times as long may take eight times as much, and not sixty-four.
    assert times[1] < 1 + 20 * times[0]


def test_the_limit_of_an_article_is_the_file_s(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (MOST + 1))
    assert f"at most {MOST:,}" in refused(project, path).why
