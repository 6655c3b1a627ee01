"""Articles into a project: every file is read and found to be in order before the first is written.

A short import is one transaction. A long one is several, so that nobody who annotates meanwhile waits for longer
than it takes to write a batch; each is an action of its own. Stopped in between, it goes on when it is run again,
because what is there already is left as it is.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator.core.amounts import counted
from annotator.core.article import Article
from annotator.core.claim import check_day
from annotator.core.history import Action, Kind
from annotator.core.text.passages import PassageKind, Split, split_passages
from annotator.errors import BadInput, NotSaved
from annotator.formats.plain import find_files, read_text
from annotator.store import bulk
from annotator.store.bulk import Arrival
from annotator.store.driver import roomy
from annotator.store.engine import Connection, reading, writing
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import details_of
from annotator.store.writing import acting
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.spool import Spool
from annotator.workflow.stamps import PROGRAM

FILES_AT_ONCE, CHARACTERS_AT_ONCE = 100, 4_000_000
"""How much is read before the project is asked which of it is there: so memory holds little, and looks are short."""

PAUSE_SECONDS = 0.12
"""How long a long import stands back between two batches: whoever waits to write looks every tenth of a second."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One file's outcome: what became of it, whether it was there before, and which details there are others.

    A `twin` has the text of an article there under another outlet: another article, though perhaps not meant so.
    """

    path: Path
    article_id: str
    title: str
    passages: int
    boilerplate: int
    duplicate: bool
    differing: tuple[str, ...] = ()
    twin: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        if self.duplicate:
            kept = f" ({', '.join(self.differing)} as first imported)" if self.differing else ""
            return f"{self.path}: already in the project, nothing changed{kept}"
        twin = "; the same text is in the project under another outlet too" if self.twin else ""
        return f"{self.path}: {self._counted()}{twin}"

    def _counted(self) -> str:
        count = counted(self.passages, "passage")
        return f"{count}, {self.boilerplate} of them boilerplate" if self.boilerplate else count


def import_paths(
    project: Project,
    paths: Sequence[Path],
    details: dict[str, str],
    *,
    split: Split = Split.AUTO,
    encoding: str = "utf-8",
    follow: Follow = unfollowed,
) -> list[Imported]:
    """Import files and folders of articles.

    `details` holds what is known of them all (outlet, published, story …). Raises `BadInput` or `NotFound`
    with nothing imported.
    """
    refuse_in_kit(project.path, "importing")
    _check_details(details, paths)
    files = find_files(list(paths))
    with stopping("nothing was changed"), Spool(project.path.parent) as spool:
        outcome: list[Imported] = []
        known: set[str] = set()
        for articles in _together((path, _read(path, details, split, encoding)) for path in files):
            with reading(project.engine) as connection:
                for path, article in articles:
                    outcome.append(_met(connection, path, article, known))
                    if not outcome[-1].duplicate:
                        spool.put(Arrival.of(article))
            follow("reading files", len(outcome), len(files))
        _write(project, spool, follow)
    return outcome


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
    # A heading may be closed by more signs, which a pattern would take quadratic time to find.
    found = re.search(r"^#[ \t]+(\S.*)$", text, re.MULTILINE)
    return found.group(1).rstrip().rstrip("#").rstrip() if found else ""


def _together(articles: Iterable[tuple[Path, Article]]) -> Iterator[list[tuple[Path, Article]]]:
    """Gather what is to be looked up at once."""
    waiting: list[tuple[Path, Article]] = []
    characters = 0
    for path, article in articles:
        waiting.append((path, article))
        characters += len(article.text)
        if len(waiting) == FILES_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield waiting
            waiting, characters = [], 0
    if waiting:
        yield waiting


def _met(connection: Connection, path: Path, article: Article, known: set[str]) -> Imported:
    """Tell what a file is to the project; `known` are the ids and hashes of what came before it."""
    stored = bulk.has_article(connection, article.id)
    differing = _differing(article, dict(details_of(connection, article.id))) if stored else ()
    sha256 = article.sha256
    twin = sha256 in known or bulk.same_text(connection, sha256)
    duplicate = stored or article.id in known
    known |= {article.id, sha256}
    boilerplate = sum(each.kind is PassageKind.BOILERPLATE for each in article.passages)
    return Imported(
        path,
        article.id,
        article.detail("title"),
        len(article.passages),
        boilerplate,
        duplicate,
        differing,
        twin,
    )


def _differing(article: Article, stored: dict[str, str]) -> tuple[str, ...]:
    """Name the details that the file brings and the project has otherwise; a file may change its name."""
    return tuple(
        field for field, value in article.details if field != "file" and stored.get(field, "") != value
    )


def _write(project: Project, spool: Spool, follow: Follow) -> None:
    """Write what was read, batch by batch."""
    done = 0

    def tell(dealt: int) -> None:
        follow("writing passages", done + dealt, spool.passages)

    for number, batch in enumerate(spool.batches()):
        if number:
            time.sleep(PAUSE_SECONDS)
        kept = f"{done:,} of {spool.passages:,} passages are imported; import again to go on" if done else ""
        with stopping(kept or "nothing was changed"), midway(kept):
            dealt = _add(project, batch, tell)
        done += dealt


@contextmanager
def midway(kept: str) -> Iterator[None]:
    """Say of a failure what was written before it."""
    try:
        yield
    except NotSaved as problem:
        if not kept:
            raise
        raise NotSaved(f"the import stopped midway: {kept}", why=problem.why, do=problem.do) from problem


def _add(project: Project, articles: Iterable[Arrival], tell: Callable[[int], object]) -> int:
    action = Action(project.stamps.new_id(), None, Kind.DO, "import", project.stamps.now(), PROGRAM)
    with writing(project.engine) as connection, roomy(connection), acting(connection, action) as seal:
        return bulk.add_articles(connection, articles, action.id, seal, tell)


def add_articles(project: Project, articles: Iterable[Article]) -> None:
    """Write articles that are new to the project, in one transaction, as one action of no annotator's."""
    _add(project, map(Arrival.of, articles), lambda _: None)
