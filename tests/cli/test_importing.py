"""`annotator init` and `annotator import`, and what stands in the file for anybody with plain SQL."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

# Newline runs between paragraphs, and straight quotes.
BLOCKS = (
    "The ferry 'Aurora' was two hours late on Monday.\n\n\n"
    "A spokesman said that fog had held it up. It was cleared at noon.\n\n\n"
    "Passengers got their money back."
)
# Lines that end sentences, curly quotes, promotion at the end.
LINES = (
    "Fog delayed the ferry 🚢 on Monday, the harbour master said.\n"
    "“We don’t sail blind,” she told the Gazette.\n"
    "The line’s owner disputes that.\n"
    "\n"
    "He says the engine had failed.\n"
    "Follow the Gazette on WhatsApp\n"
    "Scan the QR code to read on\n\n\n\n"
)


@pytest.fixture
def articles(folder: Path) -> Path:
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text(BLOCKS, encoding="utf-8")
    (folder / "texts" / "b.txt").write_text(LINES, encoding="utf-8")
    return folder / "texts"


def rows(query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect("annotator.db")) as connection:
        return connection.execute(query).fetchall()


def test_init_then_import_says_what_came_of_it(articles: Path, annotator: Callable[..., Any]) -> None:
    made = annotator("init")
    assert (made.code, made.out) == (0, "")
    assert "made annotator.db with the scheme newsclaim" in made.err
    first = annotator("import", articles, "--published", "2026-01-15")
    assert (first.code, first.out) == (0, "")
    assert "a.txt: 3 passages\n" in first.err
    assert "b.txt: 6 passages, 2 of them boilerplate\n" in first.err
    assert first.err.endswith("2 articles imported\n")


def test_importing_again_is_said_and_changes_nothing(articles: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    annotator("import", articles, "--published", "2026-01-15")
    before = Path("annotator.db").read_bytes()
    again = annotator("import", articles, "--published", "2026-01-15")
    assert again.code == 0
    assert again.err.count("already in the project, nothing changed\n") == 2
    assert again.err.endswith("0 articles imported, 2 already there\n")
    later = annotator("import", articles / "a.txt", "--published", "2026-01-16")
    assert later.code == 0
    assert "nothing changed (published as first imported)" in later.err
    assert Path("annotator.db").read_bytes() == before


def test_the_same_text_twice_in_one_go_is_one_article(articles: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    answer = annotator("import", articles, articles / "a.txt")
    assert answer.err.endswith("2 articles imported, 1 already there\n")
    assert rows("SELECT count(*) FROM article") == [(2,)]


def test_plain_sql_reads_passages_of_the_unchanged_text(
    articles: Path, annotator: Callable[..., Any]
) -> None:
    annotator("init")
    annotator("import", articles)
    texts = dict(rows("SELECT id, text FROM article"))
    assert sorted(texts.values()) == sorted([BLOCKS, LINES])
    for id_, sha256 in rows("SELECT id, sha256 FROM article"):
        assert hashlib.sha256(texts[id_].encode()).hexdigest() == sha256
    found = rows('SELECT article_id, start, "end", kind FROM passage ORDER BY article_id, start')
    assert len(found) == 9
    for id_, start, end, _ in found:
        words = texts[id_][start:end]
        assert words == words.strip()
        assert words
    printed = {id_: "".join(texts[id_][s:e] for i, s, e, _ in found if i == id_) for id_ in texts}
    for id_, text in texts.items():
        assert "".join(printed[id_].split()) == "".join(text.split())
    boilerplate = [texts[id_][start:end] for id_, start, end, kind in found if kind == "boilerplate"]
    assert boilerplate == ["Follow the Gazette on WhatsApp", "Scan the QR code to read on"]


def test_every_character_is_kept(folder: Path, annotator: Callable[..., Any]) -> None:
    text = "\t“Cafe\u0301” \u00a0 and café.\r\n\r\n\u200fعاجل \u202e🏳️‍🌈\u00ad.\r\rEnd\u2028here \x0b.\n\n"
    Path("odd.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    annotator("init")
    assert annotator("import", "odd.txt").code == 0
    assert rows("SELECT text FROM article") == [(text,)]


def test_details_and_another_encoding(folder: Path, annotator: Callable[..., Any]) -> None:
    Path("old.txt").write_bytes("Das Café schließt – sagt man.\n".encode("cp1252"))
    Path("new.md").write_text("# Storm hits coast #\n\nIt rained.\n", encoding="utf-8")
    annotator("init")
    given = {
        "outlet": "Gazette",
        "published": "2026-01-15",
        "language": "de",
        "story": "café",
        "rights": "mine",
    }
    options = [word for field, value in given.items() for word in (f"--{field}", value)]
    assert annotator("import", "old.txt", "--encoding", "cp1252", "--title", "Café", *options).code == 0
    assert annotator("import", "new.md").code == 0
    details = rows(
        "SELECT a.text, d.field, d.value FROM article_detail AS d JOIN article AS a ON a.id = d.article_id"
    )
    old = {field: value for text, field, value in details if text.startswith("Das Café")}
    assert old == given | {"title": "Café", "file": "old.txt"}
    new = {field: value for text, field, value in details if "Storm" in text}
    assert new == {"title": "Storm hits coast", "file": "new.md"}
    assert rows(
        "SELECT p.kind FROM passage AS p JOIN article AS a ON a.id = p.article_id WHERE text LIKE '#%'"
    ) == [
        ("heading",),
        ("text",),
    ]


def test_a_folder_gives_its_articles_and_leaves_hidden_files(
    articles: Path, annotator: Callable[..., Any]
) -> None:
    (articles / "._a.txt").write_bytes(b"\0\xff")
    (articles / ".cache").mkdir()
    (articles / ".cache" / "c.txt").write_bytes(b"\xff")
    (articles / "picture.png").write_bytes(b"\x89PNG")
    (articles / "inner").mkdir()
    (articles / "inner" / "D.TXT").write_text("It hailed.", encoding="utf-8")
    annotator("init")
    answer = annotator("import", articles)
    assert answer.code == 0
    assert answer.err.endswith("3 articles imported\n")


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX alone")
def test_a_file_name_that_is_no_text(folder: Path, annotator: Callable[..., Any]) -> None:
    try:
        Path(os.fsdecode(b"caf\xe9.txt")).write_text("It rained.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes text only")
    annotator("init")
    assert annotator("import", ".").code == 0
    assert rows("SELECT value FROM article_detail") == [("caf\ufffd.txt",)]


@pytest.mark.parametrize(
    ("split", "count"), [("auto", 6), ("paragraphs", 2), ("lines", 6), ("sentences", 6), ("whole", 1)]
)
def test_split(split: str, count: int, articles: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    assert f": {count} passage" in annotator("import", articles / "b.txt", "--split", split).err


def test_init_takes_a_scheme_of_ones_own_and_keeps_it(folder: Path, annotator: Callable[..., Any]) -> None:
    scheme = annotator("scheme", "show", "fever", "--toml").out
    Path("mine.toml").write_text(
        "\ufeff" + scheme.replace('name = "fever"', 'name = "mine"'), encoding="utf-8"
    )
    assert "mine 1.0.0 can be used" in annotator("scheme", "check", "mine.toml").out
    assert annotator("init", "--scheme", "mine.toml", "--db", "my study.db", "--name", "Pilot").err.endswith(
        "next: annotator import PATH… --db 'my study.db'\n"
    )
    Path("mine.toml").unlink()
    status = annotator("status", "--db", "my study.db").out
    assert "Pilot" in status
    assert "scheme mine 1.0.0" in status
