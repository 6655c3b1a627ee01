"""Articles into a project: all of the files or none, and importing twice is harmless."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.core.article import Article
from annotator.core.claim import check_day
from annotator.core.history import Action, Kind
from annotator.core.text.passages import Passage, PassageKind, Split, split_passages
from annotator.errors import BadInput
from annotator.formats.plain import find_files, read_text
from annotator.store import bulk
from annotator.store.engine import reading, writing
from annotator.store.reading import article as stored_article
from annotator.store.writing import write_action
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM


@dataclass(frozen=True, slots=True)
class Imported:
    """One file's outcome: its article, whether it was there before, and which details there are others.

    A `twin` has the text of an article there under another outlet: another article, though perhaps not meant so.
    """

    path: Path
    article: Article
    duplicate: bool
    differing: tuple[str, ...] = ()
    twin: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        if self.duplicate:
            kept = f" ({', '.join(self.differing)} as first imported)" if self.differing else ""
            return f"{self.path}: already in the project, nothing changed{kept}"
        twin = "; the same text is in the project under another outlet too" if self.twin else ""
        return f"{self.path}: {_counted(self.article.passages)}{twin}"


def _counted(passages: Sequence[Passage]) -> str:
    boilerplate = sum(1 for passage in passages if passage.kind is PassageKind.BOILERPLATE)
    count = f"{len(passages)} passage{'s' if len(passages) != 1 else ''}"
    return f"{count}, {boilerplate} of them boilerplate" if boilerplate else count


def import_paths(
    project: Project,
    paths: Sequence[Path],
    details: dict[str, str],
    *,
    split: Split = Split.AUTO,
    encoding: str = "utf-8",
) -> list[Imported]:
    """Import files and folders of articles in one transaction.

    `details` holds what is known of them all (outlet, published, story …). Raises `BadInput` or `NotFound`
    with nothing imported.
    """
    _check_details(details, paths)
    files = find_files(list(paths))
    articles = [(path, _read(path, details, split, encoding)) for path in files]
    return _store(project, articles)


def _check_details(details: dict[str, str], paths: Sequence[Path]) -> None:
    check_day("published", details.get("published") or None)
    if (details.get("title") or details.get("url")) and (len(paths) != 1 or paths[0].is_dir()):
        raise BadInput(
            "--title and --url describe one article",
            why="several files or a folder were given",
            do="import that file by itself",
        )


def _read(path: Path, details: dict[str, str], split: Split, encoding: str) -> Article:
    text = read_text(path, encoding)
    markdown = path.suffix.lower() == ".md"
    name = os.fsencode(path.name).decode(errors="replace")
    known = {"file": name} | ({"title": _heading(text)} if markdown else {})
    known |= {field: value for field, value in details.items() if value}
    passages = split_passages(text, split, markdown=markdown)
    if not passages:
        raise BadInput(
            "the file is empty", where=str(path), why="nothing in it can be seen", do="leave it out"
        )
    return Article.new(text, passages, known)


def _heading(text: str) -> str:
    found = re.search(r"^#\s+(.+?)\s*#*\s*$", text, re.MULTILINE)
    return found.group(1) if found else ""


def _store(project: Project, articles: Sequence[tuple[Path, Article]]) -> list[Imported]:
    outcome: list[Imported] = []
    seen: set[str] = set()
    texts: set[str] = set()
    with reading(project.engine) as connection:
        for path, article in articles:
            stored = bulk.has_article(connection, article.id)
            differing = _differing(article, stored_article(connection, article.id)) if stored else ()
            twin = article.sha256 in texts or bulk.same_text(connection, article.sha256)
            outcome.append(Imported(path, article, stored or article.id in seen, differing, twin))
            seen.add(article.id)
            texts.add(article.sha256)
    fresh = [each.article for each in outcome if not each.duplicate]
    if fresh:
        add_articles(project, fresh)
    return outcome


def _differing(article: Article, stored: Article) -> tuple[str, ...]:
    """Name the details that the file brings and the project has otherwise; a file may change its name."""
    return tuple(
        field for field, value in article.details if field != "file" and stored.detail(field) != value
    )


def add_articles(project: Project, articles: Sequence[Article]) -> None:
    """Write articles that are new to the project, as one action of no annotator's."""
    action = Action(project.stamps.new_id(), None, Kind.DO, "import", project.stamps.now(), PROGRAM)
    with writing(project.engine) as connection:
        write_action(connection, action)
        bulk.add_articles(connection, articles, action.id)
