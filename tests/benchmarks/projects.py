"""Projects to measure on: news-like articles with claims strewn over them, and projects of any number of passages."""

from __future__ import annotations

import random
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from annotator.workflow.project import Project

SIZES = {"5,000 / 50": (5_000, 50), "50,000 / 500": (50_000, 500)}
"""Code points and claims of an article."""


def article(
    characters: int, claims: int, words: int = 60
) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """Make up paragraphs of news-like length, and claims strewn over them, some of them nested."""
    chance = random.Random(1)
    text, parts = "", []
    while len(text) < characters:
        line = " ".join(
            "".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 10))) for _ in range(words)
        )
        parts.append((len(text), len(text) + len(line)))
        text += line + "\n\n"
    starts = sorted(chance.randrange(len(text) - 200) for _ in range(claims))
    return text, parts, [(start, start + chance.randint(20, 160)) for start in starts]


def word_of(text: str, start: int) -> str:
    """Return a long word, the only one of its kind, a little way into the passage that starts there."""
    later = text[start + 20 : start + 300].split()[1:-1]
    return next(word for word in later if len(word) > 6 and text.count(word) == 1)


class Made(NamedTuple):
    """A project, and a word that its first frame shows."""

    path: Path
    word: str


SOURCES = ("Police", "The mayor")
"""Named sources of the articles made up, with the digits 1 and 2."""


def project(folder: Path, characters: int, claims: int, *, focused: bool = False, sources: int = 0) -> Made:
    """Make a project of one article with that many claims, left off in its fourth passage or at a claim of it.

    So many further sources are known to the project.
    """
    from annotator.core.source import Source
    from annotator.core.text.span import Span
    from annotator.workflow.importing import import_paths
    from annotator.workflow.project import add_annotator
    from annotator.workflow.sitting import Sitting

    made = empty(folder / f"{characters}.db")
    text, parts, spans = article(characters, claims)
    (folder / "article.txt").write_text(text, encoding="utf-8")
    import_paths(made, [folder / "article.txt"], {})
    _add_sources(made, sources)
    sitting = Sitting(made, add_annotator(made, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    asserters = [*(Source.of(name, "unclear") for name in SOURCES), desk.narrator]
    here = None
    for number, (start, end) in enumerate(spans):
        desk.select(Span(start, end))
        if desk.mark():
            desk.tag_source(desk.scheme.fields[0], asserters[number % len(asserters)])
            here = desk.focus if desk.index == 3 and here is None else here
    desk.focus_on(None)
    desk.go(3)
    desk.focus_on(here if focused else None)
    sitting.keep_place(desk)
    sitting.close()
    return Made(made.path, word_of(text, parts[3][0]))


def empty(path: Path) -> Project:
    """Make a project of nothing."""
    from annotator.workflow.project import create_project
    from annotator.workflow.schemes import find_scheme

    return create_project(path, "benchmark", find_scheme("newsclaim"))


def _add_sources(made: Project, count: int) -> None:
    from annotator.core.history import Action, Kind
    from annotator.core.source import Source
    from annotator.store import tables
    from annotator.store.engine import writing
    from annotator.store.writing import write_action
    from annotator.workflow.stamps import PROGRAM

    chance = random.Random(2)
    names = {" ".join(_word(chance).title() for _ in range(chance.randint(1, 3))) for _ in range(count)}
    while len(names) < count:
        names.add(f"{_word(chance)} {_word(chance)}".title())
    rows = [asdict(Source.of(name, "organisation")) for name in names]
    if rows:
        with writing(made.engine) as connection:
            connection.execute(tables.SOURCE.insert(), rows)
            # Everybody's, or nobody would be offered what nobody has cited; a seal over nothing will do.
            action = Action(made.stamps.new_id(), None, Kind.DO, "share", made.stamps.now(), PROGRAM)
            write_action(connection, action)
            shared = [{"source_id": row["id"], "action_id": action.id} for row in rows]
            connection.execute(tables.SHARED_SOURCE.insert(), shared)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(("bdfgklmnprst", "aeiou")[at % 2]) for at in range(chance.randint(4, 9)))


PASSAGES, WORDS = 25, 20
"""How many passages each article of a project of many has, and words each of these."""

BATCH = 1_000


def many_passages(folder: Path, count: int) -> Made:
    """Make a project of that many passages, in articles of one size, left off at the first of them in the middle."""
    from annotator.core.history import Action, Kind
    from annotator.store import tables
    from annotator.store.engine import writing
    from annotator.store.writing import write_action
    from annotator.workflow.project import add_annotator
    from annotator.workflow.sitting import Sitting
    from annotator.workflow.stamps import PROGRAM

    made, articles = empty(folder / f"{count}.db"), count // PASSAGES
    for first in range(0, articles, BATCH):
        action = Action(made.stamps.new_id(), None, Kind.DO, "import", made.stamps.now(), PROGRAM)
        with writing(made.engine) as connection:
            # Only the numbers of rows matter here, so their seal is over nothing.
            write_action(connection, action)
            rows = [_rows(number, action.id) for number in range(first, min(first + BATCH, articles))]
            for table in (tables.ARTICLE, tables.ARTICLE_DETAIL, tables.PASSAGE):
                connection.execute(table.insert(), [row for each in rows for row in each[table.name]])
    sitting = Sitting(made, add_annotator(made, "Ana"), lambda _: None)
    desk = sitting.resume((articles // 2 + 1, 1))
    sitting.keep_place(desk)
    sitting.close()
    return Made(made.path, word_of(desk.article.text, 0))


def _rows(number: int, action: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows of one article, by table."""
    from annotator.core.ids import article_id, content_id, passage_id, text_sha256

    text, parts = _numbered(number)
    id_, outlet = article_id(text, "The Gazette"), {"title": f"Article {number}", "outlet": "The Gazette"}
    return {
        "article": [
            {
                "id": id_,
                "text": text,
                "sha256": text_sha256(text),
                "kind": "article",
                "action_id": action,
                "position": number % BATCH,
            }
        ],
        "article_detail": [
            {
                "id": content_id("detail", action, id_, field),
                "article_id": id_,
                "field": field,
                "value": value,
                "action_id": action,
            }
            for field, value in outlet.items()
        ],
        "passage": [
            {
                "id": passage_id(id_, start, end),
                "article_id": id_,
                "start": start,
                "end": end,
                "kind": "text",
            }
            for start, end in parts
        ],
    }


def _numbered(number: int) -> tuple[str, list[tuple[int, int]]]:
    """Return an article's text, the only one with its number, and its passages."""
    text, parts = plain(PASSAGES, WORDS)
    return f"{number:08}{text[8:]}", parts


@cache
def plain(passages: int, words: int) -> tuple[str, list[tuple[int, int]]]:
    """Return a text of that many passages of so many words each, and where these stand."""
    text, parts, _ = article(passages * words * 9, 0, words=words)
    return text[: parts[passages - 1][1]], parts[:passages]
