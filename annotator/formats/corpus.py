"""A sample corpus as a folder: articles, the sources they cite, and labels by several hands, in TOML.

Spans are written as the words themselves, so that a person can read and check the file; each must occur in
the passage it names. `suggested = { form = ["direct"] }` names by field the labels that a program offered and the
annotator took.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.core.article import Article
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.errors import BadInput
from annotator.files import MEGABYTE, read_whole
from annotator.formats.plain import read_text

MOST = 8 * MEGABYTE
"""Bytes of a file of a corpus that is no article."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles by file name, in order, and the raw tables of the rest."""

    name: str
    title: str
    scheme: str
    articles: Mapping[str, Article]
    sources: Mapping[str, Mapping[str, Any]]
    labels: Mapping[str, Mapping[str, Any]]


def read_corpus(folder: Path) -> Corpus:
    """Read a corpus folder; `BadInput` names the file and what is wrong in it."""
    try:
        return _read(folder)
    except (LookupError, TypeError, AttributeError) as problem:
        raise BadInput(
            "the sample corpus can't be used",
            where=str(folder),
            why=f"{type(problem).__name__}: {problem}",
            do="hold it against the one that comes with the program",
        ) from problem


def _read(folder: Path) -> Corpus:
    about = _toml(folder / "corpus.toml")
    head = about["corpus"]
    shared = {"story": head.get("story", ""), "rights": head.get("rights", "")}
    articles = {entry["file"]: _article(folder, entry, shared) for entry in about["articles"]}
    sources = {entry["key"]: entry for entry in _toml(folder / "sources.toml")["sources"]}
    labels = {path.stem: _toml(path) for path in sorted((folder / "labels").glob("*.toml"))}
    return Corpus(head["name"], head["title"], head["scheme"], articles, sources, labels)


def _article(folder: Path, entry: Mapping[str, str], shared: Mapping[str, str]) -> Article:
    if Path(entry["file"]).name != entry["file"]:
        raise BadInput(
            "an article of a corpus lies in its folder",
            where=str(folder),
            why=f"{entry['file']!r} leads elsewhere",
        )
    text = read_text(folder / entry["file"])
    details = {**shared, **entry}
    return Article.new(text, split_passages(text, markdown=entry["file"].endswith(".md")), details)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_whole(path, MOST).decode())
    except (ValueError, RecursionError) as problem:
        raise BadInput("the sample corpus can't be read", where=str(path), why=str(problem)) from problem


def find_words(corpus: Corpus, entry: Mapping[str, Any]) -> tuple[Article, Span]:
    """Return where the words of a label entry stand: its article, and the span in it."""
    try:
        return _found(corpus, entry)
    except (LookupError, TypeError, AttributeError) as problem:
        raise BadInput(
            "a claim of the sample corpus can't be placed",
            where=corpus.name,
            why=f"{type(problem).__name__}: {problem}",
            do="name the file of an article, a passage by its number, and the words",
        ) from problem


def _found(corpus: Corpus, entry: Mapping[str, Any]) -> tuple[Article, Span]:
    article = corpus.articles[entry["article"]]
    passage = article.passages[entry["passage"] - 1].span
    start = passage.start - 1
    for _ in range(entry.get("occurrence", 1)):
        start = article.text.find(entry["text"], start + 1, passage.end)
        if start < 0:
            raise BadInput(
                "these words are not in the passage",
                where=f"{entry['article']}, passage {entry['passage']}",
                why=repr(entry["text"]),
            )
    return article, Span(start, start + len(entry["text"]))
